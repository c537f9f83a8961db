import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database/index.ts";
import { systemSession } from "../platform/database/index.ts";

import type { StopLinks } from "./stop-links.ts";
import { muteKind } from "./store/settings-store.ts";

export interface StopNoticesDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly stopLinks: StopLinks;
}

/** Switches off what a link at the end of a mail names. False where the link was not made here. */
export const stopNotices =
  ({ database, clock, stopLinks }: StopNoticesDeps) =>
  async (link: unknown, requestId: string): Promise<boolean> => {
    const stopped = stopLinks.read(link);
    if (stopped === null) return false;
    await muteKind(database, systemSession(requestId), { ...stopped, at: clock() });
    return true;
  };
