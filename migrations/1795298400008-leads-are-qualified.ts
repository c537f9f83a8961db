import type { MigrationInterface, QueryRunner } from "typeorm";

/** Criteria as data, assessments made under them, and the opportunities that follow. */
export class LeadsAreQualified1795298400008 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(CRITERIA);
    await runner.query(BANT);
    await runner.query(ASSESSMENTS);
    await runner.query(OPPORTUNITIES);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      "drop table opportunity, assessment_answer, assessment, criterion, criteria_version, criteria_set",
    );
  }
}

const CRITERIA = `
create table criteria_set (
  id uuid not null,
  name text not null,
  framework text not null,
  created_at timestamptz(3) not null,
  constraint criteria_set_pkey primary key (id),
  constraint criteria_set_name_once unique (name)
);
call app.give_policies('criteria_set', 'reference');
grant select on criteria_set to app_partner, app_vendor, app_jobs;
comment on table criteria_set is 'Named qualification criteria; what they say stands in their published versions';

create table criteria_version (
  id uuid not null,
  set_id uuid not null,
  number integer not null,
  state text not null,
  effective_at timestamptz(3),
  change_note text,
  created_at timestamptz(3) not null,
  constraint criteria_version_pkey primary key (id),
  constraint criteria_version_set_fkey foreign key (set_id) references criteria_set (id),
  constraint criteria_version_number_once unique (set_id, number),
  constraint criteria_version_effective_once unique (set_id, effective_at),
  constraint criteria_version_state check (state in ('DRAFT', 'PUBLISHED', 'RETIRED')),
  constraint criteria_version_published check ((state = 'DRAFT') = (effective_at is null))
);
call app.give_policies('criteria_version', 'reference');
grant select on criteria_version to app_partner, app_vendor, app_jobs;
comment on table criteria_version is 'A version of a set, unchangeable once published; in force is the published one with the latest effective_at that has come';

create table criterion (
  version_id uuid not null,
  key text not null,
  position integer not null,
  slot text not null,
  label text not null,
  guidance text not null,
  required boolean not null,
  constraint criterion_pkey primary key (version_id, key),
  constraint criterion_version_fkey foreign key (version_id) references criteria_version (id),
  constraint criterion_position_once unique (version_id, position),
  constraint criterion_key check (key ~ '^[a-z][a-z0-9_]{0,39}$')
);
call app.give_policies('criterion', 'reference');
grant select on criterion to app_partner, app_vendor, app_jobs;
comment on table criterion is 'One question that a lead must answer to become an SQL';

create function app.guard_criteria_version()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'DELETE' or old.state <> 'DRAFT' and (
    (new.id, new.set_id, new.number, new.effective_at, new.change_note, new.created_at)
      is distinct from (old.id, old.set_id, old.number, old.effective_at, old.change_note, old.created_at)
    or new.state = 'DRAFT'
  ) then
    raise exception 'a published criteria version never changes'
      using errcode = 'BT001', constraint = 'criteria_version_stands';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_criteria_version() from public;
create trigger criteria_version_guard before update or delete on criteria_version
for each row execute function app.guard_criteria_version();
alter table criteria_version enable always trigger criteria_version_guard;

create function app.guard_criterion()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  version uuid;
begin
  foreach version in array array[
    case when tg_op <> 'INSERT' then old.version_id end,
    case when tg_op <> 'DELETE' then new.version_id end
  ] loop
    if exists (select from public.criteria_version where id = version and state <> 'DRAFT') then
      raise exception 'the criteria of a published version never change'
        using errcode = 'BT001', constraint = 'criterion_stands';
    end if;
  end loop;
  return case when tg_op = 'DELETE' then old else new end;
end
$$;
revoke execute on function app.guard_criterion() from public;
create trigger criterion_guard before insert or update or delete on criterion
for each row execute function app.guard_criterion();
alter table criterion enable always trigger criterion_guard;
`;

// The built-in set that is in force until the vendor publishes its own.
const BANT = `
insert into criteria_set (id, name, framework, created_at)
values ('01970000-0000-7000-8000-000000000010', 'Default criteria', 'BANT', now());
insert into criteria_version (id, set_id, number, state, change_note, created_at)
values ('01970000-0000-7000-8000-000000000011', '01970000-0000-7000-8000-000000000010', 1, 'DRAFT', 'Built in', now());
insert into criterion (version_id, key, position, slot, label, guidance, required)
values
  ('01970000-0000-7000-8000-000000000011', 'budget', 1, 'BUDGET', 'Budget',
   'Money for this is set aside or can be: a figure, a range or a cost centre was named. Example: "up to 40,000 EUR this year".', true),
  ('01970000-0000-7000-8000-000000000011', 'authority', 2, 'AUTHORITY', 'Authority',
   'Whoever decides is known and involved, by name and role. Example: "the head of operations decides and was in the call".', true),
  ('01970000-0000-7000-8000-000000000011', 'need', 3, 'NEED', 'Need',
   'A problem that the product solves was described in the prospect''s own words. Example: "stock counts take two days a month".', true),
  ('01970000-0000-7000-8000-000000000011', 'timeline', 4, 'TIMELINE', 'Timeline',
   'There is a date by which it is to be decided or to run, and a reason for it. Example: "before the season starts in May".', true);
update criteria_version
set state = 'PUBLISHED', effective_at = '2017-01-01T00:00:00Z'
where id = '01970000-0000-7000-8000-000000000011';
`;

const ASSESSMENTS = `
create table assessment (
  id uuid not null,
  lead_id uuid not null,
  partner_id uuid not null,
  criteria_version_id uuid not null,
  outcome text not null,
  assessed_at timestamptz(3) not null,
  assessed_by uuid not null,
  constraint assessment_pkey primary key (id),
  constraint assessment_of_partner unique (partner_id, id),
  constraint assessment_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint assessment_version_fkey foreign key (criteria_version_id) references criteria_version (id),
  constraint assessment_outcome check (outcome in ('MET'))
);
create index assessment_of_lead on assessment (partner_id, lead_id, assessed_at);
call app.give_policies('assessment', 'partner_reads');
call app.make_append_only('assessment');
grant select on assessment to app_partner;
grant select, insert on assessment to app_vendor;
grant select on assessment to app_jobs;
comment on table assessment is 'A lead judged under one criteria version; only assessments that met it are kept';

create table assessment_answer (
  assessment_id uuid not null,
  partner_id uuid not null,
  criterion_key text not null,
  state text not null,
  note text,
  constraint assessment_answer_pkey primary key (assessment_id, criterion_key),
  constraint assessment_answer_assessment_fkey foreign key (partner_id, assessment_id) references assessment (partner_id, id),
  constraint assessment_answer_state check (state in ('UNKNOWN', 'NOT_MET', 'PARTIAL', 'MET', 'CONFIRMED'))
);
call app.give_policies('assessment_answer', 'vendor_only');
call app.make_append_only('assessment_answer');
grant select, insert on assessment_answer to app_vendor;
grant select on assessment_answer to app_jobs;
comment on table assessment_answer is 'What sales found on one criterion, with its evidence in words';
`;

// One per lead, by the lead's id alone: only the vendor's side writes here.
const OPPORTUNITIES = `
create table opportunity (
  id uuid not null,
  lead_id uuid not null,
  partner_id uuid not null,
  state text not null,
  amount_minor bigint not null,
  currency text not null,
  close_on date not null,
  opened_at timestamptz(3) not null,
  closed_at timestamptz(3),
  version integer not null default 1,
  updated_at timestamptz(3) not null,
  constraint opportunity_pkey primary key (id),
  constraint opportunity_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint opportunity_of_lead unique (lead_id),
  constraint opportunity_state check (state in ('OPEN', 'WON', 'LOST')),
  constraint opportunity_closed check ((state = 'OPEN') = (closed_at is null)),
  constraint opportunity_amount check (amount_minor >= 0)
);
call app.give_policies('opportunity', 'partner_reads');
grant select on opportunity to app_partner, app_jobs;
grant select, insert on opportunity to app_vendor;
grant update (state, amount_minor, currency, close_on, closed_at, version, updated_at) on opportunity to app_vendor;
comment on table opportunity is 'The deal that a lead became; an amount of 0 says that it is not known';
`;
