import type { Principal } from "../identity/index.ts";
import { isRole, scopesOf } from "../identity/index.ts";
import type { PartnerMemberId, Refusal, ReportId } from "../kernel/index.ts";
import { refuse, uuidOf } from "../kernel/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import { once } from "../platform/mutation/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";

import { refuseKind, scopesFor } from "./domain/export-run.ts";
import type { ExportKind } from "./domain/export-run.ts";
import type { SaveReport } from "./domain/report.ts";
import type { StartExportDeps } from "./queue-export.ts";
import { readVendorRoles } from "./store/report-store.ts";
import { ReportRow } from "./store/report.row.ts";

export interface ReportTouched extends Outcome {
  readonly reportId: ReportId;
}

/** Saves an export by name. By its schedule it is run as whoever saved it, while that person may read what is in it. */
export const saveReport =
  ({ database, newId }: StartExportDeps) =>
  (call: Call<SaveReport>, principal: Principal | null, scopes: ReadonlySet<string>) =>
    once<SaveReport, ReportTouched>(
      database,
      call,
      async (tx): Promise<ReportTouched | Refusal> => {
        const { command, at } = call;
        if (principal === null) throw new Error("somebody saves a report");
        const { kind, format, parameters, period, name, schedule, dayOfMonth } = command;
        const unread = refuseKind(kind, scopes);
        if (unread) return unread;
        const { recipientIds } = command;
        const wrong = await refuseRecipients(tx, kind, recipientIds ?? []);
        if (wrong) return wrong;
        const reportId = newId("rpt");
        tx.queue(
          database.insert(ReportRow, {
            ...{
              id: uuidOf(reportId),
              name,
              kind,
              format,
              parameters,
              period,
              schedule,
              dayOfMonth,
            },
            recipientIds: (recipientIds ?? [principal.memberId]).map(uuidOf),
            savedBy: uuidOf(principal.memberId),
            keyId: principal.keyId === null ? null : uuidOf(principal.keyId),
            savedAt: at,
          }),
          { report_name_once: nameTaken },
        );
        return { kind: "ReportSaved", reportId, subjects: [reportId] };
      },
    );

const nameTaken = (): Refusal =>
  refuse("BUSINESS_RULE", "A report that runs has this name: retire that one first.", {
    path: ["name"],
  });

/** Who is told of a report has its files: so they are members of the vendor who may read what is in it. */
async function refuseRecipients(
  tx: Transaction,
  kind: ExportKind,
  ids: readonly PartnerMemberId[],
): Promise<Refusal | null> {
  if (ids.length === 0) return null;
  const roles = await readVendorRoles(tx, ids);
  const path = ["recipientIds"];
  for (const id of ids) {
    const held = roles.get(id);
    if (!held) return refuse("NOT_FOUND", `${id} is no member of the vendor.`, { path });
    const scopes: ReadonlySet<string> = new Set(scopesOf(held.filter(isRole)));
    const missing = scopesFor(kind).find((scope) => !scopes.has(scope));
    if (missing !== undefined)
      return refuse("BUSINESS_RULE", `${id} lacks the scope ${missing}, which ${kind} takes.`, {
        path,
      });
  }
  return null;
}
