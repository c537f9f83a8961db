import type { MigrationInterface, QueryRunner } from "typeorm";

/** A rule pays more the more a partner's deals of a period are worth together; what a deal comes to follows its corrections. */
export class DealsCountByWhatTheyAreWorth1795298400605 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(BRACKETS);
    await runner.query(WINDOWS);
    await runner.query(UNITS);
    await runner.query(CHANGES);
    await runner.query(TOTAL);
    await runner.query(GUARDS);
  }

  public async down(): Promise<void> {
    throw new Error("what was earned is not dropped: restore a backup instead");
  }
}

// By leads brackets begin with the nth, by amount above a sum: the first one above nothing.
const BRACKETS = `
alter table incentive_accelerator
  add column measure text not null default 'LEADS',
  add column above_minor bigint[],
  alter column from_units drop not null,
  drop constraint incentive_accelerator_brackets,
  add constraint incentive_accelerator_measure check (
    measure = 'LEADS' and num_nonnulls(from_units) = 1 and num_nulls(above_minor) = 1
    or measure = 'AMOUNT' and num_nonnulls(above_minor) = 1 and num_nulls(from_units) = 1),
  add constraint incentive_accelerator_brackets check (
    cardinality(multipliers_ppm) between 2 and 10
    and cardinality(multipliers_ppm) = coalesce(cardinality(from_units), cardinality(above_minor))
    and coalesce(from_units[1] = 1, above_minor[1] = 0)
    and multipliers_ppm[1] > 0 and 100000000 >= all (multipliers_ppm)
    and app.is_rising(coalesce(from_units::numeric[], above_minor::numeric[])) and app.is_rising(multipliers_ppm::numeric[]));
comment on column incentive_accelerator.measure is 'LEADS: by how many there are. AMOUNT: by what deals are worth together, in the program''s smallest unit';

create function app.guard_accelerator_measure()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select
    from public.incentive_rule as rule
    where rule.version_id = new.version_id and rule.key = new.rule_key and rule.kind = 'PERCENT_OF_DEAL'
  ) then
    raise exception 'deals count by what they are worth where a part of them is paid'
      using errcode = 'BT002', constraint = 'incentive_accelerator_of_deals';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_accelerator_measure() from public;
create trigger incentive_accelerator_of_deals after insert on incentive_accelerator for each row
when (new.measure = 'AMOUNT')
execute function app.guard_accelerator_measure();
alter table incentive_accelerator enable always trigger incentive_accelerator_of_deals;
`;

// Who counts otherwise from the middle of a period on begins another count.
const WINDOWS = `
alter table volume_window
  add column measure text not null default 'LEADS',
  add constraint volume_window_measure check (measure in ('LEADS', 'AMOUNT')),
  drop constraint volume_window_once,
  add constraint volume_window_once unique (incentive_program_id, rule_key, partner_id, period, starts_on, measure);
grant insert (measure) on volume_window to app_vendor;
`;

// Where a deal is cut is known only once all are there: a unit keeps what its own part is worked out of.
const UNITS = `
alter table volume_unit
  alter column parts_minor drop not null,
  drop constraint volume_unit_parts,
  add column worth_minor bigint,
  add column base_numerator numeric,
  add column base_denominator numeric,
  add column weights numeric[],
  add column own_weight smallint,
  add constraint volume_unit_parts check (
    num_nonnulls(worth_minor, base_numerator, base_denominator, weights, own_weight) = case when parts_minor is null then 5 else 0 end
    and (parts_minor is null or cardinality(parts_minor) between 2 and 10 and 0 <= all (parts_minor))),
  add constraint volume_unit_basis check (
    worth_minor >= 0 and base_numerator >= 0 and base_denominator > 0 and scale(base_numerator) = 0 and scale(base_denominator) = 0
    and 0 <= all (weights) and own_weight between 1 and cardinality(weights));
comment on column volume_unit.worth_minor is 'Where deals count by what they are worth: in the program''s smallest unit';
comment on column volume_unit.base_numerator is 'With base_denominator: what the rule pays before any factor, exactly';
comment on column volume_unit.weights is 'What each part weighs before the volume counts, by touch; a whole is a million to the third';
comment on column volume_unit.own_weight is 'Which of them is the partner''s own, from 1 on';
`;

const CHANGES = `
create table volume_unit_change (
  unit_award_id uuid not null,
  n integer not null,
  changed_at timestamptz(3) not null,
  parts_minor bigint[],
  worth_minor bigint,
  base_numerator numeric,
  base_denominator numeric,
  weights numeric[],
  own_weight smallint,
  constraint volume_unit_change_pkey primary key (unit_award_id, n),
  constraint volume_unit_change_unit_fkey foreign key (unit_award_id) references volume_unit (award_id),
  constraint volume_unit_change_n check (n >= 1),
  constraint volume_unit_change_parts check (
    num_nonnulls(worth_minor, base_numerator, base_denominator, weights, own_weight) = case when parts_minor is null then 5 else 0 end
    and (parts_minor is null or cardinality(parts_minor) between 2 and 10 and 0 <= all (parts_minor))),
  constraint volume_unit_change_basis check (
    worth_minor >= 0 and base_numerator >= 0 and base_denominator > 0 and scale(base_numerator) = 0 and scale(base_denominator) = 0
    and 0 <= all (weights) and own_weight between 1 and cardinality(weights))
);
call app.give_policies('volume_unit_change', 'vendor_only');
call app.make_append_only('volume_unit_change');
grant select, insert on volume_unit_change to app_vendor;
grant select on volume_unit_change to app_jobs;
comment on table volume_unit_change is 'What an award that counts for its partner''s volume comes to, and its deal is worth, since the deal was corrected; the last one counts';

create function app.volume_units(of_window uuid)
returns table (
  award_id uuid, lead_id uuid, version_id uuid, rule_key text, event_at timestamptz, own_minor numeric,
  parts_minor bigint[], worth_minor bigint, base_numerator numeric, base_denominator numeric, weights numeric[], own_weight smallint)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select award.id, award.lead_id, award.version_id, award.rule_key, award.event_at, credit.share_minor + (
      select coalesce(sum(later.share_minor), 0)
      from public.credit as later
      where later.partner_id = credit.partner_id and later.adjusts_credit_id = credit.id and later.reversed_at is null),
    latest.parts_minor, latest.worth_minor, latest.base_numerator, latest.base_denominator, latest.weights, latest.own_weight
  from public.volume_unit as unit
  join public.volume_window as counted on counted.id = unit.window_id
  join public.award on award.id = unit.award_id and award.reversed_at is null
  join public.credit on credit.award_id = award.id and credit.partner_id = counted.partner_id
  cross join lateral (
    select unit.parts_minor, unit.worth_minor, unit.base_numerator, unit.base_denominator, unit.weights, unit.own_weight, 0 as n
    union all
    select change.parts_minor, change.worth_minor, change.base_numerator, change.base_denominator, change.weights, change.own_weight, change.n
    from public.volume_unit_change as change
    where change.unit_award_id = unit.award_id
    order by n desc
    limit 1
  ) as latest
  where unit.window_id = of_window
$$;
revoke execute on function app.volume_units(uuid) from public;
grant execute on function app.volume_units(uuid) to app_vendor, app_jobs;
comment on function app.volume_units(uuid) is 'The awards that count in a window by now, each with what its partner was credited and what its deal is worth since the last correction';
`;

// The same as what makes awards works out, once more and by other means: exact fractions, one rounding, the largest remainder.
const TOTAL = `
create function app.round_fraction(numerator numeric, denominator numeric, rounding text)
returns numeric
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select div(numerator, denominator) + case
    when rounding = 'DOWN' or 2 * mod(numerator, denominator) < denominator then 0
    when 2 * mod(numerator, denominator) > denominator or rounding = 'HALF_UP' then 1
    else mod(div(numerator, denominator), 2)
  end
$$;
revoke execute on function app.round_fraction(numeric, numeric, text) from public;
grant execute on function app.round_fraction(numeric, numeric, text) to app_vendor, app_jobs;
comment on function app.round_fraction(numeric, numeric, text) is 'A fraction that is not less than nothing as a whole number, as a version rounds';

create function app.volume_times(kind text, above_minor bigint[], multipliers_ppm bigint[], before_minor numeric, worth_minor numeric, whole_minor numeric)
returns numeric
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when kind = 'RETROACTIVE' then multipliers_ppm[greatest(1, width_bucket(whole_minor - 1, above_minor::numeric[]))] * greatest(worth_minor, 1)
    when worth_minor = 0 then multipliers_ppm[greatest(1, width_bucket(before_minor - 1, above_minor::numeric[]))]
    else (
      select sum(multipliers_ppm[n] * greatest(0,
        least(before_minor + worth_minor, coalesce(above_minor[n + 1], before_minor + worth_minor)) - greatest(before_minor, above_minor[n])))
      from generate_subscripts(above_minor, 1) as n)
  end
$$;
revoke execute on function app.volume_times(text, bigint[], bigint[], numeric, numeric, numeric) from public;
grant execute on function app.volume_times(text, bigint[], bigint[], numeric, numeric, numeric) to app_vendor, app_jobs;
comment on function app.volume_times(text, bigint[], bigint[], numeric, numeric, numeric) is
  'By what the own part of a deal is multiplied that is worth so much behind so much, of so much in all: in millionths of each smallest unit that it is worth, of one where it is worth none';

create function app.volume_part(base_numerator numeric, base_denominator numeric, weights numeric[], own integer, times_numerator numeric, times_denominator numeric, rounding text)
returns numeric
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  with part as (
    select given.n, given.weight * case when given.n = own then times_numerator else times_denominator end as weight
    from unnest(weights) with ordinality as given (weight, n)
  ), gross as (
    select sum(part.weight) as whole,
      app.round_fraction(base_numerator * sum(part.weight), base_denominator * times_denominator * 1e18::numeric, rounding) as minor
    from part
  ), split as (
    select part.n, div(gross.minor * part.weight, gross.whole) as minor,
      row_number() over (order by mod(gross.minor * part.weight, gross.whole) desc, part.n) as rank,
      gross.minor - sum(div(gross.minor * part.weight, gross.whole)) over () as left_over
    from part
    cross join gross
    where gross.whole > 0
  )
  select coalesce((select split.minor + case when split.rank <= split.left_over then 1 else 0 end from split where split.n = own), 0)
$$;
revoke execute on function app.volume_part(numeric, numeric, numeric[], integer, numeric, numeric, text) from public;
grant execute on function app.volume_part(numeric, numeric, numeric[], integer, numeric, numeric, text) to app_vendor, app_jobs;
comment on function app.volume_part(numeric, numeric, numeric[], integer, numeric, numeric, text) is
  'What a partner''s own part of a deal comes to where that part alone is multiplied: rounded once, split by the largest remainder';

create or replace function app.volume_difference(of_window uuid)
returns numeric
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with unit as (
    select counted.*, accelerator.kind, accelerator.from_units, accelerator.above_minor, accelerator.multipliers_ppm, version.rounding,
      row_number() over placed as place, count(*) over () as units,
      sum(counted.worth_minor) over placed - counted.worth_minor as before_minor, sum(counted.worth_minor) over () as whole_minor
    from app.volume_units(of_window) as counted
    join public.incentive_program_version as version on version.id = counted.version_id
    join public.incentive_accelerator as accelerator
      on accelerator.version_id = counted.version_id and accelerator.rule_key = counted.rule_key
    window placed as (order by counted.event_at, counted.lead_id)
  )
  select coalesce(sum(case
      when parts_minor is not null then
        parts_minor[width_bucket((case kind when 'MARGINAL' then place else units end)::integer, from_units)]
      else app.volume_part(base_numerator, base_denominator, weights, own_weight,
        app.volume_times(kind, above_minor, multipliers_ppm, before_minor, worth_minor, whole_minor), greatest(worth_minor, 1) * 1000000::numeric, rounding)
    end - own_minor), 0)
    - (select coalesce(sum(award.gross_minor), 0) from public.award where award.volume_window_id = of_window)
  from unit
$$;
`;

const GUARDS = `
create or replace function app.guard_volume_unit()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select
    from public.volume_window as counted
    join public.award on award.id = new.award_id and award.incentive_program_id = counted.incentive_program_id
      and award.rule_key = counted.rule_key and award.kind = 'AWARD' and award.gate is null
    join public.incentive_program as program on program.id = award.incentive_program_id
    join public.lead on lead.id = award.lead_id and lead.partner_id = counted.partner_id
    join public.credit on credit.award_id = award.id and credit.partner_id = counted.partner_id
    join public.incentive_accelerator as accelerator on accelerator.version_id = award.version_id
      and accelerator.rule_key = award.rule_key and accelerator.period = counted.period and accelerator.measure = counted.measure
      and cardinality(accelerator.from_units) is not distinct from cardinality(new.parts_minor)
    where counted.id = new.window_id
      and counted.starts_on = date_trunc(lower(counted.period), award.event_at at time zone program.time_zone)::date
  ) then
    raise exception 'a unit is an award of its partner''s own lead, by the rule and in the period of its window'
      using errcode = 'BT002', constraint = 'volume_unit_of_window';
  end if;
  return null;
end
$$;

-- a correction counts one after the other, of the same measure, and while its award does
create function app.guard_volume_unit_change()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select
    from public.volume_unit as unit
    join public.award on award.id = unit.award_id and award.reversed_at is null
    where unit.award_id = new.unit_award_id
      and cardinality(unit.parts_minor) is not distinct from cardinality(new.parts_minor)
      and new.n = (select count(*) from public.volume_unit_change as change where change.unit_award_id = new.unit_award_id)
  ) then
    raise exception 'what a deal counts for is corrected while its award counts, one correction after the other'
      using errcode = 'BT002', constraint = 'volume_unit_change_of_unit';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_volume_unit_change() from public;
create trigger volume_unit_change_guard after insert on volume_unit_change
for each row execute function app.guard_volume_unit_change();
alter table volume_unit_change enable always trigger volume_unit_change_guard;

create function app.guard_change_of_unit()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (select from public.volume_unit as unit where unit.award_id = new.adjusts_award_id)
    and not exists (
      select
      from public.volume_unit_change as change
      where change.unit_award_id = new.adjusts_award_id and change.changed_at = new.event_at
    )
  then
    raise exception 'what an award that counts for a volume changes by is kept with what its deal counts for since then'
      using errcode = 'BT002', constraint = 'award_change_counts';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_change_of_unit() from public;
create trigger award_change_counts after insert on award for each row
when (new.kind = 'ADJUST')
execute function app.guard_change_of_unit();
alter table award enable always trigger award_change_counts;

alter table award
  drop constraint award_trues_up,
  add constraint award_trues_up check (
    num_nonnulls(volume_window_id, trues_up_for_id) = case kind when 'TRUE_UP' then 2 else 0 end and trues_up_for_id <> id
    and (kind <> 'TRUE_UP' or reversed_at is null and forfeited_minor = 0 and n >= 1));
comment on column award.trues_up_for_id is 'Of TRUE_UP: the award that came (n is 1), went (n is 2), or of which the deal was corrected (n is 2 more than which correction it is)';

create or replace function app.guard_true_up()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select
    from public.volume_unit as unit
    join public.award as moved on moved.id = unit.award_id
    join public.volume_window as counted on counted.id = unit.window_id
    join public.credit on credit.award_id = new.id and credit.partner_id = counted.partner_id and credit.kind = 'TRUE_UP'
    where unit.award_id = new.trues_up_for_id and unit.window_id = new.volume_window_id
      and (moved.lead_id, moved.rule_key, moved.version_id, moved.currency) = (new.lead_id, new.rule_key, new.version_id, new.currency)
      and (new.n = 2) = (moved.reversed_at is not null)
      and (new.n <= 2 or exists (
        select
        from public.volume_unit_change as change
        where change.unit_award_id = unit.award_id and change.n = new.n - 2))
  ) then
    raise exception 'a true-up is its partner''s, for a unit of its window that came, went or was corrected'
      using errcode = 'BT002', constraint = 'award_trues_up_its_window';
  end if;
  return null;
end
$$;

create or replace function app.guard_volume()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  changed uuid := coalesce(
    to_jsonb(new) ->> 'window_id',
    to_jsonb(new) ->> 'volume_window_id',
    (
      select unit.window_id
      from public.volume_unit as unit
      where unit.award_id = coalesce(to_jsonb(new) ->> 'unit_award_id', to_jsonb(new) ->> 'adjusts_award_id', to_jsonb(new) ->> 'id')::uuid
    )::text);
begin
  if changed is not null and app.volume_difference(changed) <> 0 then
    raise exception 'what a partner has of a period is what its leads of it come to'
      using errcode = 'BT006', constraint = 'volume_comes_to_its_brackets';
  end if;
  return null;
end
$$;
create trigger volume_unit_change_adds_up after insert on volume_unit_change
for each row execute function app.guard_volume();
create trigger award_change_adds_up after insert on award for each row
when (new.kind = 'ADJUST')
execute function app.guard_volume();
alter table volume_unit_change enable always trigger volume_unit_change_adds_up;
alter table award enable always trigger award_change_adds_up;
`;
