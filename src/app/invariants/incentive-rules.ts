import type { Invariant } from "./invariant.ts";

/** What rules promise besides what they pay: that they are asked as they stand. */
export const INCENTIVE_RULE_INVARIANTS: readonly Invariant[] = [
  {
    name: "awards-ask-what-their-rules-ask",
    meaning:
      "An award keeps an outcome of each condition of its rule and of no other, and pays only where all of them held",
    sql: `
      select award.id as award_id
      from award
      cross join lateral (
        select coalesce(array_agg(outcome ->> 'key' order by outcome ->> 'key'), '{}') as keys,
          coalesce(bool_and(outcome ->> 'isMet' is not distinct from 'true'), true) as all_met
        from jsonb_array_elements(award.calculation -> 'conditions' -> 'outcomes') as asked (outcome)
      ) as kept
      cross join lateral (
        select coalesce(array_agg(condition.key order by condition.key), '{}') as keys
        from incentive_condition as condition
        where condition.version_id = award.version_id and condition.rule_key = award.rule_key
      ) as promised
      where award.kind = 'AWARD' and (kept.keys <> promised.keys or award.gross_minor > 0 and not kept.all_met)`,
  },
  {
    name: "awards-go-by-how-leads-fare",
    meaning:
      "An award names for each partner that shares it how its leads fared, where its version goes by that, and the factor that comes of it within the bounds; else for none",
    sql: `
      select award.id as award_id
      from award
      left join incentive_quality as terms on terms.version_id = award.version_id
      cross join lateral (
        select count(*) as partners,
          coalesce(bool_or(won > closed or abs(factor - greatest(terms.floor_ppm, least(terms.ceiling_ppm,
            1000000 * (won * 1000000 + terms.prior * terms.target_ppm) / ((closed + terms.prior) * terms.target_ppm)))) > 1), false) as is_off
        from jsonb_array_elements(award.calculation -> 'quality') as named (told)
        cross join lateral (
          select (told ->> 'factorPpm')::numeric as factor, (told ->> 'won')::numeric as won, (told ->> 'closed')::numeric as closed
        ) as said
      ) as fared
      where award.kind = 'AWARD' and (fared.is_off or fared.partners <> case
        when terms.version_id is null then 0
        else (select count(*) from credit where credit.award_id = award.id) end)`,
  },
  {
    name: "spiffs-pay-in-their-time",
    meaning:
      "What was earned by a spiff was reached within its time, and under a version in which it was not over",
    sql: `
      select award.id as award_id
      from award
      join incentive_rule as rule on rule.version_id = award.version_id and rule.key = award.rule_key
      join incentive_program_version as version on version.id = award.version_id
      where rule.spiff_name is not null and award.kind = 'AWARD'
        and (award.event_at < rule.starts_at or award.event_at >= rule.ends_at or rule.ends_at <= version.effective_at)`,
  },
];
