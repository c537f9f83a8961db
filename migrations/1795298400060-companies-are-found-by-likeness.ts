import type { MigrationInterface, QueryRunner } from "typeorm";

/** Companies are found by the likeness of their names; conflicts say how sure they are, and likenesses stand beside them. */
export class CompaniesAreFoundByLikeness1795298400060 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(NAMES);
    await runner.query(CONFLICTS);
    await runner.query(LIKENESSES);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query(UNDONE);
  }
}

// All of it is written by the matching job, never by a registration, and no partner's role reaches
// it. Looked up by equality in B-trees only: under row-level security an index serves no operator
// that is not leakproof, and those of trigrams and arrays are not.
const NAMES = `
create table company_name (
  id bigint not null,
  words text[] not null,
  constraint company_name_pkey primary key (id),
  constraint company_name_words check (cardinality(words) > 0)
);
call app.give_policies('company_name', 'vendor_only');
grant select, insert on company_name to app_jobs;
comment on table company_name is 'A company''s name as it is compared, once however many leads have it; the id is made of its words';

create table company_name_key (
  key bigint not null,
  name_id bigint not null,
  constraint company_name_key_pkey primary key (key, name_id),
  constraint company_name_key_name_fkey foreign key (name_id) references company_name (id)
);
call app.give_policies('company_name_key', 'vendor_only');
grant select, insert on company_name_key to app_jobs;
comment on table company_name_key is 'A key by which a name is found: a word, a pair of words, a sound; two names that are alike share one';

create table company_name_word (
  word text not null,
  names integer not null,
  constraint company_name_word_pkey primary key (word),
  constraint company_name_word_names check (names > 0)
) with (fillfactor = 70);
call app.give_policies('company_name_word', 'vendor_only');
grant select, insert, update (names) on company_name_word to app_jobs;
comment on table company_name_word is 'In how many names a word stands: the more, the less it says; the empty word stands in all';

create table company_name_lead (
  partner_id uuid not null,
  lead_id uuid not null,
  name_id bigint not null,
  constraint company_name_lead_pkey primary key (partner_id, lead_id),
  constraint company_name_lead_company_fkey foreign key (partner_id, lead_id) references company (partner_id, lead_id),
  constraint company_name_lead_name_fkey foreign key (name_id) references company_name (id)
);
create index company_name_lead_by_name on company_name_lead (name_id, lead_id);
call app.give_policies('company_name_lead', 'vendor_only');
grant select, insert, delete on company_name_lead to app_jobs;
comment on table company_name_lead is 'The name under which an open lead is found';

create index contact_by_phone on contact (phone) where phone is not null;
`;

// What stood before was found by exact keys.
const CONFLICTS = `
alter table conflict
  add column confidence_ppm integer not null default 990000,
  add column compared text[] not null default array['EMAIL', 'COMPANY'],
  add column agreed_words text[] not null default '{}',
  drop constraint conflict_matched_on,
  add constraint conflict_matched_on check (
    cardinality(matched_on) > 0 and matched_on <@ compared and compared <@ array['EMAIL', 'COMPANY', 'COMPANY_NAME', 'PHONE']),
  add constraint conflict_confidence check (confidence_ppm between 1 and 1000000);
alter table conflict
  alter column confidence_ppm drop default,
  alter column compared drop default,
  alter column agreed_words drop default;
comment on column conflict.compared is 'The keys that both leads have, whether they agree or not';
`;

const LIKENESSES = `
create table likeness (
  id uuid not null,
  incumbent_lead_id uuid not null,
  challenger_lead_id uuid not null,
  matched_on text[] not null,
  compared text[] not null,
  agreed_words text[] not null,
  contradicted_by text[] not null,
  confidence_ppm integer not null,
  found_at timestamptz(3) not null,
  constraint likeness_pkey primary key (id),
  constraint likeness_incumbent_fkey foreign key (incumbent_lead_id) references lead (id),
  constraint likeness_challenger_fkey foreign key (challenger_lead_id) references lead (id),
  constraint likeness_two_leads check (incumbent_lead_id <> challenger_lead_id),
  constraint likeness_pair_once unique (incumbent_lead_id, challenger_lead_id),
  constraint likeness_matched_on check (
    cardinality(matched_on) > 0 and matched_on <@ compared and compared <@ array['EMAIL', 'COMPANY', 'COMPANY_NAME', 'PHONE']),
  constraint likeness_contradicted_by check (contradicted_by <@ array['TAX_ID', 'DOMAIN', 'COUNTRY']),
  constraint likeness_confidence check (confidence_ppm between 1 and 1000000)
);
create index likeness_of_challenger on likeness (challenger_lead_id);
call app.give_policies('likeness', 'vendor_only');
grant select on likeness to app_vendor, app_jobs;
grant insert on likeness to app_jobs;
comment on table likeness is 'Two leads of different partners that may name one prospect; it opens no conflict and stops nothing';
`;

// What rests on a name or a phone number alone cannot be told any more. The owner is under the
// policies as well, which give it none of these rows.
const UNDONE = `
drop table likeness, company_name_lead, company_name_word, company_name_key, company_name;
drop index contact_by_phone;
alter table conflict no force row level security;
alter table conflict drop constraint conflict_matched_on;
delete from conflict where not matched_on && array['EMAIL', 'COMPANY'];
update conflict set matched_on = array(select key from unnest(matched_on) as key where key in ('EMAIL', 'COMPANY'));
alter table conflict
  drop column confidence_ppm,
  drop column compared,
  drop column agreed_words,
  add constraint conflict_matched_on check (cardinality(matched_on) > 0 and matched_on <@ array['EMAIL', 'COMPANY']);
alter table conflict force row level security;
`;
