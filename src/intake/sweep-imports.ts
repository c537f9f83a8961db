import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database/index.ts";
import { systemSession } from "../platform/database/index.ts";

import { KEPT_AFTER_MS, removeProblems } from "./store/import-store.ts";

/** Removes what was wrong with the rows of an import when its file goes: it repeats what was sent. */
export const sweepImports =
  ({ database, clock }: { readonly database: Database; readonly clock: Clock }) =>
  (requestId: string): Promise<void> =>
    removeProblems(database, systemSession(requestId), new Date(clock().getTime() - KEPT_AFTER_MS));
