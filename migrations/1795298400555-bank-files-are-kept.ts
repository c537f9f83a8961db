import type { MigrationInterface, QueryRunner } from "typeorm";

/** What goes to the bank is rendered once, as its batch is sent, kept sealed, and fetched by links that open once. */
export class BankFilesAreKept1795298400555 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(FILES);
    await runner.query(FETCHES);
    await runner.query(BATCHES);
  }

  public async down(): Promise<void> {
    throw new Error("what was handed to a bank is on record: restore a backup instead");
  }
}

const FILES = `
create table bank_file (
  id uuid not null,
  batch_id uuid not null,
  format text not null,
  currency text not null,
  execution_on date not null,
  payment_count integer not null,
  sum_minor bigint not null,
  sha256 text not null,
  byte_size integer not null,
  content_sealed bytea not null,
  key_id text not null,
  rendered_at timestamptz(3) not null,
  constraint bank_file_pkey primary key (id),
  constraint bank_file_once unique (batch_id, format),
  constraint bank_file_batch_fkey foreign key (batch_id, currency) references payout_batch (id, currency),
  constraint bank_file_format check (format in ('PAYMENT_LIST', 'CREDIT_TRANSFER')),
  constraint bank_file_credit_transfer check (format <> 'CREDIT_TRANSFER' or currency = 'EUR'),
  constraint bank_file_sums check (payment_count > 0 and sum_minor > 0),
  constraint bank_file_sha256 check (sha256 ~ '^[0-9a-f]{64}$'),
  constraint bank_file_content check (
    byte_size > 0 and octet_length(content_sealed) = byte_size + 28 and char_length(key_id) between 1 and 20)
);
call app.give_policies('bank_file', 'vendor_only');
call app.require_new_ids('bank_file');
call app.make_append_only('bank_file');
grant select, insert on bank_file to app_vendor;
grant select on bank_file to app_jobs;
comment on table bank_file is 'What a batch of payouts says to the bank, rendered once as it is sent: the same bytes ever after';
comment on column bank_file.content_sealed is 'AES-256-GCM of the file, which holds account numbers, under the key that key_id names: nonce, tag, text';
comment on column bank_file.sha256 is 'Of the file as it is fetched, in hexadecimal digits';

create function app.guard_bank_file()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select
    from public.payout_batch as batch
    where batch.id = new.batch_id and batch.state = 'SENT' and batch.sent_by = app.actor() and batch.sent_at = new.rendered_at
      and batch.payout_count = new.payment_count and batch.sum_minor = new.sum_minor
  ) then
    raise exception 'who sends a batch has its files rendered, and they are of all that it pays'
      using errcode = 'BT002', constraint = 'bank_file_is_its_batch';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_bank_file() from public;
create trigger bank_file_guard after insert on bank_file
for each row execute function app.guard_bank_file();
alter table bank_file enable always trigger bank_file_guard;
`;

const FETCHES = `
create table bank_file_fetch (
  id uuid not null,
  file_id uuid not null,
  asked_by uuid not null,
  asked_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  fetched_at timestamptz(3),
  constraint bank_file_fetch_pkey primary key (id),
  constraint bank_file_fetch_file_fkey foreign key (file_id) references bank_file (id),
  constraint bank_file_fetch_soon check (
    expires_at > asked_at and expires_at <= asked_at + interval '1 hour' and fetched_at >= asked_at and fetched_at < expires_at)
);
create index bank_file_fetch_of_file on bank_file_fetch (file_id, asked_at desc, id desc);
call app.give_policies('bank_file_fetch', 'vendor_only');
call app.make_endable('bank_file_fetch', 'fetched_at');
call app.require_new_ids('bank_file_fetch');
grant select, insert (id, file_id, asked_by, asked_at, expires_at), update (fetched_at) on bank_file_fetch to app_vendor;
grant select on bank_file_fetch to app_jobs;
comment on table bank_file_fetch is 'Who asked for a file for the bank, and when it was fetched by the link that was made for them: once, or never';

create function app.guard_bank_file_fetch()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.asked_by is distinct from app.actor() then
    raise exception 'who asked for a file fetches it' using errcode = 'BT002', constraint = 'bank_file_fetch_by_actor';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_bank_file_fetch() from public;
create trigger bank_file_fetch_guard after insert or update on bank_file_fetch
for each row execute function app.guard_bank_file_fetch();
alter table bank_file_fetch enable always trigger bank_file_fetch_guard;
`;

// Batches that were sent before have none, and get none: what was entered at the bank by hand is not made up afterwards.
const BATCHES = `
create function app.guard_batch_has_file()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select
    from public.bank_file as file
    where file.batch_id = new.id and file.format = 'PAYMENT_LIST'
  ) then
    raise exception 'a batch is sent with its list of payments'
      using errcode = 'BT002', constraint = 'payout_batch_sent_with_file';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_batch_has_file() from public;
create trigger payout_batch_with_file after update of state on payout_batch for each row
when (old.state <> 'SENT' and new.state = 'SENT')
execute function app.guard_batch_has_file();
alter table payout_batch enable always trigger payout_batch_with_file;
`;
