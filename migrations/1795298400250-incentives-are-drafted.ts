import type { MigrationInterface, QueryRunner } from "typeorm";

/** Incentive programs are made, their versions drafted by one person, approved by another, and ended. */
export class IncentivesAreDrafted1795298400250 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(PROGRAMS);
    await runner.query(VERSIONS);
    await runner.query(GUARD);
    await runner.query(PUBLISHED);
    await runner.query(SEEN);
  }

  public async down(): Promise<void> {
    throw new Error("what was promised is not forgotten: restore a backup instead");
  }
}

const PROGRAMS = `
alter table incentive_program
  add column version integer not null default 1,
  add column published_at timestamptz(3),
  add constraint incentive_program_version_number check (version >= 1),
  add constraint incentive_program_name_length check (char_length(name) between 1 and 100);
create index incentive_program_of_program on incentive_program (program_id);
update incentive_program
set published_at = (
  select min(version.created_at)
  from incentive_program_version as version
  where version.incentive_program_id = incentive_program.id and version.state <> 'DRAFT');
grant insert (id, program_id, name, currency, time_zone, created_at), update (version) on incentive_program to app_vendor;
comment on column incentive_program.version is 'Grows by one with each change of its versions';
comment on column incentive_program.published_at is 'Since when a version of it is approved; null before, and then no partner knows of it';
`;

// In force is, of the approved versions that ever come in force, the one that began last, until it is
// replaced or ends: so no two ever are. One that ends when it begins, or before, never comes.
const VERSIONS = `
alter table incentive_program_version
  add column note text,
  add column changed_by uuid,
  add column changed_at timestamptz(3),
  add column approved_at timestamptz(3),
  add column withdrawn_by uuid,
  add column withdrawn_at timestamptz(3),
  add column ends_at timestamptz(3),
  add column retired_by uuid,
  add column retired_at timestamptz(3),
  alter column effective_at drop not null;
alter table incentive_program_version disable trigger incentive_program_version_guard;
update incentive_program_version
set changed_by = created_by,
  changed_at = created_at,
  approved_at = case when approved_by is not null then created_at end;
alter table incentive_program_version enable always trigger incentive_program_version_guard;
alter table incentive_program_version
  alter column changed_by set not null,
  alter column changed_at set not null,
  drop constraint incentive_program_version_state,
  drop constraint incentive_program_version_approved,
  drop constraint incentive_program_version_two_persons,
  drop constraint incentive_program_version_effective_once,
  add constraint incentive_program_version_state check (state in ('DRAFT', 'APPROVED', 'WITHDRAWN')),
  add constraint incentive_program_version_approved check (
    (state = 'APPROVED') = (approved_by is not null) and (approved_by is null) = (approved_at is null)
    and (state <> 'APPROVED' or effective_at is not null)),
  add constraint incentive_program_version_two_persons check (created_by <> approved_by and changed_by <> approved_by),
  add constraint incentive_program_version_withdrawn check (
    (state = 'WITHDRAWN') = (withdrawn_at is not null) and (withdrawn_by is null) = (withdrawn_at is null)),
  add constraint incentive_program_version_retired check (
    num_nonnulls(ends_at, retired_by, retired_at) in (0, 3) and (ends_at is null or state = 'APPROVED' and ends_at >= retired_at)),
  add constraint incentive_program_version_note check (char_length(note) between 1 and 2000);
create unique index incentive_program_version_effective_once on incentive_program_version (incentive_program_id, effective_at)
where state = 'APPROVED' and (ends_at is null or ends_at > effective_at);
create unique index incentive_program_version_one_draft on incentive_program_version (incentive_program_id)
where state = 'DRAFT';
grant insert (id, incentive_program_id, number, state, effective_at, note, created_by, created_at, changed_by, changed_at),
  update (state, effective_at, note, changed_by, changed_at, approved_by, approved_at, withdrawn_by, withdrawn_at, ends_at, retired_by, retired_at)
  on incentive_program_version to app_vendor;
grant insert, delete on incentive_rule to app_vendor;
comment on column incentive_program_version.effective_at is 'From when it pays; null in a draft that is to do so once it is approved';
comment on column incentive_program_version.changed_by is 'Who changed the draft last';
comment on column incentive_program_version.ends_at is 'From when its program pays nothing by it, whatever replaces it; null where only another version ends it';
`;

// The owner sets up, and tells the past; whoever serves drafts, and approves what is to come.
const GUARD = `
create or replace function app.guard_program_version()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    if current_user = 'app_vendor' and new.state <> 'DRAFT' then
      raise exception 'a program version begins as a draft'
        using errcode = 'BT001', constraint = 'incentive_program_version_begins_as_draft';
    end if;
    return new;
  end if;
  if tg_op = 'DELETE' or old.state <> 'DRAFT' and (
    old.state <> 'APPROVED'
    or to_jsonb(new) - array['ends_at', 'retired_by', 'retired_at'] is distinct from
      to_jsonb(old) - array['ends_at', 'retired_by', 'retired_at']
    or new.ends_at is null
    or old.ends_at is not null and (old.ends_at <= new.retired_at or new.ends_at >= old.ends_at)
  ) then
    raise exception 'an approved program version never changes'
      using errcode = 'BT001', constraint = 'incentive_program_version_stands';
  end if;
  if old.state = 'DRAFT' and new.state <> 'DRAFT' and (
    (new.note, new.changed_by, new.changed_at) is distinct from (old.note, old.changed_by, old.changed_at)
    or old.effective_at is not null and new.effective_at is distinct from old.effective_at
  ) then
    raise exception 'a draft is approved or withdrawn as it is'
      using errcode = 'BT001', constraint = 'incentive_program_version_as_drafted';
  end if;
  if old.state = 'DRAFT' and new.state = 'APPROVED' then
    if current_user = 'app_vendor' and new.effective_at < new.approved_at then
      raise exception 'a program version pays from its approval on, or later'
        using errcode = 'BT001', constraint = 'incentive_program_version_not_past';
    end if;
    if exists (
      select
      from public.membership as approving
      join public.membership as drafting on drafting.user_id = approving.user_id
      where approving.id = new.approved_by and drafting.id in (new.created_by, new.changed_by)
    ) then
      raise exception 'a program version is approved by another person than who drafted it'
        using errcode = 'BT001', constraint = 'incentive_program_version_two_persons';
    end if;
    if not exists (select from public.incentive_rule where version_id = new.id) then
      raise exception 'a program version without rules pays nothing'
        using errcode = 'BT001', constraint = 'incentive_program_version_has_rules';
    end if;
  end if;
  return new;
end
$$;
drop trigger incentive_program_version_guard on incentive_program_version;
create trigger incentive_program_version_guard before insert or update or delete on incentive_program_version
for each row execute function app.guard_program_version();
alter table incentive_program_version enable always trigger incentive_program_version_guard;
`;

const PUBLISHED = `
create function app.publish_incentive_program()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  update public.incentive_program
  set published_at = new.approved_at
  where id = new.incentive_program_id and published_at is null;
  return null;
end
$$;
revoke execute on function app.publish_incentive_program() from public;
create trigger incentive_program_version_publishes after insert or update of state on incentive_program_version
for each row when (new.state = 'APPROVED') execute function app.publish_incentive_program();
`;

// A partner reads what is promised to it: approved versions of programs that pay for leads under its own.
const ACTS = `((select nullif(current_setting('app.actor_id', true), '')) is not null)`;
const shownToWhoActs = (table: string): string => `
drop policy ${table}_reference on ${table};
drop policy ${table}_vendor on ${table};
create policy ${table}_vendor on ${table} to app_vendor, app_jobs using ${ACTS} with check ${ACTS};`;

const SEEN = `
${shownToWhoActs("incentive_program")}
-- its version tells of drafts
revoke select on incentive_program from app_partner;
grant select (id, program_id, name, currency, time_zone, is_default, created_at, published_at) on incentive_program to app_partner;
create policy incentive_program_partner on incentive_program for select to app_partner
using (published_at is not null and exists (select from program where program.id = incentive_program.program_id));
${shownToWhoActs("incentive_program_version")}
create policy incentive_program_version_partner on incentive_program_version for select to app_partner
using (state = 'APPROVED' and exists (
  select from incentive_program where incentive_program.id = incentive_program_version.incentive_program_id));
revoke select on incentive_program_version from app_partner;
grant select (id, incentive_program_id, number, state, effective_at, ends_at) on incentive_program_version to app_partner;
${shownToWhoActs("incentive_rule")}
create policy incentive_rule_partner on incentive_rule for select to app_partner
using (exists (select from incentive_program_version as version where version.id = incentive_rule.version_id));
`;
