import type { Invariant } from "./invariant.ts";

/** All that recruiters have a percent of, with what they have, of each recruiter of a partner and each program that pays it. */
const PAY = `
      from recruitment as recruited
      cross join incentive_program as program
      cross join lateral app.recruiter_pay(recruited.partner_id, recruited.n, program.id) as pay`;

/** What is promised of what whoever recruited a partner has of what that earns. */
export const RECRUITER_PAY_INVARIANTS: readonly Invariant[] = [
  {
    name: "recruiter-has-its-percent",
    meaning:
      "A recruiter has the percent of what counts of each credit, rounded once, but for what its cap left none of and what waits to be seen to",
    sql: `
      select pay.credit_id, pay.wanted_minor, pay.has_minor
      ${PAY}
      where pay.has_minor <> pay.wanted_minor
        and not exists (
          select
          from recruiter_due as due
          where (due.partner_id, due.n, due.incentive_program_id) = (recruited.partner_id, recruited.n, program.id))
        and (pay.cap_minor is null or pay.has_minor > pay.wanted_minor or pay.cap_minor > (
          select sum(other.has_minor)
          from app.recruiter_pay(recruited.partner_id, recruited.n, program.id) as other))`,
  },
  {
    name: "recruiter-has-within-its-cap",
    meaning:
      "A recruiter has no more for one partner than the highest cap of the versions that pay it",
    sql: `
      select recruited.partner_id, recruited.n, program.id as incentive_program_id
      ${PAY}
      group by recruited.partner_id, recruited.n, program.id
      having bool_and(pay.cap_minor is not null) and sum(pay.has_minor) > max(pay.cap_minor)`,
  },
  {
    name: "recruiter-is-who-counted",
    meaning:
      "What is had of a credit is had by who counted as its partner's recruiter when it was earned, within the months of its version; no lead is named, and nothing is had of what a recruiter has",
    sql: `
      select award.id as award_id, own.id as credit_id
      from award
      left join credit as own on own.award_id = award.id
      left join credit as source on source.id = award.recruited_credit_id
      left join award as earned on earned.id = source.award_id
      left join incentive_program_version as version on version.id = earned.version_id
      left join incentive_program as program on program.id = earned.incentive_program_id
      where award.recruited_credit_id is not null and (
        (earned.version_id, earned.rule_key, earned.milestone, earned.currency, earned.generation)
          is distinct from (award.version_id, award.rule_key, award.milestone, award.currency, award.generation)
        or source.kind is distinct from 'AWARD'
        or own.share_minor is distinct from award.gross_minor or own.lead_id is not null or own.milestone is not null
        or not exists (
          select
          from recruitment as recruited
          where recruited.partner_id = source.partner_id and recruited.recruiter_id = own.partner_id
            and recruited.starts_at <= source.earned_at and (recruited.ends_at is null or recruited.ends_at > source.earned_at)
            and (version.recruiter_months is null or source.earned_at <
              (recruited.starts_at at time zone program.time_zone + make_interval(months => version.recruiter_months))
                at time zone program.time_zone)))`,
  },
];
