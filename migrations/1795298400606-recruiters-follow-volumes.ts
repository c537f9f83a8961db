import type { MigrationInterface, QueryRunner } from "typeorm";

/** What a recruiter follows of an award that counts for a volume is its part in its place, by leads and by amounts, as it was corrected last. */
export class RecruitersFollowVolumes1795298400606 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(PLACES);
  }

  public async down(): Promise<void> {
    throw new Error("what recruiters earned is owed: restore a backup instead");
  }
}

// The part in its place takes the stead of what was credited with its changes: less of these, so that they are not counted twice.
const PLACES = `
create or replace function app.units_in_their_place(the_partner uuid, the_program uuid)
returns table (award_id uuid, minor bigint)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with unit as (
    select counted.*, accelerator.kind, accelerator.from_units, accelerator.above_minor, accelerator.multipliers_ppm, version.rounding,
      row_number() over placed as place, count(*) over whole as units,
      sum(counted.worth_minor) over placed - counted.worth_minor as before_minor, sum(counted.worth_minor) over whole as whole_minor,
      credit.share_minor
    from public.volume_window as period
    cross join lateral (
      select period.id as window_id, in_it.*
      from app.volume_units(period.id) as in_it
    ) as counted
    join public.credit on credit.award_id = counted.award_id and credit.partner_id = the_partner
    join public.incentive_program_version as version on version.id = counted.version_id
    join public.incentive_accelerator as accelerator
      on accelerator.version_id = counted.version_id and accelerator.rule_key = counted.rule_key
    where period.partner_id = the_partner and period.incentive_program_id = the_program
    window whole as (partition by counted.window_id), placed as (partition by counted.window_id order by counted.event_at, counted.lead_id)
  )
  select unit.award_id, (case
      when parts_minor is not null then
        parts_minor[width_bucket((case kind when 'MARGINAL' then place else units end)::integer, from_units)]
      else app.volume_part(base_numerator, base_denominator, weights, own_weight,
        app.volume_times(kind, above_minor, multipliers_ppm, before_minor, worth_minor, whole_minor), greatest(worth_minor, 1) * 1000000::numeric, rounding)
    end - (own_minor - share_minor))::bigint
  from unit
$$;
comment on function app.units_in_their_place(uuid, uuid) is
  'What each award that counts for a volume of a partner comes to in its place among the others, as volume_difference adds it up, less what it was changed by since';
`;
