import type { MigrationInterface, QueryRunner } from "typeorm";

/** A program may ask whoever accepts a lead to confirm the points of a list; what was confirmed is kept. */
export class AcceptancesGoByAChecklist1795298400211 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(PROGRAMS);
    await runner.query(ACCEPTANCES);
  }

  public async down(): Promise<void> {
    throw new Error("what was confirmed is not forgotten: restore a backup instead");
  }
}

// A table beside the program, since partners read the program's row and this is none of theirs.
const PROGRAMS = `
create table program_checklist (
  program_id uuid not null,
  keys text[] not null,
  labels text[] not null,
  constraint program_checklist_pkey primary key (program_id),
  constraint program_checklist_program_fkey foreign key (program_id) references program (id),
  constraint program_checklist_points check (cardinality(keys) = cardinality(labels) and cardinality(keys) <= 20)
);
call app.give_policies('program_checklist', 'vendor_only');
grant select, insert, update (keys, labels) on program_checklist to app_vendor;
grant select on program_checklist to app_jobs;
comment on table program_checklist is 'What whoever accepts a lead of a program confirms: keys, and at the same places what people read';

create function app.guard_program_checklist()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if cardinality(new.keys) <> (select count(distinct lower(key)) from unnest(new.keys) as key where key ~ '^[a-z][A-Za-z0-9_]{0,39}$')
    or cardinality(new.labels) <> (select count(*) from unnest(new.labels) as label where length(label) between 1 and 200) then
    raise exception 'each point of a checklist has a key of its own and a label'
      using errcode = 'BT002', constraint = 'program_checklist_points_once';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_program_checklist() from public;
create trigger program_checklist_guard before insert or update on program_checklist for each row
execute function app.guard_program_checklist();
`;

// The list may change between the reading of a verb and its writing: then the guards end the statement,
// and the verb reads again. All is written in one statement, so they come after the rows, and in
// capitals before the foreign keys'. Nobody waives but a clock, and whoever tells the past of an older system.
const ACCEPTANCES = `
create table acceptance_checklist (
  event_id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  seq integer not null,
  keys text[] not null,
  labels text[] not null,
  waived boolean not null,
  constraint acceptance_checklist_pkey primary key (partner_id, event_id),
  constraint acceptance_checklist_event_fkey foreign key (partner_id, event_id) references lead_event (partner_id, id),
  constraint acceptance_checklist_points check (cardinality(keys) = cardinality(labels) and cardinality(keys) between 1 and 20)
);
create unique index acceptance_checklist_of_lead on acceptance_checklist (partner_id, lead_id, seq);
call app.give_policies('acceptance_checklist', 'vendor_only');
call app.make_append_only('acceptance_checklist');
grant select, insert on acceptance_checklist to app_vendor, app_jobs;
comment on table acceptance_checklist is 'What was confirmed with an acceptance, by the labels of then; waived where a clock accepted the lead and nobody confirmed it';

create function app.guard_acceptance_checklist()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select
    from public.lead_event as event
    join public.lead on lead.partner_id = event.partner_id and lead.id = event.lead_id and lead.version = event.seq
    where event.partner_id = new.partner_id and event.id = new.event_id
      and event.lead_id = new.lead_id and event.seq = new.seq
      and event.type = 'ACCEPTED' and event.actor_id = app.actor()
  ) then
    raise exception 'a checklist is confirmed with an acceptance, by whoever accepts'
      using errcode = 'BT002', constraint = 'acceptance_checklist_of_acceptance';
  end if;
  if new.waived <> (current_user = 'app_jobs') and not (new.waived and (select allow_past from public.deployment)) then
    raise exception 'a checklist is waived by clocks, and by nobody else'
      using errcode = 'BT002', constraint = 'acceptance_checklist_waived';
  end if;
  if not exists (
    select
    from public.lead
    join public.program_checklist as asked on asked.program_id = lead.program_id
    where lead.partner_id = new.partner_id and lead.id = new.lead_id
      and asked.keys = new.keys and asked.labels = new.labels
  ) then
    raise exception 'what is confirmed is what the program asks for, and all of it'
      using errcode = 'BT002', constraint = 'acceptance_checklist_as_asked';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_acceptance_checklist() from public;
create trigger "GUARD_acceptance_checklist" after insert on acceptance_checklist for each row
execute function app.guard_acceptance_checklist();

create function app.guard_acceptance()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (
    select
    from public.lead
    join public.program_checklist as asked on asked.program_id = lead.program_id and asked.keys <> '{}'
    where lead.partner_id = new.partner_id and lead.id = new.lead_id
  ) and not exists (
    select
    from public.acceptance_checklist as confirmed
    where confirmed.partner_id = new.partner_id and confirmed.event_id = new.id
  ) then
    raise exception 'a lead is accepted with what its program asks to be confirmed'
      using errcode = 'BT002', constraint = 'lead_event_checklist';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_acceptance() from public;
create trigger "GUARD_lead_event_checklist" after insert on lead_event for each row
when (new.type = 'ACCEPTED')
execute function app.guard_acceptance();
`;
