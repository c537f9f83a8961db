import type { Invariant } from "./invariant.ts";

/** The day of an instant in the zone of an incentive program. */
const dayOf = (at: string): string => `(${at} at time zone program.time_zone)::date`;

/** The lead of an award, and the one that it was merged into: that is settled for both. */
const SETTLED_WITH = `
  select award.lead_id
  union all
  select succession.root_lead_id from lead_succession as succession where succession.lead_id = award.lead_id and succession.kind = 'MERGE'`;

/** A change by which a part was taken back, which an upheld appeal has ended before the award that it was of. */
export const isRestored = (change: string): string => `exists (
  select
  from credit as part
  join reversal_appeal as appeal on appeal.credit_id = part.id and appeal.state = 'UPHELD'
  where part.award_id = ${change}.id and part.taken_back_ppm is not null and appeal.decided_at = ${change}.reversed_at)`;

/** What is promised of credit that is taken back: why, in time, by whom, and that it can be had again. */
export const REVERSAL_INVARIANTS: readonly Invariant[] = [
  {
    name: "award-is-reversed-for-a-reason",
    meaning:
      "Each award that was taken back was so by a reversal that is done, or with its move, and its partners were told which",
    sql: `
      select award.id as award_id, award.reversed_at, reversal.id as reversal_id, credit.id as credit_id
      from award
      left join credit_reversal as reversal on reversal.award_id = coalesce(award.adjusts_award_id, award.id) and reversal.state = 'DONE' and reversal.taken_ppm is null
      left join credit on credit.award_id = award.id and credit.taken_back_ppm is null
      -- what a recruiter has goes with what it is of
      where award.recruited_credit_id is null and not ${isRestored("award")} and (reversal.id is not null and reversal.effective_at is distinct from award.reversed_at
         or award.reversed_at is not null and reversal.id is null and not exists (
           select
           from lead_event as event
           where event.lead_id = award.lead_id and event.type = 'UNDONE' and event.at = award.reversed_at)
           and not exists (
             select
             from attribution_settlement as settlement
             where settlement.lead_id in (${SETTLED_WITH}) and settlement.settled_at = award.reversed_at)
           -- what another lead of the deal had stood in the way of
           and (award.gate = 'MILESTONE_EARNED') is not true
         or credit.id is not null and credit.reversal_reason is distinct from case
           when award.reversed_at is null then null
           when reversal.id is null and exists (
             select
             from attribution_settlement as settlement
             where settlement.lead_id in (${SETTLED_WITH}) and settlement.settled_at = award.reversed_at) then 'SETTLED_ANEW'
           when reversal.id is null then 'UNDONE'
           when reversal.reason in ('DUPLICATE', 'EXISTING_CUSTOMER') then 'NOT_AVAILABLE'
           else reversal.reason
         end)`,
  },
  {
    name: "part-is-taken-by-schedule",
    meaning:
      "Each part that was taken back was so by a reversal for what was wrong at the claim, as much as the version's schedule says for that day, and its partner was told why",
    sql: `
      select reversal.id as reversal_id, credit.id as credit_id, reversal.taken_ppm, credit.taken_back_ppm
      from (select * from credit_reversal where taken_ppm is not null) as reversal
      full join (select * from credit where taken_back_ppm is not null) as credit on credit.award_id = reversal.change_award_id
      left join award as change on change.id = reversal.change_award_id
      left join award on award.id = reversal.award_id
      left join incentive_program_version as version on version.id = award.version_id
      left join incentive_program as program on program.id = award.incentive_program_id
      where reversal.id is null or credit.id is null
         or change.adjusts_award_id is distinct from award.id or change.event_at <> reversal.effective_at
         or credit.taken_back_ppm <> reversal.taken_ppm
         or credit.reversal_reason is distinct from
           case when reversal.reason in ('DUPLICATE', 'EXISTING_CUSTOMER') then 'NOT_AVAILABLE' else reversal.reason end
         or reversal.taken_ppm is distinct from (
           select step.ppm
           from unnest(version.clawback_days, version.clawback_ppm) as step (until_day, ppm)
           where ${dayOf("reversal.requested_at")} - ${dayOf("award.event_at")} <= step.until_day
           order by step.until_day
           limit 1)`,
  },
  {
    name: "no-more-is-taken-than-scheduled",
    meaning:
      "What was taken back of a credit in parts, also of those that it repeats, is as much of it as was said at most, to the smallest unit",
    sql: `
      select whole.id as credit_id, taken.minor, taken.ppm
      from credit as whole
      join lateral (
        with recursive chain (id, repeats, reversed_at) as (
          select award.id, award.reinstates_award_id, award.reversed_at
          from award
          where award.id = whole.award_id
          union all
          select earlier.id, earlier.reinstates_award_id, earlier.reversed_at
          from chain
          join award as earlier on earlier.id = chain.repeats
        )
        select -sum(part.share_minor) as minor, max(part.taken_back_ppm) as ppm,
          -coalesce(sum(part.share_minor) filter (where chain.id <> whole.award_id), 0) as before_minor
        from chain
        join award as change on change.adjusts_award_id = chain.id and change.reversed_at is not distinct from chain.reversed_at
        join credit as part on part.award_id = change.id and part.partner_id = whole.partner_id and part.taken_back_ppm is not null
      ) as taken on taken.minor is not null
      cross join lateral (
        select whole.share_minor + taken.before_minor + coalesce(sum(other.share_minor), 0) as minor
        from credit as other
        where other.adjusts_credit_id = whole.id and other.taken_back_ppm is null and other.reversed_at is null
      ) as earned
      where whole.reversed_at is null and whole.kind = 'AWARD'
        and whole.lead_id in (select lead_id from credit where taken_back_ppm is not null)
        and taken.minor >= earned.minor * taken.ppm / 1000000.0 + 1`,
  },
  {
    name: "reversal-is-in-time",
    meaning:
      "What was wrong at the claim is reversed within the days that its version promised, a mistake within seven, and of a cancelled deal only what WON earned",
    sql: `
      select reversal.id as reversal_id, reversal.reason, award.milestone, award.event_at, reversal.requested_at
      from credit_reversal as reversal
      left join award on award.id = reversal.award_id and award.lead_id = reversal.lead_id
      left join incentive_program_version as version on version.id = award.version_id
      left join incentive_program as program on program.id = award.incentive_program_id
      where case reversal.reason
        when 'FRAUD' then award.id is not null
        when 'WON_CANCELLED' then award.milestone = 'WON'
        when 'ENTERED_IN_ERROR' then ${dayOf("reversal.requested_at")} - ${dayOf("award.event_at")} <= 7
        else ${dayOf("reversal.requested_at")} - ${dayOf("award.event_at")} <= version.reversal_days
          and reversal.true_on <= ${dayOf("award.event_at")}
      end is distinct from true`,
  },
  {
    name: "fraud-has-two-persons",
    meaning:
      "Each fraud for which credit was taken back was confirmed by somebody else than who reported it",
    sql: `
      select id as reversal_id, requested_by, decided_by
      from credit_reversal
      where reason = 'FRAUD' and state <> 'PROPOSED' and ((requested_by <> decided_by) is distinct from true or exists (
        select
        from membership as deciding
        join membership as asking on asking.user_id = deciding.user_id
        where deciding.id = decided_by and asking.id = requested_by))`,
  },
  {
    name: "upheld-appeal-credits-again",
    meaning:
      "For each upheld appeal against a reversal another award says the same as the one before, of its next generation; and no award does so without",
    sql: `
      select appeal.id as appeal_id, again.id as award_id
      from (
        select appeal.id, credit.award_id
        from reversal_appeal as appeal
        join credit on credit.id = appeal.credit_id and credit.taken_back_ppm is null
        where appeal.state = 'UPHELD'
      ) as appeal
      full join (
        select award.id, award.reinstates_award_id, before.id as before_id,
          (award.gross_minor, award.forfeited_minor, award.currency, award.rule_key, award.milestone, award.lead_id, award.event_at)
            is not distinct from
            (before.gross_minor + changed.gross_minor, before.forfeited_minor + changed.forfeited_minor, before.currency, before.rule_key, before.milestone, before.lead_id, before.event_at)
          and award.generation > before.generation and before.reversed_at is not null as is_same
        from award
        left join award as before on before.id = award.reinstates_award_id
        cross join lateral (
          select coalesce(sum(change.gross_minor), 0) as gross_minor, coalesce(sum(change.forfeited_minor), 0) as forfeited_minor
          from award as change
          where change.adjusts_award_id = before.id and change.reversed_at is not distinct from before.reversed_at
        ) as changed
        where award.reinstates_award_id is not null
      ) as again on again.reinstates_award_id = appeal.award_id
      where appeal.id is null or again.is_same is distinct from true`,
  },
  {
    name: "upheld-appeal-restores-the-part",
    meaning:
      "A part of which it was found that it was taken back wrongly counts again from then on, for all who share it",
    sql: `
      select credit.id as credit_id, appeal.id as appeal_id
      from reversal_appeal as appeal
      join credit as named on named.id = appeal.credit_id and named.taken_back_ppm is not null
      join credit on credit.award_id = named.award_id
      where appeal.state = 'UPHELD' and credit.reversed_at is distinct from appeal.decided_at`,
  },
  {
    name: "appeal-of-a-reversal-is-in-time",
    meaning:
      "Each appeal is of its partner's own credit, which may be appealed, in time; and decided by somebody who took no part in the reversal",
    sql: `
      select appeal.id as appeal_id
      from reversal_appeal as appeal
      left join credit on credit.partner_id = appeal.partner_id and credit.id = appeal.credit_id
      left join credit_reversal as reversal
        on coalesce(reversal.change_award_id, reversal.award_id) = credit.award_id and reversal.state = 'DONE'
      where (appeal.opened_at < app.rested_until(credit.partner_id, coalesce(credit.reversed_at, credit.earned_at), credit.appeal_until)) is distinct from true
         or reversal.id is null
         or appeal.decided_by in (reversal.requested_by, reversal.decided_by)
         or exists (
           select
           from membership as deciding
           join membership as taking on taking.user_id = deciding.user_id
           where deciding.id = appeal.decided_by and taking.id in (reversal.requested_by, reversal.decided_by))`,
  },
];
