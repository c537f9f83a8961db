import type { MigrationInterface, QueryRunner } from "typeorm";

/** Lists of companies are compared with the vendor's accounts: counts come back, and nothing else is kept. */
export class ListsAreComparedByCounts1795298400099 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(NAMES);
    await runner.query(KEY);
    await runner.query(LISTS);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop table overlap_list, overlap_key");
    await runner.query("alter table account drop column folded_name");
  }
}

// An account is found by its name also where it has better keys: a list may hold nothing else.
const NAMES = `
alter table account add column folded_name text not null default '';
-- the owner is under the policies as well, which show it none of these
alter table account no force row level security;
alter table account_lead no force row level security;
alter table company no force row level security;
update account
set folded_name = told.folded_name
from (
  select distinct on (linked.account_id) linked.account_id, company.folded_name
  from account_lead as linked
  join company on company.partner_id = linked.partner_id and company.lead_id = linked.lead_id
  order by linked.account_id, linked.linked_at, linked.lead_id
) as told
where told.account_id = account.id;
alter table account force row level security;
alter table account_lead force row level security;
alter table company force row level security;
create index account_by_name on account (folded_name);
comment on column account.folded_name is 'The name as it is compared';
`;

// Who has the database has the key; who has the hashes alone cannot try names against them.
const KEY = `
create table overlap_key (
  only_row boolean not null default true,
  secret bytea not null,
  constraint overlap_key_pkey primary key (only_row),
  constraint overlap_key_only_row check (only_row)
);
call app.give_policies('overlap_key', 'vendor_only');
create policy overlap_key_keeping on overlap_key to current_user using (true) with check (true);
insert into overlap_key (secret) values (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
grant select on overlap_key to app_jobs;
comment on table overlap_key is 'By what the entries of lists are hashed';
`;

// A row per list, by which they are counted: how many a party sent today.
const LISTS = `
alter table program
  add column overlaps_per_day integer not null default 1,
  add constraint program_overlaps check (overlaps_per_day >= 0);
comment on column program.overlaps_per_day is 'How many lists a day a party may have compared; that of the default program counts';

create table overlap_list (
  partner_id uuid not null,
  day date not null,
  number integer not null,
  entries integer not null,
  customers integer not null,
  opportunities integer not null,
  hashes bigint[],
  counted_at timestamptz(3) not null,
  counted_by uuid not null,
  constraint overlap_list_pkey primary key (partner_id, day, number),
  constraint overlap_list_partner_fkey foreign key (partner_id) references partner (id),
  constraint overlap_list_number check (number > 0),
  constraint overlap_list_entries check (entries >= 100),
  constraint overlap_list_rounded check (
    customers >= 0 and customers % 5 = 0 and opportunities >= 0 and opportunities % 5 = 0)
);
create index overlap_list_by_age on overlap_list (counted_at) where hashes is not null;
call app.give_policies('overlap_list', 'partner_writes');
grant select, insert on overlap_list to app_partner, app_vendor;
grant select, update (hashes) on overlap_list to app_jobs;
comment on table overlap_list is 'That a list of companies was compared, and what was told: numbers rounded down to five. Its entries are kept as hashes, by which the next list is held apart from it, and those are deleted';
`;
