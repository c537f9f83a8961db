import type { LeadId } from "../kernel/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database, Transaction } from "../platform/database/index.ts";
import { systemSession } from "../platform/database/index.ts";
import { holds, readRoutedLeads } from "../routing/index.ts";

import { scoreOf } from "./domain/score.ts";
import {
  lockLeads,
  queueScores,
  queueUnscored,
  readModelInForce,
  readSignals,
} from "./store/scored-leads.ts";

export interface ScoreLeadDeps {
  readonly database: Database;
  readonly clock: Clock;
}

const DAY = 86_400_000;

/** Scores one lead: something about it changed. */
export const scoreLead =
  (deps: ScoreLeadDeps) =>
  async ({ leadId }: { readonly leadId: LeadId }, requestId: string): Promise<void> => {
    await deps.database.transaction(systemSession(requestId), async (tx) => {
      await scoreLeads(tx, [leadId], deps.clock());
      return null;
    });
  };

/**
 * Scores leads by the model in force, in one round trip of reads and one statement of writes, however
 * many they are. Leads that are closed have no score any more; without a model nothing is done.
 */
export async function scoreLeads(
  tx: Transaction,
  ids: readonly LeadId[],
  now: Date,
): Promise<void> {
  const [locked, model, leads, signals] = await Promise.all([
    lockLeads(tx, ids),
    readModelInForce(tx),
    readRoutedLeads(tx, ids),
    readSignals(tx, ids, now),
  ]);
  if (!model) return;
  // another instance may have published it by a clock that is ahead of this one's
  const at = now < model.publishedAt ? model.publishedAt : now;
  const onDay = Math.floor(at.getTime() / DAY);
  const open = locked.flatMap((lead) => {
    const facts = leads.get(lead.id)?.facts;
    return lead.isOpen && facts ? [{ lead, facts }] : [];
  });
  const scores = open.map(({ lead, facts }) => ({
    lead,
    ...scoreOf(
      model,
      {
        holds: model.fit.map(({ condition }) => holds(condition, facts) === true),
        signals: signals.get(lead.id) ?? [],
      },
      onDay,
    ),
  }));
  queueScores(tx, scores, model.id, at);
  queueUnscored(
    tx,
    locked.flatMap(({ id, isOpen }) => (isOpen ? [] : [id])),
  );
}
