import type { MigrationInterface, QueryRunner } from "typeorm";

/** Files of the bank are taken once; each entry settles or returns the payout that it names, or waits for a person. */
export class WhatTheBankBookedIsImported1795298400556 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(UPLOADS);
    await runner.query(STATEMENTS);
    await runner.query(ENTRIES);
    await runner.query(GUARDS);
  }

  public async down(): Promise<void> {
    throw new Error("what the bank booked is on record: restore a backup instead");
  }
}

const UPLOADS = `
alter table upload
  drop constraint upload_purpose,
  add constraint upload_purpose check (purpose in ('EVIDENCE', 'IMPORT', 'BANK_STATEMENT'));
`;

// The file itself is not kept: it tells what else goes over the account.
const STATEMENTS = `
create table bank_statement (
  id uuid not null,
  format text not null,
  message_id text,
  account_ends text,
  sha256 text not null,
  byte_size integer not null,
  entry_count integer not null,
  settled_count integer not null,
  returned_count integer not null,
  repeated_count integer not null,
  unmatched_count integer not null,
  imported_by uuid not null,
  imported_at timestamptz(3) not null,
  constraint bank_statement_pkey primary key (id),
  constraint bank_statement_once unique (sha256),
  constraint bank_statement_format check (format in ('CAMT_053', 'CAMT_054', 'CSV')),
  constraint bank_statement_message check (char_length(message_id) between 1 and 35),
  constraint bank_statement_account check (char_length(account_ends) between 1 and 4),
  constraint bank_statement_sha256 check (sha256 ~ '^[0-9a-f]{64}$' and byte_size > 0),
  constraint bank_statement_counts check (
    least(settled_count, returned_count, repeated_count, unmatched_count) >= 0
      and entry_count = settled_count + returned_count + repeated_count + unmatched_count)
);
create index bank_statement_by_age on bank_statement (imported_at desc, id desc);
call app.give_policies('bank_statement', 'vendor_only');
call app.require_new_ids('bank_statement');
call app.make_append_only('bank_statement');
grant select, insert on bank_statement to app_vendor;
grant select on bank_statement to app_jobs;
comment on table bank_statement is 'A file of the bank that says what it booked, which was imported once';
comment on column bank_statement.sha256 is 'Of the file, in hexadecimal digits: the same one is taken once';
comment on column bank_statement.unmatched_count is 'How many of its entries a person had to decide';
`;

const ENTRIES = `
create table bank_entry (
  id uuid not null,
  statement_id uuid not null,
  position integer not null,
  direction text not null,
  is_reversal boolean not null,
  amount_minor bigint not null,
  currency text not null,
  booked_on date not null,
  end_to_end_id text,
  reference text not null,
  reason text,
  information text,
  state text not null,
  obstacle text,
  payout_id uuid,
  decided_by uuid,
  decided_at timestamptz(3),
  note text,
  constraint bank_entry_pkey primary key (id),
  constraint bank_entry_once unique (statement_id, position),
  constraint bank_entry_statement_fkey foreign key (statement_id) references bank_statement (id),
  constraint bank_entry_payout_fkey foreign key (payout_id) references payout (id),
  constraint bank_entry_currency_fkey foreign key (currency) references currency (code),
  constraint bank_entry_position check (position > 0),
  constraint bank_entry_direction check (direction in ('DEBIT', 'CREDIT')),
  constraint bank_entry_amount check (amount_minor >= 0),
  constraint bank_entry_texts check (
    char_length(end_to_end_id) between 1 and 35 and char_length(reference) between 1 and 140
      and char_length(reason) between 1 and 500 and char_length(information) between 1 and 500),
  constraint bank_entry_state check (state in ('SETTLED', 'RETURNED', 'REPEATED', 'UNMATCHED', 'SET_ASIDE')),
  constraint bank_entry_of_payout check (
    case state when 'SETTLED' then payout_id is not null and direction = 'DEBIT' and not is_reversal
      when 'RETURNED' then payout_id is not null and direction = 'CREDIT'
      when 'REPEATED' then payout_id is not null else true end),
  constraint bank_entry_obstacle check (
    obstacle in ('NO_END_TO_END_ID', 'UNKNOWN_END_TO_END_ID', 'OTHER_CURRENCY', 'OTHER_AMOUNT', 'SET_OFF', 'SETTING_OFF', 'NOT_SENT', 'CANCELLED',
        'BOOKED_BEFORE', 'RETURNED_BEFORE', 'OTHER_DAY', 'REVERSAL')
      and (obstacle is not null) = (state = 'UNMATCHED' or decided_at is not null)),
  constraint bank_entry_decided check (
    num_nonnulls(decided_by, decided_at, note) in (0, 3) and char_length(note) between 1 and 2000
      and (decided_at is null or state in ('SETTLED', 'RETURNED', 'SET_ASIDE')) and (decided_at is not null or state <> 'SET_ASIDE'))
);
create unique index bank_entry_acts_once on bank_entry (payout_id, state) where state in ('SETTLED', 'RETURNED');
create index bank_entry_of_payout on bank_entry (payout_id) where payout_id is not null;
create index bank_entry_by_day on bank_entry (booked_on desc, id desc);
create index bank_entry_by_state on bank_entry (state, booked_on desc, id desc);
call app.give_policies('bank_entry', 'vendor_only');
call app.require_new_ids('bank_entry');
grant select, insert, update (state, payout_id, decided_by, decided_at, note) on bank_entry to app_vendor;
grant select on bank_entry to app_jobs;
comment on table bank_entry is 'What the bank says that it booked, payment by payment: it settles or returns a payout once, or a person decides';
comment on column bank_entry.payout_id is 'The payout that it settled, returned or repeats; where it waits or was set aside, the one that it names';
comment on column bank_entry.obstacle is 'Why it was left to a person; null where it was not';
`;

// Asked behind the writes of their statement, so that entries and the payouts that go on by them are seen together.
const GUARDS = `
create function app.guard_bank_statement()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.imported_by is distinct from app.actor() then
    raise exception 'who acts imports a statement' using errcode = 'BT002', constraint = 'bank_statement_by_actor';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_bank_statement() from public;
create trigger bank_statement_guard after insert on bank_statement
for each row execute function app.guard_bank_statement();
alter table bank_statement enable always trigger bank_statement_guard;

create function app.guard_bank_statement_whole()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (
    select
    from public.bank_statement as statement
    cross join lateral (
      select count(*) as all_count, count(*) filter (where entry.state = 'SETTLED') as settled,
        count(*) filter (where entry.state = 'RETURNED') as returned, count(*) filter (where entry.state = 'REPEATED') as repeated
      from public.bank_entry as entry
      where entry.statement_id = statement.id) as found
    where statement.id in (
        select (to_jsonb(inserted) ->> case tg_table_name when 'bank_statement' then 'id' else 'statement_id' end)::uuid
        from inserted)
      and (statement.entry_count, statement.settled_count, statement.returned_count, statement.repeated_count)
        is distinct from (found.all_count, found.settled, found.returned, found.repeated)
  ) then
    raise exception 'a statement is imported whole, and nothing comes to it later'
      using errcode = 'BT002', constraint = 'bank_statement_whole';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_bank_statement_whole() from public;
create trigger bank_statement_with_entries after insert on bank_statement referencing new table as inserted
for each statement execute function app.guard_bank_statement_whole();
create trigger bank_entry_with_statement after insert on bank_entry referencing new table as inserted
for each statement execute function app.guard_bank_statement_whole();
alter table bank_statement enable always trigger bank_statement_with_entries;
alter table bank_entry enable always trigger bank_entry_with_statement;

create function app.guard_bank_entry()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  decided constant text[] := array['state', 'payout_id', 'decided_by', 'decided_at', 'note'];
begin
  if tg_op = 'DELETE' then
    raise exception 'what the bank booked stays on record' using errcode = 'BT001', constraint = 'bank_entry_kept';
  end if;
  if tg_op = 'INSERT' and (new.decided_at is not null or not exists (
      select
      from public.bank_statement as statement
      where statement.id = new.statement_id and statement.imported_by = app.actor()))
  then
    raise exception 'entries come with their statement, and are decided later'
      using errcode = 'BT002', constraint = 'bank_entry_begins';
  end if;
  if tg_op = 'UPDATE' and (old.state <> 'UNMATCHED' or new.decided_at is null
      or to_jsonb(old) - decided is distinct from to_jsonb(new) - decided)
  then
    raise exception 'an entry that waits is decided once, and does not change otherwise'
      using errcode = 'BT001', constraint = 'bank_entry_decided_once';
  end if;
  if tg_op = 'UPDATE' and new.decided_by is distinct from app.actor() then
    raise exception 'who acts decides an entry' using errcode = 'BT002', constraint = 'bank_entry_by_actor';
  end if;
  if new.state in ('SETTLED', 'RETURNED', 'REPEATED') and not exists (
    select
    from public.payout
    where payout.id = new.payout_id and payout.currency = new.currency and payout.amount_minor = new.amount_minor
      and case when new.direction = 'DEBIT' then
          payout.state in ('PAID', 'RETURNED') and payout.booked_on = new.booked_on and payout.bank_reference = new.reference
            and (new.state = 'REPEATED' or payout.settled_by = app.actor())
        else payout.state = 'RETURNED' and payout.returned_on = new.booked_on and payout.return_reference = new.reference
          and (new.state = 'REPEATED' or payout.ended_by = app.actor()) end
  ) then
    raise exception 'an entry is what became of its payout: its amount, on its day, under its reference'
      using errcode = 'BT002', constraint = 'bank_entry_is_its_payout';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_bank_entry() from public;
create trigger bank_entry_guard after insert or update or delete on bank_entry
for each row execute function app.guard_bank_entry();
create trigger bank_entry_no_truncate before truncate on bank_entry
for each statement execute function app.refuse_change();
alter table bank_entry enable always trigger bank_entry_guard;
alter table bank_entry enable always trigger bank_entry_no_truncate;
`;
