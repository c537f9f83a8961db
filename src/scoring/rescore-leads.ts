import type { LeadId, ScoringModelId } from "../kernel/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import { systemSession } from "../platform/database/index.ts";

import { scoreLeads } from "./score-lead.ts";
import type { ScoreLeadDeps } from "./score-lead.ts";
import { readModelInForce } from "./store/scored-leads.ts";
import {
  lockRun,
  queueProgress,
  queueRun,
  readDecaying,
  readNextOpen,
} from "./store/scoring-run-store.ts";

/** Leads that are scored in one transaction: their locks are held for some milliseconds. */
const AT_ONCE = 100;
/** What one run of the repeat does at most; the next one comes soon. */
const MOST_AT_A_TIME = 10;
const DAY = 86_400_000;

/**
 * Scores all open leads anew: a model was published. How far it is stands in the database with each
 * hundred, so that it goes on where it stopped. It ends early where another model is published meanwhile.
 */
export const rescoreLeads =
  (deps: ScoreLeadDeps) =>
  async ({ modelId }: { readonly modelId: ScoringModelId }, requestId: string): Promise<void> => {
    const session = systemSession(requestId);
    await deps.database.transaction(session, (tx) => {
      queueRun(tx, modelId, deps.clock());
      return Promise.resolve(null);
    });
    const isLeft = () =>
      deps.database.transaction(session, (tx) => scoreNext(tx, modelId, deps.clock()));
    while ((await isLeft()) === true);
  };

/** Scores the next leads of a run; false where none is left. */
async function scoreNext(tx: Transaction, modelId: ScoringModelId, at: Date): Promise<boolean> {
  const [run, model] = await Promise.all([lockRun(tx, modelId), readModelInForce(tx)]);
  if (!run || run.isFinished || model?.id !== modelId) return false;
  const next = await readNextOpen(tx, run.after, AT_ONCE);
  if (next.length > 0) await scoreLeads(tx, next, at);
  queueProgress(tx, modelId, next, at);
  return next.length > 0;
}

/** Points halve with the days: scores of days before are worked out anew, a thousand at a time at most. */
export const decayScores =
  (deps: ScoreLeadDeps) =>
  async (requestId: string): Promise<void> => {
    const session = systemSession(requestId);
    for (let times = 0; times < MOST_AT_A_TIME; times += 1) {
      const at = deps.clock();
      const day = new Date(Math.floor(at.getTime() / DAY) * DAY);
      const due: readonly LeadId[] = await readDecaying(deps.database, session, day, AT_ONCE);
      if (due.length === 0) return;
      await deps.database.transaction(session, async (tx) => {
        await scoreLeads(tx, due, at);
        return null;
      });
    }
  };
