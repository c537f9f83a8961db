import type { MigrationInterface, QueryRunner } from "typeorm";

/** Leads are found by the words in them, by whoever may read those words. */
export class LeadsAreFoundByWords1795298400080 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(TERMS);
    await runner.query(FEW);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop table lead_term");
    await runner.query("drop function app.few_leads(uuid[], integer)");
  }
}

// Under row-level security an index serves leakproof operators only: a text-search index would be
// passed over, and comparisons of text are not. A prefix is a range, and "C" orders as bytes do.
const TERMS = `
create table lead_term (
  partner_id uuid not null,
  lead_id uuid not null,
  term text collate "C" not null,
  is_personal boolean not null,
  constraint lead_term_pkey primary key (partner_id, lead_id, term, is_personal),
  constraint lead_term_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint lead_term_length check (char_length(term) between 1 and 40)
);
create index lead_term_of_partner on lead_term (partner_id, term, lead_id);
create index lead_term_by_term on lead_term (term, lead_id);
call app.give_policies('lead_term', 'partner_writes');
grant select, insert on lead_term to app_partner;
grant select on lead_term to app_vendor, app_jobs;
comment on table lead_term is 'A word by which a lead is found; is_personal: one of its contact or its notes, which opens to the vendor at acceptance';
`;

// A word that thousands of leads have finds nothing that anybody would look through.
const FEW = `
create function app.few_leads(leads uuid[], most integer)
returns uuid[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if cardinality(leads) > most then
    raise exception 'more leads than % have the word', most
      using errcode = 'BT009', constraint = 'search_is_narrow';
  end if;
  return leads;
end
$$;
revoke execute on function app.few_leads(uuid[], integer) from public;
grant execute on function app.few_leads(uuid[], integer) to app_partner, app_vendor, app_jobs;
comment on function app.few_leads(uuid[], integer) is 'The same leads, unless they are more than a search may look through: then it ends the statement';
`;
