import type { MigrationInterface, QueryRunner } from "typeorm";

/** Sales saves what it has found on a lead, criterion by criterion, before it qualifies it. */
export class AssessmentsAreSavedAsOneGoes1795298400531 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(ASSESSMENTS);
    await runner.query(GUARDS);
  }

  public async down(): Promise<void> {
    throw new Error("what sales has found is not forgotten: restore a backup instead");
  }
}

// Nothing is ever updated: that a lead leaves its stage ends its assessment, and a later one takes its place.
const ASSESSMENTS = `
create table lead_assessment (
  id uuid not null,
  lead_id uuid not null,
  partner_id uuid not null,
  number integer not null,
  criteria_version_id uuid not null,
  stage_entered_at timestamptz(3) not null,
  opened_at timestamptz(3) not null,
  opened_by uuid not null,
  constraint lead_assessment_pkey primary key (id),
  constraint lead_assessment_of_partner unique (partner_id, id),
  constraint lead_assessment_of_version unique (id, criteria_version_id),
  constraint lead_assessment_number_once unique (lead_id, number),
  constraint lead_assessment_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint lead_assessment_version_fkey foreign key (criteria_version_id) references criteria_version (id),
  constraint lead_assessment_number check (number >= 1)
);
call app.give_policies('lead_assessment', 'vendor_only');
call app.make_append_only('lead_assessment');
grant select, insert on lead_assessment to app_vendor;
grant select on lead_assessment to app_jobs;
comment on table lead_assessment is 'What sales finds on an accepted lead under one version of the criteria, saved as it goes; the one with the highest number is open while the lead stands where it stood when it was opened';
comment on column lead_assessment.stage_entered_at is 'When the lead had become an SAL: with that it ends';

create table lead_assessment_save (
  assessment_id uuid not null,
  partner_id uuid not null,
  number integer not null,
  saved_at timestamptz(3) not null,
  saved_by uuid not null,
  constraint lead_assessment_save_pkey primary key (assessment_id, number),
  constraint lead_assessment_save_assessment_fkey foreign key (partner_id, assessment_id) references lead_assessment (partner_id, id),
  constraint lead_assessment_save_number check (number >= 1)
);
call app.give_policies('lead_assessment_save', 'vendor_only');
call app.make_append_only('lead_assessment_save');
grant select, insert on lead_assessment_save to app_vendor;
grant select on lead_assessment_save to app_jobs;
comment on table lead_assessment_save is 'That somebody saved answers; the highest number is the version of the assessment';

create table lead_assessment_answer (
  assessment_id uuid not null,
  partner_id uuid not null,
  criteria_version_id uuid not null,
  criterion_key text not null,
  save_number integer not null,
  state text not null,
  note text,
  constraint lead_assessment_answer_pkey primary key (assessment_id, criterion_key, save_number),
  constraint lead_assessment_answer_assessment_fkey foreign key (partner_id, assessment_id) references lead_assessment (partner_id, id),
  constraint lead_assessment_answer_version_fkey foreign key (assessment_id, criteria_version_id) references lead_assessment (id, criteria_version_id),
  constraint lead_assessment_answer_criterion_fkey foreign key (criteria_version_id, criterion_key) references criterion (version_id, key),
  constraint lead_assessment_answer_save_fkey foreign key (assessment_id, save_number) references lead_assessment_save (assessment_id, number),
  constraint lead_assessment_answer_state check (state in ('UNKNOWN', 'NOT_MET', 'PARTIAL', 'MET', 'CONFIRMED')),
  constraint lead_assessment_answer_note check (char_length(note) between 1 and 2000)
);
call app.give_policies('lead_assessment_answer', 'vendor_only');
call app.make_append_only('lead_assessment_answer');
grant select, insert on lead_assessment_answer to app_vendor;
grant select on lead_assessment_answer to app_jobs;
comment on table lead_assessment_answer is 'What was found on one criterion, as it was saved; the one of the latest save counts';
`;

// A save is looked at behind its statement, which may have opened its assessment as well.
const GUARDS = `
create function app.guard_lead_assessment()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select
    from public.lead
    where lead.id = new.lead_id and lead.stage = 'SAL' and lead.stage_entered_at = new.stage_entered_at
  ) then
    raise exception 'a lead is assessed while it is an SAL'
      using errcode = 'BT002', constraint = 'lead_assessment_of_an_sal';
  end if;
  if new.criteria_version_id is distinct from app.criteria_for(new.lead_id, new.opened_at) then
    raise exception 'an assessment is opened under the criteria that count for its lead'
      using errcode = 'BT002', constraint = 'lead_assessment_under_what_counts';
  end if;
  if new.number <> (
    select coalesce(max(before.number), 0) + 1
    from public.lead_assessment as before
    where before.lead_id = new.lead_id
  ) then
    raise exception 'assessments of a lead are numbered one behind another'
      using errcode = 'BT002', constraint = 'lead_assessment_in_order';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_lead_assessment() from public;
create trigger lead_assessment_guard before insert on lead_assessment
for each row execute function app.guard_lead_assessment();
alter table lead_assessment enable always trigger lead_assessment_guard;

create function app.guard_lead_assessment_save()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  held public.lead_assessment;
begin
  select * into held from public.lead_assessment where id = new.assessment_id;
  if exists (
    select
    from public.lead_assessment as later
    where later.lead_id = held.lead_id and later.number > held.number
  ) or not exists (
    select
    from public.lead
    where lead.id = held.lead_id and lead.stage = 'SAL' and lead.stage_entered_at = held.stage_entered_at
  ) then
    raise exception 'nothing is saved in an assessment that has ended'
      using errcode = 'BT002', constraint = 'lead_assessment_save_while_open';
  end if;
  if new.saved_at > held.opened_at + interval '7 days'
    and held.criteria_version_id is distinct from app.criteria_for(held.lead_id, new.saved_at) then
    raise exception 'an assessment under criteria that others followed is finished within seven days'
      using errcode = 'BT002', constraint = 'lead_assessment_save_in_time';
  end if;
  if new.number <> 1 and not exists (
    select
    from public.lead_assessment_save as before
    where before.assessment_id = new.assessment_id and before.number = new.number - 1 and before.saved_at <= new.saved_at
  ) then
    raise exception 'answers are saved one time behind another'
      using errcode = 'BT002', constraint = 'lead_assessment_save_in_order';
  end if;
  if not exists (
    select
    from public.lead_assessment_answer as answer
    where answer.assessment_id = new.assessment_id and answer.save_number = new.number
  ) then
    raise exception 'whoever saves says something'
      using errcode = 'BT002', constraint = 'lead_assessment_save_says_something';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_lead_assessment_save() from public;
create trigger lead_assessment_save_guard after insert on lead_assessment_save
for each row execute function app.guard_lead_assessment_save();
alter table lead_assessment_save enable always trigger lead_assessment_save_guard;
`;
