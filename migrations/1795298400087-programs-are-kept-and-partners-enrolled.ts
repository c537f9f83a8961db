import type { MigrationInterface, QueryRunner } from "typeorm";

/** The vendor keeps any number of programs, and partners enrol in them; each program asks by a form of its own. */
export class ProgramsAreKeptAndPartnersEnrolled1795298400087 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(PROGRAMS);
    await runner.query(ENROLMENTS);
    await runner.query(SEEN_BY_THE_ENROLLED);
    await runner.query(FORMS);
    await runner.query(WHAT_LEADS_ANSWERED);
  }

  public async down(): Promise<void> {
    throw new Error("what was registered by a form is not forgotten: restore a backup instead");
  }
}

const PROGRAMS = `
alter table program
  add column kinds text[] not null default array['NEW_BUSINESS', 'CROSS_SELL', 'UPSELL', 'RENEWAL', 'PRODUCT_QUALIFIED'],
  add column contact_rule text not null default 'PARTNER_INTRODUCES',
  add column calendar jsonb not null default '{"hours": [
    {"weekday": "MONDAY", "from": "09:00", "until": "17:00"}, {"weekday": "TUESDAY", "from": "09:00", "until": "17:00"},
    {"weekday": "WEDNESDAY", "from": "09:00", "until": "17:00"}, {"weekday": "THURSDAY", "from": "09:00", "until": "17:00"},
    {"weekday": "FRIDAY", "from": "09:00", "until": "17:00"}], "holidays": []}',
  add column form_number integer not null default 1,
  add constraint program_kinds check (
    cardinality(kinds) > 0 and kinds <@ array['NEW_BUSINESS', 'CROSS_SELL', 'UPSELL', 'RENEWAL', 'PRODUCT_QUALIFIED']),
  add constraint program_contact_rule check (contact_rule in ('PARTNER_INTRODUCES', 'JOINT', 'VENDOR_DIRECT')),
  add constraint program_calendar check (
    jsonb_typeof(calendar -> 'hours') = 'array' and jsonb_typeof(calendar -> 'holidays') = 'array'),
  add constraint program_form_number check (form_number >= 1);
grant update (kinds, contact_rule, calendar, form_number, acceptance_hours, conversion_days, protection_days, heartbeat_days,
  extension_policy, extension_days, checks_per_day, appeal_days, direct_claim_days) on program to app_vendor;
comment on column program.kinds is 'Of which kinds leads can be registered';
comment on column program.contact_rule is 'Who speaks to a contact first: PARTNER_INTRODUCES, JOINT, VENDOR_DIRECT';
comment on column program.calendar is 'Business hours per weekday and holidays, in the program''s zone';
comment on column program.form_number is 'The version of its form that is in force';
`;

// What a program is may be told to whoever is or was enrolled: leads registered under it stay.
const ENROLMENTS = `
create table program_enrolment (
  partner_id uuid not null,
  program_id uuid not null,
  enrolled_at timestamptz(3) not null,
  left_at timestamptz(3),
  constraint program_enrolment_pkey primary key (partner_id, program_id),
  constraint program_enrolment_partner_fkey foreign key (partner_id) references partner (id),
  constraint program_enrolment_program_fkey foreign key (program_id) references program (id),
  constraint program_enrolment_left check (left_at >= enrolled_at)
);
create index program_enrolment_of_program on program_enrolment (program_id, enrolled_at, partner_id);
call app.give_policies('program_enrolment', 'partner_reads');
grant select on program_enrolment to app_partner, app_vendor, app_jobs;
grant insert, update (enrolled_at, left_at) on program_enrolment to app_vendor;
comment on table program_enrolment is 'Under which programs a partner registers, besides the default one, in which all are; left_at ends it';
`;

const OWN = `(select nullif(current_setting('app.partner_id', true), '')::uuid)`;

/** Who acts is said. */
const ACTS = `((select nullif(current_setting('app.actor_id', true), '')) is not null)`;
const vendorsIfActing = (table: string): string => `
drop policy ${table}_vendor on ${table};
create policy ${table}_vendor on ${table} to app_jobs, app_vendor using ${ACTS} with check ${ACTS};`;

const SEEN_BY_THE_ENROLLED = `
-- the owner is under the policies as well, which show it no leads
alter table lead no force row level security;
alter table program_enrolment no force row level security;
insert into program_enrolment (partner_id, program_id, enrolled_at)
select lead.partner_id, lead.program_id, min(lead.created_at)
from lead
join program on program.id = lead.program_id and not program.is_default
group by lead.partner_id, lead.program_id;
alter table lead force row level security;
alter table program_enrolment force row level security;
drop policy program_reference on program;
create policy program_partner on program for select to app_partner
using (${ACTS} and (is_default or exists (
  select
  from program_enrolment as enrolled
  where enrolled.program_id = program.id and enrolled.partner_id = ${OWN})));
${vendorsIfActing("program")}
comment on table program is 'What a partner enrols in and a lead is registered under; clocks in hours and days. Seen by those who are or were enrolled';
`;

// A published version never changes. Which one a lead was registered by stands on the lead.
const FORMS = `
create table program_form (
  program_id uuid not null,
  number integer not null,
  required text[] not null,
  fields jsonb not null,
  published_at timestamptz(3) not null,
  published_by uuid,
  constraint program_form_pkey primary key (program_id, number),
  constraint program_form_program_fkey foreign key (program_id) references program (id),
  constraint program_form_number check (number >= 1),
  constraint program_form_fields check (jsonb_typeof(fields) = 'array'),
  constraint program_form_required check (required <@ array['EXTERNAL_REFERENCE', 'CAMPAIGN', 'NOTES', 'ESTIMATED_VALUE',
    'COMPANY_DOMAIN', 'COMPANY_COUNTRY', 'COMPANY_TAX_ID', 'CONTACT_PHONE', 'CONTACT_JOB_TITLE', 'CONTACT_BUYING_ROLE',
    'CONSENT_OBTAINED_AT', 'CONSENT_SOURCE'])
);
insert into program_form (program_id, number, required, fields, published_at)
select id, 1, '{}', '[]', created_at
from program;
call app.give_policies('program_form', 'reference');
drop policy program_form_reference on program_form;
create policy program_form_partner on program_form for select to app_partner
using (exists (select from program where program.id = program_form.program_id));
${vendorsIfActing("program_form")}
call app.make_append_only('program_form');
grant select on program_form to app_partner, app_vendor, app_jobs;
grant insert on program_form to app_vendor;
comment on table program_form is 'Versions of a program''s form: the standard fields that are required, and the fields of its own';
`;

const WHAT_LEADS_ANSWERED = `
alter table lead
  add column form_number integer,
  add column custom_fields jsonb not null default '[]',
  add constraint lead_custom_fields check (
    jsonb_typeof(custom_fields) = 'array' and octet_length(custom_fields::text) <= 65536),
  add constraint lead_custom_fields_of_form check (form_number is not null or custom_fields = '[]');
grant insert (form_number, custom_fields), update (form_number, custom_fields) on lead to app_partner;
comment on column lead.form_number is 'The version of its program''s form by which it was registered; null where that was before there were forms';
comment on column lead.custom_fields is 'What it says in the fields of the form''s own, in their order: [{key, type, values, isPersonal}]';
alter table information_request
  drop constraint information_request_fields,
  drop constraint information_request_questions,
  add constraint information_request_fields check (fields <@ array['COMPANY_NAME', 'COMPANY_DOMAIN', 'COMPANY_COUNTRY', 'COMPANY_TAX_ID',
    'CONTACT_NAME', 'CONTACT_EMAIL', 'CONTACT_PHONE', 'CONTACT_JOB_TITLE', 'NOTES', 'ESTIMATED_VALUE', 'CUSTOM_FIELDS', 'EVIDENCE']),
  add constraint information_request_questions check (
    cardinality(fields) between 1 and 12 and cardinality(questions) = cardinality(fields));
`;
