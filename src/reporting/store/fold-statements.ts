import type { Sql } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

/** 'BTON' and 2: one folding at a time in this database; app.rebuild_rollups takes the same lock. */
const ALONE = sql`
  alone as materialized (
    select pg_try_advisory_xact_lock(1112821582, 2) as is_mine
  )`;

/**
 * Folds up to so many deltas of leads into their rollups and says how many: 0 where another
 * instance is at it. One statement, so that every reader sees a delta or its effect, never both.
 */
export function foldFunnelStatement(batch: number): Sql {
  return sql`
    with ${ALONE}, taken as (
      delete from funnel_delta
      where ctid = any(array(select d.ctid from alone cross join funnel_delta as d where alone.is_mine limit ${batch}::integer))
      returning partner_id, program_id, stage, day, implied, entered, advanced, standing
    ), days as (
      insert into funnel_day as kept (partner_id, program_id, stage, day, implied, entered, advanced)
      select partner_id, program_id, stage, day, implied, sum(entered), sum(advanced)
      from taken
      where day is not null
      group by partner_id, program_id, stage, day, implied
      having sum(entered) <> 0 or sum(advanced) <> 0
      on conflict on constraint funnel_day_pkey do update
      set entered = kept.entered + excluded.entered, advanced = kept.advanced + excluded.advanced
    ), months as (
      insert into funnel_month as kept (partner_id, program_id, stage, month, implied, entered, advanced)
      select partner_id, program_id, stage, date_trunc('month', day::timestamp)::date, implied, sum(entered), sum(advanced)
      from taken
      where day is not null
      group by 1, 2, 3, 4, 5
      having sum(entered) <> 0 or sum(advanced) <> 0
      on conflict on constraint funnel_month_pkey do update
      set entered = kept.entered + excluded.entered, advanced = kept.advanced + excluded.advanced
    ), now as (
      insert into funnel_now as kept (partner_id, program_id, stage, leads)
      select partner_id, program_id, stage, sum(standing)
      from taken
      group by partner_id, program_id, stage
      having sum(standing) <> 0
      on conflict on constraint funnel_now_pkey do update
      set leads = kept.leads + excluded.leads
    )
    select count(*)::integer as folded
    from taken`;
}

/** The same for credits. */
export function foldCreditsStatement(batch: number): Sql {
  return sql`
    with ${ALONE}, taken as (
      delete from credit_delta
      where ctid = any(array(select d.ctid from alone cross join credit_delta as d where alone.is_mine limit ${batch}::integer))
      returning partner_id, currency, month, amount_minor, credits
    ), months as (
      insert into credit_month as kept (partner_id, currency, month, amount_minor, credits)
      select partner_id, currency, month, sum(amount_minor), sum(credits)
      from taken
      group by partner_id, currency, month
      having sum(amount_minor) <> 0 or sum(credits) <> 0
      on conflict on constraint credit_month_pkey do update
      set amount_minor = kept.amount_minor + excluded.amount_minor, credits = kept.credits + excluded.credits
    )
    select count(*)::integer as folded
    from taken`;
}
