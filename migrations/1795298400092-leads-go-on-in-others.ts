import type { MigrationInterface, QueryRunner } from "typeorm";

/** A lead goes on in another one, of another partner's where it is transferred: a row never changes its partner. */
export class LeadsGoOnInOthers1795298400092 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(LEADS);
    await runner.query(SUCCESSION);
    await runner.query(OPENING);
    await runner.query(CHILDREN);
    await runner.query(PROTECTION);
    await runner.query(APPEALS);
    await runner.query(MOVES);
  }

  public async down(): Promise<void> {
    throw new Error("what was passed on is not passed back: restore a backup instead");
  }
}

/** The stages of a lead that can go on in another one. */
const OPEN = `'SUBMITTED', 'MQL', 'SAL', 'SQL', 'OPPORTUNITY', 'RECYCLED'`;

const STAMPS = [
  "submitted_at",
  "marketing_qualified_at",
  "accepted_at",
  "sales_qualified_at",
  "opportunity_at",
  "won_at",
  "lost_at",
];

const LEADS = `
alter table lead
  add column origin text not null default 'REGISTRATION',
  add constraint lead_origin check (origin in ('REGISTRATION', 'TRANSFER'));
comment on column lead.origin is 'How it came to its partner; what was not registered by it goes on from a lead that ended MERGED';
`;

// Whose lead goes on in whose is the vendor's alone to know.
const SUCCESSION = `
create table lead_succession (
  partner_id uuid not null,
  lead_id uuid not null,
  into_partner_id uuid not null,
  into_lead_id uuid not null,
  root_lead_id uuid not null,
  kind text not null,
  at timestamptz(3) not null,
  constraint lead_succession_pkey primary key (lead_id),
  constraint lead_succession_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint lead_succession_into_fkey foreign key (into_partner_id, into_lead_id) references lead (partner_id, id),
  constraint lead_succession_root_fkey foreign key (root_lead_id) references lead (id),
  constraint lead_succession_kind check (kind in ('TRANSFER')),
  constraint lead_succession_of_two check (lead_id not in (into_lead_id, root_lead_id))
);
create index lead_succession_into on lead_succession (into_lead_id);
create index lead_succession_of_root on lead_succession (root_lead_id, at, lead_id);
call app.give_policies('lead_succession', 'vendor_only');
create policy lead_succession_keeping on lead_succession for select to current_user using (true);
grant select, insert, update (root_lead_id) on lead_succession to app_vendor;
grant select on lead_succession to app_jobs;
comment on table lead_succession is 'Which lead goes on in which: the next one, and the last of them all so far, root_lead_id, which is the only one that did not end';
`;

// A lead that is opened for another partner has reached what the one before had reached, at the same
// instants. That lead and what joins the two are seen only once the statement has ended.
const OPENING = `
drop trigger lead_guard_new on lead;
create trigger lead_guard_new before insert on lead for each row
when (new.origin = 'REGISTRATION')
execute function app.guard_new_lead();

-- the vendor's role may open leads where others ended; what it registers begins where registrations do
create function app.guard_registered_lead()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select
    from public.stage_move
    where from_stage = 'NONE' and to_stage = new.stage and database_role = current_user and event_type = 'REGISTERED'
  ) then
    raise exception 'no lead is registered as % by %', new.stage, current_user
      using errcode = 'BT005', constraint = 'lead_stage_move';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_registered_lead() from public;
create trigger lead_guard_registered before insert on lead for each row
when (new.origin = 'REGISTRATION' and current_user = 'app_vendor')
execute function app.guard_registered_lead();

create function app.guard_opened_lead()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if current_user <> 'app_vendor' or (new.version, new.cycle) is distinct from (1, 1) or new.undo_to is not null
    or (new.stage_entered_at, new.updated_at) is distinct from (new.created_at, new.created_at)
    or not exists (
      select
      from public.lead_succession as succession
      join public.lead as before on before.partner_id = succession.partner_id and before.id = succession.lead_id
      where succession.into_lead_id = new.id and succession.kind = new.origin and succession.at = new.created_at
        and before.stage = 'MERGED' and before.partner_id <> new.partner_id
        and (before.program_id, before.kind, before.claimed_at, before.implied_stages, ${STAMPS.map((stamp) => `before.${stamp}`).join(", ")})
          is not distinct from (new.program_id, new.kind, new.claimed_at, new.implied_stages, ${STAMPS.map((stamp) => `new.${stamp}`).join(", ")})
    ) then
    raise exception 'a lead that was not registered goes on where another one ended'
      using errcode = 'BT002', constraint = 'lead_goes_on_from_another';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_opened_lead() from public;
create trigger "GUARD_lead_opened" after insert on lead for each row
when (new.origin <> 'REGISTRATION')
execute function app.guard_opened_lead();
grant insert (id, partner_id, program_id, kind, stage, stage_entered_at, claimed_at, ${STAMPS.join(", ")}, implied_stages,
  registration_hash, source, value_minor, value_currency, registered_by, owner_id, owner_name, reason_code, revisit_on,
  created_at, updated_at, origin) on lead to app_vendor;
`;

const CHILDREN = `
grant insert (lead_id, partner_id, name, folded_name, domain, country, tax_id) on company to app_vendor;
grant insert (id, lead_id, partner_id, is_primary, name, email, email_key, phone, job_title, buying_role, consent_basis,
  consent_obtained_at, consent_source) on contact to app_vendor;
alter table opportunity
  drop constraint opportunity_state,
  add constraint opportunity_state check (state in ('OPEN', 'WON', 'LOST', 'UNDONE', 'MOVED'));
comment on column opportunity.state is 'UNDONE: it should never have been opened, and counts for nothing. MOVED: it goes on with the lead in which its own goes on';

create trigger lead_event_matches_taken_over after insert on lead_event for each row
when (new.type = 'TAKEN_OVER')
execute function queue.enqueue_lead_event('match_lead');
`;

// What a lead is protected for goes on in the same instant, with the same end. What was asked for it
// is not the next partner's request.
const PROTECTION = `
alter table protection_window
  drop constraint protection_window_end_reason,
  add constraint protection_window_end_reason check (end_reason in ('CLOSED', 'EXPIRED', 'RELEASED', 'LAPSED', 'MOVED'));

create function app.pass_protection_on()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  standing public.protection_window;
  held text[];
begin
  if new.to_stage = 'MERGED' then
    update public.protection_window
    set waited = waited + case
        when held_since is null then interval '0'
        else greatest(interval '0', new.at - held_since - app.time_awaiting_partner(new.partner_id, new.lead_id, held_since))
      end,
      held_for = '{}',
      held_since = null,
      ended_at = greatest(new.at, opened_at),
      end_reason = 'MOVED'
    where partner_id = new.partner_id and lead_id = new.lead_id and ended_at is null
    returning * into standing;
    update public.extension_request
    set state = 'MOOT', decided_at = new.at
    where partner_id = new.partner_id and window_id = standing.id and state = 'PENDING';
    return null;
  end if;

  select passed.* into standing
  from public.lead_succession as succession
  join public.protection_window as passed
    on passed.partner_id = succession.partner_id and passed.lead_id = succession.lead_id
  where succession.into_lead_id = new.lead_id and succession.at = new.at
    and passed.end_reason = 'MOVED' and passed.ended_at = new.at
  order by passed.protected_from, passed.id
  limit 1;
  if standing.id is null then
    return null;
  end if;
  held := array_remove(array[
    case when new.to_stage in ('SUBMITTED', 'MQL') then 'REVIEW' end,
    case when new.to_stage in ('SQL', 'OPPORTUNITY') then 'DEAL' end
  ], null);
  insert into public.protection_window
    (id, partner_id, lead_id, opened_at, protected_from, time_zone, days, heartbeat_days, waited, held_for, held_since,
      running_since, active_at)
  values (new.id, new.partner_id, new.lead_id, new.at, standing.protected_from, standing.time_zone, standing.days,
    standing.heartbeat_days, standing.waited, held, case when held <> '{}' then new.at end, new.at, new.at);
  return null;
end
$$;
revoke execute on function app.pass_protection_on() from public;

drop trigger keep_protection on lead_event;
create trigger keep_protection after insert on lead_event for each row
when (new.type not in ('REGISTERED', 'TRANSFERRED', 'TAKEN_OVER'))
execute function app.keep_protection();
create trigger keep_protection_passed_on after insert on lead_event for each row
when (new.type in ('TRANSFERRED', 'TAKEN_OVER'))
execute function app.pass_protection_on();

create or replace function app.time_in_review(of_partner uuid, of_lead uuid, since timestamptz)
returns interval
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(sum(stay.until - stay.at), interval '0') - app.time_awaiting_partner(of_partner, of_lead, since)
    + coalesce((
        select sum(app.time_in_review(succession.partner_id, succession.lead_id, since))
        from public.lead_succession as succession
        join public.lead on lead.id = succession.into_lead_id
        where succession.into_lead_id = of_lead and succession.kind = lead.origin), interval '0')
  from (
    select at, type, to_stage, lead(at) over (order by seq) as until
    from public.lead_event
    where partner_id = of_partner and lead_id = of_lead and at >= since
  ) as stay
  where (stay.to_stage in ('SUBMITTED', 'MQL') or stay.type = 'APPEALED' and stay.to_stage <> 'MERGED') and stay.until is not null
$$;
comment on function app.time_in_review(uuid, uuid, timestamptz) is
  'How long a lead has lain with the vendor to be accepted or not, or with an appeal, since then; with the one from which it goes on';
`;

// That it is taken from them is what partners appeal; that it goes on in another of their own is not.
const APPEALS = `
alter table appeal
  drop constraint appeal_against,
  add constraint appeal_against check (against in ('REJECTION', 'CONFLICT', 'DISQUALIFICATION', 'EXPIRY', 'TRANSFER'));

create or replace function app.open_appeal()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.appeal (id, partner_id, lead_id, event_id, against, evidence, state, opened_at)
  select new.id, new.partner_id, new.lead_id, decision.id,
    case
      when decision.to_stage = 'EXPIRED' then 'EXPIRY'
      when decision.type = 'TRANSFERRED' then 'TRANSFER'
      when exists (
        select
        from public.lead_decision as told
        where told.partner_id = new.partner_id and told.id = decision.id) then 'CONFLICT'
      when decision.to_stage = 'REJECTED' then 'REJECTION'
      else 'DISQUALIFICATION'
    end,
    new.comment, 'OPEN', new.at
  from public.lead_event as decision
  where decision.partner_id = new.partner_id and decision.lead_id = new.lead_id
    and decision.to_stage = new.to_stage and decision.from_stage <> decision.to_stage
    and (decision.to_stage <> 'MERGED' or decision.type = 'TRANSFERRED')
  order by decision.seq desc
  limit 1;
  return null;
end
$$;
`;

const MOVES = `
alter table reason
  drop constraint reason_list,
  add constraint reason_list check (list in ('REJECTION', 'RECYCLE', 'DISQUALIFICATION', 'LOSS', 'TRANSFER'));
-- the owner is under the policies as well, which let nobody add a reason
alter table reason no force row level security;
insert into reason (id, list, code, partner_code, label, needs_note)
select ('01970000-0000-7000-8000-' || lpad(to_hex(4352 + row_number() over ()), 12, '0'))::uuid, 'TRANSFER', code, code, label, code = 'OTHER'
from (values
  ('CUSTOMER_REQUEST', 'The customer asks for another partner'),
  ('PARTNER_REQUEST', 'The partner asks to be relieved of it'),
  ('OUT_OF_TERRITORY', 'Outside the partner''s territory'),
  ('PARTNER_GAP', 'The partner cannot serve it'),
  ('PARTNER_LEAVES', 'The partner leaves the program'),
  ('APPEAL_UPHELD', 'It goes back, since an appeal was upheld'),
  ('OTHER', 'Other, see the note')
) as given (code, label);
alter table reason force row level security;

insert into stage_move (verb, from_stage, to_stage, database_role, event_type)
select 'transferLead', stage, 'MERGED', 'app_vendor', 'TRANSFERRED' from unnest(array[${OPEN}]) as stage
union all
select 'transferLead', 'NONE', stage, 'app_vendor', 'TAKEN_OVER' from unnest(array[${OPEN}]) as stage
union all
values
  ('appealDecision', 'MERGED', 'MERGED', 'app_partner', 'APPEALED'),
  ('upholdAppeal', 'MERGED', 'MERGED', 'app_vendor', 'APPEAL_UPHELD'),
  ('dismissAppeal', 'MERGED', 'MERGED', 'app_vendor', 'APPEAL_DISMISSED');
`;
