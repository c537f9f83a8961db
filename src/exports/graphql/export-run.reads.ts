import type { FileLinks } from "../../files/index.ts";
import { principalOf } from "../../identity/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import { column, id, one, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { fileOf, isExportFormat, isExportKind } from "../domain/export-run.ts";
import { ExportRunRow } from "../store/export-run.row.ts";

const run = tableOf(ExportRunRow);

/** A link holds so long at least, and twice as long at most. */
const LINK_MS = 7 * 60_000;

const parameter = <Name extends keyof ExportRunRow["parameters"]>(name: Name) =>
  value([run.cell("parameters")], ([parameters]) => parameters[name]);

/** How exports are read; `links` make the address of a file. */
export function exportRunReads(links: FileLinks): Source {
  return {
    type: "ExportRun",
    table: run,
    isPartners: false,
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
      payoutBatchId: value([run.cell("parameters")], ([given]) => given.payoutBatchId ?? null),
      grain: parameter("grain"),
      profile: parameter("profile"),
      glMappingId: parameter("glMappingId"),
      watermark: value([run.cell("watermark")], ([mark]) => (mark === null ? null : String(mark))),
      status: column(run.cell("status")),
      doneRows: value([run.cell("doneRows")], ([rows]) => Number(rows)),
      fileName: value(
        [run.cell("kind"), run.cell("format"), run.cell("watermark"), run.cell("parameters")],
        ([kind, format, mark, { profile }]) =>
          mark === null || !isExportKind(kind) || !isExportFormat(format)
            ? null
            : fileOf({ kind, format, watermark: BigInt(mark), profile: profile ?? null }).fileName,
      ),
      byteSize: value([run.cell("byteSize")], ([bytes]) => (bytes === null ? null : String(bytes))),
      manifest: value([run.cell("manifest")], ([manifest]) =>
        manifest === null ? null : JSON.stringify(manifest),
      ),
      downloadUrl: value(
        [run.cell("id"), run.cell("status"), run.cell("requestedBy"), run.cell("expiresAt")],
        ([uuid, status, requestedBy, expiresAt], { caller, at }) => {
          const principal = principalOf(caller);
          const isThere = status === "DONE" && Date.parse(expiresAt ?? "") > at.getTime();
          const isTheirs = principal !== null && uuidOf(principal.memberId) === requestedBy;
          if (!isThere || !isTheirs) return null;
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
