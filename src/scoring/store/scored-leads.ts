import type { LeadId, PartnerId, ScoringModelId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Score, SignalsOfDay } from "../domain/score.ts";
import type { ScoringRules } from "../domain/scoring-rules.ts";
import type { Signal } from "../domain/signals.ts";

/** The stages in which a lead has a score. */
export const SCORED_STAGES = ["SUBMITTED", "MQL", "SAL", "SQL", "OPPORTUNITY", "RECYCLED"] as const;

export interface ModelInForce extends ScoringRules {
  readonly id: ScoringModelId;
  readonly publishedAt: Date;
  /** What it was learned in; null of rules that people wrote. */
  readonly trainingId: string | null;
}

type ModelRow = Pick<ScoringRules, "fit" | "engagement"> & {
  id: string;
  fit_cap: number;
  engagement_cap: number;
  grade_a_from: number;
  grade_b_from: number;
  grade_c_from: number;
  mql_from: number | null;
  published_at: Date;
  training_id: string | null;
};

/** The model that was published last; null where none was. */
export async function readModelInForce(tx: Transaction): Promise<ModelInForce | null> {
  const row = await tx.readOne<ModelRow>(sql`
    select id, fit, engagement, fit_cap, engagement_cap, grade_a_from, grade_b_from, grade_c_from, mql_from, published_at, training_id
    from scoring_model
    where published_at is not null
    order by published_at desc
    limit 1`);
  return (
    row && {
      id: idOf("scm", row.id),
      fit: row.fit,
      engagement: row.engagement,
      fitCap: row.fit_cap,
      engagementCap: row.engagement_cap,
      gradeAFrom: row.grade_a_from,
      gradeBFrom: row.grade_b_from,
      gradeCFrom: row.grade_c_from,
      mqlFrom: row.mql_from,
      publishedAt: row.published_at,
      trainingId: row.training_id,
    }
  );
}

export interface LockedToScore {
  readonly id: LeadId;
  readonly partnerId: PartnerId;
  readonly isOpen: boolean;
}

/**
 * Locks leads in the order of their ids: a score is written behind the lead's own lock, so that what else
 * is kept of both (the inbox) sees either as it is.
 */
export async function lockLeads(
  tx: Transaction,
  ids: readonly LeadId[],
): Promise<readonly LockedToScore[]> {
  const rows = await tx.read<{ id: string; partner_id: string; is_open: boolean }>(sql`
    select id, partner_id, stage = any(${SCORED_STAGES}::text[]) as is_open
    from lead
    where id = any(${ids.map(uuidOf)}::uuid[])
    order by id
    for no key update`);
  return rows.map((row) => ({
    id: idOf("lead", row.id),
    partnerId: idOf("prt", row.partner_id),
    isOpen: row.is_open,
  }));
}

/** What the prospects of leads did, by day of UTC; what was taken back is not among it. */
export async function readSignals(
  tx: Transaction,
  ids: readonly LeadId[],
  at: Date,
): Promise<ReadonlyMap<LeadId, readonly SignalsOfDay[]>> {
  const uuids = ids.map(uuidOf);
  const rows = await tx.read<{ lead_id: string; signal: Signal; day: number; count: number }>(sql`
    select lead_id, channel as signal, (occurred_at at time zone 'UTC')::date - date '1970-01-01' as day, count(*)::integer as count
    from touchpoint
    where lead_id = any(${uuids}::uuid[]) and retracted_at is null and occurred_at <= ${at}::timestamptz
    group by 1, 2, 3
    union all
    select lead_id, kind, day - date '1970-01-01', events
    from engagement_day
    where lead_id = any(${uuids}::uuid[])`);
  const signals = new Map<LeadId, SignalsOfDay[]>();
  for (const { lead_id, ...signal } of rows) {
    const id = idOf("lead", lead_id);
    signals.set(id, [...(signals.get(id) ?? []), signal]);
  }
  return signals;
}

export interface LeadScored extends Score {
  readonly lead: Pick<LockedToScore, "id" | "partnerId">;
}

/** Queues what leads score by now. */
export function queueScores(
  tx: Transaction,
  scores: readonly LeadScored[],
  modelId: ScoringModelId,
  at: Date,
): void {
  if (scores.length === 0) return;
  const rows = scores.map(({ lead, ...score }) => ({
    lead_id: uuidOf(lead.id),
    partner_id: uuidOf(lead.partnerId),
    fit: score.fit,
    engagement: score.engagement,
    total: score.total,
    grade: score.grade,
    trend: score.trend,
    reaches_mql: score.reachesMql,
    factors: score.factors,
    decays: score.decays,
  }));
  tx.queue(sql`
    insert into lead_score (lead_id, partner_id, model_id, fit, engagement, total, grade, trend, reaches_mql, factors, decays, scored_at)
    select lead_id, partner_id, ${uuidOf(modelId)}::uuid, fit, engagement, total, grade, trend, reaches_mql, factors, decays,
      ${at}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as scored (lead_id uuid, partner_id uuid, fit integer, engagement integer,
      total integer, grade text, trend text, reaches_mql boolean, factors jsonb, decays boolean)
    on conflict (lead_id) do update
    set partner_id = excluded.partner_id, model_id = excluded.model_id, fit = excluded.fit, engagement = excluded.engagement,
      total = excluded.total, grade = excluded.grade, trend = excluded.trend, reaches_mql = excluded.reaches_mql,
      factors = excluded.factors, decays = excluded.decays, scored_at = excluded.scored_at`);
}

/** Queues that leads have no score any more. */
export function queueUnscored(tx: Transaction, ids: readonly LeadId[]): void {
  if (ids.length === 0) return;
  tx.queue(sql`
    delete from lead_score
    where lead_id = any(${ids.map(uuidOf)}::uuid[])`);
}

/** Whether a lead scores what makes it an MQL by itself. */
export async function readReachesMql(tx: Transaction, id: LeadId): Promise<boolean> {
  const row = await tx.readOne<{ reaches_mql: boolean }>(sql`
    select reaches_mql
    from lead_score
    where lead_id = ${uuidOf(id)}::uuid`);
  return row?.reaches_mql ?? false;
}
