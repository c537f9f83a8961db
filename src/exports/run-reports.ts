import type { Identity, StillStanding } from "../identity/index.ts";
import { isRefusal, uuidOf } from "../kernel/index.ts";
import { notify } from "../notices/index.ts";
import { VENDOR_PARTNER_ID } from "../partners/index.ts";
import type { Clock } from "../platform/clock.ts";
import { databaseFailure, systemSession } from "../platform/database/index.ts";
import type { GoneSignal } from "../platform/departure.ts";
import { auditRow } from "../platform/mutation/index.ts";

import { scopesFor } from "./domain/export-run.ts";
import type { StartExportDeps } from "./queue-export.ts";
import { queueFileOf } from "./run-report.ts";
import { ReportRunRow } from "./store/report-run.row.ts";
import {
  lockReport,
  queuePause,
  readClosedMonth,
  readDueReports,
  readToldOfPause,
} from "./store/report-store.ts";
import type { DueReport } from "./store/report-store.ts";

export interface RunReportsDeps extends StartExportDeps {
  readonly clock: Clock;
  readonly identity: Pick<Identity, "stillStands">;
}

const MOST_AT_ONCE = 20;

/** Another instance was quicker, or somebody has just retired it. */
const OVERTAKEN = ["report_run_once", "report_run_by_schedule"];

const MAY_NOT_READ =
  "Whoever saved it has left, or may not read what is in it any more: somebody else saves it anew.";

/** Asks for the files of reports that are due, each as whoever saved it: once for a month, on however many instances. */
export const runReports =
  (deps: RunReportsDeps) =>
  async (requestId: string, stop: GoneSignal): Promise<void> => {
    const session = systemSession(requestId);
    const due = await readDueReports(deps.database, session, deps.clock(), MOST_AT_ONCE);
    const paused = new Set<string>();
    const failures: unknown[] = [];
    for (const each of due) {
      const { report } = each;
      if (stop.aborted) return;
      if (paused.has(report.id)) continue;
      const standing = await deps.identity.stillStands(report.principal, requestId);
      if (standing && scopesFor(report.kind).every((scope) => standing.scopes.has(scope)))
        // one that fails keeps none of the others waiting
        await run(deps, each, standing, requestId).catch((error: unknown) => failures.push(error));
      else {
        await pause(deps, each, requestId);
        paused.add(report.id);
      }
    }
    if (failures.length > 0) throw failures[0];
  };

/** Asks for the file of a month, or has on record what stands in its way, of which its recipients are told. */
async function run(
  deps: RunReportsDeps,
  { report, month, isByClose }: DueReport,
  { scopes, session, actor }: StillStanding,
  requestId: string,
): Promise<void> {
  const at = deps.clock();
  try {
    await deps.database.transaction(session, async (tx) => {
      const closed = isByClose ? month : await readClosedMonth(tx);
      const asker = { principal: report.principal, scopes, at, reportId: report.id, ownId: null };
      const asked = await queueFileOf(deps, tx, report, { months: { month, closed }, asker });
      const exportRunId = isRefusal(asked) ? null : asked;
      const failure = isRefusal(asked) ? asked.message : null;
      tx.queue(
        deps.database.insert(ReportRunRow, {
          ...{ id: uuidOf(deps.newId("rpt")), reportId: uuidOf(report.id) },
          ...{ month, ranAt: at, failure },
          exportRunId: exportRunId === null ? null : uuidOf(exportRunId),
        }),
      );
      const subjects = exportRunId === null ? [report.id] : [exportRunId, report.id];
      const code = isRefusal(asked) ? asked.code : null;
      const outcome = code === null ? "DONE" : "REFUSED";
      tx.queue(auditRow({ mutation: "runReports", at, actor, requestId, subjects, outcome, code }));
      return null;
    });
  } catch (error) {
    if (!OVERTAKEN.includes(databaseFailure(error)?.constraint ?? "")) throw error;
  }
}

/** Stops a report whose author may not read its files: nobody else is let in by it. */
async function pause(
  { database, clock }: RunReportsDeps,
  { report }: DueReport,
  requestId: string,
): Promise<void> {
  const at = clock();
  await database.transaction(systemSession(requestId), async (tx) => {
    const standing = await lockReport(tx, report.id);
    if (standing === null || standing.isPaused || standing.isRetired) return null;
    queuePause(tx, report.id, { at, reason: MAY_NOT_READ });
    notify(tx, {
      ...{ uuid: uuidOf(report.id), kind: "REPORT_PAUSED", forVendor: true },
      ...{ partnerId: VENDOR_PARTNER_ID, leadId: null, at },
      memberUuids: await readToldOfPause(tx, report.id),
    });
    return null;
  });
}
