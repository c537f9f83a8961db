import type { Invariant } from "./invariant.ts";

/** The stages whose time a lead keeps; `place` is that in the funnel, which LOST has none in. */
const STAMPS = `(values
          (1, 'SUBMITTED', lead.submitted_at),
          (2, 'MQL', lead.marketing_qualified_at),
          (3, 'SAL', lead.accepted_at),
          (4, 'SQL', lead.sales_qualified_at),
          (5, 'OPPORTUNITY', lead.opportunity_at),
          (6, 'WON', lead.won_at),
          (null, 'LOST', lead.lost_at))`;

/** What reports read, which is counted beside what it counts: it must say the same at every moment. */
export const ROLLUP_INVARIANTS: readonly Invariant[] = [
  {
    name: "funnel-days-are-the-leads",
    meaning:
      "The funnel of each day, folded and not, counts the leads that reached a stage on it, and those of them that went on",
    sql: `
      select partner_id, program_id, stage, day, implied, counted.entered as counted_entered, told.entered,
        counted.advanced as counted_advanced, told.advanced
      from (
        select partner_id, program_id, stage, day, implied, sum(entered) as entered, sum(advanced) as advanced
        from (
          select partner_id, program_id, stage, day, implied, entered, advanced from funnel_day
          union all
          select partner_id, program_id, stage, day, implied, entered, advanced from funnel_delta where day is not null
        ) as part
        group by partner_id, program_id, stage, day, implied
        having sum(entered) <> 0 or sum(advanced) <> 0
      ) as counted
      full join (
        select lead.partner_id, lead.program_id, reached.stage,
          (reached.at at time zone program.time_zone)::date as day,
          coalesce(reached.stage = any (lead.implied_stages), false) as implied,
          count(*) as entered,
          count(*) filter (
            where exists (
              select
              from ${STAMPS} as later (place, stage, at)
              where later.at is not null and later.place > reached.place)) as advanced
        from lead
        left join program on program.id = lead.program_id
        cross join lateral ${STAMPS} as reached (place, stage, at)
        where reached.at is not null
        group by 1, 2, 3, 4, 5
      ) as told using (partner_id, program_id, stage, day, implied)
      where (counted.entered, counted.advanced) is distinct from (told.entered, told.advanced)`,
  },
  {
    name: "funnel-months-are-their-days",
    meaning: "The funnel of each month is that of its days, as far as they are folded",
    sql: `
      select partner_id, program_id, stage, month, implied, counted.entered as counted_entered, told.entered,
        counted.advanced as counted_advanced, told.advanced
      from funnel_month as counted
      full join (
        select partner_id, program_id, stage, make_date(extract(year from day)::integer, extract(month from day)::integer, 1) as month,
          implied, sum(entered) as entered, sum(advanced) as advanced
        from funnel_day
        group by 1, 2, 3, 4, 5
      ) as told using (partner_id, program_id, stage, month, implied)
      where (coalesce(counted.entered, 0), coalesce(counted.advanced, 0))
        is distinct from (coalesce(told.entered, 0), coalesce(told.advanced, 0))`,
  },
  {
    name: "funnel-now-is-where-leads-stand",
    meaning:
      "The counts of where leads stand, folded and not, are those of the leads; drafts aside",
    sql: `
      select partner_id, program_id, stage, counted.leads as counted, told.leads
      from (
        select partner_id, program_id, stage, sum(leads) as leads
        from (
          select partner_id, program_id, stage, leads from funnel_now
          union all
          select partner_id, program_id, stage, standing from funnel_delta
        ) as part
        group by partner_id, program_id, stage
        having sum(leads) <> 0
      ) as counted
      full join (
        select partner_id, program_id, stage, count(*) as leads
        from lead
        where stage is distinct from 'DRAFT'
        group by partner_id, program_id, stage
      ) as told using (partner_id, program_id, stage)
      where counted.leads is distinct from told.leads`,
  },
  {
    name: "credit-months-are-the-credits",
    meaning: "The sums of each month and currency, folded and not, are those of the credits",
    sql: `
      select partner_id, currency, month, counted.amount_minor as counted_minor, told.amount_minor,
        counted.credits as counted, told.credits
      from (
        select partner_id, currency, month, sum(amount_minor) as amount_minor, sum(credits) as credits
        from (
          select partner_id, currency, month, amount_minor, credits from credit_month
          union all
          select partner_id, currency, month, amount_minor, credits from credit_delta
        ) as part
        group by partner_id, currency, month
        having sum(amount_minor) <> 0 or sum(credits) <> 0
      ) as counted
      full join (
        select partner_id, currency, make_date(extract(year from effective_on)::integer, extract(month from effective_on)::integer, 1) as month,
          sum(share_minor) as amount_minor, count(*) filter (where kind = 'AWARD') as credits
        from credit
        where reversed_at is null
        group by 1, 2, 3
        having sum(share_minor) <> 0 or count(*) filter (where kind = 'AWARD') <> 0
      ) as told using (partner_id, currency, month)
      where (counted.amount_minor, counted.credits) is distinct from (told.amount_minor, told.credits)`,
  },
];
