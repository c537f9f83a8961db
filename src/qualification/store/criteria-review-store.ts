import type { Database, Session, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { ClosedLeads } from "../domain/review.ts";

/** A version in force, and what may speak for a review of it. */
export interface ToReview {
  /** As a uuid. */
  readonly versionId: string;
  /** Whether its months are over, and nobody was told yet. */
  readonly isOld: boolean;
  /** The first day of the last quarter, with what was closed; null where its rate was told of before. */
  readonly quarter: (ClosedLeads & { readonly startsOn: string }) | null;
}

/** The versions in force, with what was not told of them yet. */
export async function readToReview(
  database: Database,
  session: Session,
  at: Date,
): Promise<readonly ToReview[]> {
  const rows = await database.read<{
    version_id: string;
    is_old: boolean;
    was_told: boolean;
    starts_on: string;
    closed: number;
    won: number;
    closed_before: number;
    won_before: number;
  }>(
    session,
    sql`
    with in_force as (
      select distinct on (v.set_id) v.id, v.review_months, greatest(v.effective_at, v.created_at) as since
      from criteria_version as v
      join criteria_set as held on held.id = v.set_id
      where v.state = 'PUBLISHED' and v.effective_at <= ${at}::timestamptz
        and (held.retired_at is null or held.retired_at > ${at}::timestamptz)
      order by v.set_id, v.effective_at desc
    ), asked as (
      select in_force.id as version_id, in_force.since + make_interval(months => in_force.review_months) <= ${at}::timestamptz
          and not exists (
            select from criteria_review as told where told.version_id = in_force.id and told.cause = 'AGE') as is_old,
        exists (
          select from criteria_review as told where told.version_id = in_force.id and told.cause = 'WON_RATE') as was_told,
        (date_trunc('quarter', ${at}::timestamptz at time zone 'UTC') - interval '3 months') at time zone 'UTC' as starts_at
      from in_force
    )
    select asked.version_id, asked.is_old, asked.was_told, (asked.starts_at at time zone 'UTC')::date::text as starts_on,
      count(distinct closed.id) filter (where closed.at >= asked.starts_at)::integer as closed,
      count(distinct closed.id) filter (where closed.at >= asked.starts_at and closed.is_won)::integer as won,
      count(distinct closed.id) filter (where closed.at < asked.starts_at)::integer as closed_before,
      count(distinct closed.id) filter (where closed.at < asked.starts_at and closed.is_won)::integer as won_before
    from asked
    left join lateral (
      select lead.id, lead.stage_entered_at as at, lead.stage = 'WON' as is_won
      from assessment as met
      join lead on lead.partner_id = met.partner_id and lead.id = met.lead_id
      where not asked.was_told and met.criteria_version_id = asked.version_id and met.undone_at is null
        and lead.stage in ('WON', 'LOST', 'DISQUALIFIED')
        and lead.stage_entered_at >= asked.starts_at - interval '12 months'
        and lead.stage_entered_at < asked.starts_at + interval '3 months'
    ) as closed on true
    group by asked.version_id, asked.is_old, asked.was_told, asked.starts_at`,
  );
  return rows.map((row) => ({
    versionId: row.version_id,
    isOld: row.is_old,
    quarter: row.was_told
      ? null
      : {
          ...{ startsOn: row.starts_on, closed: row.closed, won: row.won },
          ...{ closedBefore: row.closed_before, wonBefore: row.won_before },
        },
  }));
}

/** Queues that a version grew old; whoever found it first has told it. */
export function queueOld(tx: Transaction, versionId: string, at: Date): void {
  tx.queue(sql`
    insert into criteria_review (id, version_id, cause, found_at)
    values (gen_random_uuid(), ${versionId}::uuid, 'AGE', ${at}::timestamptz)
    on conflict on constraint criteria_review_pkey do nothing`);
}

/** Queues that what a version qualified fares otherwise than before. */
export function queueRateOff(
  tx: Transaction,
  versionId: string,
  told: NonNullable<ToReview["quarter"]>,
  at: Date,
): void {
  tx.queue(sql`
    insert into criteria_review (id, version_id, cause, found_at, quarter, closed, won, closed_before, won_before)
    values (gen_random_uuid(), ${versionId}::uuid, 'WON_RATE', ${at}::timestamptz, ${told.startsOn}::date,
      ${told.closed}::integer, ${told.won}::integer, ${told.closedBefore}::integer, ${told.wonBefore}::integer)
    on conflict on constraint criteria_review_pkey do nothing`);
}
