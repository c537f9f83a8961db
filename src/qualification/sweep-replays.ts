import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database/index.ts";
import { systemSession } from "../platform/database/index.ts";

import { queueReplayRemoved, readExpiredReplays } from "./store/replay-store.ts";

const MOST_AT_ONCE = 100;

/** Removes replays whose days are over, each with its leads. That they were asked for stays in the audit log. */
export const sweepReplays =
  ({ database, clock }: { readonly database: Database; readonly clock: Clock }) =>
  async (requestId: string): Promise<void> => {
    const session = systemSession(requestId);
    for (const uuid of await readExpiredReplays(database, session, clock(), MOST_AT_ONCE))
      await database.transaction(session, (tx) => {
        queueReplayRemoved(tx, uuid);
        return Promise.resolve();
      });
  };
