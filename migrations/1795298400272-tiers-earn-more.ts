import type { MigrationInterface, QueryRunner } from "typeorm";

/** On which tier a partner stood when is kept, and a version may pay tiers more or less. */
export class TiersEarnMore1795298400272 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(HISTORY);
    await runner.query(KEEPING);
    await runner.query(MULTIPLIERS);
  }

  public async down(): Promise<void> {
    throw new Error("what was earned by a tier names it: restore a backup instead");
  }
}

// What is known of partners that stand on a tier already is since when they are here.
const HISTORY = `
create table partner_tier_period (
  partner_id uuid not null,
  n integer not null,
  tier_id uuid not null,
  starts_at timestamptz(3) not null,
  ends_at timestamptz(3),
  constraint partner_tier_period_pkey primary key (partner_id, n),
  constraint partner_tier_period_partner_fkey foreign key (partner_id) references partner (id),
  constraint partner_tier_period_tier_fkey foreign key (tier_id) references partner_tier (id),
  constraint partner_tier_period_n check (n >= 1),
  constraint partner_tier_period_order check (ends_at >= starts_at),
  constraint partner_tier_period_one_at_a_time exclude using gist (partner_id with =, tstzrange(starts_at, ends_at) with &&)
);
create unique index partner_tier_period_one_now on partner_tier_period (partner_id) where ends_at is null;
create index partner_tier_period_of_tier on partner_tier_period (tier_id);
call app.give_policies('partner_tier_period', 'partner_reads');
create policy partner_tier_period_keeping on partner_tier_period to current_user using (true) with check (true);
call app.make_endable('partner_tier_period', 'ends_at');
grant select on partner_tier_period to app_partner, app_vendor, app_jobs;
comment on table partner_tier_period is 'On which tier a partner stood from when until when; by what it was when something was reached that is earned';
alter table partner no force row level security;
insert into partner_tier_period (partner_id, n, tier_id, starts_at)
select id, 1, tier_id, created_at
from partner
where tier_id is not null;
alter table partner force row level security;
`;

// A clock that stands behind the one before ends a period where it began.
const KEEPING = `
create function app.keep_tier_periods()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  changed_at timestamptz(3) := case when tg_op = 'INSERT' then new.created_at else new.updated_at end;
  before record;
begin
  if tg_op = 'UPDATE' and new.tier_id is not distinct from old.tier_id then
    return null;
  end if;
  select max(period.n) as n, max(period.ends_at) as ends_at, max(period.starts_at) as starts_at into before
  from public.partner_tier_period as period
  where period.partner_id = new.id;
  changed_at := greatest(changed_at, before.starts_at, before.ends_at);
  update public.partner_tier_period as period
  set ends_at = changed_at
  where period.partner_id = new.id and period.ends_at is null;
  if new.tier_id is not null then
    insert into public.partner_tier_period (partner_id, n, tier_id, starts_at)
    values (new.id, coalesce(before.n, 0) + 1, new.tier_id, changed_at);
  end if;
  return null;
end
$$;
revoke execute on function app.keep_tier_periods() from public;
create trigger partner_keeps_tier_periods after insert or update of tier_id on partner
for each row execute function app.keep_tier_periods();
`;

const ACTS = `((select nullif(current_setting('app.actor_id', true), '')) is not null)`;

// 1,000,000 is once: what a rule pays, as it stands.
const MULTIPLIERS = `
create table incentive_tier_multiplier (
  version_id uuid not null,
  tier_id uuid not null,
  multiplier_ppm bigint not null,
  constraint incentive_tier_multiplier_pkey primary key (version_id, tier_id),
  constraint incentive_tier_multiplier_version_fkey foreign key (version_id) references incentive_program_version (id),
  constraint incentive_tier_multiplier_tier_fkey foreign key (tier_id) references partner_tier (id),
  constraint incentive_tier_multiplier_ppm check (multiplier_ppm between 1 and 100000000)
);
create index incentive_tier_multiplier_of_tier on incentive_tier_multiplier (tier_id);
call app.give_policies('incentive_tier_multiplier', 'reference');
drop policy incentive_tier_multiplier_reference on incentive_tier_multiplier;
drop policy incentive_tier_multiplier_vendor on incentive_tier_multiplier;
create policy incentive_tier_multiplier_vendor on incentive_tier_multiplier to app_vendor, app_jobs using ${ACTS} with check ${ACTS};
create policy incentive_tier_multiplier_partner on incentive_tier_multiplier for select to app_partner
using (exists (select from incentive_program_version as version where version.id = incentive_tier_multiplier.version_id));
grant select on incentive_tier_multiplier to app_partner, app_jobs;
grant select, insert, delete on incentive_tier_multiplier to app_vendor;
create trigger incentive_tier_multiplier_guard before insert or update or delete on incentive_tier_multiplier
for each row execute function app.guard_incentive_rule();
alter table incentive_tier_multiplier enable always trigger incentive_tier_multiplier_guard;
comment on table incentive_tier_multiplier is 'How much of what a rule pays a partner on this tier has, in parts per million; once where a tier is not named';
`;
