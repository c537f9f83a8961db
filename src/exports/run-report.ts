import type { Principal } from "../identity/index.ts";
import type { Refusal } from "../kernel/index.ts";
import { isRefusal } from "../kernel/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import { once } from "../platform/mutation/index.ts";
import type { Call } from "../platform/mutation/index.ts";

import { daysOf, later, refuseDays } from "./domain/report.ts";
import type { NameReport } from "./domain/report.ts";
import { queueExport } from "./queue-export.ts";
import type { Asker, StartExportDeps } from "./queue-export.ts";
import { noReport, retiredBefore } from "./retire-report.ts";
import type { ExportStarted } from "./start-export.ts";
import { lockReport, readClosedMonth } from "./store/report-store.ts";
import type { ReportToRun } from "./store/report-store.ts";

/** Somebody asks for the file of a report by hand, as of the month before: it is written as who asked. */
export const runReport =
  (deps: StartExportDeps) =>
  (call: Call<NameReport>, principal: Principal | null, scopes: ReadonlySet<string>) =>
    once<NameReport, ExportStarted>(
      deps.database,
      call,
      async (tx): Promise<ExportStarted | Refusal> => {
        const { command, at } = call;
        if (principal === null) throw new Error("somebody runs a report");
        const report = await lockReport(tx, command.reportId);
        if (report === null) return noReport(command.reportId);
        if (report.isRetired) return retiredBefore();
        const month = later(at.toISOString().slice(0, 7), -1);
        const months = { month, closed: await readClosedMonth(tx) };
        const asker = { principal, scopes, at, reportId: report.id, ownId: null };
        const runId = await queueFileOf(deps, tx, report, { months, asker });
        if (isRefusal(runId)) return runId;
        return { kind: "ExportStarted", runId, subjects: [runId, report.id] };
      },
    );

interface Asked {
  readonly months: { readonly month: string; readonly closed: string | null };
  readonly asker: Asker;
}

/** Queues that the file of a report is asked for, of the days that it has by now. */
export async function queueFileOf(
  deps: StartExportDeps,
  tx: Transaction,
  report: ReportToRun,
  { months, asker }: Asked,
) {
  const early = refuseDays(report, months);
  if (early) return early;
  const parameters = { ...report.parameters, ...daysOf(report, months) };
  const { kind, format } = report;
  const command = { kind, format, parameters, watermark: null, glMappingId: null };
  return queueExport(deps, tx, command, asker);
}
