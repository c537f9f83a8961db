import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database/index.ts";
import { SYSTEM_ACTOR, systemSession } from "../platform/database/index.ts";
import { auditRow } from "../platform/mutation/index.ts";

import type { StopLinks } from "./stop-links.ts";
import { queueMuted } from "./store/settings-store.ts";

export interface StopNoticesDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly stopLinks: StopLinks;
}

/** Whoever has the link; it is the member's, who need not be the one that follows it. */
const NOBODY_LOGGED_IN = { kind: "SYSTEM", id: SYSTEM_ACTOR, partnerId: null } as const;

/** Switches off what a link at the end of a mail names. False where the link was not made here. */
export const stopNotices =
  ({ database, clock, stopLinks }: StopNoticesDeps) =>
  async (link: unknown, requestId: string): Promise<boolean> => {
    const stopped = stopLinks.read(link);
    if (stopped === null) return false;
    const at = clock();
    await database.transaction(systemSession(requestId), async (tx) => {
      queueMuted(tx, { ...stopped, at });
      tx.queue(
        auditRow({
          ...{ mutation: "stopNotices", at, actor: NOBODY_LOGGED_IN, requestId },
          ...{ subjects: [stopped.memberId], outcome: "DONE", code: null },
        }),
      );
      return null;
    });
    return true;
  };
