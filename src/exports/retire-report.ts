import type { Refusal } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import { once } from "../platform/mutation/index.ts";
import type { Call } from "../platform/mutation/index.ts";

import type { NameReport } from "./domain/report.ts";
import type { ReportTouched } from "./save-report.ts";
import { lockReport, queueRetirement } from "./store/report-store.ts";

/** Ends a report: it is not run any more, and its files stay as long as any. */
export const retireReport =
  ({ database }: { readonly database: Database }) =>
  (call: Call<NameReport>) =>
    once<NameReport, ReportTouched>(
      database,
      call,
      async (tx): Promise<ReportTouched | Refusal> => {
        const { reportId } = call.command;
        const by = call.actor.id;
        if (by === null) throw new Error("somebody retires a report");
        const report = await lockReport(tx, reportId);
        if (report === null) return noReport(reportId);
        if (report.isRetired) return retiredBefore();
        queueRetirement(tx, reportId, { at: call.at, by });
        return { kind: "ReportRetired", reportId, subjects: [reportId] };
      },
    );

export const noReport = (id: string): Refusal =>
  refuse("NOT_FOUND", `There is no report ${id}.`, { path: ["reportId"] });

export const retiredBefore = (): Refusal =>
  refuse("ALREADY_DONE", "The report was retired: save another one.", { path: ["reportId"] });
