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
];
