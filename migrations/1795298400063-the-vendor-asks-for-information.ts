import type { MigrationInterface, QueryRunner } from "typeorm";

const REVIEW = `'SUBMITTED', 'MQL'`;
const WORK = `'SAL', 'SQL', 'OPPORTUNITY'`;

// Before acceptance a lead that is not answered for in time expires; after it, the request alone does.
const MOVES = `
insert into stage_move (verb, from_stage, to_stage, database_role, event_type)
select verb, stage, coalesce(leads_to, stage), database_role, event_type
from (values
  ('requestInformation', 'app_vendor', 'INFORMATION_REQUESTED', null, array[${REVIEW}, ${WORK}]),
  ('answerRequest', 'app_partner', 'REQUEST_ANSWERED', null, array[${REVIEW}, ${WORK}]),
  ('expireLead', 'app_jobs', 'EXPIRED', 'EXPIRED', array[${REVIEW}]),
  ('lapseRequest', 'app_jobs', 'REQUEST_LAPSED', null, array[${WORK}])
) as move (verb, database_role, event_type, leads_to, stages)
cross join unnest(stages) as stage;
grant update (stage, stage_entered_at, version, updated_at) on lead to app_jobs;
`;

const REQUESTS = `
create table information_request (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  state text not null,
  before_acceptance boolean not null,
  fields text[] not null,
  questions text[] not null,
  evidence text,
  asked_at timestamptz(3) not null,
  due_on date not null,
  due_at timestamptz(3) not null,
  closed_at timestamptz(3),
  constraint information_request_pkey primary key (id),
  constraint information_request_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint information_request_state check (state in ('OPEN', 'ANSWERED', 'EXPIRED', 'LAPSED')),
  constraint information_request_closed check ((state = 'OPEN') = (closed_at is null)),
  constraint information_request_questions check (
    cardinality(fields) between 1 and 11 and cardinality(questions) = cardinality(fields)),
  constraint information_request_fields check (fields <@ array['COMPANY_NAME', 'COMPANY_DOMAIN', 'COMPANY_COUNTRY', 'COMPANY_TAX_ID',
    'CONTACT_NAME', 'CONTACT_EMAIL', 'CONTACT_PHONE', 'CONTACT_JOB_TITLE', 'NOTES', 'ESTIMATED_VALUE', 'EVIDENCE']),
  constraint information_request_evidence check (
    (evidence is not null) = (state = 'ANSWERED' and 'EVIDENCE' = any (fields)))
);
create unique index information_request_one_open on information_request (partner_id, lead_id) where state = 'OPEN';
create index information_request_of_lead on information_request (partner_id, lead_id, asked_at, id);
create index information_request_due on information_request (due_at) where state = 'OPEN';
call app.give_policies('information_request', 'partner_writes');
grant select, update (state, evidence, closed_at) on information_request to app_partner;
grant select, insert, update (state, closed_at) on information_request to app_vendor;
grant select, update (state, closed_at) on information_request to app_jobs;
comment on table information_request is 'What sales asks the partner of a lead: which fields, and a question for each; open until due_at, the end of the day due_on in the program''s zone';

create function app.guard_information_request()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if old.state <> 'OPEN' or (new.state = 'ANSWERED') <> (current_user = 'app_partner') and new.state <> 'LAPSED' then
    raise exception 'a request is closed once, and answered by the partner that was asked'
      using errcode = 'BT002', constraint = 'information_request_closed_once';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_information_request() from public;
create trigger information_request_guard before update on information_request for each row
execute function app.guard_information_request();

-- what was asked before acceptance, or after it, is asked no more when the lead is elsewhere
create function app.close_information_requests()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  update public.information_request
  set state = case new.stage when 'EXPIRED' then 'EXPIRED' else 'LAPSED' end,
    closed_at = new.updated_at
  where partner_id = new.partner_id and lead_id = new.id and state = 'OPEN';
  return null;
end
$$;
revoke execute on function app.close_information_requests() from public;
create trigger lead_closes_requests after update of stage on lead for each row
when (old.stage in (${REVIEW}) and new.stage not in (${REVIEW}) or old.stage in (${WORK}) and new.stage not in (${WORK}))
execute function app.close_information_requests();
`;

/** The vendor asks a lead's partner for what is missing or wrong, and the lead waits for the answer. */
export class TheVendorAsksForInformation1795298400063 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(MOVES);
    await runner.query(REQUESTS);
  }

  public async down(): Promise<void> {
    throw new Error(
      "what was asked and answered stands in the leads' histories: restore a backup instead",
    );
  }
}
