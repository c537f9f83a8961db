import type { ImportRunId, Refusal } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import { once } from "../platform/mutation/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";

import { lockRun, queueEnd } from "./store/import-store.ts";

export interface CancelImport {
  readonly runId: ImportRunId;
}

export interface ImportToldToEnd extends Outcome {
  readonly kind: "ImportToldToEnd";
  readonly runId: ImportRunId;
}

/** Tells an import to end: it does after the hundred rows under way. What it registered stays. */
export const cancelImport =
  ({ database }: { readonly database: Database }) =>
  (call: Call<CancelImport>) =>
    once<CancelImport, ImportToldToEnd>(
      database,
      call,
      async (tx): Promise<ImportToldToEnd | Refusal> => {
        const { runId } = call.command;
        const run = await lockRun(tx, call.session, runId);
        if (run === null)
          return refuse("NOT_FOUND", `There is no import ${runId} that you can see.`, {
            path: ["importRunId"],
          });
        if (run.status !== "QUEUED" && run.status !== "RUNNING")
          return refuse("ALREADY_DONE", `The import is over: ${run.status}.`);
        if (run.isToEnd) return refuse("ALREADY_DONE", "The import was told to end before.");
        queueEnd(tx, call.session, runId, call.at);
        return { kind: "ImportToldToEnd", runId, subjects: [runId] };
      },
    );
