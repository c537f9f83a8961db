import type { MigrationInterface, QueryRunner } from "typeorm";

/** Programs have terms that partners accept, and tiers limits on how many leads a partner registers. */
export class TermsAreAcceptedAndLeadsLimited1795298400088 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(TERMS);
    await runner.query(ACCEPTANCES);
    await runner.query(LIMITS);
  }

  public async down(): Promise<void> {
    throw new Error("what was accepted is not forgotten: restore a backup instead");
  }
}

// In force is the version with the latest effective_at that has come; of two at once the later number.
/** Who acts is said. */
const ACTS = `((select nullif(current_setting('app.actor_id', true), '')) is not null)`;

const TERMS = `
alter table program add column needs_terms boolean not null default false;
grant update (needs_terms) on program to app_vendor;
comment on column program.needs_terms is 'Whether nothing is registered before the terms in force are accepted';

create table program_terms (
  program_id uuid not null,
  number integer not null,
  text text,
  url text,
  effective_at timestamptz(3) not null,
  published_at timestamptz(3) not null,
  published_by uuid not null,
  constraint program_terms_pkey primary key (program_id, number),
  constraint program_terms_program_fkey foreign key (program_id) references program (id),
  constraint program_terms_number check (number >= 1),
  constraint program_terms_say_something check (num_nonnulls(text, url) >= 1),
  constraint program_terms_url_is_https check (url like 'https://%'),
  constraint program_terms_effective check (effective_at >= published_at)
);
create index program_terms_in_force on program_terms (program_id, effective_at desc, number desc);
call app.give_policies('program_terms', 'reference');
drop policy program_terms_reference on program_terms;
create policy program_terms_partner on program_terms for select to app_partner
using (exists (select from program where program.id = program_terms.program_id));
drop policy program_terms_vendor on program_terms;
create policy program_terms_vendor on program_terms to app_jobs, app_vendor using ${ACTS} with check ${ACTS};
call app.make_append_only('program_terms');
grant select on program_terms to app_partner, app_vendor, app_jobs;
grant insert on program_terms to app_vendor;
comment on table program_terms is 'Versions of a program''s terms: a text, a link, or both';
`;

const ACCEPTANCES = `
create table terms_acceptance (
  partner_id uuid not null,
  program_id uuid not null,
  number integer not null,
  accepted_at timestamptz(3) not null,
  accepted_by uuid not null,
  constraint terms_acceptance_pkey primary key (partner_id, program_id, number),
  constraint terms_acceptance_partner_fkey foreign key (partner_id) references partner (id),
  constraint terms_acceptance_terms_fkey foreign key (program_id, number) references program_terms (program_id, number)
);
create index terms_acceptance_of_terms on terms_acceptance (program_id, number, accepted_at, partner_id);
call app.give_policies('terms_acceptance', 'partner_writes');
call app.make_append_only('terms_acceptance');
grant select, insert on terms_acceptance to app_partner;
grant select on terms_acceptance to app_vendor, app_jobs;
comment on table terms_acceptance is 'Which terms a partner has accepted: who, and when';

create function app.guard_terms_acceptance()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.accepted_by is distinct from app.actor() or not app.is_present(new.accepted_at) then
    raise exception 'terms are accepted by who acts, and now'
      using errcode = 'BT002', constraint = 'terms_acceptance_by_actor';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_terms_acceptance() from public;
create trigger terms_acceptance_guard before insert on terms_acceptance for each row
when (current_user = 'app_partner') execute function app.guard_terms_acceptance();

alter table lead add column terms_number integer;
grant insert (terms_number) on lead to app_partner;
comment on column lead.terms_number is 'The version of its program''s terms under which it was registered; null where none were asked for';
`;

const LIMITS = `
alter table partner_tier
  add column open_leads_limit integer,
  add column leads_per_day_limit integer,
  add constraint partner_tier_limits check (open_leads_limit >= 0 and leads_per_day_limit >= 0);
grant update (open_leads_limit, leads_per_day_limit) on partner_tier to app_vendor;
comment on column partner_tier.open_leads_limit is 'How many open leads a partner of the tier may have at once; null: any number';
comment on column partner_tier.leads_per_day_limit is 'How many leads a partner of the tier may register in a day of the program''s zone; null: any number';
`;
