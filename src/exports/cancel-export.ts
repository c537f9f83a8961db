import type { Refusal } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import { once } from "../platform/mutation/index.ts";
import type { Call } from "../platform/mutation/index.ts";

import type { CancelExport } from "./domain/export-run.ts";
import type { ExportStarted } from "./start-export.ts";
import { lockExport, queueExportEnd } from "./store/export-run-store.ts";

/** Tells an export to end: it does within a second, and nothing of its file is kept. */
export const cancelExport =
  ({ database }: { readonly database: Database }) =>
  (call: Call<CancelExport>) =>
    once<CancelExport, ExportStarted>(
      database,
      call,
      async (tx): Promise<ExportStarted | Refusal> => {
        const { runId } = call.command;
        const run = await lockExport(tx, runId);
        if (run === null)
          return refuse("NOT_FOUND", `There is no export ${runId}.`, { path: ["exportRunId"] });
        if (run.status !== "QUEUED" && run.status !== "RUNNING")
          return refuse("ALREADY_DONE", `The export is over: ${run.status}.`);
        if (run.isToEnd) return refuse("ALREADY_DONE", "The export was told to end before.");
        queueExportEnd(tx, runId, call.at);
        return { kind: "ExportStarted", runId, subjects: [runId] };
      },
    );
