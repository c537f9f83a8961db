import type { Invariant } from "./invariant.ts";

/** What is promised of deals that earn by the month. */
export const RECURRING_INVARIANTS: readonly Invariant[] = [
  {
    name: "months-are-earned-on-their-day",
    meaning:
      "Each month that a deal earned something in, and that counts, was promised by the rule of its win, is none of those beyond, and is of the day on which it had passed",
    sql: `
      select award.id as award_id, award.occurrence
      from award
      join incentive_program as program on program.id = award.incentive_program_id
      left join incentive_rule as rule on rule.version_id = award.version_id and rule.key = award.rule_key
      left join award as first
        on first.incentive_program_id = award.incentive_program_id and first.lead_id = award.lead_id and first.rule_key = award.rule_key
          and first.kind = 'AWARD' and first.occurrence = 1 and first.reversed_at is null
      where award.kind = 'AWARD' and award.occurrence > 1 and award.reversed_at is null and award.gross_minor > award.forfeited_minor and (
        coalesce(rule.recurring_months, 1) < award.occurrence
        or first.version_id is distinct from award.version_id
        or award.event_at is distinct from (
          (first.event_at at time zone program.time_zone)::date + make_interval(months => award.occurrence - 1)
        )::timestamp at time zone program.time_zone)`,
  },
  {
    name: "terminated-partners-earn-no-later-months",
    meaning:
      "No partner has anything of a month of a deal whose day lies more than 90 days behind its termination, in the program's zone",
    sql: `
      select credit.id as credit_id, partner.terminated_at
      from award
      join incentive_program as program on program.id = award.incentive_program_id
      join credit on credit.award_id = award.id
      join partner on partner.id = credit.partner_id
      where award.kind = 'AWARD' and award.occurrence > 1 and award.reversed_at is null and credit.share_minor > 0
        and (award.event_at at time zone program.time_zone)::date > (partner.terminated_at at time zone program.time_zone)::date + 90`,
  },
  {
    name: "what-is-paid-by-the-month-goes-on",
    meaning:
      "A deal that earns by the month has its next one before it while all that it earned counts, and none where any was taken back, or all were earned",
    sql: `
      select award.id as award_id, recurrence.reached, recurrence.next_at
      from award
      join incentive_rule as rule on rule.version_id = award.version_id and rule.key = award.rule_key
      join incentive_program as program on program.id = award.incentive_program_id
      left join recurrence
        on recurrence.incentive_program_id = award.incentive_program_id and recurrence.lead_id = award.lead_id
          and recurrence.rule_key = award.rule_key and recurrence.version_id = award.version_id
      where rule.recurring_months is not null and award.kind = 'AWARD' and award.occurrence = 1 and award.reversed_at is null
        and (award.gate is null or award.gate = 'NO_RATE') and (
          recurrence.lead_id is null or recurrence.months <> rule.recurring_months or recurrence.next_at is distinct from case
            when recurrence.reached < rule.recurring_months and recurrence.reached = (
              select count(*)
              from award as earned
              where earned.lead_id = award.lead_id and earned.incentive_program_id = award.incentive_program_id
                and earned.rule_key = award.rule_key and earned.kind = 'AWARD' and earned.reversed_at is null
            ) and not exists (
              select
              from award as earned
              join credit as part on part.taken_back_ppm is not null
              join award as change on change.id = part.award_id and change.adjusts_award_id in (earned.id, earned.reinstates_award_id)
              left join award as repeated on repeated.id = earned.reinstates_award_id
              where earned.lead_id = award.lead_id and earned.incentive_program_id = award.incentive_program_id
                and earned.rule_key = award.rule_key and earned.kind = 'AWARD' and earned.reversed_at is null
                and (change.reversed_at is null or change.adjusts_award_id = repeated.id and change.reversed_at = repeated.reversed_at)
            )
            then ((award.event_at at time zone program.time_zone)::date + make_interval(months => recurrence.reached::integer))::timestamp
              at time zone program.time_zone
          end)
      union all
      select null, recurrence.reached, recurrence.next_at
      from recurrence
      where recurrence.next_at is not null and not exists (
        select
        from award
        where award.lead_id = recurrence.lead_id and award.incentive_program_id = recurrence.incentive_program_id
          and award.rule_key = recurrence.rule_key and award.kind = 'AWARD' and award.occurrence = 1 and award.reversed_at is null)`,
  },
];
