import type { Invariant } from "./invariant.ts";

/** What limits what is paid promises: no more is taken than there is, and what is taken back is there again. */
export const CAP_INVARIANTS: readonly Invariant[] = [
  {
    name: "partner-caps-are-what-was-credited",
    meaning:
      "What was taken of a partner's cap in a window is what its credits of that window come to with all changes, of awards that count and whose version sets it",
    sql: `
      select coalesce(bucket.id, gen_random_uuid()) as bucket_id, bucket.used_minor, credited.minor
      from (select * from cap_bucket where kind = 'PARTNER') as bucket
      full join (
        select award.incentive_program_id, credit.partner_id, version.partner_cap_window as cap_window,
          date_trunc(lower(version.partner_cap_window), case when award.deferred_minor < 0 then award.effective_on else coalesce(first.effective_on, award.effective_on) end::timestamp)::date as starts_on,
          sum(credit.share_minor) as minor
        from award
        join incentive_program_version as version on version.id = award.version_id and version.partner_cap_window is not null
        join credit on credit.award_id = award.id
        left join award as first on first.id = award.adjusts_award_id
        where award.reversed_at is null
        group by 1, 2, 3, 4
      ) as credited using (incentive_program_id, partner_id, cap_window, starts_on)
      where coalesce(bucket.used_minor, 0) <> coalesce(credited.minor, 0)`,
  },
  {
    name: "budgets-are-what-was-awarded",
    meaning:
      "What was taken of a budget is what was paid of awards that count and whose version has one, with all changes",
    sql: `
      select bucket.id as bucket_id, bucket.used_minor, awarded.minor
      from (select * from cap_bucket where kind = 'BUDGET') as bucket
      full join (
        select award.incentive_program_id, sum(award.gross_minor - award.forfeited_minor) as minor
        from award
        join incentive_program_version as version on version.id = award.version_id and version.budget_minor is not null
        where award.reversed_at is null
        group by 1
      ) as awarded using (incentive_program_id)
      where coalesce(bucket.used_minor, 0) <> coalesce(awarded.minor, 0)`,
  },
  {
    name: "no-limit-is-exceeded",
    meaning: "No more was taken of a cap or a budget than it has, and no less than nothing",
    sql: `
      select id as bucket_id, limit_minor, used_minor
      from cap_bucket
      where (used_minor between 0 and limit_minor) is not true`,
  },
  {
    name: "credit-is-explained-as-it-is",
    meaning:
      "What a credit tells of itself ends in its own share, by its own weight, of its own award",
    sql: `
      select credit.id as credit_id
      from credit
      join award on award.id = credit.award_id
      where credit.account is not null
        and (credit.account ->> 'minor', credit.account ->> 'ppm', credit.account ->> 'gate')
          is distinct from
          (credit.share_minor::text, credit.weight_ppm::text, award.gate)`,
  },
  {
    name: "leads-earn-within-their-cap",
    meaning:
      "An award that paid something left its lead within what it may earn, by what counts of its awards until then",
    sql: `
      select award.id as award_id, version.lead_cap_minor, earned.minor
      from award
      join incentive_program_version as version on version.id = award.version_id
      cross join lateral (
        select sum(before.gross_minor - before.forfeited_minor) as minor
        from award as before
        where before.lead_id = award.lead_id and before.incentive_program_id = award.incentive_program_id
          and before.reversed_at is null and before.kind <> 'TRUE_UP' and before.event_at <= award.event_at
      ) as earned
      where award.reversed_at is null and award.gross_minor > award.forfeited_minor and earned.minor > version.lead_cap_minor`,
  },
];
