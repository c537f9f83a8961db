import { z } from "zod";

import type { FileLinks } from "../../files/index.ts";
import { principalOf } from "../../identity/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import { column, id, one, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { ExportRunRow } from "../store/export-run.row.ts";

const run = tableOf(ExportRunRow);

/** A link holds so long at least, and twice as long at most. */
const LINK_MS = 7 * 60_000;

/** A manifest as far as it says what the file is called. */
const Named = z
  .object({ fileName: z.string().nullable().default(null) })
  .nullable()
  .transform((manifest) => manifest ?? { fileName: null });

const parameter = <Name extends keyof ExportRunRow["parameters"]>(name: Name) =>
  value([run.cell("parameters")], ([parameters]) => parameters[name]);

/** How exports are read; `links` make the address of a file. */
export function exportRunReads(links: FileLinks): Source {
  return {
    type: "ExportRun",
    table: run,
    isPartners: true,
    fields: {
      id: id("exp", run.cell("id")),
      kind: column(run.cell("kind")),
      format: column(run.cell("format")),
      startsOn: parameter("from"),
      endsOn: parameter("until"),
      partnerId: parameter("partnerId"),
      incentiveProgramId: parameter("incentiveProgramId"),
      currency: parameter("currency"),
      creditState: value([run.cell("parameters")], ([given]) => given.creditState ?? null),
      reversalReason: value([run.cell("parameters")], ([given]) => given.reversalReason ?? null),
      payoutBatchId: value([run.cell("parameters")], ([given]) => given.payoutBatchId ?? null),
      grain: parameter("grain"),
      profile: parameter("profile"),
      glMappingId: parameter("glMappingId"),
      reportId: value([run.cell("reportId")], ([uuid]) =>
        uuid === null ? null : idOf("rpt", uuid),
      ),
      watermark: value([run.cell("watermark")], ([mark]) => (mark === null ? null : String(mark))),
      status: column(run.cell("status")),
      doneRows: value([run.cell("doneRows")], ([rows]) => Number(rows)),
      fileName: value([run.cell("manifest")], ([manifest]) => Named.parse(manifest).fileName),
      byteSize: value([run.cell("byteSize")], ([bytes]) => (bytes === null ? null : String(bytes))),
      manifest: value([run.cell("manifest")], ([manifest]) =>
        manifest === null ? null : JSON.stringify(manifest),
      ),
      downloadUrl: value(
        [
          ...([run.cell("id"), run.cell("status"), run.cell("requestedBy")] as const),
          ...([run.cell("expiresAt"), run.cell("recipientIds")] as const),
        ],
        ([uuid, status, requestedBy, expiresAt, told], { caller, at }) => {
          const principal = principalOf(caller);
          const isThere = status === "DONE" && Date.parse(expiresAt ?? "") > at.getTime();
          if (!isThere || principal === null) return null;
          const reader = uuidOf(principal.memberId);
          if (reader !== requestedBy && !told.includes(reader)) return null;
          const until = links.lasting(at, LINK_MS);
          return links.to({ kind: "export", id: idOf("exp", uuid), principal, until });
        },
      ),
      failure: column(run.cell("failure")),
      requestedBy: one("PartnerMember", { id: "requestedBy" }),
      requestedAt: column(run.cell("requestedAt")),
      startedAt: column(run.cell("startedAt")),
      finishedAt: column(run.cell("finishedAt")),
      cancelRequestedAt: column(run.cell("cancelRequestedAt")),
      expiresAt: column(run.cell("expiresAt")),
    },
  };
}
