import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * The double-entry ledger: append-only journal, chart of accounts, periods and a hash chain. One
 * function posts, one reverses, one seals; nothing else writes, and what each refuses is refused
 * again by constraints and triggers that hold for the owner and for a superuser too.
 */
export class TheLedgerBalances1795298400005 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(CURRENCIES);
    await runner.query(ENTITIES_AND_PERIODS);
    await runner.query(ACCOUNTS);
    await runner.query(JOURNAL);
    await runner.query(SEALS);
    await runner.query(JOURNAL_GUARDS);
    await runner.query(BALANCE_GUARDS);
    await runner.query(WRITING);
    await runner.query(POSTING);
    await runner.query(REVERSING);
    await runner.query(SEALING);
    await runner.query(READERS);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

// ISO 4217 by the number of decimals. Codes without a minor unit (metals, bond units, "no
// currency") cannot be posted and are left out.
const CURRENCIES = `
create table currency (
  code text not null,
  exponent smallint not null,
  active boolean not null default true,
  constraint currency_pkey primary key (code),
  constraint currency_code check (code ~ '^[A-Z]{3}$'),
  constraint currency_exponent check (exponent between 0 and 4)
);
insert into currency (code, exponent)
select code, exponent
from (values
  (0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'),
  (2, 'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD'),
  (2, 'CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP'),
  (2, 'GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT'),
  (2, 'LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN'),
  (2, 'NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD'),
  (2, 'SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS'),
  (2, 'VED VES WST XAD XCD XCG YER ZAR ZMW ZWG'),
  (3, 'BHD IQD JOD KWD LYD OMR TND'),
  (4, 'CLF UYW')
) as listed (exponent, codes)
cross join unnest(string_to_array(codes, ' ')) as code;
call app.give_policies('currency', 'reference');
comment on table currency is 'ISO 4217 currencies in use, and the decimals of their minor unit';
`;

// A period is a calendar month and its end is computed, so that unique (entity, start) leaves no
// room for an overlap; an exclusion constraint would need an extension.
const ENTITIES_AND_PERIODS = `
create table legal_entity (
  id uuid not null,
  name text not null,
  functional_currency text not null,
  time_zone text not null,
  is_default boolean not null default false,
  created_at timestamptz(3) not null,
  constraint legal_entity_pkey primary key (id),
  constraint legal_entity_name_once unique (name),
  constraint legal_entity_currency_fkey foreign key (functional_currency) references currency (code)
);
create unique index legal_entity_one_default on legal_entity (is_default) where is_default;
insert into legal_entity (id, name, functional_currency, time_zone, is_default, created_at)
values ('01970000-0000-7000-8000-000000000003', 'Default entity', 'EUR', 'UTC', true, now());
call app.give_policies('legal_entity', 'reference');
create policy legal_entity_posting on legal_entity to current_user using (true) with check (true);
comment on table legal_entity is 'A bookkeeping unit of the vendor: its currency and the zone its days are counted in';

create table accounting_period (
  id uuid not null,
  entity_id uuid not null,
  starts_on date not null,
  ends_before date not null generated always as ((starts_on + interval '1 month')::date) stored,
  status text not null default 'open',
  close_seq bigint,
  trial_balance_sha256 bytea,
  closed_at timestamptz(3),
  closed_by uuid,
  constraint accounting_period_pkey primary key (id),
  constraint accounting_period_of_entity unique (id, entity_id),
  constraint accounting_period_once unique (entity_id, starts_on),
  constraint accounting_period_entity_fkey foreign key (entity_id) references legal_entity (id),
  constraint accounting_period_month check (extract(day from starts_on) = 1),
  constraint accounting_period_status check (status in ('open', 'soft_closed', 'closed')),
  constraint accounting_period_closed check (
    num_nonnulls(close_seq, trial_balance_sha256, closed_at, closed_by)
      = case when status = 'closed' then 4 else 0 end
  )
);
call app.give_policies('accounting_period', 'ledger');
comment on table accounting_period is 'A month of an entity''s books, half-open [starts_on, ends_before); close_seq is the last seal it was closed with';

create function app.keep_accounting_period()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'UPDATE' then
    if (new.id, new.entity_id, new.starts_on) = (old.id, old.entity_id, old.starts_on) then
      return new;
    end if;
  end if;
  raise exception '% of % is refused: a period stays where it is', tg_op, tg_table_name
    using errcode = 'BT001', constraint = 'accounting_period_stays', hint = 'only its status and what closing it records may change';
end
$$;
revoke execute on function app.keep_accounting_period() from public;
create trigger accounting_period_stays before update or delete on accounting_period
  for each row execute function app.keep_accounting_period();
create trigger accounting_period_no_truncate before truncate on accounting_period
  for each statement execute function app.keep_accounting_period();
alter table accounting_period enable always trigger accounting_period_stays;
alter table accounting_period enable always trigger accounting_period_no_truncate;

create function app.open_periods()
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
  insert into public.accounting_period (id, entity_id, starts_on)
  select gen_random_uuid(), entity.id, month::date
  from public.legal_entity as entity
  cross join lateral (select date_trunc('month', now() at time zone entity.time_zone) as current) as today
  cross join lateral generate_series(
    coalesce(
      (select max(ends_before) from public.accounting_period where entity_id = entity.id),
      today.current
    ),
    today.current + interval '12 months',
    interval '1 month'
  ) as month
  on conflict (entity_id, starts_on) do nothing;
$$;
revoke execute on function app.open_periods() from public;
comment on function app.open_periods() is 'Opens the months that are missing up to twelve ahead of today, so that a close never stops a posting';
select app.open_periods();
`;

// The sign of a role is part of the chart: 1 never in credit, -1 never in debit, 0 either.
// An account's id is computed from what it is: a posting finds its accounts without a search, for
// which no index would serve (half of the columns are null), and an altered account shows.
// program_id is an incentive program's, credit_id a credit's: modules that stand above the ledger.
const ACCOUNTS = `
create function app.account_id(entity uuid, role text, partner uuid, program uuid, bank_account uuid, currency text)
returns uuid
language sql
immutable
set search_path = pg_catalog, pg_temp
return encode(substring(sha256(convert_to(
  'baton.account.v1 ' || entity || ' ' || role || ' ' || coalesce(partner::text, '-') || ' '
    || coalesce(program::text, '-') || ' ' || coalesce(bank_account::text, '-') || ' ' || currency,
  'UTF8')) from 1 for 16), 'hex')::uuid;
revoke execute on function app.account_id(uuid, text, uuid, uuid, uuid, text) from public;
comment on function app.account_id(uuid, text, uuid, uuid, uuid, text) is 'The id of the one account that these columns name';

create table ledger_account (
  id uuid not null,
  entity_id uuid not null,
  role text not null,
  partner_id uuid,
  program_id uuid,
  bank_account_id uuid,
  currency text not null,
  balance_sign smallint not null generated always as (
    case
      when role in ('accrued', 'holdback', 'payable', 'in_transit') then -1
      when role = 'clawback_receivable' then 1
      else 0
    end
  ) stored,
  constraint ledger_account_pkey primary key (id),
  constraint ledger_account_once unique nulls not distinct (entity_id, role, partner_id, program_id, bank_account_id, currency),
  constraint ledger_account_in_currency unique (id, currency),
  constraint ledger_account_with_sign unique (id, balance_sign),
  constraint ledger_account_identity check (
    id = app.account_id(entity_id, role, partner_id, program_id, bank_account_id, currency)
  ),
  constraint ledger_account_entity_fkey foreign key (entity_id) references legal_entity (id),
  constraint ledger_account_partner_fkey foreign key (partner_id) references partner (id),
  constraint ledger_account_currency_fkey foreign key (currency) references currency (code),
  constraint ledger_account_chart check (
    case
      when role in ('expense', 'expense_recovery', 'contract_cost_asset', 'writeoff')
        then partner_id is null and program_id is not null and bank_account_id is null
      when role in ('accrued', 'holdback', 'payable', 'in_transit', 'clawback_receivable')
        then partner_id is not null and program_id is not null and bank_account_id is null
      when role in ('cash_clearing', 'bank', 'bank_charges')
        then partner_id is null and program_id is null and bank_account_id is not null
      when role in ('wht_payable', 'fx_clearing', 'fx_gain_loss')
        then partner_id is null and program_id is null and bank_account_id is null
      else false
    end
  )
);
call app.give_policies('ledger_account', 'ledger');
call app.make_append_only('ledger_account');
comment on table ledger_account is 'The chart: one account per entity, role, partner, program, bank account and currency, made when first posted to';
comment on column ledger_account.balance_sign is '1: never in credit; -1: never in debit; 0: either';

create table account_balance (
  account_id uuid not null,
  balance_sign smallint not null,
  balance_minor numeric(38, 0) not null default 0,
  version bigint not null default 0,
  constraint account_balance_pkey primary key (account_id),
  constraint account_balance_account_fkey foreign key (account_id, balance_sign) references ledger_account (id, balance_sign),
  constraint account_balance_not_overdrawn check (balance_sign * balance_minor >= 0)
) with (fillfactor = 70);
call app.give_policies('account_balance', 'ledger');
comment on table account_balance is 'Sums of journal lines, debit positive: of all lines where the account has a sign, of sealed ones elsewhere';

create function app.start_balance()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.account_balance (account_id, balance_sign) values (new.id, new.balance_sign);
  return null;
end
$$;
revoke execute on function app.start_balance() from public;
create trigger ledger_account_start_balance after insert on ledger_account
  for each row execute function app.start_balance();
alter table ledger_account enable always trigger ledger_account_start_balance;
`;

// Debit > 0, credit < 0. A posting never changes; its place in the chain is another row.
const JOURNAL = `
create table journal_txn (
  id uuid not null,
  entity_id uuid not null,
  kind text not null,
  idempotency_key text not null,
  request_hash bytea not null,
  effective_date date not null,
  accounting_date date not null,
  posted_at timestamptz(3) not null,
  period_id uuid not null,
  reverses_id uuid,
  source_type text not null,
  source_id uuid not null,
  actor_id uuid not null,
  approval_id uuid,
  memo text,
  db_xact xid8 not null,
  constraint journal_txn_pkey primary key (id),
  constraint journal_txn_key_once unique (entity_id, idempotency_key),
  constraint journal_txn_period_fkey foreign key (period_id, entity_id) references accounting_period (id, entity_id),
  constraint journal_txn_reverses_fkey foreign key (reverses_id) references journal_txn (id),
  constraint journal_txn_kind check (
    kind in ('ACCRUE', 'APPROVE', 'VEST', 'SCHEDULE', 'EXPORT', 'SETTLE', 'RETURN', 'REVERSE', 'ADJUST', 'TRUE_UP',
      'CLAWBACK', 'REPAYMENT', 'WRITE_OFF', 'WHT_REMITTED', 'FX_PAYOUT')
  ),
  constraint journal_txn_reversal check ((kind = 'REVERSE') = (reverses_id is not null)),
  constraint journal_txn_source check (source_type ~ '^[a-z][a-z_]*$'),
  constraint journal_txn_key_length check (char_length(idempotency_key) between 1 and 255),
  constraint journal_txn_hash_length check (octet_length(request_hash) = 32),
  constraint journal_txn_memo_length check (char_length(memo) between 1 and 1000)
);
create unique index journal_txn_reversed_once on journal_txn (reverses_id) where reverses_id is not null;
create index journal_txn_by_source on journal_txn (source_type, source_id);
call app.give_policies('journal_txn', 'ledger');
call app.make_append_only('journal_txn');
comment on table journal_txn is 'A posting: what happened, when it counts (effective), when it is booked (accounting) and when it was known (posted)';

create table journal_entry (
  txn_id uuid not null,
  line_no integer not null,
  account_id uuid not null,
  currency text not null,
  amount_minor bigint not null,
  credit_id uuid,
  constraint journal_entry_pkey primary key (txn_id, line_no),
  constraint journal_entry_txn_fkey foreign key (txn_id) references journal_txn (id),
  constraint journal_entry_account_fkey foreign key (account_id, currency) references ledger_account (id, currency),
  constraint journal_entry_line_no check (line_no > 0),
  constraint journal_entry_amount check (amount_minor <> 0)
);
create index journal_entry_by_account on journal_entry (account_id, txn_id);
create index journal_entry_by_credit on journal_entry (credit_id) where credit_id is not null;
call app.give_policies('journal_entry', 'ledger');
call app.make_append_only('journal_entry');
comment on table journal_entry is 'A line of a posting, in minor units of its account''s currency: debit > 0, credit < 0';
`;

// Reports count by seal, not by time: a transaction in flight would change yesterday's figure.
const SEALS = `
create table journal_seal (
  txn_id uuid not null,
  entity_id uuid not null,
  seq bigint not null,
  prev_hash bytea not null,
  hash bytea not null,
  constraint journal_seal_pkey primary key (txn_id),
  constraint journal_seal_once unique (entity_id, seq),
  constraint journal_seal_txn_fkey foreign key (txn_id) references journal_txn (id),
  constraint journal_seal_seq check (seq > 0),
  constraint journal_seal_hash_length check (octet_length(hash) = 32 and octet_length(prev_hash) = 32)
);
call app.give_policies('journal_seal', 'ledger');
call app.make_append_only('journal_seal');
comment on table journal_seal is 'The place of a posting in its entity''s hash chain; the first link follows 32 zero bytes';

create table journal_unsealed (
  txn_id uuid not null,
  constraint journal_unsealed_pkey primary key (txn_id)
);
call app.give_policies('journal_unsealed', 'ledger');
comment on table journal_unsealed is 'Postings that wait for the sealer, so that it need not search the journal';

create table chain_head (
  entity_id uuid not null,
  seq bigint not null,
  hash bytea not null,
  constraint chain_head_pkey primary key (entity_id),
  constraint chain_head_entity_fkey foreign key (entity_id) references legal_entity (id)
);
call app.give_policies('chain_head', 'ledger');
comment on table chain_head is 'The last link of each entity''s chain: exported daily, it shows that no tail was cut off';
`;

// The database's transaction id says whether a line arrives with its header or is slipped in later.
const JOURNAL_GUARDS = `
create function app.guard_journal_txn()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  period record;
  reversed record;
begin
  select status, starts_on, ends_before into period
  from public.accounting_period
  where id = new.period_id and entity_id = new.entity_id
  for share;
  if period.status is distinct from 'open' then
    raise exception 'posting % is refused: its accounting period is not open', new.id
      using errcode = 'BT002', constraint = 'journal_txn_period_open', hint = 'post into the next open period';
  end if;
  if new.accounting_date < period.starts_on or new.accounting_date >= period.ends_before then
    raise exception 'posting % is refused: accounting date % is outside its period', new.id, new.accounting_date
      using errcode = 'BT002', constraint = 'journal_txn_date_in_period';
  end if;

  if new.reverses_id is not null then
    select entity_id, reverses_id into reversed from public.journal_txn where id = new.reverses_id;
    if reversed.entity_id is distinct from new.entity_id then
      raise exception 'posting % has nothing to reverse: % is no posting of its entity', new.id, new.reverses_id
        using errcode = 'BT004', constraint = 'journal_txn_reverses_own_entity';
    end if;
    if reversed.reverses_id is not null then
      raise exception 'posting % is itself a reversal and cannot be reversed', new.reverses_id
        using errcode = 'BT004', constraint = 'journal_txn_reverses_no_reversal', hint = 'post the original again';
    end if;
  end if;

  new.db_xact := pg_current_xact_id();
  new.posted_at := clock_timestamp();
  return new;
end
$$;

create function app.queue_for_seal()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.journal_unsealed (txn_id) values (new.id);
  return null;
end
$$;

create function app.guard_journal_entries()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  culprit record;
begin
  select line.txn_id, line.line_no, txn.db_xact, seal.seq, txn.entity_id = account.entity_id as same_entity
  into culprit
  from inserted as line
  left join public.journal_txn as txn on txn.id = line.txn_id
  left join public.journal_seal as seal on seal.txn_id = line.txn_id
  left join public.ledger_account as account on account.id = line.account_id
  where txn.db_xact is distinct from pg_current_xact_id()
     or seal.seq is not null
     or account.entity_id is distinct from txn.entity_id
  limit 1;
  if not found then
    return null;
  end if;
  if culprit.same_entity then
    raise exception 'line % is refused: posting % was made in an earlier transaction', culprit.line_no, culprit.txn_id
      using errcode = 'BT001', constraint = 'journal_entry_with_its_header', hint = 'make a new posting';
  end if;
  raise exception 'line % of posting % is refused: its account belongs to another entity', culprit.line_no, culprit.txn_id
    using errcode = 'BT003', constraint = 'journal_entry_same_entity';
end
$$;
revoke execute on function app.guard_journal_txn(), app.queue_for_seal(), app.guard_journal_entries() from public;

create trigger journal_txn_guard before insert on journal_txn
  for each row execute function app.guard_journal_txn();
create trigger journal_txn_queue_for_seal after insert on journal_txn
  for each row execute function app.queue_for_seal();
create trigger journal_entry_guard after insert on journal_entry
  referencing new table as inserted for each statement execute function app.guard_journal_entries();
alter table journal_txn enable always trigger journal_txn_guard;
alter table journal_txn enable always trigger journal_txn_queue_for_seal;
alter table journal_entry enable always trigger journal_entry_guard;
`;

// At COMMIT, over all lines. On the header too, since a header without lines fires no line's
// trigger; on the lines too, since SET CONSTRAINTS can let the header's fire early.
const BALANCE_GUARDS = `
create function app.check_journal_balances()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  txn uuid;
  lines bigint;
  off text;
begin
  if tg_table_name = 'journal_txn' then
    txn := new.id;
  else
    txn := new.txn_id;
  end if;
  select coalesce(sum(of_currency.lines), 0), min(of_currency.currency) filter (where of_currency.net <> 0)
  into lines, off
  from (
    select currency, count(*) as lines, sum(amount_minor) as net
    from public.journal_entry
    where txn_id = txn
    group by currency
  ) as of_currency;
  if lines < 2 then
    raise exception 'posting % is refused: it has % of the two lines that it needs at least', txn, lines
      using errcode = 'BT003', constraint = 'journal_txn_has_lines';
  end if;
  if off is not null then
    raise exception 'posting % is refused: its debits and credits in % differ', txn, off
      using errcode = 'BT003', constraint = 'journal_txn_balances';
  end if;
  return null;
end
$$;
revoke execute on function app.check_journal_balances() from public;
create constraint trigger journal_txn_balances after insert on journal_txn
  deferrable initially deferred for each row execute function app.check_journal_balances();
create constraint trigger journal_entry_balances after insert on journal_entry
  deferrable initially deferred for each row execute function app.check_journal_balances();
alter table journal_txn enable always trigger journal_txn_balances;
alter table journal_entry enable always trigger journal_entry_balances;
`;

// What posting and reversing have in common. Runs as its caller, and nobody else may call it.
const WRITING = `
create type app.journal_header as (
  id uuid,
  entity_id uuid,
  kind text,
  idempotency_key text,
  effective_date date,
  reverses_id uuid,
  source_type text,
  source_id uuid,
  approval_id uuid,
  memo text
);
create type app.journal_line as (account_id uuid, currency text, amount_minor bigint, credit_id uuid);
revoke all on type app.journal_header, app.journal_line from public;

-- free text is preceded by its length, so that no two bodies share a spelling
create function app.journal_request_hash(header app.journal_header, lines app.journal_line[])
returns bytea
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select sha256(convert_to(concat_ws(e'\\n',
    'baton.posting.v1',
    header.kind,
    to_char(header.effective_date, 'YYYY-MM-DD'),
    coalesce(header.reverses_id::text, '-'),
    header.source_type,
    header.source_id,
    coalesce(header.approval_id::text, '-'),
    coalesce(octet_length(header.memo) || ':' || header.memo, '-'),
    (select string_agg(
        concat_ws(' ', line.account_id, line.currency, line.amount_minor, coalesce(line.credit_id::text, '-')),
        e'\\n' order by line.no)
      from unnest(lines) with ordinality as line (account_id, currency, amount_minor, credit_id, no))
  ), 'UTF8'))
$$;

create function app.posted_before(header app.journal_header, body_hash bytea)
returns uuid
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  earlier record;
begin
  select id, request_hash into earlier
  from public.journal_txn
  where entity_id = header.entity_id and idempotency_key = header.idempotency_key;
  if earlier.request_hash <> body_hash then
    raise exception 'the posting key % was used before, for another posting', header.idempotency_key
      using errcode = 'BT005', constraint = 'journal_txn_key_once', hint = 'a new posting needs a new key';
  end if;
  return earlier.id;
end
$$;

create function app.write_journal(header app.journal_header, lines app.journal_line[])
returns uuid
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  body_hash constant bytea := app.journal_request_hash(header, lines);
  actor constant uuid := app.actor();
  original uuid := app.posted_before(header, body_hash);
  period record;
  change record;
  off text;
begin
  if original is not null then
    return original;
  end if;
  if actor is null then
    raise exception 'a posting needs an actor'
      using errcode = 'BT003', constraint = 'journal_txn_actor', hint = 'set app.actor_id in the transaction';
  end if;
  select line.currency into off
  from unnest(lines) as line
  group by line.currency
  having sum(line.amount_minor) is distinct from 0
  limit 1;
  if found then
    raise exception 'posting % is refused: its debits and credits in % differ', header.id, off
      using errcode = 'BT003', constraint = 'journal_txn_balances';
  end if;

  -- the period stays open until this transaction ends: who closes it waits
  for attempt in 1..2 loop
    select id, greatest(starts_on, header.effective_date) as accounting_date into period
    from public.accounting_period
    where entity_id = header.entity_id and status = 'open' and ends_before > header.effective_date
    order by starts_on
    limit 1
    for share;
    exit when found;
    perform app.open_periods();
  end loop;
  if period.id is null then
    raise exception 'posting % is refused: no period is open on or after %', header.id, header.effective_date
      using errcode = 'BT002', constraint = 'journal_txn_period_open';
  end if;

  insert into public.journal_txn (id, entity_id, kind, idempotency_key, request_hash, effective_date, accounting_date,
    posted_at, period_id, reverses_id, source_type, source_id, actor_id, approval_id, memo, db_xact)
  values (header.id, header.entity_id, header.kind, header.idempotency_key, body_hash, header.effective_date,
    period.accounting_date, clock_timestamp(), period.id, header.reverses_id, header.source_type, header.source_id,
    actor, header.approval_id, header.memo, pg_current_xact_id())
  on conflict (entity_id, idempotency_key) do nothing;
  if not found then
    -- another session posted under this key between the look above and the insert
    return app.posted_before(header, body_hash);
  end if;

  insert into public.journal_entry (txn_id, line_no, account_id, currency, amount_minor, credit_id)
  select header.id, line.no, line.account_id, line.currency, line.amount_minor, line.credit_id
  from unnest(lines) with ordinality as line (account_id, currency, amount_minor, credit_id, no);

  -- one order for everybody, so that two postings never wait for each other in a ring
  for change in
    select account.id, account.role, sum(line.amount_minor) as net
    from unnest(lines) as line
    join public.ledger_account as account on account.id = line.account_id
    where account.balance_sign <> 0
    group by account.id, account.role
    order by account.id
  loop
    update public.account_balance
    set balance_minor = balance_minor + change.net,
        version = version + 1
    where account_id = change.id
      and balance_sign * (balance_minor + change.net) >= 0;
    if not found then
      raise exception 'posting % is refused: it would overdraw % account %', header.id, change.role, change.id
        using errcode = 'BT006', constraint = 'account_balance_not_overdrawn';
    end if;
  end loop;

  if header.reverses_id is not null then
    perform app.refuse_live_dependants(header.id);
  end if;
  return header.id;
end
$$;

-- The account as a whole may bear a reversal that the credit cannot: its money has moved on, and
-- another credit's would be taken instead. Called while the account's balance is locked.
create function app.refuse_live_dependants(reversal uuid)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (
    select
    from (select distinct account_id, credit_id from public.journal_entry where txn_id = reversal) as touched
    join public.ledger_account as account on account.id = touched.account_id
    join public.journal_entry as entry on entry.credit_id = touched.credit_id and entry.account_id = touched.account_id
    where account.balance_sign <> 0
    group by account.id, touched.credit_id
    having account.balance_sign * sum(entry.amount_minor) < 0
  ) then
    raise exception 'reversal % is refused: later postings moved the money on', reversal
      using errcode = 'BT004', constraint = 'journal_txn_reverses_last', hint = 'reverse the later postings first';
  end if;
end
$$;
revoke execute on function
  app.journal_request_hash(app.journal_header, app.journal_line[]),
  app.posted_before(app.journal_header, bytea),
  app.write_journal(app.journal_header, app.journal_line[]),
  app.refuse_live_dependants(uuid)
  from public;
`;

const POSTING = `
create function app.post_journal(
  txn_id uuid,
  entity_id uuid,
  kind text,
  idempotency_key text,
  effective_date date,
  source_type text,
  source_id uuid,
  lines jsonb,
  approval_id uuid default null,
  memo text default null
)
returns uuid
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  posted app.journal_line[];
begin
  select array_agg(
    row(
      app.account_id(post_journal.entity_id, line.role, line.partner_id, line.program_id, line.bank_account_id, line.currency),
      line.currency, line.amount_minor, line.credit_id
    )::app.journal_line
    order by line.no)
  into posted
  from rows from (
    jsonb_to_recordset(post_journal.lines) as (role text, partner_id uuid, program_id uuid, bank_account_id uuid,
      currency text, amount_minor bigint, credit_id uuid)
  ) with ordinality
    as line (role, partner_id, program_id, bank_account_id, currency, amount_minor, credit_id, no);

  insert into public.ledger_account (id, entity_id, role, partner_id, program_id, bank_account_id, currency)
  select distinct on (named.id) named.id, post_journal.entity_id, line.role, line.partner_id, line.program_id,
    line.bank_account_id, line.currency
  from jsonb_to_recordset(post_journal.lines)
    as line (role text, partner_id uuid, program_id uuid, bank_account_id uuid, currency text)
  cross join lateral app.account_id(post_journal.entity_id, line.role, line.partner_id, line.program_id,
    line.bank_account_id, line.currency) as named (id)
  where not exists (select from public.ledger_account as account where account.id = named.id)
  order by named.id
  -- no target: two sessions that make the same account may meet at either of its unique indexes
  on conflict do nothing;

  return app.write_journal(
    row(post_journal.txn_id, post_journal.entity_id, post_journal.kind, post_journal.idempotency_key,
      post_journal.effective_date, null, post_journal.source_type, post_journal.source_id, post_journal.approval_id,
      post_journal.memo),
    coalesce(posted, '{}')
  );
end
$$;
revoke execute on function app.post_journal(uuid, uuid, text, text, date, text, uuid, jsonb, uuid, text) from public;
grant execute on function app.post_journal(uuid, uuid, text, text, date, text, uuid, jsonb, uuid, text) to app_vendor, app_jobs;
comment on function app.post_journal(uuid, uuid, text, text, date, text, uuid, jsonb, uuid, text) is
  'Posts balanced lines [{role, partner_id, program_id, bank_account_id, currency, amount_minor (text), credit_id}] and returns the posting''s id; the same key and body again returns the first one''s';
`;

const REVERSING = `
create function app.reverse_journal(
  txn_id uuid,
  entity_id uuid,
  reverses_id uuid,
  idempotency_key text,
  effective_date date,
  source_type text,
  source_id uuid,
  approval_id uuid default null,
  memo text default null
)
returns uuid
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  mirrored app.journal_line[];
begin
  select array_agg(
    row(entry.account_id, entry.currency, -entry.amount_minor, entry.credit_id)::app.journal_line
    order by entry.line_no)
  into mirrored
  from public.journal_entry as entry
  where entry.txn_id = reverse_journal.reverses_id;

  return app.write_journal(
    row(reverse_journal.txn_id, reverse_journal.entity_id, 'REVERSE', reverse_journal.idempotency_key,
      reverse_journal.effective_date, reverse_journal.reverses_id, reverse_journal.source_type,
      reverse_journal.source_id, reverse_journal.approval_id, reverse_journal.memo),
    coalesce(mirrored, '{}')
  );
end
$$;
revoke execute on function app.reverse_journal(uuid, uuid, uuid, text, date, text, uuid, uuid, text) from public;
grant execute on function app.reverse_journal(uuid, uuid, uuid, text, date, text, uuid, uuid, text) to app_vendor, app_jobs;
comment on function app.reverse_journal(uuid, uuid, uuid, text, date, text, uuid, uuid, text) is
  'Posts the exact mirror of a posting of the same entity, once, unless it is a reversal or later postings moved its money on';
`;

// The sealed text is frozen as v1: whoever checks the chain writes it anew from the rows. Field
// names, fixed order, ISO dates, lines by number, free text preceded by its length in bytes.
const SEALING = `
create function app.journal_text(txn uuid, seq bigint, prev_hash bytea)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select 'baton.seal.v1'
    || e'\\nseq ' || journal_text.seq
    || e'\\nprev ' || encode(journal_text.prev_hash, 'hex')
    || e'\\nid ' || txn.id
    || e'\\nentity ' || txn.entity_id
    || e'\\nkind ' || txn.kind
    || e'\\nkey ' || octet_length(txn.idempotency_key) || ':' || txn.idempotency_key
    || e'\\nrequest ' || encode(txn.request_hash, 'hex')
    || e'\\neffective ' || to_char(txn.effective_date, 'YYYY-MM-DD')
    || e'\\naccounting ' || to_char(txn.accounting_date, 'YYYY-MM-DD')
    || e'\\nposted ' || to_char(txn.posted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
    || e'\\nperiod ' || txn.period_id
    || e'\\nreverses ' || coalesce(txn.reverses_id::text, '-')
    || e'\\nsource ' || txn.source_type || ' ' || txn.source_id
    || e'\\nactor ' || txn.actor_id
    || e'\\napproval ' || coalesce(txn.approval_id::text, '-')
    || e'\\nmemo ' || coalesce(octet_length(txn.memo) || ':' || txn.memo, '-')
    || e'\\nxact ' || txn.db_xact
    || (
      select string_agg(
        e'\\nline ' || entry.line_no
          || ' ' || entry.account_id
          || ' ' || account.entity_id
          || ' ' || account.role
          || ' ' || coalesce(account.partner_id::text, '-')
          || ' ' || coalesce(account.program_id::text, '-')
          || ' ' || coalesce(account.bank_account_id::text, '-')
          || ' ' || account.currency
          || ' ' || entry.currency
          || ' ' || entry.amount_minor
          || ' ' || coalesce(entry.credit_id::text, '-'),
        '' order by entry.line_no)
      from public.journal_entry as entry
      join public.ledger_account as account on account.id = entry.account_id
      where entry.txn_id = txn.id
    )
  from public.journal_txn as txn
  where txn.id = journal_text.txn
$$;
revoke execute on function app.journal_text(uuid, bigint, bytea) from public;

create function app.seal_journals(batch integer)
returns integer
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  entity uuid;
  head public.chain_head;
  waiting record;
  link bytea;
  sealed uuid[] := '{}';
begin
  -- 'BTON' and 1: one sealer at a time in this database
  perform pg_advisory_xact_lock(1112821582, 1);
  perform app.open_periods();

  for entity in
    select distinct txn.entity_id
    from public.journal_unsealed as unsealed
    join public.journal_txn as txn on txn.id = unsealed.txn_id
  loop
    select * into head from public.chain_head where entity_id = entity for update;
    if not found then
      head := row(entity, 0, decode(repeat('00', 32), 'hex'));
    end if;
    for waiting in
      select txn.id
      from public.journal_unsealed as unsealed
      join public.journal_txn as txn on txn.id = unsealed.txn_id
      left join public.journal_unsealed as original on original.txn_id = txn.reverses_id
      where txn.entity_id = entity
      -- a reversal after what it reverses, whatever the clocks said
      order by original.txn_id is not null, txn.posted_at, txn.id
      limit batch - cardinality(sealed)
    loop
      link := sha256(convert_to(app.journal_text(waiting.id, head.seq + 1, head.hash), 'UTF8'));
      insert into public.journal_seal (txn_id, entity_id, seq, prev_hash, hash)
      values (waiting.id, entity, head.seq + 1, head.hash, link);
      head := row(entity, head.seq + 1, link);
      sealed := sealed || waiting.id;
    end loop;
    insert into public.chain_head (entity_id, seq, hash)
    values (head.entity_id, head.seq, head.hash)
    on conflict (entity_id) do update set seq = excluded.seq, hash = excluded.hash;
  end loop;

  delete from public.journal_unsealed where txn_id = any (sealed);
  update public.account_balance as balance
  set balance_minor = balance.balance_minor + change.net,
      version = balance.version + 1
  from (
    select entry.account_id, sum(entry.amount_minor) as net
    from public.journal_entry as entry
    join public.ledger_account as account on account.id = entry.account_id
    where entry.txn_id = any (sealed) and account.balance_sign = 0
    group by entry.account_id
  ) as change
  where balance.account_id = change.account_id;
  return cardinality(sealed);
end
$$;
revoke execute on function app.seal_journals(integer) from public;
grant execute on function app.seal_journals(integer) to app_jobs;
comment on function app.seal_journals(integer) is
  'Appends up to so many waiting postings to the hash chain, adds them to the balances that count by seal, and returns how many they were';
`;

const READERS = `
grant select on currency, legal_entity, accounting_period, ledger_account, account_balance, journal_txn, journal_entry,
  journal_seal, journal_unsealed, chain_head to app_vendor, app_jobs;
`;

const DOWN = `
drop function app.seal_journals(integer), app.reverse_journal(uuid, uuid, uuid, text, date, text, uuid, uuid, text),
  app.post_journal(uuid, uuid, text, text, date, text, uuid, jsonb, uuid, text),
  app.write_journal(app.journal_header, app.journal_line[]), app.posted_before(app.journal_header, bytea),
  app.journal_request_hash(app.journal_header, app.journal_line[]), app.refuse_live_dependants(uuid),
  app.journal_text(uuid, bigint, bytea), app.open_periods();
drop type app.journal_header, app.journal_line;
drop table chain_head, journal_unsealed, journal_seal, journal_entry, journal_txn, account_balance, ledger_account,
  accounting_period, legal_entity, currency;
drop function app.check_journal_balances(), app.guard_journal_entries(), app.queue_for_seal(), app.guard_journal_txn(),
  app.start_balance(), app.keep_accounting_period(), app.account_id(uuid, text, uuid, uuid, uuid, text);
`;
