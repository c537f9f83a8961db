import type { LeadId } from "../kernel/index.ts";
import type { Clock } from "../platform/clock.ts";
import type { Database, Transaction } from "../platform/database/index.ts";
import { systemSession } from "../platform/database/index.ts";
import { holds, readRoutedLeads } from "../routing/index.ts";

import { learnedScoreOf } from "./domain/learned-score.ts";
import { Learned } from "./domain/learned-model.ts";
import { scoreOf, TREND_DAYS } from "./domain/score.ts";
import type { Score } from "./domain/score.ts";
import { readFeatures } from "./store/leads-at-instants.ts";
import {
  lockLeads,
  queueScores,
  queueUnscored,
  readModelInForce,
  readSignals,
} from "./store/scored-leads.ts";
import type { LockedToScore, ModelInForce } from "./store/scored-leads.ts";
import { readLearned } from "./store/scoring-training-store.ts";

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
  const learned = await learnedScores(tx, model, open, at);
  const scores = open.map(({ lead, facts }) => ({
    lead,
    ...(learned?.get(lead.id) ??
      scoreOf(
        model,
        {
          holds: model.fit.map(({ condition }) => holds(condition, facts) === true),
          signals: signals.get(lead.id) ?? [],
        },
        onDay,
      )),
  }));
  queueScores(tx, scores, model.id, at);
  queueUnscored(
    tx,
    locked.flatMap(({ id, isOpen }) => (isOpen ? [] : [id])),
  );
}

/** What leads score by what was learned, as it is known now and was a week before; null where people wrote the model. */
async function learnedScores(
  tx: Transaction,
  model: ModelInForce,
  open: readonly { readonly lead: LockedToScore }[],
  at: Date,
): Promise<ReadonlyMap<LeadId, Score> | null> {
  const { trainingId } = model;
  if (trainingId === null) return null;
  const weekBefore = new Date(at.getTime() - TREND_DAYS * DAY);
  const of = (instant: Date) => open.map(({ lead: { id } }) => ({ id, at: instant }));
  const [learned, now, before] = await Promise.all([
    learnedBy(tx, trainingId),
    readFeatures(tx, of(at)),
    readFeatures(tx, of(weekBefore)),
  ]);
  return new Map(
    open.map(({ lead: { id } }) => {
      const values = now.get(id) ?? {};
      return [id, learnedScoreOf(model, learned, values, before.get(id) ?? values)];
    }),
  );
}

/** What was learned never changes, and is read once by a process. */
const kept = new Map<string, Learned>();
const MOST_KEPT = 8;

async function learnedBy(tx: Transaction, trainingId: string): Promise<Learned> {
  const known = kept.get(trainingId);
  if (known) return known;
  const read = await readLearned(tx, trainingId);
  if (!read) throw new Error(`a model in force learned nothing in ${trainingId}`);
  if (kept.size >= MOST_KEPT) kept.clear();
  const learned = new Learned(read.model);
  kept.set(trainingId, learned);
  return learned;
}
