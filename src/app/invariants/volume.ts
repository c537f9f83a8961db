import type { Invariant } from "./invariant.ts";

/** What a partner was credited for a window `counted`, with all changes and true-ups. */
const CREDITED = `
        select coalesce(sum(credit.share_minor), 0) as minor
        from award
        join credit on credit.award_id = award.id and credit.partner_id = counted.partner_id
        where award.reversed_at is null and (
          award.volume_window_id = counted.id
          or coalesce(award.adjusts_award_id, award.id) in (select unit.award_id from volume_unit as unit where unit.window_id = counted.id))`;

/** What a volume promises: a partner has of a period what its leads of it come to, by the brackets that they lie in. */
export const VOLUME_INVARIANTS: readonly Invariant[] = [
  {
    name: "volume-comes-to-its-brackets",
    meaning:
      "What a partner was credited for its leads of a period that count, with all true-ups, is what they come to in the brackets in which they lie",
    sql: `
      select counted.id as window_id, worth.minor as worth_minor, credited.minor as credited_minor
      from volume_window as counted
      cross join lateral (
        select coalesce(sum(placed.parts_minor[bracket.n]), 0) as minor
        from (
          select coalesce(latest.parts_minor, unit.parts_minor) as parts_minor, accelerator.from_units,
            case accelerator.kind
              when 'MARGINAL' then row_number() over (order by award.event_at, award.lead_id)
              else count(*) over ()
            end as lies_at
          from volume_unit as unit
          join award on award.id = unit.award_id
          join incentive_accelerator as accelerator on accelerator.version_id = award.version_id and accelerator.rule_key = award.rule_key
          left join lateral (
            select change.parts_minor from volume_unit_change as change where change.unit_award_id = unit.award_id order by change.n desc limit 1
          ) as latest on true
          where unit.window_id = counted.id and award.reversed_at is null
        ) as placed
        cross join lateral (
          select max(begun.n) as n
          from unnest(placed.from_units) with ordinality as begun (from_unit, n)
          where begun.from_unit <= placed.lies_at
        ) as bracket
      ) as worth
      cross join lateral (
        ${CREDITED}
      ) as credited
      where counted.measure = 'LEADS' and worth.minor is distinct from credited.minor`,
  },
  {
    name: "volume-of-deals-comes-to-its-brackets",
    meaning:
      "The same where deals count by what they are worth: each is cut by the brackets in which it lies behind those before it, or lies in the one that all of them reach",
    sql: `
      select counted.id as window_id, worth.minor as worth_minor, credited.minor as credited_minor
      from volume_window as counted
      cross join lateral (
        select coalesce(sum(app.volume_part(placed.base_numerator, placed.base_denominator, placed.weights, placed.own_weight,
          cut.millionths, greatest(placed.worth_minor, 1) * 1000000::numeric, placed.rounding)), 0) as minor
        from (
          select counting.*, accelerator.kind, accelerator.above_minor, accelerator.multipliers_ppm, version.rounding,
            (
              select coalesce(sum(before.worth_minor), 0)
              from app.volume_units(counted.id) as before
              where (before.event_at, before.lead_id) < (counting.event_at, counting.lead_id)
            ) as before_minor,
            (select sum(one.worth_minor) from app.volume_units(counted.id) as one) as whole_minor
          from app.volume_units(counted.id) as counting
          join incentive_accelerator as accelerator
            on accelerator.version_id = counting.version_id and accelerator.rule_key = counting.rule_key
          join incentive_program_version as version on version.id = counting.version_id
        ) as placed
        cross join lateral (
          select coalesce(sum(
            case
              when placed.kind = 'MARGINAL' and placed.worth_minor > 0 then
                greatest(0, least(lies.until_minor, placed.before_minor + placed.worth_minor) - greatest(lies.above_minor, placed.before_minor))
              when case placed.kind when 'MARGINAL' then placed.before_minor else placed.whole_minor end > lies.above_minor
                and case placed.kind when 'MARGINAL' then placed.before_minor else placed.whole_minor end <= lies.until_minor
                or lies.n = 1 and case placed.kind when 'MARGINAL' then placed.before_minor else placed.whole_minor end = 0
                then greatest(placed.worth_minor, 1)
              else 0
            end * lies.ppm), 0) as millionths
          from (
            select begun.n, begun.above_minor, begun.ppm, coalesce(placed.above_minor[begun.n + 1]::numeric, 'infinity') as until_minor
            from unnest(placed.above_minor, placed.multipliers_ppm) with ordinality as begun (above_minor, ppm, n)
          ) as lies
        ) as cut
      ) as worth
      cross join lateral (
        ${CREDITED}
      ) as credited
      where counted.measure = 'AMOUNT' and worth.minor is distinct from credited.minor`,
  },
  {
    name: "deals-count-for-what-they-are-worth",
    meaning:
      "Where deals count by what they are worth, each that counts does so for what its opportunity is worth by now, and what its rule pays of that is what its own part is worked out of",
    sql: `
      select counted.id as window_id, counting.award_id, counting.worth_minor, opportunity.amount_minor
      from volume_window as counted
      cross join lateral app.volume_units(counted.id) as counting
      join award on award.id = counting.award_id
      join incentive_rule as rule on rule.version_id = award.version_id and rule.key = award.rule_key
      join incentive_program_version as version on version.id = award.version_id
      left join lead_succession as succession on succession.lead_id = award.lead_id
      left join opportunity on opportunity.lead_id = coalesce(succession.root_lead_id, award.lead_id) and opportunity.state = 'WON'
      where counted.measure = 'AMOUNT' and (
        award.calculation #>> '{base,dealCurrency}' = award.currency and counting.worth_minor is distinct from opportunity.amount_minor
        or award.calculation -> 'tender' is null and rule.rate_ppm > 0 and app.round_fraction(
          counting.base_numerator * 1000000, counting.base_denominator * rule.rate_ppm, version.rounding) is distinct from counting.worth_minor)`,
  },
  {
    name: "leads-count-where-they-are-accelerated",
    meaning:
      "An award that earned counts for the volume of the partner whose lead it is, where its rule accelerates and the partner has a part in it, and no other does",
    sql: `
      select award.id as award_id, unit.window_id
      from award
      left join volume_unit as unit on unit.award_id = award.id
      left join volume_window as counted on counted.id = unit.window_id
      join lead on lead.id = award.lead_id
      join incentive_program as program on program.id = award.incentive_program_id
      left join incentive_accelerator as accelerator
        on accelerator.version_id = award.version_id and accelerator.rule_key = award.rule_key
      where unit.award_id is null
          and award.kind = 'AWARD' and award.gate is null and (award.calculation #>> '{base,minor}')::numeric <> 0
          and accelerator.version_id is not null
          and not app.is_found_by_vendor(lead.id)
          and exists (select from credit where credit.award_id = award.id and credit.partner_id = lead.partner_id)
        or unit.award_id is not null and (
          award.kind <> 'AWARD' or award.gate is not null or accelerator.version_id is null
          or counted.measure is distinct from accelerator.measure
          or (counted.incentive_program_id, counted.rule_key, counted.partner_id, counted.period, counted.starts_on)
            is distinct from
            (award.incentive_program_id, award.rule_key, lead.partner_id, accelerator.period,
              date_trunc(lower(accelerator.period), award.event_at at time zone program.time_zone)::date))`,
  },
  {
    name: "accelerated-versions-have-no-caps",
    meaning:
      "No version that accelerates a rule limits what is paid, holds it back or takes it back by parts",
    sql: `
      select version.id as version_id
      from incentive_program_version as version
      where num_nonnulls(version.lead_cap_minor, version.partner_cap_minor, version.budget_minor, version.holdback_ppm, version.clawback_ppm) > 0
        and exists (select from incentive_accelerator as accelerator where accelerator.version_id = version.id)`,
  },
];
