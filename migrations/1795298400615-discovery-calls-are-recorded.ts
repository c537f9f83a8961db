import type { MigrationInterface, QueryRunner } from "typeorm";

/** Sales records the calls it had with a prospect; who recorded one corrects or removes it, and says why. */
export class DiscoveryCallsAreRecorded1795298400615 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(CALLS);
    await runner.query(PARTICIPANTS);
    await runner.query(NOTES);
    await runner.query(GUARDS);
  }

  public async down(): Promise<void> {
    throw new Error("what was recorded is not forgotten: restore a backup instead");
  }
}

// A partner sees the latest record alone: one in which it was named by mistake is not shown to it again.
const CALLS = `
create table discovery_call (
  id uuid not null,
  number integer not null,
  partner_id uuid not null,
  lead_id uuid not null,
  held_at timestamptz(3) not null,
  minutes integer not null,
  participants integer not null,
  is_with_partner boolean not null,
  is_noted boolean not null,
  is_removed boolean not null,
  recorded_at timestamptz(3) not null,
  recorded_by uuid not null,
  written_at timestamptz(3) not null,
  reason text,
  superseded_at timestamptz(3),
  constraint discovery_call_pkey primary key (id, number),
  constraint discovery_call_of_partner unique (partner_id, id, number),
  constraint discovery_call_of_participants unique (partner_id, id, number, is_with_partner),
  constraint discovery_call_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint discovery_call_number check (number >= 1),
  constraint discovery_call_minutes check (minutes between 1 and 1440),
  constraint discovery_call_participants check (
    case when is_removed then participants = 0 and not is_noted else participants between 1 and 40 end),
  constraint discovery_call_removed check (number > 1 or not is_removed),
  constraint discovery_call_is_past check (held_at <= written_at and recorded_at <= written_at and written_at <= superseded_at),
  constraint discovery_call_reason check ((number = 1) = (reason is null) and char_length(reason) between 1 and 2000)
);
create unique index discovery_call_one_current on discovery_call (id) where superseded_at is null;
create index discovery_call_of_lead on discovery_call (lead_id, held_at desc, id desc) where superseded_at is null;
call app.give_policies('discovery_call', 'partner_reads');
create policy discovery_call_with_partner on discovery_call as restrictive for select to app_partner
using (is_with_partner and superseded_at is null);
call app.make_endable('discovery_call', 'superseded_at');
grant select (id, number, partner_id, lead_id, held_at, minutes, participants, is_with_partner, is_removed, recorded_at, recorded_by,
  written_at, superseded_at) on discovery_call to app_partner;
grant select, insert (id, number, partner_id, lead_id, held_at, minutes, participants, is_with_partner, is_noted, is_removed,
  recorded_at, recorded_by, written_at, reason), update (superseded_at) on discovery_call to app_vendor;
grant select on discovery_call to app_jobs;
comment on table discovery_call is 'A call with the prospect of a lead, as sales recorded it: each correction, and that it was removed, is another row behind it. Its partner sees the latest of those in which its people took part';
comment on column discovery_call.number is '1 for what was recorded first; the highest one counts';
comment on column discovery_call.participants is 'How many took part, so that nobody is added to a record later; none of one that was removed';
comment on column discovery_call.is_with_partner is 'Whether people of its partner''s took part: with that it is its partner''s to see';
comment on column discovery_call.reason is 'Why it was corrected or removed, for the vendor alone';
comment on column discovery_call.superseded_at is 'Since when another record takes its place';
`;

// No foreign key names a contact: a person who is erased leaves behind that somebody took part.
const PARTICIPANTS = `
create table discovery_call_participant (
  call_id uuid not null,
  number integer not null,
  position integer not null,
  partner_id uuid not null,
  is_with_partner boolean not null,
  side text not null,
  member_id uuid,
  contact_id uuid,
  constraint discovery_call_participant_pkey primary key (call_id, number, position),
  constraint discovery_call_participant_call_fkey foreign key (partner_id, call_id, number, is_with_partner)
    references discovery_call (partner_id, id, number, is_with_partner),
  constraint discovery_call_participant_member_once unique (call_id, number, member_id),
  constraint discovery_call_participant_contact_once unique (call_id, number, contact_id),
  constraint discovery_call_participant_side check (side in ('VENDOR', 'PARTNER', 'PROSPECT')),
  constraint discovery_call_participant_person check (
    num_nonnulls(member_id, contact_id) = 1 and (contact_id is not null) = (side = 'PROSPECT'))
);
call app.give_policies('discovery_call_participant', 'partner_reads');
create policy discovery_call_participant_seen on discovery_call_participant as restrictive for select to app_partner
using (is_with_partner);
call app.make_append_only('discovery_call_participant');
grant select on discovery_call_participant to app_partner;
grant select, insert on discovery_call_participant to app_vendor;
grant select on discovery_call_participant to app_jobs;
comment on column discovery_call_participant.is_with_partner is 'As its call has it, by the foreign key';
comment on table discovery_call_participant is 'Who took part in a discovery call, by person: of the vendor, of the lead''s partner, or a contact of the lead';
`;

// Apart from the call, so that its words can be erased alone, and no partner's role reaches them.
const NOTES = `
create function app.call_answers_stand(answers jsonb)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case when jsonb_typeof(answers) <> 'array' then false else
    jsonb_array_length(answers) <= 30
    and not exists (
      select
      from jsonb_array_elements(answers) as answer
      where jsonb_typeof(answer) is distinct from 'object'
        or jsonb_typeof(answer -> 'slot') is distinct from 'string'
        or jsonb_typeof(answer -> 'text') is distinct from 'string'
        or char_length(answer ->> 'slot') not between 1 and 40
        or char_length(answer ->> 'text') not between 1 and 2000)
    and (select count(distinct answer ->> 'slot') = count(*) from jsonb_array_elements(answers) as answer)
  end
$$;
revoke execute on function app.call_answers_stand(jsonb) from public;
grant execute on function app.call_answers_stand(jsonb) to app_vendor;

create table discovery_call_note (
  call_id uuid not null,
  number integer not null,
  partner_id uuid not null,
  notes text,
  answers jsonb not null,
  constraint discovery_call_note_pkey primary key (call_id, number),
  constraint discovery_call_note_call_fkey foreign key (partner_id, call_id, number)
    references discovery_call (partner_id, id, number),
  constraint discovery_call_note_notes check (char_length(notes) between 1 and 10000),
  constraint discovery_call_note_answers check (app.call_answers_stand(answers)),
  constraint discovery_call_note_says_something check (notes is not null or answers <> '[]')
);
call app.give_policies('discovery_call_note', 'vendor_only');
create trigger discovery_call_note_stands before update on discovery_call_note
for each row execute function app.refuse_change();
create trigger discovery_call_note_no_truncate before truncate on discovery_call_note
for each statement execute function app.refuse_change();
alter table discovery_call_note enable always trigger discovery_call_note_stands;
alter table discovery_call_note enable always trigger discovery_call_note_no_truncate;
grant select, insert on discovery_call_note to app_vendor;
grant select on discovery_call_note to app_jobs;
comment on table discovery_call_note is 'What was said in a discovery call, in words: the vendor''s own. It never changes; its words may name persons, and can be erased alone';
comment on column discovery_call_note.answers is '[{slot, text}]: what was answered, by the slots of the criteria''s framework';
`;

// What came with a record is looked at behind the statement that wrote all of it.
const GUARDS = `
create function app.guard_discovery_call()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.recorded_by is distinct from app.actor() then
    raise exception 'a call is recorded, corrected and removed by one person'
      using errcode = 'BT002', constraint = 'discovery_call_by_recorder';
  end if;
  if new.number = 1 then
    if new.written_at <> new.recorded_at or not exists (
      select
      from public.lead
      where lead.partner_id = new.partner_id and lead.id = new.lead_id and lead.stage in ('SAL', 'SQL', 'OPPORTUNITY')
    ) then
      raise exception 'a call is recorded of an accepted lead that is open'
        using errcode = 'BT002', constraint = 'discovery_call_in_stage';
    end if;
    return new;
  end if;
  update public.discovery_call as before
  set superseded_at = new.written_at
  where before.id = new.id and before.number = new.number - 1 and before.superseded_at is null and not before.is_removed
    and before.partner_id = new.partner_id and before.lead_id = new.lead_id
    and before.recorded_at = new.recorded_at and before.recorded_by = new.recorded_by
    and (not new.is_removed or (before.held_at, before.minutes, before.is_with_partner) = (new.held_at, new.minutes, new.is_with_partner));
  if not found then
    raise exception 'a record of a call takes the place of the one before, which was not removed'
      using errcode = 'BT002', constraint = 'discovery_call_in_order';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_discovery_call() from public;
create trigger discovery_call_guard before insert on discovery_call
for each row execute function app.guard_discovery_call();
alter table discovery_call enable always trigger discovery_call_guard;

create function app.keep_discovery_call()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select
    from public.discovery_call as later
    where later.id = new.id and later.number = new.number + 1
  ) then
    raise exception 'a record of a call ends as another takes its place'
      using errcode = 'BT002', constraint = 'discovery_call_goes_on';
  end if;
  return null;
end
$$;
revoke execute on function app.keep_discovery_call() from public;
create constraint trigger discovery_call_goes_on after update on discovery_call deferrable initially deferred
for each row execute function app.keep_discovery_call();
alter table discovery_call enable always trigger discovery_call_goes_on;

create function app.complete_discovery_call()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.participants <> (
    select count(*)
    from public.discovery_call_participant as person
    where person.call_id = new.id and person.number = new.number
  ) or not new.is_removed and new.is_with_partner <> exists (
    select
    from public.discovery_call_participant as person
    where person.call_id = new.id and person.number = new.number and person.side = 'PARTNER'
  ) or new.is_noted <> exists (
    select
    from public.discovery_call_note as note
    where note.call_id = new.id and note.number = new.number
  ) then
    raise exception 'a call is recorded with all who took part, and with what is noted of it'
      using errcode = 'BT002', constraint = 'discovery_call_is_whole';
  end if;
  return null;
end
$$;
revoke execute on function app.complete_discovery_call() from public;
create trigger discovery_call_is_whole after insert on discovery_call
for each row execute function app.complete_discovery_call();
alter table discovery_call enable always trigger discovery_call_is_whole;

create function app.guard_discovery_call_participant()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  held public.discovery_call;
begin
  select * into held from public.discovery_call where id = new.call_id and number = new.number;
  if new.position not between 1 and held.participants then
    raise exception 'nobody is added to a call that was recorded'
      using errcode = 'BT002', constraint = 'discovery_call_participant_counted';
  end if;
  if not (case new.side
    when 'PROSPECT' then exists (
      select
      from public.contact
      where contact.partner_id = held.partner_id and contact.lead_id = held.lead_id and contact.id = new.contact_id)
    else exists (
      select
      from public.membership as member
      where member.id = new.member_id
        and member.partner_id is not distinct from case new.side when 'PARTNER' then held.partner_id end)
  end) then
    raise exception 'whoever takes part is of the vendor, of the lead''s partner, or a contact of the lead'
      using errcode = 'BT002', constraint = 'discovery_call_participant_of_lead';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_discovery_call_participant() from public;
create trigger discovery_call_participant_guard after insert on discovery_call_participant
for each row execute function app.guard_discovery_call_participant();
alter table discovery_call_participant enable always trigger discovery_call_participant_guard;

create function app.guard_discovery_call_note()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select
    from public.discovery_call as held
    where held.id = new.call_id and held.number = new.number and held.is_noted
  ) then
    raise exception 'nothing is noted of a call later: it is corrected'
      using errcode = 'BT002', constraint = 'discovery_call_note_told';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_discovery_call_note() from public;
create trigger discovery_call_note_guard after insert on discovery_call_note
for each row execute function app.guard_discovery_call_note();
alter table discovery_call_note enable always trigger discovery_call_note_guard;
`;
