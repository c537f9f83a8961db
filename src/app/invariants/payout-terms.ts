import type { Invariant } from "./invariant.ts";

/** What is promised of credit that is held back: how much, until when, and that none of it is lost. */
export const PAYOUT_TERM_INVARIANTS: readonly Invariant[] = [
  {
    name: "held-is-what-vests",
    meaning: "What is held back of a credit, or of a change, is what its instalments come to",
    sql: `
      select coalesce(credit.id, instalment.credit_id) as credit_id, credit.held_minor, instalment.minor
      from (select id, held_minor from credit where held_minor <> 0) as credit
      full join (
        select credit_id, sum(amount_minor) as minor
        from credit_instalment
        group by credit_id
      ) as instalment on instalment.credit_id = credit.id
      where coalesce(credit.held_minor, 0) <> coalesce(instalment.minor, 0)`,
  },
  {
    name: "holdback-is-as-promised",
    meaning:
      "Of each share as it was earned so much is held back as its version says, to the nearest smallest unit and of halves the smaller, and nothing where it says nothing",
    sql: `
      select credit.id as credit_id, credit.share_minor, credit.held_minor, version.holdback_ppm
      from credit
      join award on award.id = credit.award_id
      join incentive_program_version as version on version.id = award.version_id
      where credit.kind = 'AWARD'
        and credit.held_minor <> ceil(credit.share_minor * coalesce(version.holdback_ppm, 0) / 1000000.0 - 0.5)`,
  },
  {
    name: "no-more-is-held-than-counts",
    meaning:
      "Of what counts of a credit with all its changes no more is held back than there is, and no instalment is less than nothing",
    sql: `
      select counting.credit_id, counting.share_minor, counting.held_minor
      from (
        select coalesce(adjusts_credit_id, id) as credit_id, sum(share_minor) as share_minor, sum(held_minor) as held_minor
        from credit
        where reversed_at is null and kind <> 'TRUE_UP'
        group by 1
      ) as counting
      where (counting.held_minor between 0 and counting.share_minor) is not true or exists (
        select
        from credit_instalment as instalment
        join credit on credit.id = instalment.credit_id
        where credit.reversed_at is null and counting.credit_id in (credit.id, credit.adjusts_credit_id)
        group by instalment.n
        having sum(instalment.amount_minor) < 0 or count(distinct instalment.due_on) > 1)`,
  },
];
