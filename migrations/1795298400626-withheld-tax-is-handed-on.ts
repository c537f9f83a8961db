import type { MigrationInterface, QueryRunner } from "typeorm";

/** What was withheld is handed on to the tax office, as one person says and another confirms; never more than what is withheld. */
export class WithheldTaxIsHandedOn1795298400626 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(REMITTANCES);
    await runner.query(PAYOUTS);
    await runner.query(GUARDS);
  }

  public async down(): Promise<void> {
    throw new Error("what was handed on is on record: restore a backup instead");
  }
}

const REMITTANCES = `
create table tax_remittance (
  id uuid not null,
  country text not null,
  currency text not null,
  withheld_from date not null,
  withheld_until date not null,
  amount_minor bigint not null,
  payout_count integer not null,
  remitted_on date not null,
  bank_reference text not null,
  state text not null default 'WAITING',
  recorded_by uuid not null,
  recorded_at timestamptz(3) not null,
  decided_by uuid,
  decided_at timestamptz(3),
  note text,
  posting_id uuid,
  constraint tax_remittance_pkey primary key (id),
  constraint tax_remittance_currency_fkey foreign key (currency) references currency (code),
  constraint tax_remittance_posting_fkey foreign key (posting_id) references journal_txn (id) deferrable initially deferred,
  constraint tax_remittance_country check (country ~ '^[A-Z]{2}$'),
  constraint tax_remittance_days check (withheld_until >= withheld_from and remitted_on >= withheld_until),
  constraint tax_remittance_sums check (amount_minor > 0 and payout_count > 0),
  constraint tax_remittance_reference check (char_length(bank_reference) between 1 and 140),
  constraint tax_remittance_state check (state in ('WAITING', 'CONFIRMED', 'DECLINED')),
  constraint tax_remittance_decided check (
    num_nonnulls(decided_by, decided_at, note) = case state when 'WAITING' then 0 else 3 end and decided_at >= recorded_at
      and char_length(note) between 1 and 2000 and (posting_id is not null) = (state = 'CONFIRMED'))
);
create unique index tax_remittance_once on tax_remittance (country, currency, remitted_on, bank_reference) where state <> 'DECLINED';
create index tax_remittance_by_age on tax_remittance (recorded_at desc, id desc);
create index tax_remittance_by_state on tax_remittance (state, recorded_at desc, id desc);
call app.give_policies('tax_remittance', 'vendor_only');
call app.require_new_ids('tax_remittance');
call app.make_endable('tax_remittance', 'decided_at', 'state', 'decided_by', 'note', 'posting_id');
grant select, insert (id, country, currency, withheld_from, withheld_until, amount_minor, payout_count, remitted_on, bank_reference,
  recorded_by, recorded_at), update (state, decided_by, decided_at, note, posting_id) on tax_remittance to app_vendor;
grant select on tax_remittance to app_jobs;
comment on table tax_remittance is 'What was withheld by the rules of a country in a time, and handed on to its tax office as the bank booked it: said by one person, confirmed by another';
comment on column tax_remittance.withheld_until is 'The last day, by the days on which the bank booked the transfers beside which it was withheld';
`;

const PAYOUTS = `
alter table payout
  add column remittance_id uuid,
  add constraint payout_remittance_fkey foreign key (remittance_id) references tax_remittance (id),
  add constraint payout_remitted check (remittance_id is null or state = 'WITHHELD');
create index payout_of_remittance on payout (remittance_id) where remittance_id is not null;
create index payout_withheld on payout (id) where state = 'WITHHELD' and remittance_id is null;
grant select (remittance_id), update (remittance_id) on payout to app_vendor;
comment on column payout.remittance_id is 'With what it is handed on to the tax office; null where it is not';
`;

// Asked behind the writes of their statement: a remittance and what it hands on are seen together.
const GUARDS = `
create or replace function app.guard_withholding()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  beside public.payout;
  asked record;
begin
  select other.* into beside
  from public.payout as other
  where other.batch_id = new.batch_id and other.partner_id = new.partner_id
    and other.method = case new.method when 'TRANSFER' then 'WITHHOLDING' else 'TRANSFER' end;
  if new.method = 'WITHHOLDING' and (
      beside.id is null or beside.currency <> new.currency or new.state = 'RETURNED' and beside.state <> 'RETURNED')
    or new.method = 'TRANSFER' and new.state = 'RETURNED' and beside.state = 'WITHHELD' and beside.remittance_id is null
  then
    raise exception 'what is withheld stands beside its transfer, and comes back with it and not otherwise'
      using errcode = 'BT002', constraint = 'payout_withheld_with_transfer';
  end if;
  if tg_op = 'INSERT' and new.method = 'TRANSFER' then
    select * into asked from app.withholding_due(new.id, (new.scheduled_at at time zone 'UTC')::date);
    if coalesce(beside.amount_minor, 0) <> asked.due_minor or new.withheld_minor <> asked.due_minor + asked.before_minor
      or beside.tax_rule_id is not null and beside.tax_rule_id is distinct from asked.tax_rule_id
    then
      raise exception 'as much is withheld as the tax rule of the partner says, and nothing without one'
        using errcode = 'BT002', constraint = 'payout_withheld_as_due';
    end if;
  end if;
  return null;
end
$$;

create function app.guard_payout_remittance()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if old.remittance_id is not null and new.remittance_id is not null
    or old.state <> new.state
    or not exists (
      select
      from public.tax_remittance as remittance
      where remittance.id = coalesce(new.remittance_id, old.remittance_id)
        and remittance.state = case when new.remittance_id is null then 'DECLINED' else 'WAITING' end)
  then
    raise exception 'what is withheld is handed on once, with what somebody records, and is withheld again where another declines that'
      using errcode = 'BT002', constraint = 'payout_handed_on_once';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_payout_remittance() from public;
create trigger payout_remittance after update on payout
for each row when (old.remittance_id is distinct from new.remittance_id)
execute function app.guard_payout_remittance();
alter table payout enable always trigger payout_remittance;

create function app.guard_tax_remittance()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' and (new.state <> 'WAITING' or new.recorded_by is distinct from app.actor()) then
    raise exception 'who acts records what was handed on, and another person confirms it'
      using errcode = 'BT002', constraint = 'tax_remittance_begins';
  end if;
  if tg_op = 'UPDATE' then
    if new.decided_by is distinct from app.actor() or app.is_same_person(new.recorded_by, new.decided_by) is distinct from false then
      raise exception 'what was handed on is confirmed by another person than who recorded it'
        using errcode = 'BT002', constraint = 'tax_remittance_two_persons';
    end if;
    if new.state = 'CONFIRMED' and new.amount_minor is distinct from (
      select sum(line.amount_minor)
      from public.journal_txn as txn
      join public.journal_entry as line on line.txn_id = txn.id
      join public.ledger_account as account on account.id = line.account_id and account.role = 'wht_payable'
        and account.currency = new.currency
      where txn.id = new.posting_id and txn.kind = 'WHT_REMITTED' and txn.source_type = 'txm' and txn.source_id = new.id)
    then
      raise exception 'what was handed on is posted as it is confirmed'
        using errcode = 'BT002', constraint = 'tax_remittance_posted';
    end if;
  end if;
  if (case new.state when 'DECLINED' then 0 else new.amount_minor end) is distinct from coalesce((
      select sum(withheld.amount_minor) from public.payout as withheld where withheld.remittance_id = new.id), 0)
    or (case new.state when 'DECLINED' then 0 else new.payout_count end) is distinct from (
      select count(*) from public.payout as withheld where withheld.remittance_id = new.id)
    or exists (
      select
      from public.payout as withheld
      join public.tax_rule as rule on rule.id = withheld.tax_rule_id
      join public.payout as paid on paid.batch_id = withheld.batch_id and paid.partner_id = withheld.partner_id and paid.method = 'TRANSFER'
      where withheld.remittance_id = new.id and (
        rule.country <> new.country or withheld.currency <> new.currency
        or paid.booked_on is null or paid.booked_on not between new.withheld_from and new.withheld_until))
  then
    raise exception 'what is handed on is what was withheld by the rules of its country in its days, and no more'
      using errcode = 'BT002', constraint = 'tax_remittance_is_withheld';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_tax_remittance() from public;
create trigger tax_remittance_guard after insert or update on tax_remittance
for each row execute function app.guard_tax_remittance();
alter table tax_remittance enable always trigger tax_remittance_guard;
`;
