import type { CriteriaReplayId, CriteriaVersionId, Refusal } from "../../kernel/index.ts";
import { refuse, uuidOf } from "../../kernel/index.ts";
import type {
  Database,
  RefusalsByConstraint,
  Session,
  Sql,
  Transaction,
} from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Criterion } from "../domain/criterion.ts";
import { MOST_REPLAYS } from "../domain/replay.ts";
import type { DecidedLead, ReplayedCriteria, ReplayedLead } from "../domain/replay.ts";

import { CriteriaReplayRow } from "./criteria-replay.row.ts";
import type { Cohort, DecidedPlace } from "./decided-leads.ts";

export interface NewReplay extends Cohort {
  readonly id: CriteriaReplayId;
  readonly criteriaVersionId: CriteriaVersionId;
  readonly leastLeads: number;
  /** The member who asks, as a uuid. */
  readonly requestedBy: string;
}

const REFUSALS: RefusalsByConstraint = {
  criteria_replay_few_at_once: (): Refusal =>
    refuse(
      "LIMIT_EXCEEDED",
      `${MOST_REPLAYS} replays are under way: wait until one is over, or cancel one.`,
    ),
};

export function queueReplay(database: Database, tx: Transaction, replay: NewReplay): void {
  const { id, criteriaVersionId, ...more } = replay;
  const ids = { id: uuidOf(id), criteriaVersionId: uuidOf(criteriaVersionId) };
  tx.queue(database.insert(CriteriaReplayRow, { ...more, ...ids }), REFUSALS);
}

type Named = Pick<Cohort, "partnerIds" | "programIds" | "productLineIds">;

/** Whether there is such a version, a draft as well, and what is named that there is not. Uuids. */
export async function readReplayable(
  tx: Transaction,
  criteriaVersionId: CriteriaVersionId,
  { partnerIds, programIds, productLineIds }: Named,
): Promise<{ readonly isThere: boolean; readonly missing: Named }> {
  const missing = (table: Sql, ids: readonly string[]): Sql => sql`array(
      select asked.id
      from unnest(${ids}::uuid[]) as asked (id)
      where not exists (select from ${table} as held where held.id = asked.id))`;
  const row = await tx.readOne<{
    is_there: boolean;
    partner_ids: string[];
    program_ids: string[];
    product_line_ids: string[];
  }>(sql`
    select exists (select from criteria_version as v where v.id = ${uuidOf(criteriaVersionId)}::uuid) as is_there,
      ${missing(sql`partner`, partnerIds)} as partner_ids, ${missing(sql`program`, programIds)} as program_ids,
      ${missing(sql`product_line`, productLineIds)} as product_line_ids`);
  return {
    isThere: row?.is_there === true,
    missing: {
      partnerIds: row?.partner_ids ?? [],
      programIds: row?.program_ids ?? [],
      productLineIds: row?.product_line_ids ?? [],
    },
  };
}

/** A replay as its job knows it. */
export interface ReplayRun {
  readonly criteria: ReplayedCriteria;
  readonly cohort: Cohort;
}

/** The replay, begun or gone on with; null where it is over, or there is none. */
export async function beginReplay(
  database: Database,
  session: Session,
  id: CriteriaReplayId,
  at: Date,
): Promise<ReplayRun | null> {
  const row = await database.readOne<{
    starts_on: string;
    ends_on: string;
    partner_ids: string[];
    program_ids: string[];
    product_line_ids: string[];
    kinds: string[];
    decisions: string[];
    requested_at: Date;
    min_points: number | null;
    min_fit: number | null;
    criteria: Criterion[];
  }>(
    session,
    sql`
      update criteria_replay as r
      set status = 'RUNNING', started_at = coalesce(r.started_at, ${at}::timestamptz)
      from criteria_version as v
      where r.id = ${uuidOf(id)}::uuid and r.status in ('QUEUED', 'RUNNING') and v.id = r.criteria_version_id
      returning r.starts_on::text as starts_on, r.ends_on::text as ends_on, r.partner_ids, r.program_ids, r.product_line_ids,
        r.kinds, r.decisions, r.requested_at, v.min_points, v.min_fit, (
          select jsonb_agg(jsonb_build_object('key', c.key, 'slot', c.slot, 'label', c.label, 'required', c.required,
            'weight', c.weight, 'axis', c.axis, 'condition', c.condition) order by c.position)
          from criterion as c
          where c.version_id = v.id
        ) as criteria`,
  );
  if (!row) return null;
  const { min_points: minPoints, min_fit: minFit, criteria } = row;
  return {
    criteria: { minPoints, minFit, criteria },
    cohort: {
      ...{ startsOn: row.starts_on, endsOn: row.ends_on, requestedAt: row.requested_at },
      ...{ partnerIds: row.partner_ids, programIds: row.program_ids },
      ...{ productLineIds: row.product_line_ids, kinds: row.kinds, decisions: row.decisions },
    },
  };
}

/** Where a replay stands, locked until the transaction ends; null where there is none. */
export async function lockReplay(
  tx: Transaction,
  id: CriteriaReplayId,
): Promise<{
  readonly status: string;
  readonly isToEnd: boolean;
  readonly after: DecidedPlace | null;
} | null> {
  const row = await tx.readOne<{
    status: string;
    is_to_end: boolean;
    last_decided_at: Date | null;
    last_lead_id: string | null;
  }>(sql`
    select status, cancel_requested_at is not null as is_to_end, last_decided_at, last_lead_id
    from criteria_replay
    where id = ${uuidOf(id)}::uuid
    for no key update`);
  if (!row) return null;
  const { status, is_to_end: isToEnd, last_decided_at: at, last_lead_id: leadId } = row;
  return { status, isToEnd, after: at !== null && leadId !== null ? { at, leadId } : null };
}

/** Queues that somebody wants a replay to end. */
export function queueReplayEnd(tx: Transaction, id: CriteriaReplayId, at: Date): void {
  tx.queue(sql`
    update criteria_replay
    set cancel_requested_at = ${at}::timestamptz
    where id = ${uuidOf(id)}::uuid`);
}

/** Keeps a page of leads that were judged, and how far that is. Who was decided again between two pages is told once. */
export async function keepJudged(
  tx: Transaction,
  id: CriteriaReplayId,
  judged: readonly (DecidedLead & ReplayedLead)[],
): Promise<void> {
  const last = judged.at(-1);
  if (!last) return;
  const rows = judged.map((lead) => ({
    ...{ lead_id: lead.id, partner_id: lead.partnerId, kind: lead.kind, decision: lead.decision },
    ...{ product_line_ids: lead.productLineIds, decided_at: lead.decidedAt, change: lead.change },
    ...{ is_won: lead.isWon, unanswered: lead.unanswered, forgotten: lead.forgotten },
  }));
  const added = await tx.read(sql`
    insert into criteria_replay_lead (replay_id, lead_id, partner_id, kind, product_line_ids, decision, decided_at, change,
      is_won, unanswered, forgotten)
    select ${uuidOf(id)}::uuid, lead.lead_id, lead.partner_id, lead.kind, lead.product_line_ids, lead.decision, lead.decided_at,
      lead.change, lead.is_won, lead.unanswered, lead.forgotten
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as lead (lead_id uuid, partner_id uuid, kind text,
      product_line_ids uuid[], decision text, decided_at timestamptz, change text, is_won boolean, unanswered text[], forgotten text[])
    on conflict on constraint criteria_replay_lead_pkey do nothing
    returning lead_id`);
  tx.queue(sql`
    update criteria_replay
    set done_count = done_count + ${added.length}::integer,
      last_decided_at = ${last.decidedAt}::timestamptz, last_lead_id = ${last.id}::uuid
    where id = ${uuidOf(id)}::uuid`);
}

/** Queues that nothing is left to be judged, with what came of it. */
export function queueReplayDone(tx: Transaction, id: CriteriaReplayId, at: Date): void {
  tx.queue(sql`
    update criteria_replay as r
    set status = 'DONE', finished_at = ${at}::timestamptz, kept_until = ${at}::timestamptz + interval '90 days', result = (
      select coalesce(jsonb_agg(jsonb_build_object('dimension', counted.dimension, 'key', counted.key, 'change', counted.change,
        'leads', counted.leads, 'won', counted.won) order by counted.place, counted.key, counted.change), '[]')
      from (
        select told.place, told.dimension, told.key, judged.change, count(*) as leads, count(*) filter (where judged.is_won) as won
        from criteria_replay_lead as judged
        cross join lateral (
          values (1, 'ALL', null), (2, 'PARTNER', judged.partner_id::text), (3, 'KIND', judged.kind)
          union all
          select 4, 'PRODUCT_LINE', line_id::text
          from unnest(judged.product_line_ids) as line_id
        ) as told (place, dimension, key)
        where judged.replay_id = r.id
        group by told.place, told.dimension, told.key, judged.change
      ) as counted)
    where r.id = ${uuidOf(id)}::uuid`);
}

/** Queues that it ended before its end, and that nothing of it is kept. */
export function queueReplayCancelled(tx: Transaction, id: CriteriaReplayId, at: Date): void {
  tx.queue(sql`
    update criteria_replay
    set status = 'CANCELLED', finished_at = ${at}::timestamptz, kept_until = ${at}::timestamptz + interval '90 days'
    where id = ${uuidOf(id)}::uuid`);
  tx.queueAfter(sql`delete from criteria_replay_lead where replay_id = ${uuidOf(id)}::uuid`);
}

/** Replays whose days are over, as uuids; at most so many. */
export async function readExpiredReplays(
  database: Database,
  session: Session,
  at: Date,
  most: number,
): Promise<readonly string[]> {
  const rows = await database.read<{ id: string }>(
    session,
    sql`
      select id
      from criteria_replay
      where kept_until <= ${at}::timestamptz
      order by kept_until
      limit ${most}::integer`,
  );
  return rows.map(({ id }) => id);
}

/** Queues that a replay goes, with what it found of leads. */
export function queueReplayRemoved(tx: Transaction, uuid: string): void {
  tx.queue(sql`delete from criteria_replay_lead where replay_id = ${uuid}::uuid`);
  tx.queueAfter(sql`delete from criteria_replay where id = ${uuid}::uuid`);
}
