import type { MigrationInterface, QueryRunner } from "typeorm";

/** What the bank takes is told apart from what it pays: of an entry that a person decided a part, or all of it, is charges. */
export class BankChargesAreBooked1795298400557 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(CHARGES);
    await runner.query(GUARD);
  }

  public async down(): Promise<void> {
    throw new Error("what the bank took is on record: restore a backup instead");
  }
}

const CHARGES = `
alter table bank_entry
  add column charges_minor bigint not null default 0,
  drop constraint bank_entry_state,
  add constraint bank_entry_state check (state in ('SETTLED', 'RETURNED', 'REPEATED', 'UNMATCHED', 'SET_ASIDE', 'CHARGED')),
  drop constraint bank_entry_decided,
  add constraint bank_entry_decided check (
    num_nonnulls(decided_by, decided_at, note) in (0, 3) and char_length(note) between 1 and 2000
      and (decided_at is null or state in ('SETTLED', 'RETURNED', 'SET_ASIDE', 'CHARGED'))
      and (decided_at is not null or state not in ('SET_ASIDE', 'CHARGED'))),
  add constraint bank_entry_charges check (
    case when state = 'CHARGED' then charges_minor = case direction when 'DEBIT' then amount_minor else -amount_minor end
      when charges_minor = 0 then true
      else charges_minor > 0 and decided_at is not null and state in ('SETTLED', 'RETURNED') end);
grant update (charges_minor) on bank_entry to app_vendor;
comment on column bank_entry.charges_minor is 'What of it the bank took for itself, as a person says; less than nothing where it gave some back';
`;

const GUARD = `
create or replace function app.guard_bank_entry()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  decided constant text[] := array['state', 'payout_id', 'charges_minor', 'decided_by', 'decided_at', 'note'];
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
    where payout.id = new.payout_id and payout.currency = new.currency
      and payout.amount_minor = new.amount_minor + case new.direction when 'DEBIT' then -new.charges_minor else new.charges_minor end
      and case when new.direction = 'DEBIT' then
          payout.state in ('PAID', 'RETURNED') and payout.booked_on = new.booked_on and payout.bank_reference = new.reference
            and (new.state = 'REPEATED' or payout.settled_by = app.actor())
        else payout.state = 'RETURNED' and payout.returned_on = new.booked_on and payout.return_reference = new.reference
          and (new.state = 'REPEATED' or payout.ended_by = app.actor()) end
  ) then
    raise exception 'an entry is what became of its payout, and charges: its amount, on its day, under its reference'
      using errcode = 'BT002', constraint = 'bank_entry_is_its_payout';
  end if;
  if new.charges_minor <> 0 and new.charges_minor is distinct from (
    select sum(line.amount_minor)
    from public.journal_txn as txn
    join public.journal_entry as line on line.txn_id = txn.id
    join public.ledger_account as account on account.id = line.account_id and account.role = 'bank_charges' and account.currency = new.currency
    where txn.source_type = 'ben' and txn.source_id = new.id)
  then
    raise exception 'charges are posted as they are said' using errcode = 'BT002', constraint = 'bank_entry_charges_posted';
  end if;
  return null;
end
$$;
`;
