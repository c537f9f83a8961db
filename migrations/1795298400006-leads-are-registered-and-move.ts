import type { MigrationInterface, QueryRunner } from "typeorm";

/** Leads, what belongs to them, the stage table that rules their moves, and their events. */
export class LeadsAreRegisteredAndMove1795298400006 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(REASONS);
    await runner.query(STAGE_MOVES);
    await runner.query(LEADS);
    await runner.query(LEAD_GUARD);
    await runner.query(COMPANIES_AND_CONTACTS);
    await runner.query(CLAIMS);
    await runner.query(EVENTS);
    await runner.query(EVENT_GUARD);
    await runner.query(JOBS);
  }

  public async down(): Promise<void> {
    throw new Error("leads are not dropped: restore a backup instead");
  }
}

const EVENT_TYPES = `'REGISTERED', 'WITHDRAWN', 'ACCEPTED', 'REJECTED', 'RETURNED', 'QUALIFIED', 'DISQUALIFIED', 'CONVERTED', 'WON', 'LOST'`;

const STAGES = `'DRAFT', 'SUBMITTED', 'MQL', 'SAL', 'SQL', 'OPPORTUNITY', 'WON', 'LOST', 'REJECTED', 'WITHDRAWN', 'RECYCLED', 'DISQUALIFIED', 'EXPIRED', 'MERGED'`;

/** The stages in which a lead no longer holds its claims; RECYCLED still does. */
const CLOSED = `'WON', 'LOST', 'REJECTED', 'WITHDRAWN', 'DISQUALIFIED', 'EXPIRED', 'MERGED'`;

// A reason has two codes: the vendor's own, and the one that its partner is told.
const REASONS = `
create table reason (
  id uuid not null,
  list text not null,
  code text not null,
  partner_code text not null,
  label text not null,
  needs_note boolean not null default false,
  active boolean not null default true,
  constraint reason_pkey primary key (id),
  constraint reason_list check (list in ('REJECTION', 'RECYCLE', 'DISQUALIFICATION', 'LOSS')),
  constraint reason_code_once unique (list, code)
);
insert into reason (id, list, code, partner_code, label, needs_note)
select
  ('01970000-0000-7000-8000-' || lpad(to_hex(4096 + row_number() over ()), 12, '0'))::uuid,
  list,
  code,
  case when code in ('DUPLICATE_REGISTRATION', 'EXISTING_CUSTOMER', 'ACTIVE_OPPORTUNITY', 'DIRECT_ENGAGED') then 'NOT_AVAILABLE'
       when list = 'DISQUALIFICATION' and code = 'DUPLICATE' then 'NOT_AVAILABLE'
       else code end,
  label,
  code = 'OTHER'
from (values
  ('REJECTION', 'DUPLICATE_REGISTRATION', 'Registered before by somebody else'),
  ('REJECTION', 'EXISTING_CUSTOMER', 'Is a customer already'),
  ('REJECTION', 'ACTIVE_OPPORTUNITY', 'Sales has an open opportunity'),
  ('REJECTION', 'DIRECT_ENGAGED', 'Sales is in contact already'),
  ('REJECTION', 'OUT_OF_TERRITORY', 'Outside the partner''s territory'),
  ('REJECTION', 'INSUFFICIENT_INFORMATION', 'Too little is known to judge it'),
  ('REJECTION', 'TOO_EARLY', 'Too early to work on'),
  ('REJECTION', 'BELOW_MINIMUM', 'Below the program''s minimum'),
  ('REJECTION', 'NOT_AUTHORIZED', 'The partner is not authorised for it'),
  ('REJECTION', 'NO_CONSENT', 'No lawful basis to contact the person'),
  ('REJECTION', 'POLICY_EXCLUDED', 'Excluded by policy'),
  ('REJECTION', 'OTHER', 'Other, see the note'),
  ('RECYCLE', 'NO_BUDGET_NOW', 'No budget at present'),
  ('RECYCLE', 'TIMING_LATER', 'The time has not come'),
  ('RECYCLE', 'NO_AUTHORITY_YET', 'Nobody with authority yet'),
  ('RECYCLE', 'NEEDS_NURTURE', 'Needs nurture'),
  ('RECYCLE', 'UNRESPONSIVE', 'Does not answer at present'),
  ('DISQUALIFICATION', 'UNABLE_TO_REACH', 'Cannot be reached'),
  ('DISQUALIFICATION', 'INACCURATE_DATA', 'The data is not accurate'),
  ('DISQUALIFICATION', 'NO_NEED', 'Has no need'),
  ('DISQUALIFICATION', 'NO_BUDGET', 'Has no budget'),
  ('DISQUALIFICATION', 'NO_AUTHORITY', 'Nobody with authority'),
  ('DISQUALIFICATION', 'NO_FIT', 'Does not fit'),
  ('DISQUALIFICATION', 'COMPETITOR', 'Is a competitor'),
  ('DISQUALIFICATION', 'SPAM', 'Is spam'),
  ('DISQUALIFICATION', 'DUPLICATE', 'Is a duplicate'),
  ('DISQUALIFICATION', 'FRAUD', 'Is fraudulent'),
  ('DISQUALIFICATION', 'EXISTING_CUSTOMER', 'Is a customer already'),
  ('DISQUALIFICATION', 'COMPLIANCE', 'Compliance forbids it'),
  ('LOSS', 'PRICE', 'Price'),
  ('LOSS', 'COMPETITOR', 'Went to a competitor'),
  ('LOSS', 'NO_DECISION', 'No decision was made'),
  ('LOSS', 'PROJECT_CANCELLED', 'The project was cancelled'),
  ('LOSS', 'FEATURE_GAP', 'A feature was missing'),
  ('LOSS', 'LEGAL_SECURITY', 'Legal or security concerns'),
  ('LOSS', 'CUSTOMER_EXPERIENCE', 'Experience with the vendor'),
  ('LOSS', 'PARTNER_GAP', 'The partner could not serve it'),
  ('LOSS', 'NO_RESPONSE', 'Stopped answering'),
  ('LOSS', 'OTHER', 'Other, see the note')
) as given (list, code, label);
call app.give_policies('reason', 'vendor_only');
grant select on reason to app_vendor, app_jobs;
comment on table reason is 'Why a lead was rejected, returned, disqualified or lost; partner_code is all that its partner learns';
`;

const STAGE_MOVES = `
create table stage_move (
  verb text not null,
  from_stage text not null,
  to_stage text not null,
  database_role text not null,
  event_type text not null,
  passes text[] not null default '{}',
  constraint stage_move_pkey primary key (verb, from_stage, to_stage, database_role),
  constraint stage_move_stages check (from_stage in ('NONE', ${STAGES}) and to_stage in (${STAGES})),
  constraint stage_move_event_type check (event_type in (${EVENT_TYPES})),
  constraint stage_move_role check (database_role in ('app_partner', 'app_vendor', 'app_jobs'))
);
call app.give_policies('stage_move', 'reference');
grant select on stage_move to app_partner, app_vendor, app_jobs;
comment on table stage_move is 'Which verb may move a lead from where to where, as which role, and which event tells of it; the decider and the triggers read it alike. NONE stands before registration; passes are the stages that the move reaches on its way';
insert into stage_move (verb, from_stage, to_stage, database_role, event_type, passes)
values
  ('registerLead', 'NONE', 'SUBMITTED', 'app_partner', 'REGISTERED', '{}'),
  ('withdrawLead', 'SUBMITTED', 'WITHDRAWN', 'app_partner', 'WITHDRAWN', '{}'),
  ('withdrawLead', 'MQL', 'WITHDRAWN', 'app_partner', 'WITHDRAWN', '{}'),
  ('acceptLead', 'SUBMITTED', 'SAL', 'app_vendor', 'ACCEPTED', '{MQL}'),
  ('acceptLead', 'MQL', 'SAL', 'app_vendor', 'ACCEPTED', '{}'),
  ('rejectLead', 'SUBMITTED', 'REJECTED', 'app_vendor', 'REJECTED', '{}'),
  ('rejectLead', 'MQL', 'REJECTED', 'app_vendor', 'REJECTED', '{}'),
  ('returnLead', 'SUBMITTED', 'RECYCLED', 'app_vendor', 'RETURNED', '{}'),
  ('returnLead', 'MQL', 'RECYCLED', 'app_vendor', 'RETURNED', '{}'),
  ('returnLead', 'SAL', 'RECYCLED', 'app_vendor', 'RETURNED', '{}'),
  ('returnLead', 'SQL', 'RECYCLED', 'app_vendor', 'RETURNED', '{}'),
  ('qualifyLead', 'SAL', 'SQL', 'app_vendor', 'QUALIFIED', '{}'),
  ('disqualifyLead', 'SAL', 'DISQUALIFIED', 'app_vendor', 'DISQUALIFIED', '{}'),
  ('disqualifyLead', 'SQL', 'DISQUALIFIED', 'app_vendor', 'DISQUALIFIED', '{}'),
  ('disqualifyLead', 'OPPORTUNITY', 'DISQUALIFIED', 'app_vendor', 'DISQUALIFIED', '{}'),
  ('convertLead', 'SQL', 'OPPORTUNITY', 'app_vendor', 'CONVERTED', '{}'),
  ('winLead', 'OPPORTUNITY', 'WON', 'app_vendor', 'WON', '{}'),
  ('loseLead', 'OPPORTUNITY', 'LOST', 'app_vendor', 'LOST', '{}');
`;

// Nothing on this row is the vendor's secret: what a partner may not know has tables of its own.
const LEADS = `
create table lead (
  id uuid not null,
  partner_id uuid not null,
  program_id uuid not null,
  kind text not null,
  stage text not null,
  stage_entered_at timestamptz(3) not null,
  claimed_at timestamptz(3) not null,
  submitted_at timestamptz(3),
  marketing_qualified_at timestamptz(3),
  accepted_at timestamptz(3),
  sales_qualified_at timestamptz(3),
  opportunity_at timestamptz(3),
  won_at timestamptz(3),
  lost_at timestamptz(3),
  implied_stages text[] not null default '{}',
  external_reference text,
  registration_hash bytea not null,
  source text not null,
  campaign text,
  notes text,
  value_minor bigint,
  value_currency text,
  registered_by uuid not null,
  owner_id uuid,
  owner_name text,
  reason_code text,
  revisit_on date,
  version integer not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  constraint lead_pkey primary key (id),
  constraint lead_of_partner unique (partner_id, id),
  constraint lead_partner_fkey foreign key (partner_id) references partner (id),
  constraint lead_program_fkey foreign key (program_id) references program (id),
  constraint lead_stage check (stage in (${STAGES})),
  constraint lead_kind check (kind in ('NEW_BUSINESS', 'CROSS_SELL', 'UPSELL', 'RENEWAL', 'PRODUCT_QUALIFIED')),
  constraint lead_source check (source in ('PARTNER_PORTAL', 'PARTNER_API', 'PARTNER_WEB_FORM', 'IMPORT', 'EMAIL', 'CHAT', 'SOCIAL', 'EVENT', 'WEBINAR', 'CONTENT', 'ADVERTISEMENT', 'TRIAL', 'VENDOR_CAMPAIGN', 'OTHER')),
  constraint lead_value check ((value_minor is null) = (value_currency is null) and value_minor >= 0),
  constraint lead_owner check ((owner_id is null) = (owner_name is null)),
  constraint lead_accepted_has_owner check (stage not in ('SAL', 'SQL', 'OPPORTUNITY', 'WON', 'LOST') or owner_id is not null),
  constraint lead_reached check (
    (stage <> 'SAL' or accepted_at is not null)
    and (stage <> 'SQL' or sales_qualified_at is not null)
    and (stage <> 'OPPORTUNITY' or opportunity_at is not null)
    and (stage <> 'WON' or won_at is not null)
    and (stage <> 'LOST' or lost_at is not null)),
  constraint lead_recycled_revisit check (stage <> 'RECYCLED' or revisit_on is not null),
  constraint lead_exit_has_reason check (stage not in ('REJECTED', 'RECYCLED', 'DISQUALIFIED', 'LOST') or reason_code is not null)
);
create unique index lead_external_reference_once on lead (partner_id, external_reference) where external_reference is not null;
create index lead_of_partner_by_claim on lead (partner_id, claimed_at desc, id desc);
create index lead_of_partner_by_stage on lead (partner_id, stage, claimed_at desc, id desc);
create index lead_by_claim on lead (claimed_at desc, id desc);
create index lead_by_stage on lead (stage, claimed_at desc, id desc);
call app.give_policies('lead', 'partner_writes');
-- what its partner is still writing is nobody else's yet
create policy lead_draft_unseen on lead as restrictive to app_vendor, app_jobs using (stage <> 'DRAFT');
grant select on lead to app_partner;
grant insert (id, partner_id, program_id, kind, stage, stage_entered_at, claimed_at, submitted_at, external_reference,
  registration_hash, source, campaign, notes, value_minor, value_currency, registered_by, created_at, updated_at)
  on lead to app_partner;
grant update (stage, stage_entered_at, version, updated_at) on lead to app_partner;
grant select on lead to app_vendor, app_jobs;
grant update (stage, stage_entered_at, marketing_qualified_at, accepted_at, sales_qualified_at, opportunity_at, won_at, lost_at,
  implied_stages, owner_id, owner_name, reason_code, revisit_on, version, updated_at) on lead to app_vendor;
comment on table lead is 'One partner''s registration of a prospect; claimed_at is when all required fields were first present';
`;

// What the verbs promise, promised again by the database to whoever writes as their role. Uuids
// and times of a partner's own making are taken for the present's only: see app.is_present.
const LEAD_GUARD = `
create function app.guard_new_lead()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.version <> 1
    or num_nonnulls(new.marketing_qualified_at, new.accepted_at, new.sales_qualified_at, new.opportunity_at, new.won_at,
      new.lost_at, new.owner_id, new.owner_name, new.reason_code, new.revisit_on) > 0
    or cardinality(new.implied_stages) > 0 then
    raise exception 'a new lead has reached nothing and is nobody''s yet'
      using errcode = 'BT002', constraint = 'lead_begins_empty';
  end if;
  if (new.stage_entered_at, new.created_at, new.updated_at) is distinct from (new.claimed_at, new.claimed_at, new.claimed_at)
    or new.submitted_at <> new.claimed_at
    or new.claimed_at > now() + interval '1 minute'
    or current_user = 'app_partner' and not app.is_present(new.claimed_at) then
    raise exception 'a lead is claimed as of now, when it is registered'
      using errcode = 'BT002', constraint = 'lead_claimed_now';
  end if;
  if current_user = 'app_partner' and new.registered_by is distinct from app.actor() then
    raise exception 'a lead is registered by who acts, and nobody else'
      using errcode = 'BT002', constraint = 'lead_registered_by_actor';
  end if;
  if not exists (
    select
    from public.stage_move
    where from_stage = 'NONE' and to_stage = new.stage and database_role = current_user
  ) then
    raise exception 'no lead begins as % for %', new.stage, current_user
      using errcode = 'BT005', constraint = 'lead_stage_move';
  end if;
  return new;
end
$$;
create trigger lead_guard_new before insert on lead for each row execute function app.guard_new_lead();
call app.require_new_ids('lead');

create function app.guard_lead()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  reached_before constant timestamptz[] := array[old.submitted_at, old.marketing_qualified_at, old.accepted_at,
    old.sales_qualified_at, old.opportunity_at, old.won_at, old.lost_at];
  reached_now constant timestamptz[] := array[new.submitted_at, new.marketing_qualified_at, new.accepted_at,
    new.sales_qualified_at, new.opportunity_at, new.won_at, new.lost_at];
begin
  if (new.id, new.partner_id, new.program_id, new.claimed_at, new.created_at, new.registered_by)
    is distinct from (old.id, old.partner_id, old.program_id, old.claimed_at, old.created_at, old.registered_by) then
    raise exception 'who registered a lead, when and for whom never changes'
      using errcode = 'BT002', constraint = 'lead_registration_stands';
  end if;
  if new.version <> old.version + 1 then
    raise exception 'a change of a lead raises its version by one'
      using errcode = 'BT003', constraint = 'lead_version_by_one';
  end if;
  if new.stage = old.stage and new.stage_entered_at <> old.stage_entered_at
    or new.stage = old.stage and reached_now is distinct from reached_before
    or exists (
      select
      from unnest(reached_before, reached_now) as stamp (earlier, later)
      where stamp.earlier is not null and stamp.later is distinct from stamp.earlier
    ) then
    raise exception 'when a stage was first reached is set by the move to it, and never changes'
      using errcode = 'BT004', constraint = 'lead_stage_stamp_stands';
  end if;
  if new.stage <> old.stage and not exists (
    select
    from public.stage_move
    where from_stage = old.stage and to_stage = new.stage and database_role = current_user
  ) then
    raise exception 'no move of a lead leads from % to % for %', old.stage, new.stage, current_user
      using errcode = 'BT005', constraint = 'lead_stage_move';
  end if;
  return new;
end
$$;
create trigger lead_guard before update on lead for each row execute function app.guard_lead();
`;

const COMPANIES_AND_CONTACTS = `
create table company (
  lead_id uuid not null,
  partner_id uuid not null,
  name text not null,
  folded_name text not null,
  domain text,
  country text,
  tax_id text,
  constraint company_pkey primary key (partner_id, lead_id),
  constraint company_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint company_country check (country ~ '^[A-Z]{2}$')
);
call app.give_policies('company', 'partner_writes');
grant select, insert (lead_id, partner_id, name, folded_name, domain, country, tax_id) on company to app_partner;
grant select on company to app_vendor, app_jobs;
comment on table company is 'The company of one partner''s lead; nothing is shared between partners, so nothing leaks through keys';

create table company_key (
  partner_id uuid not null,
  lead_id uuid not null,
  key text not null,
  constraint company_key_pkey primary key (partner_id, lead_id, key),
  constraint company_key_company_fkey foreign key (partner_id, lead_id) references company (partner_id, lead_id)
);
create index company_key_by_key on company_key (key);
call app.give_policies('company_key', 'partner_writes');
grant select, insert on company_key to app_partner;
grant select on company_key to app_vendor, app_jobs;
comment on table company_key is 'All by which a lead''s company is known: tax id, domain, else name and country; two leads that share one name the same company';

create table contact (
  id uuid not null,
  lead_id uuid not null,
  partner_id uuid not null,
  is_primary boolean not null,
  name text not null,
  email text not null,
  email_key text not null,
  phone text,
  job_title text,
  consent_basis text not null,
  consent_obtained_at timestamptz(3),
  consent_source text,
  constraint contact_pkey primary key (partner_id, id),
  constraint contact_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint contact_consent_basis check (consent_basis in ('CONSENT', 'LEGITIMATE_INTEREST', 'CONTRACT'))
);
create unique index contact_one_primary on contact (partner_id, lead_id) where is_primary;
create index contact_of_lead on contact (partner_id, lead_id);
create index contact_by_email on contact (email_key);
call app.give_policies('contact', 'partner_writes');
grant select, insert (id, lead_id, partner_id, is_primary, name, email, email_key, phone, job_title, consent_basis,
  consent_obtained_at, consent_source) on contact to app_partner;
grant select on contact to app_vendor, app_jobs;
comment on table contact is 'A person in a lead: personal data, kept apart from the lead so that it can be erased alone';
`;

// Unique within the partner only: a key across partners would tell one of the other.
const CLAIMS = `
create table lead_claim (
  partner_id uuid not null,
  kind text not null,
  key text not null,
  lead_id uuid not null,
  constraint lead_claim_pkey primary key (partner_id, kind, key),
  constraint lead_claim_kind check (kind in ('EMAIL', 'COMPANY')),
  constraint lead_claim_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id)
);
create index lead_claim_of_lead on lead_claim (partner_id, lead_id);
call app.give_policies('lead_claim', 'partner_writes');
create policy lead_claim_released on lead_claim as restrictive for delete to app_partner, app_vendor, app_jobs
  using (exists (
    select
    from lead
    where lead.partner_id = lead_claim.partner_id and lead.id = lead_claim.lead_id and lead.stage in (${CLOSED})));
grant select, insert (partner_id, kind, key, lead_id), delete on lead_claim to app_partner;
grant select, delete on lead_claim to app_vendor, app_jobs;
comment on table lead_claim is 'What an open or recycled lead holds against its own partner''s second registration; released when the lead closes';

create function app.release_lead_claims()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  delete from public.lead_claim where partner_id = new.partner_id and lead_id = new.id;
  return null;
end
$$;
revoke execute on function app.release_lead_claims() from public;
create trigger lead_releases_claims after update of stage on lead for each row
when (new.stage in (${CLOSED}))
execute function app.release_lead_claims();
`;

const EVENTS = `
create table lead_event (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  seq integer not null,
  type text not null,
  from_stage text not null,
  to_stage text not null,
  passed text[] not null default '{}',
  at timestamptz(3) not null,
  actor_kind text not null,
  actor_id uuid,
  by_vendor boolean not null,
  reason_code text,
  comment text,
  constraint lead_event_pkey primary key (partner_id, id),
  constraint lead_event_of_lead unique (partner_id, lead_id, seq),
  constraint lead_event_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint lead_event_type check (type in (${EVENT_TYPES})),
  constraint lead_event_stages check (from_stage in ('NONE', ${STAGES}) and to_stage in (${STAGES}))
);
call app.give_policies('lead_event', 'partner_writes');
call app.make_append_only('lead_event');
grant select, insert (id, partner_id, lead_id, seq, type, from_stage, to_stage, passed, at, actor_kind, actor_id, by_vendor,
  reason_code, comment) on lead_event to app_partner, app_vendor, app_jobs;
comment on table lead_event is 'The history of a lead as both sides see it; seq is the lead''s version after the event, reason_code the partner-facing one';

create table lead_event_internal (
  event_id uuid not null,
  partner_id uuid not null,
  reason_id uuid,
  note text,
  constraint lead_event_internal_pkey primary key (partner_id, event_id),
  constraint lead_event_internal_event_fkey foreign key (partner_id, event_id) references lead_event (partner_id, id),
  constraint lead_event_internal_reason_fkey foreign key (reason_id) references reason (id)
);
call app.give_policies('lead_event_internal', 'vendor_only');
call app.make_append_only('lead_event_internal');
grant select, insert on lead_event_internal to app_vendor, app_jobs;
comment on table lead_event_internal is 'What the vendor alone keeps of an event: the true reason and the internal note';
`;

// The lead is written before its event, so what the event tells can be held against the row.
const EVENT_GUARD = `
create function app.guard_lead_event()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  subject record;
begin
  select stage, version, updated_at into subject
  from public.lead
  where partner_id = new.partner_id and id = new.lead_id;
  if (subject.stage, subject.version, subject.updated_at) is distinct from (new.to_stage, new.seq, new.at) then
    raise exception 'event % of lead % does not tell what became of it', new.seq, new.lead_id
      using errcode = 'BT002', constraint = 'lead_event_tells_the_lead';
  end if;
  if new.actor_id is distinct from app.actor() or new.by_vendor <> (current_user <> 'app_partner') then
    raise exception 'an event names who acts, and nobody else'
      using errcode = 'BT002', constraint = 'lead_event_actor';
  end if;
  if not exists (
    select
    from public.stage_move
    where event_type = new.type and from_stage = new.from_stage and to_stage = new.to_stage and passes = new.passed
      and database_role = current_user
  ) then
    raise exception 'no move tells % from % to % for %', new.type, new.from_stage, new.to_stage, current_user
      using errcode = 'BT005', constraint = 'lead_event_move';
  end if;
  return new;
end
$$;
create trigger lead_event_guard before insert on lead_event for each row execute function app.guard_lead_event();
`;

// Jobs are enqueued by the event's own transaction. The function runs as the owner of the job
// library's schema and can do nothing else; payloads hold ids only.
const JOBS = `
create function queue.enqueue_lead_event()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform graphile_worker.add_job(
    tg_argv[0],
    json_build_object('leadId', new.lead_id, 'partnerId', new.partner_id, 'eventId', new.id),
    job_key := tg_argv[0] || ':' || new.lead_id,
    max_attempts := 20
  );
  return null;
end
$$;
revoke execute on function queue.enqueue_lead_event() from public;
create trigger lead_event_matches after insert on lead_event for each row
when (new.type = 'REGISTERED')
execute function queue.enqueue_lead_event('match_lead');
create trigger lead_event_lapses after insert on lead_event for each row
when (new.to_stage in ('WON', 'REJECTED', 'WITHDRAWN', 'DISQUALIFIED', 'LOST', 'EXPIRED', 'MERGED'))
execute function queue.enqueue_lead_event('lapse_conflicts');
alter function queue.enqueue_lead_event() owner to app_queue;
`;
