import type { MigrationInterface, QueryRunner } from "typeorm";

/**
 * Months of the books are shut in two steps by two persons, opened again by two, and handed to the books of the firm.
 * What was done to a period is a row that never changes; the row moves the period, and nothing else does.
 */
export class PeriodsAreClosed1795298400510 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(PERIODS);
    await runner.query(POSTING);
    await runner.query(BALANCE);
    await runner.query(STEPS);
    await runner.query(PERSONS);
    await runner.query(MOVES);
  }

  public async down(): Promise<void> {
    throw new Error("what was closed stays closed: restore a backup instead");
  }
}

const PERIODS = `
alter table accounting_period
  add column first_close_seq bigint,
  add column gl_exported_at timestamptz(3),
  add constraint accounting_period_exported check (gl_exported_at is null or status = 'closed');
create index journal_txn_by_period on journal_txn (period_id);
create index journal_txn_late on journal_txn (posted_at) where accounting_date > effective_date;
comment on column accounting_period.first_close_seq is 'The last seal when it was closed for the first time: what was sealed later came while it was open again';
comment on column accounting_period.gl_exported_at is 'When it went to the books of the firm: it is not opened again';

create or replace function app.keep_accounting_period()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'UPDATE' then
    if old.gl_exported_at is not null
      and (new.status, new.close_seq, new.gl_exported_at) is distinct from (old.status, old.close_seq, old.gl_exported_at) then
      raise exception 'the period of % went to the books of the firm and is not opened again', old.starts_on
        using errcode = 'BT002', constraint = 'accounting_period_exported_stays', hint = 'post an adjustment in an open period';
    end if;
    if (new.id, new.entity_id, new.starts_on) = (old.id, old.entity_id, old.starts_on) then
      new.first_close_seq := coalesce(old.first_close_seq, new.close_seq);
      return new;
    end if;
  end if;
  raise exception '% of % is refused: a period stays where it is', tg_op, tg_table_name
    using errcode = 'BT001', constraint = 'accounting_period_stays', hint = 'only its status and what closing it records may change';
end
$$;
`;

// What sales does goes to the next open month from the soft close on; what finance does still belongs to the month.
const POSTING = `
create function app.is_finance_posting(kind text)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
return kind in ('APPROVE', 'VEST', 'SCHEDULE', 'EXPORT', 'SETTLE', 'RETURN', 'CLAWBACK', 'REPAYMENT', 'WRITE_OFF', 'WHT_REMITTED',
  'FX_PAYOUT');
revoke execute on function app.is_finance_posting(text) from public;
comment on function app.is_finance_posting(text) is 'Whether it is posted into a soft-closed period too: what finance does, not what leads earn';

create or replace function app.write_journal(header app.journal_header, lines app.journal_line[])
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
    where entity_id = header.entity_id and ends_before > header.effective_date
      and (status = 'open' or status = 'soft_closed' and app.is_finance_posting(header.kind))
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

create or replace function app.guard_journal_txn()
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
  if (period.status = 'open' or period.status = 'soft_closed' and app.is_finance_posting(new.kind)) is not true then
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
`;

// Frozen as v1. Cumulative: all that is booked before the period ends, up to the seal with which it was closed.
const BALANCE = `
create function app.trial_balance_sha256(entity uuid, until_seq bigint, before date)
returns bytea
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select sha256(convert_to(
    'baton.trial-balance.v1'
      || e'\\nentity ' || trial_balance_sha256.entity
      || e'\\nseq ' || trial_balance_sha256.until_seq
      || e'\\nbefore ' || to_char(trial_balance_sha256.before, 'YYYY-MM-DD')
      || coalesce(string_agg(
        e'\\naccount ' || account_id || ' ' || currency || ' ' || debit || ' ' || credit, '' order by account_id), ''),
    'UTF8'))
  from (
    select entry.account_id, entry.currency,
      coalesce(sum(entry.amount_minor) filter (where entry.amount_minor > 0), 0) as debit,
      coalesce(-sum(entry.amount_minor) filter (where entry.amount_minor < 0), 0) as credit
    from public.journal_seal as seal
    join public.journal_txn as txn on txn.id = seal.txn_id
    join public.journal_entry as entry on entry.txn_id = seal.txn_id
    where seal.entity_id = trial_balance_sha256.entity
      and seal.seq <= trial_balance_sha256.until_seq
      and txn.accounting_date < trial_balance_sha256.before
    group by entry.account_id, entry.currency
  ) as summed
$$;
revoke execute on function app.trial_balance_sha256(uuid, bigint, date) from public;
grant execute on function app.trial_balance_sha256(uuid, bigint, date) to app_vendor, app_jobs;
comment on function app.trial_balance_sha256(uuid, bigint, date) is 'SHA-256 over each account with its debits and credits up to a seal, of what is booked before a day';
`;

const STEPS = `
create table period_step (
  id uuid not null,
  period_id uuid not null,
  number integer not null,
  kind text not null,
  made_at timestamptz(3) not null,
  made_by uuid not null,
  reason text,
  days integer,
  gl_reference text,
  open_until timestamptz(3),
  close_seq bigint,
  trial_balance_sha256 bytea,
  constraint period_step_pkey primary key (id),
  constraint period_step_once unique (period_id, number),
  constraint period_step_period_fkey foreign key (period_id) references accounting_period (id),
  constraint period_step_number check (number >= 1),
  constraint period_step_kind check (kind in ('SOFT_CLOSED', 'CLOSED', 'REOPENING_ASKED', 'REOPENING_DECLINED', 'REOPENED',
    'REOPENING_ENDED', 'GL_EXPORTED')),
  constraint period_step_reason check ((kind in ('REOPENING_ASKED', 'REOPENING_DECLINED')) = (reason is not null)),
  constraint period_step_reason_length check (char_length(reason) between 1 and 500),
  constraint period_step_days check ((kind = 'REOPENING_ASKED') = (days is not null) and days between 1 and 31),
  constraint period_step_reference check ((kind = 'GL_EXPORTED') = (gl_reference is not null)),
  constraint period_step_reference_length check (char_length(gl_reference) between 1 and 100),
  constraint period_step_open_until check ((kind = 'REOPENED') = (open_until is not null) and open_until > made_at),
  constraint period_step_closed check (
    num_nonnulls(close_seq, trial_balance_sha256) = case when kind = 'CLOSED' then 2 else 0 end)
);
call app.give_policies('period_step', 'ledger');
create policy period_step_made on period_step for insert to app_vendor, app_jobs
with check ((select nullif(current_setting('app.actor_id', true), '')) is not null);
call app.make_append_only('period_step');
grant select, insert (id, period_id, number, kind, made_at, made_by, reason, days, gl_reference) on period_step to app_vendor;
grant select, insert (id, period_id, number, kind, made_at, made_by) on period_step to app_jobs;
comment on table period_step is 'What was done to a period of the books, by whom, in order; the row moves the period';
comment on column period_step.close_seq is 'The last seal with which it was closed, set by the database';
comment on column period_step.trial_balance_sha256 is 'The trial balance at that seal, of all that is booked before the period ends; set by the database';
`;

// By person, with the rights of whoever writes. Who prepared the close is who soft-closed it or asked to open it again.
const PERSONS = `
create function app.guard_period_step()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  preparer uuid;
begin
  if new.made_by is distinct from app.actor() then
    raise exception 'a step of a period names who makes it'
      using errcode = 'BT002', constraint = 'period_step_by_actor';
  end if;
  if new.kind in ('CLOSED', 'REOPENED', 'REOPENING_DECLINED') then
    select made_by into preparer
    from public.period_step
    where period_id = new.period_id and kind in ('SOFT_CLOSED', 'REOPENING_ASKED')
    order by number desc
    limit 1;
    if app.is_same_person(new.made_by, preparer) is not false then
      raise exception 'a period is closed and opened again by another person than who prepared it'
        using errcode = 'BT002', constraint = 'period_step_two_persons';
    end if;
  end if;
  return new;
end
$$;
revoke execute on function app.guard_period_step() from public;
create trigger period_step_guard before insert on period_step
for each row execute function app.guard_period_step();
`;

// Runs as the owner, who alone may change a period. Whoever posts holds the period's row for share until the posting is
// committed, so that behind the lock all postings of the period are to be seen; of one that is not sealed the close waits.
const MOVES = `
create function app.move_accounting_period()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  period record;
  last record;
begin
  -- behind the lock only a new snapshot shows what was posted while it was waited for
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'a period is moved at read committed, not at %', current_setting('transaction_isolation')
      using errcode = 'BT002', constraint = 'period_step_sees_all';
  end if;
  select each.id, each.entity_id, each.starts_on, each.ends_before, each.status, each.gl_exported_at, entity.time_zone
  into period
  from public.accounting_period as each
  join public.legal_entity as entity on entity.id = each.entity_id
  where each.id = new.period_id
  for no key update of each;
  select number, kind, days, open_until into last
  from public.period_step
  where period_id = new.period_id
  order by number desc
  limit 1;
  if new.number <> coalesce(last.number, 0) + 1 then
    raise exception 'another step of the period was quicker'
      using errcode = 'BT002', constraint = 'period_step_in_order';
  end if;

  if (case new.kind
    when 'SOFT_CLOSED' then
      period.status = 'open' and (new.made_at at time zone period.time_zone)::date >= period.ends_before
    when 'CLOSED' then
      period.status = 'soft_closed' and not exists (
        select
        from public.accounting_period as earlier
        where earlier.entity_id = period.entity_id and earlier.starts_on < period.starts_on and earlier.status <> 'closed')
    when 'REOPENING_ASKED' then
      period.status = 'closed' and period.gl_exported_at is null and last.kind <> 'REOPENING_ASKED'
    when 'REOPENING_ENDED' then period.status = 'open' and last.kind = 'REOPENED' and last.open_until <= new.made_at
    when 'GL_EXPORTED' then
      period.status = 'closed' and period.gl_exported_at is null and last.kind <> 'REOPENING_ASKED'
    else period.gl_exported_at is null and last.kind = 'REOPENING_ASKED'
  end) is not true then
    raise exception 'a period that is % does not become %', period.status, new.kind
      using errcode = 'BT002', constraint = 'period_step_follows';
  end if;

  if new.kind = 'REOPENED' then
    new.open_until := new.made_at + last.days * interval '1 day';
  end if;
  if new.kind = 'CLOSED' then
    if exists (
      select
      from public.journal_unsealed as waiting
      join public.journal_txn as txn on txn.id = waiting.txn_id
      where txn.period_id = period.id
    ) then
      raise exception 'postings of the period wait for their seal'
        using errcode = 'BT002', constraint = 'period_step_sealed', hint = 'try again in a few seconds';
    end if;
    select coalesce(max(seq), 0) into new.close_seq from public.journal_seal where entity_id = period.entity_id;
    new.trial_balance_sha256 := app.trial_balance_sha256(period.entity_id, new.close_seq, period.ends_before);
  end if;

  update public.accounting_period
  set status = case
        when new.kind in ('SOFT_CLOSED', 'REOPENING_ENDED') then 'soft_closed'
        when new.kind = 'CLOSED' then 'closed'
        when new.kind = 'REOPENED' then 'open'
        else status
      end,
      close_seq = case new.kind when 'CLOSED' then new.close_seq when 'REOPENED' then null else close_seq end,
      trial_balance_sha256 = case new.kind
        when 'CLOSED' then new.trial_balance_sha256 when 'REOPENED' then null else trial_balance_sha256 end,
      closed_at = case new.kind when 'CLOSED' then new.made_at when 'REOPENED' then null else closed_at end,
      closed_by = case new.kind when 'CLOSED' then new.made_by when 'REOPENED' then null else closed_by end,
      gl_exported_at = case new.kind when 'GL_EXPORTED' then new.made_at else gl_exported_at end
  where id = period.id;
  return new;
end
$$;
revoke execute on function app.move_accounting_period() from public;
create trigger period_step_moves before insert on period_step
for each row execute function app.move_accounting_period();
alter table period_step enable always trigger period_step_moves;
`;
