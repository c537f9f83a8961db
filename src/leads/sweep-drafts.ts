import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database/index.ts";
import { systemSession } from "../platform/database/index.ts";

import { deleteUnchangedSince } from "./store/draft-store.ts";

/** How long a draft stays after its last change. In milliseconds. */
const KEPT_MS = 30 * 86_400_000;
const MOST_AT_ONCE = 500;

/** Deletes drafts that nobody has changed for thirty days, and the traces of those that became leads. */
export const sweepDrafts =
  ({ database, clock }: { readonly database: Database; readonly clock: Clock }) =>
  (requestId: string): Promise<number> =>
    deleteUnchangedSince(
      database,
      systemSession(requestId),
      new Date(clock().getTime() - KEPT_MS),
      MOST_AT_ONCE,
    );
