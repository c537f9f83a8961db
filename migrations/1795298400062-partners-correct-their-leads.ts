import type { MigrationInterface, QueryRunner } from "typeorm";

// A verb may come to one of two events: a correction of an accepted lead is done, or proposed.
const MOVES = `
alter table stage_move drop constraint stage_move_pkey,
  add constraint stage_move_pkey primary key (verb, from_stage, to_stage, database_role, event_type);
insert into stage_move (verb, from_stage, to_stage, database_role, event_type)
select verb, stage, stage, database_role, event_type
from (values
  ('updateLead', 'app_partner', 'CORRECTED', '{SUBMITTED,MQL,SAL,SQL,OPPORTUNITY}'::text[]),
  ('updateLead', 'app_partner', 'CORRECTION_PROPOSED', '{SAL,SQL,OPPORTUNITY}'),
  ('takeCorrection', 'app_vendor', 'CORRECTION_TAKEN', '{SAL,SQL,OPPORTUNITY}'),
  ('declineCorrection', 'app_vendor', 'CORRECTION_DECLINED', '{SAL,SQL,OPPORTUNITY}')
) as move (verb, database_role, event_type, stages)
cross join unnest(stages) as stage;
alter table lead_event add column fields text[] not null default '{}';
grant insert (fields) on lead_event to app_partner, app_vendor, app_jobs;
comment on column lead_event.fields is 'Which fields were corrected, or are proposed or asked to be';
`;

// What a lead is matched by may change. Its company counts the changes, and matching says which of
// them it has seen: a lead is compared once more before it can be accepted.
const KEYS = `
alter table company add column keys_version integer not null default 1;
comment on column company.keys_version is 'Grows by one with each change of what the lead is matched by: its company, e-mail addresses and phone numbers';
alter table lead_matching add column keys_version integer not null default 1;
comment on column lead_matching.keys_version is 'Of the company as it was compared; the lead is matched where it is still that';
grant update (name, folded_name, domain, country, tax_id, keys_version) on company to app_partner, app_vendor;
grant update (name, email, email_key, phone, job_title, consent_basis, consent_obtained_at, consent_source) on contact to app_partner;
grant update (email, email_key, phone) on contact to app_vendor;
grant insert on company_key to app_vendor;
grant delete on company_key to app_partner, app_vendor;
grant update (notes, value_minor, value_currency) on lead to app_partner;
grant insert (partner_id, kind, key, lead_id) on lead_claim to app_vendor;
grant update (keys_version) on lead_matching to app_jobs;
grant update (name_id) on company_name_lead to app_jobs;

create function queue.enqueue_matching()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform graphile_worker.add_job(
    'match_lead',
    json_build_object('leadId', new.lead_id, 'partnerId', new.partner_id),
    job_key := 'match_lead:' || new.lead_id,
    max_attempts := 20
  );
  return null;
end
$$;
revoke execute on function queue.enqueue_matching() from public;
create trigger company_matches_anew after update of keys_version on company for each row
when (old.keys_version <> new.keys_version)
execute function queue.enqueue_matching();
alter function queue.enqueue_matching() owner to app_queue;
`;

// A claim is let go when its lead has closed, or has the key no more.
const CLAIMS = `
drop policy lead_claim_released on lead_claim;
create policy lead_claim_released on lead_claim as restrictive for delete to app_partner, app_vendor, app_jobs
  using (
    exists (
      select
      from lead
      where lead.partner_id = lead_claim.partner_id and lead.id = lead_claim.lead_id
        and lead.stage in ('WON', 'LOST', 'REJECTED', 'WITHDRAWN', 'DISQUALIFIED', 'EXPIRED', 'MERGED'))
    or lead_claim.kind = 'EMAIL' and not exists (
      select
      from contact
      where contact.partner_id = lead_claim.partner_id and contact.lead_id = lead_claim.lead_id
        and contact.email_key = lead_claim.key)
    or lead_claim.kind = 'COMPANY' and not exists (
      select
      from company_key
      where company_key.partner_id = lead_claim.partner_id and company_key.lead_id = lead_claim.lead_id
        and company_key.key = lead_claim.key));
`;

const PROPOSALS = `
create table correction_proposal (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  state text not null,
  fields text[] not null,
  company_name text,
  company_domain text,
  company_country text,
  company_tax_id text,
  contact_email text,
  contact_phone text,
  proposed_at timestamptz(3) not null,
  decided_at timestamptz(3),
  decline_reason text,
  constraint correction_proposal_pkey primary key (id),
  constraint correction_proposal_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint correction_proposal_state check (state in ('OPEN', 'TAKEN', 'DECLINED', 'REPLACED', 'LAPSED')),
  constraint correction_proposal_decided check ((state = 'OPEN') = (decided_at is null)),
  constraint correction_proposal_reason check ((state = 'DECLINED') = (decline_reason is not null)),
  constraint correction_proposal_fields check (
    cardinality(fields) > 0
    and fields <@ array['COMPANY_NAME', 'COMPANY_DOMAIN', 'COMPANY_COUNTRY', 'COMPANY_TAX_ID', 'CONTACT_EMAIL', 'CONTACT_PHONE'])
);
create unique index correction_proposal_one_open on correction_proposal (partner_id, lead_id) where state = 'OPEN';
create index correction_proposal_of_lead on correction_proposal (partner_id, lead_id, proposed_at, id);
call app.give_policies('correction_proposal', 'partner_writes');
call app.require_new_ids('correction_proposal');
grant select, insert, update (state, decided_at) on correction_proposal to app_partner;
grant select, update (state, decided_at, decline_reason) on correction_proposal to app_vendor;
grant select, update (state, decided_at) on correction_proposal to app_jobs;
comment on table correction_proposal is 'A change of what an accepted lead is matched by, as its partner proposes it; fields says which columns it is about, so that a null among them clears';

create function app.guard_correction_proposal()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if old.state <> 'OPEN' or current_user = 'app_partner' and new.state not in ('REPLACED', 'LAPSED') then
    raise exception 'a proposal is decided once, and not by whoever proposed it'
      using errcode = 'BT002', constraint = 'correction_proposal_decided_once';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_correction_proposal() from public;
create trigger correction_proposal_guard before update on correction_proposal for each row
execute function app.guard_correction_proposal();

create function app.lapse_correction_proposals()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  update public.correction_proposal
  set state = 'LAPSED', decided_at = new.updated_at
  where partner_id = new.partner_id and lead_id = new.id and state = 'OPEN';
  return null;
end
$$;
revoke execute on function app.lapse_correction_proposals() from public;
create trigger lead_lapses_proposals after update of stage on lead for each row
when (old.stage in ('SAL', 'SQL', 'OPPORTUNITY') and new.stage not in ('SAL', 'SQL', 'OPPORTUNITY'))
execute function app.lapse_correction_proposals();
`;

/** Partners correct their leads: at once, or, where an accepted lead is matched by it, by a proposal. */
export class PartnersCorrectTheirLeads1795298400062 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(MOVES);
    await runner.query(KEYS);
    await runner.query(CLAIMS);
    await runner.query(PROPOSALS);
  }

  public async down(): Promise<void> {
    throw new Error(
      "corrections that were made stand in the leads' histories: restore a backup instead",
    );
  }
}
