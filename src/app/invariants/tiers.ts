import type { Invariant } from "./invariant.ts";

/** What tiers promise: it is known who stood where when, and who is paid by it is paid as it was promised. */
export const TIER_INVARIANTS: readonly Invariant[] = [
  {
    name: "partner-stands-where-it-is-known-to",
    meaning: "A partner's tier is that of its period that has not ended, and there is none without",
    sql: `
      select coalesce(partner.id, period.partner_id) as partner_id, partner.tier_id, period.tier_id as known_tier_id
      from (select id, tier_id from partner where tier_id is not null) as partner
      full join (select partner_id, tier_id from partner_tier_period where ends_at is null) as period
        on period.partner_id = partner.id
      where partner.tier_id is distinct from period.tier_id`,
  },
  {
    name: "tier-periods-follow-one-another",
    meaning: "Of a partner's periods none begins before the one before it has ended",
    sql: `
      select partner_id, n
      from (
        select partner_id, n, starts_at, row_number() over of_partner as place,
          lag(ends_at) over of_partner as before_ends_at
        from partner_tier_period
        window of_partner as (partition by partner_id order by n)
      ) as period
      where place <> n or place > 1 and (starts_at >= before_ends_at) is not true`,
  },
  {
    name: "awards-go-by-tiers",
    meaning:
      "A factor that an award names is its version's for the tier on which the partner stood then, and each of those that it has is named",
    sql: `
      select coalesce(named.award_id, stood.award_id) as award_id, named.factors, stood.factors as stood_factors
      from (
        select award.id as award_id,
          array_agg(factor.told ->> 'multiplierPpm' order by factor.told ->> 'multiplierPpm') as factors
        from award
        cross join lateral jsonb_array_elements(award.calculation -> 'factors') as factor (told)
        group by award.id
      ) as named
      full join (
        select award.id as award_id,
          array_agg(multiplier.multiplier_ppm::text order by multiplier.multiplier_ppm::text) as factors
        from award
        join credit on credit.award_id = award.id
        join partner_tier_period as period on period.partner_id = credit.partner_id
          and period.starts_at <= award.event_at and (period.ends_at is null or period.ends_at > award.event_at)
        join incentive_tier_multiplier as multiplier
          on multiplier.tier_id = period.tier_id and multiplier.version_id = award.version_id
        where award.kind = 'AWARD'
        group by award.id
      ) as stood on stood.award_id = named.award_id
      where named.factors is distinct from stood.factors`,
  },
];
