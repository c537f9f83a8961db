import type { Invariant } from "./invariant.ts";

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
          select unit.parts_minor, accelerator.from_units,
            case accelerator.kind
              when 'MARGINAL' then row_number() over (order by award.event_at, award.lead_id)
              else count(*) over ()
            end as lies_at
          from volume_unit as unit
          join award on award.id = unit.award_id
          join incentive_accelerator as accelerator on accelerator.version_id = award.version_id and accelerator.rule_key = award.rule_key
          where unit.window_id = counted.id and award.reversed_at is null
        ) as placed
        cross join lateral (
          select max(begun.n) as n
          from unnest(placed.from_units) with ordinality as begun (from_unit, n)
          where begun.from_unit <= placed.lies_at
        ) as bracket
      ) as worth
      cross join lateral (
        select coalesce(sum(credit.share_minor), 0) as minor
        from award
        join credit on credit.award_id = award.id and credit.partner_id = counted.partner_id
        where award.reversed_at is null and (
          award.volume_window_id = counted.id
          or award.id in (select unit.award_id from volume_unit as unit where unit.window_id = counted.id))
      ) as credited
      where worth.minor is distinct from credited.minor`,
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
