import type { CriteriaReplayId, Refusal } from "../kernel/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database/index.ts";
import { systemSession } from "../platform/database/index.ts";

import { replayLead } from "./domain/replay.ts";
import { readDecided } from "./store/decided-leads.ts";
import {
  beginReplay,
  keepJudged,
  lockReplay,
  queueReplayCancelled,
  queueReplayDone,
} from "./store/replay-store.ts";

/** Leads that are judged at once. */
const PAGE = 500;

export interface RunReplayDeps {
  readonly database: Database;
  readonly clock: Clock;
}

/**
 * Judges decided leads again, a page after the other, each kept in one transaction with how far it is. Killed in the middle
 * it goes on behind the last page, and no lead is told twice; told to end, it does after the page under way.
 */
export const runReplay =
  ({ database, clock }: RunReplayDeps, page = PAGE) =>
  async (
    { replayId: id }: { readonly replayId: CriteriaReplayId },
    requestId: string,
  ): Promise<void> => {
    const session = systemSession(requestId);
    const run = await beginReplay(database, session, id, clock());
    if (!run) return;
    const { criteria, cohort } = run;
    const asksFacts = criteria.criteria.some(({ condition }) => condition !== null);
    let isOver: boolean | Refusal = false;
    while (isOver === false) {
      isOver = await database.transaction(session, async (tx): Promise<boolean> => {
        const standing = await lockReplay(tx, id);
        if (standing?.status !== "RUNNING") return true;
        if (standing.isToEnd) {
          queueReplayCancelled(tx, id, clock());
          return true;
        }
        const leads = await readDecided(tx, cohort, {
          ...{ after: standing.after, limit: page, asksFacts },
        });
        const judged = leads.map((lead) => ({ ...lead, ...replayLead(criteria, lead) }));
        if (judged.length > 0) await keepJudged(tx, id, judged);
        else queueReplayDone(tx, id, clock());
        return judged.length === 0;
      });
    }
  };
