import type { FileLinks } from "../../files/index.ts";
import { principalOf } from "../../identity/index.ts";
import { idOf } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import { column, id, one, partWhere, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { ImportRunRow } from "../store/import-run.row.ts";
import { KEPT_AFTER_MS } from "../store/import-store.ts";

const run = tableOf(ImportRunRow);

const fileName = run.expression<string>(
  "text",
  ({ column: of }) =>
    sql`coalesce(${of(run, "fileName")}, (select file.file_name from upload as file where file.partner_id = ${of(run, "partnerId")} and file.id = ${of(run, "uploadId")}))`,
);

const LINK_MS = 15 * 60_000;

/** How imports are read; `links` make the address of what was wrong with rows. */
export function importRunReads(links: FileLinks): Source {
  return {
    type: "ImportRun",
    table: run,
    isPartners: true,
    fields: {
      id: id("imp", run.cell("id")),
      status: column(run.cell("status")),
      format: column(run.cell("format")),
      fileName: column(fileName),
      requestedByVendor: value([run.cell("vendorUploadId")], ([file]) => file !== null),
      dryRun: column(run.cell("dryRun")),
      totalRows: column(run.cell("totalRows")),
      doneRows: column(run.cell("doneRows")),
      registeredCount: column(run.cell("registeredCount")),
      knownCount: column(run.cell("knownCount")),
      refusedCount: column(run.cell("refusedCount")),
      requestedAt: column(run.cell("requestedAt")),
      startedAt: column(run.cell("startedAt")),
      finishedAt: column(run.cell("finishedAt")),
      cancelRequestedAt: column(run.cell("cancelRequestedAt")),
      failure: partWhere([run.cell("failureCode")], ([code]) => code !== null, {
        code: column(run.cell("failureCode")),
        message: column(run.cell("failureText")),
        row: column(run.cell("failureRow")),
        column: column(run.cell("failureColumn")),
      }),
      problemsUrl: value(
        [
          run.cell("id"),
          run.cell("refusedCount"),
          run.cell("finishedAt"),
          run.cell("vendorUploadId"),
        ],
        ([uuid, refused, finishedAt, vendorsFile], { caller, at }) => {
          const principal = principalOf(caller);
          const isGone =
            finishedAt !== null && Date.parse(finishedAt) + KEPT_AFTER_MS < at.getTime();
          // what a partner typed is its own
          const mayRead = caller.side === "PARTNER" || vendorsFile !== null;
          if (refused === 0 || isGone || principal === null || !mayRead) return null;
          const until = links.lasting(at, LINK_MS);
          return links.to({ kind: "problems", id: idOf("imp", uuid), principal, until });
        },
      ),
      partner: one("Partner", { id: "partnerId" }),
    },
  };
}
