import type { MigrationInterface, QueryRunner } from "typeorm";

/** A rule pays more the more leads a partner brings in a period; what earlier ones had is trued up. */
export class VolumeEarnsMore1795298400340 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(ACCELERATORS);
    await runner.query(WITHOUT_CAPS);
    await runner.query(WINDOWS);
    await runner.query(TRUE_UPS);
    await runner.query(TOTAL);
  }

  public async down(): Promise<void> {
    throw new Error("what was earned is not dropped: restore a backup instead");
  }
}

const ACTS = `((select nullif(current_setting('app.actor_id', true), '')) is not null)`;

// From the nth lead on, how much of what the rule pays: 1,000,000 is once.
const ACCELERATORS = `
create function app.is_rising(of_list numeric[])
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(bool_and(later.value > earlier.value), true)
  from unnest(of_list) with ordinality as earlier (value, n)
  join unnest(of_list) with ordinality as later (value, n) on later.n = earlier.n + 1
$$;
revoke execute on function app.is_rising(numeric[]) from public;
grant execute on function app.is_rising(numeric[]) to app_vendor;
comment on function app.is_rising(numeric[]) is 'Whether each number is more than the one before it';

create table incentive_accelerator (
  version_id uuid not null,
  rule_key text not null,
  kind text not null,
  period text not null,
  from_units integer[] not null,
  multipliers_ppm bigint[] not null,
  constraint incentive_accelerator_pkey primary key (version_id, rule_key),
  constraint incentive_accelerator_rule_fkey foreign key (version_id, rule_key)
    references incentive_rule (version_id, key),
  constraint incentive_accelerator_kind check (kind in ('MARGINAL', 'RETROACTIVE')),
  constraint incentive_accelerator_period check (period in ('MONTH', 'QUARTER', 'YEAR')),
  constraint incentive_accelerator_brackets check (
    cardinality(from_units) between 2 and 10 and cardinality(from_units) = cardinality(multipliers_ppm)
    and from_units[1] = 1 and multipliers_ppm[1] > 0 and 100000000 >= all (multipliers_ppm)
    and app.is_rising(from_units::numeric[]) and app.is_rising(multipliers_ppm::numeric[]))
);
call app.give_policies('incentive_accelerator', 'reference');
drop policy incentive_accelerator_reference on incentive_accelerator;
drop policy incentive_accelerator_vendor on incentive_accelerator;
create policy incentive_accelerator_vendor on incentive_accelerator to app_vendor, app_jobs using ${ACTS} with check ${ACTS};
create policy incentive_accelerator_partner on incentive_accelerator for select to app_partner
using (exists (select from incentive_program_version as version where version.id = incentive_accelerator.version_id));
grant select on incentive_accelerator to app_partner, app_jobs;
grant select, insert, delete on incentive_accelerator to app_vendor;
create trigger incentive_accelerator_guard before insert or update or delete on incentive_accelerator
for each row execute function app.guard_incentive_rule();
alter table incentive_accelerator enable always trigger incentive_accelerator_guard;
comment on table incentive_accelerator is 'How much more a rule pays a partner for its own part, the more leads it brought in a period';
`;

// What is limited could not be raised later, nor be told from what was over: a version does one or the other.
const WITHOUT_CAPS = `
create function app.guard_accelerator_caps()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  version uuid := case tg_table_name when 'incentive_accelerator' then to_jsonb(new) ->> 'version_id' else to_jsonb(new) ->> 'id' end;
begin
  if exists (
    select
    from public.incentive_program_version as limited
    join public.incentive_accelerator as accelerator on accelerator.version_id = limited.id
    where limited.id = version and num_nonnulls(limited.lead_cap_minor, limited.partner_cap_minor, limited.budget_minor) > 0
  ) then
    raise exception 'a version that accelerates has no caps and no budget'
      using errcode = 'BT002', constraint = 'incentive_accelerator_without_caps';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_accelerator_caps() from public;
create trigger incentive_accelerator_without_caps after insert or update on incentive_accelerator
for each row execute function app.guard_accelerator_caps();
create trigger incentive_program_version_without_accelerators after insert or update on incentive_program_version
for each row
when (num_nonnulls(new.lead_cap_minor, new.partner_cap_minor, new.budget_minor) > 0)
execute function app.guard_accelerator_caps();
`;

// A window is of the program and the rule, not of the version: who drafts another one in the middle of a month begins no new
// count. A unit keeps what its partner's part comes to in each bracket, so that what a window comes to is a sum.
const WINDOWS = `
create table volume_window (
  id uuid not null default gen_random_uuid(),
  incentive_program_id uuid not null,
  rule_key text not null,
  partner_id uuid not null,
  period text not null,
  starts_on date not null,
  times_held integer not null default 1,
  constraint volume_window_pkey primary key (id),
  constraint volume_window_once unique (incentive_program_id, rule_key, partner_id, period, starts_on),
  constraint volume_window_program_fkey foreign key (incentive_program_id) references incentive_program (id),
  constraint volume_window_partner_fkey foreign key (partner_id) references partner (id),
  constraint volume_window_period check (
    period = 'MONTH' and starts_on = date_trunc('month', starts_on::timestamp)::date
    or period = 'QUARTER' and starts_on = date_trunc('quarter', starts_on::timestamp)::date
    or period = 'YEAR' and starts_on = date_trunc('year', starts_on::timestamp)::date)
);
create index volume_window_of_partner on volume_window (partner_id);
call app.give_policies('volume_window', 'vendor_only');
grant select, insert (incentive_program_id, rule_key, partner_id, period, starts_on), update (times_held) on volume_window to app_vendor;
grant select on volume_window to app_jobs;
comment on table volume_window is 'A partner''s leads of a period under a rule that accelerates. Held by whoever awards or takes back, until it is committed';

create table volume_unit (
  award_id uuid not null,
  window_id uuid not null,
  parts_minor bigint[] not null,
  constraint volume_unit_pkey primary key (award_id),
  constraint volume_unit_award_fkey foreign key (award_id) references award (id),
  constraint volume_unit_window_fkey foreign key (window_id) references volume_window (id),
  constraint volume_unit_parts check (cardinality(parts_minor) between 2 and 10 and 0 <= all (parts_minor))
);
create index volume_unit_of_window on volume_unit (window_id);
call app.give_policies('volume_unit', 'vendor_only');
call app.make_append_only('volume_unit');
grant select, insert on volume_unit to app_vendor;
grant select on volume_unit to app_jobs;
comment on table volume_unit is 'An award that counts for its partner''s volume, with what the partner''s own part comes to in each bracket; once it is taken back it counts no more';

create function app.guard_volume_unit()
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
      and accelerator.rule_key = award.rule_key and accelerator.period = counted.period
      and cardinality(accelerator.from_units) = cardinality(new.parts_minor)
    where counted.id = new.window_id
      and counted.starts_on = date_trunc(lower(counted.period), award.event_at at time zone program.time_zone)::date
  ) then
    raise exception 'a unit is an award of its partner''s own lead, by the rule and in the period of its window'
      using errcode = 'BT002', constraint = 'volume_unit_of_window';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_volume_unit() from public;
create trigger volume_unit_guard after insert on volume_unit
for each row execute function app.guard_volume_unit();
alter table volume_unit enable always trigger volume_unit_guard;
`;

// A true-up does not hang on the award that brought it about, and is never reversed: when that goes, another one follows.
const TRUE_UPS = `
alter table award
  add column volume_window_id uuid,
  add column trues_up_for_id uuid,
  drop constraint award_kind,
  drop constraint award_amounts,
  add constraint award_kind check (kind in ('AWARD', 'ADJUST', 'TRUE_UP')),
  add constraint award_window_fkey foreign key (volume_window_id) references volume_window (id),
  add constraint award_trues_up_fkey foreign key (trues_up_for_id) references award (id),
  add constraint award_trues_up check (
    num_nonnulls(volume_window_id, trues_up_for_id) = case kind when 'TRUE_UP' then 2 else 0 end and trues_up_for_id <> id
    and (kind <> 'TRUE_UP' or reversed_at is null and forfeited_minor = 0 and n in (1, 2))),
  add constraint award_amounts check (
    case kind
      when 'AWARD' then gross_minor >= 0 and forfeited_minor between 0 and gross_minor
      else gross_minor <> 0 and gate is null and forfeited_minor between least(gross_minor, 0) and greatest(gross_minor, 0)
    end);
create index award_of_window on award (volume_window_id) where volume_window_id is not null;
comment on column award.volume_window_id is 'Of TRUE_UP: the partner''s leads of a period, which earn more or less together since one came or went';
comment on column award.trues_up_for_id is 'Of TRUE_UP: the award that came (n is 1) or went (n is 2)';

alter table credit
  drop constraint credit_kind,
  drop constraint credit_share,
  add constraint credit_kind check (kind in ('AWARD', 'ADJUST', 'TRUE_UP')),
  add constraint credit_share check (
    case kind
      when 'AWARD' then share_minor between 0 and award_gross_minor
      when 'TRUE_UP' then share_minor <> 0 and share_minor = award_gross_minor and reversed_at is null
      else share_minor <> 0 and share_minor between least(award_gross_minor, 0) and greatest(award_gross_minor, 0)
    end);

create function app.guard_true_up()
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
  ) then
    raise exception 'a true-up is its partner''s, for a unit of its window that came or went'
      using errcode = 'BT002', constraint = 'award_trues_up_its_window';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_true_up() from public;
create trigger award_true_up_guard after insert on award for each row
when (new.kind = 'TRUE_UP')
execute function app.guard_true_up();
alter table award enable always trigger award_true_up_guard;
`;

// Asked at the end of each statement that moves one: what the partner has of the window is what its live leads come to.
const TOTAL = `
create function app.volume_difference(of_window uuid)
returns numeric
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with unit as (
    select credit.share_minor, unit.parts_minor, accelerator.kind, accelerator.from_units,
      row_number() over (order by award.event_at, award.lead_id) as place, count(*) over () as units
    from public.volume_unit as unit
    join public.volume_window as counted on counted.id = unit.window_id
    join public.award on award.id = unit.award_id and award.reversed_at is null
    join public.credit on credit.award_id = award.id and credit.partner_id = counted.partner_id
    join public.incentive_accelerator as accelerator
      on accelerator.version_id = award.version_id and accelerator.rule_key = award.rule_key
    where unit.window_id = of_window
  )
  select coalesce(sum(
      parts_minor[width_bucket((case kind when 'MARGINAL' then place else units end)::integer, from_units)] - share_minor), 0)
    - (select coalesce(sum(award.gross_minor), 0) from public.award where award.volume_window_id = of_window)
  from unit
$$;
revoke execute on function app.volume_difference(uuid) from public;
grant execute on function app.volume_difference(uuid) to app_vendor, app_jobs;
comment on function app.volume_difference(uuid) is 'By how much what the live leads of a window come to is more than what its partner was credited for them: always 0 behind a statement';

create function app.guard_volume()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  changed uuid := coalesce(
    to_jsonb(new) ->> 'window_id',
    to_jsonb(new) ->> 'volume_window_id',
    (select unit.window_id from public.volume_unit as unit where unit.award_id = (to_jsonb(new) ->> 'id')::uuid)::text);
begin
  if changed is not null and app.volume_difference(changed) <> 0 then
    raise exception 'what a partner has of a period is what its leads of it come to'
      using errcode = 'BT006', constraint = 'volume_comes_to_its_brackets';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_volume() from public;
create trigger volume_unit_adds_up after insert on volume_unit
for each row execute function app.guard_volume();
create trigger award_true_up_adds_up after insert on award
for each row when (new.kind = 'TRUE_UP') execute function app.guard_volume();
create trigger award_taken_back_adds_up after update on award
for each row when (old.reversed_at is null and new.reversed_at is not null)
execute function app.guard_volume();
alter table volume_unit enable always trigger volume_unit_adds_up;
alter table award enable always trigger award_true_up_adds_up;
alter table award enable always trigger award_taken_back_adds_up;
`;
