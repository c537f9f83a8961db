import type { Principal } from "../identity/index.ts";
import type { ExportRunId, Refusal } from "../kernel/index.ts";
import { isRefusal } from "../kernel/index.ts";
import { once } from "../platform/mutation/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";

import type { StartExport } from "./domain/export-run.ts";
import { queueExport } from "./queue-export.ts";
import type { StartExportDeps } from "./queue-export.ts";

export interface ExportStarted extends Outcome {
  readonly kind: "ExportStarted";
  readonly runId: ExportRunId;
}

/** Somebody asks for a file of the books: it is written in its turn, as who asked. */
export const startExport =
  (deps: StartExportDeps) =>
  (call: Call<StartExport>, principal: Principal | null, scopes: ReadonlySet<string>) =>
    once<StartExport, ExportStarted>(
      deps.database,
      call,
      async (tx): Promise<ExportStarted | Refusal> => {
        const { command, at } = call;
        if (principal === null) throw new Error("somebody asks for an export");
        const ownId = call.session.partnerId;
        const asker = { principal, scopes, at, reportId: null, ownId };
        const runId = await queueExport(deps, tx, command, asker);
        if (isRefusal(runId)) return runId;
        return { kind: "ExportStarted", runId, subjects: [runId] };
      },
    );
