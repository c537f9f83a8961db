import type { MigrationInterface, QueryRunner } from "typeorm";

/** A repayment is of an entry of the bank, no more than it comes to; without one, two persons say so. */
export class RepaymentsAreProvedByTheBank1795298400630 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(PROPOSALS);
    await runner.query(PROOFS);
    await runner.query(GUARDED_PROPOSALS);
    await runner.query(GUARDED_REPAYMENTS);
    await runner.query(ENTRIES);
  }

  public async down(): Promise<void> {
    throw new Error("what was paid back is on record: restore a backup instead");
  }
}

const PROPOSALS = `
create table clawback_repayment_proposal (
  id uuid not null,
  partner_id uuid not null,
  clawback_id uuid not null,
  amount_minor bigint not null,
  received_on date not null,
  bank_reference text not null,
  evidence text not null,
  state text not null default 'WAITING',
  proposed_by uuid not null,
  proposed_at timestamptz(3) not null,
  decided_at timestamptz(3),
  decided_by uuid,
  note text,
  posting_id uuid,
  constraint clawback_repayment_proposal_pkey primary key (id),
  constraint clawback_repayment_proposal_clawback_fkey foreign key (clawback_id) references credit_clawback (posting_id),
  constraint clawback_repayment_proposal_posting_fkey foreign key (posting_id) references journal_txn (id) deferrable initially deferred,
  constraint clawback_repayment_proposal_amount check (amount_minor > 0),
  constraint clawback_repayment_proposal_texts check (
    char_length(bank_reference) between 1 and 140 and char_length(evidence) between 1 and 2000),
  constraint clawback_repayment_proposal_state check (state in ('WAITING', 'APPROVED', 'DECLINED')),
  constraint clawback_repayment_proposal_decided check (
    num_nonnulls(decided_at, decided_by) = case state when 'WAITING' then 0 else 2 end and decided_at >= proposed_at
      and (note is null or state <> 'WAITING' and char_length(note) between 1 and 2000)
      and (note is not null or state <> 'DECLINED')
      and (posting_id is not null) = (state = 'APPROVED'))
);
create unique index clawback_repayment_proposal_once on clawback_repayment_proposal (clawback_id, received_on, bank_reference)
  where state <> 'DECLINED';
create index clawback_repayment_proposal_of_partner on clawback_repayment_proposal (partner_id);
create index clawback_repayment_proposal_by_state on clawback_repayment_proposal (state, proposed_at desc, id desc);
create index clawback_repayment_proposal_by_age on clawback_repayment_proposal (proposed_at desc, id desc);
call app.give_policies('clawback_repayment_proposal', 'vendor_only');
call app.require_new_ids('clawback_repayment_proposal');
call app.make_endable('clawback_repayment_proposal', 'decided_at', 'state', 'decided_by', 'note', 'posting_id');
grant select, insert (id, partner_id, clawback_id, amount_minor, received_on, bank_reference, evidence, proposed_by, proposed_at),
  update (state, decided_at, decided_by, note, posting_id) on clawback_repayment_proposal to app_vendor;
grant select on clawback_repayment_proposal to app_jobs;
comment on table clawback_repayment_proposal is 'What somebody says that a partner paid back, of which no entry of the bank was imported, and what another person says to that';
`;

// what one person said before stays as it was; nothing is recorded so any more
const PROOFS = `
alter table clawback_repayment
  add column bank_entry_id uuid,
  add column proposal_id uuid,
  add column is_by_one_word boolean not null default true,
  add constraint clawback_repayment_entry_fkey foreign key (bank_entry_id) references bank_entry (id),
  add constraint clawback_repayment_proposal_fkey foreign key (proposal_id) references clawback_repayment_proposal (id),
  add constraint clawback_repayment_proposed_once unique (proposal_id);
alter table clawback_repayment alter column is_by_one_word set default false;
create index clawback_repayment_of_entry on clawback_repayment (bank_entry_id) where bank_entry_id is not null;
comment on column clawback_repayment.bank_entry_id is 'The entry of the bank that shows it';
comment on column clawback_repayment.proposal_id is 'Where no entry shows it: what two persons said';
comment on column clawback_repayment.is_by_one_word is 'Whether one person alone said so, before an entry of the bank or a second person was asked for';

create function app.repaid_of_entry(the_entry uuid)
returns bigint
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(sum(repaid.amount_minor), 0)::bigint
  from public.clawback_repayment as repaid
  where repaid.bank_entry_id = the_entry
$$;
revoke execute on function app.repaid_of_entry(uuid) from public;
grant execute on function app.repaid_of_entry(uuid) to app_vendor, app_jobs;
comment on function app.repaid_of_entry(uuid) is 'What of an entry of the bank paid back what partners owed';
`;

const GUARDED_PROPOSALS = `
create function app.guard_repayment_proposal()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if app.has_worked_for(coalesce(new.decided_by, new.proposed_by), new.partner_id) and new.state <> 'DECLINED' then
    raise exception 'nobody says that a partner paid back for whom they worked'
      using errcode = 'BT002', constraint = 'clawback_repayment_by_another';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'WAITING' or new.proposed_by is distinct from app.actor()
      or coalesce(app.outstanding_of_clawback(new.partner_id, new.clawback_id), 0) < new.amount_minor
    then
      raise exception 'who acts proposes that what is owed was paid back, and no more'
        using errcode = 'BT002', constraint = 'clawback_repayment_within_owed';
    end if;
    return null;
  end if;
  if new.decided_by is distinct from app.actor() then
    raise exception 'who acts decides' using errcode = 'BT002', constraint = 'clawback_repayment_by_actor';
  end if;
  if app.is_same_person(new.proposed_by, new.decided_by) is distinct from false then
    raise exception 'another person than who proposed it decides over a repayment'
      using errcode = 'BT002', constraint = 'clawback_repayment_two_persons';
  end if;
  if new.state = 'APPROVED' and exists (
    select
    from public.credit_clawback as clawed
    join public.credit as own on own.partner_id = clawed.partner_id and own.id = clawed.credit_id
    join public.bank_entry as entry on entry.state = 'UNMATCHED' and entry.direction = 'CREDIT' and entry.currency = own.currency
      and entry.booked_on = new.received_on and entry.reference = new.bank_reference
    where clawed.partner_id = new.partner_id and clawed.posting_id = new.clawback_id
  ) then
    raise exception 'what an entry of the bank shows is recorded of that entry'
      using errcode = 'BT002', constraint = 'clawback_repayment_of_its_entry';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_repayment_proposal() from public;
create trigger clawback_repayment_proposal_awaits before insert or update on clawback_repayment_proposal
for each row execute function app.await_clawback();
create trigger clawback_repayment_proposal_guard after insert or update on clawback_repayment_proposal
for each row execute function app.guard_repayment_proposal();
alter table clawback_repayment_proposal enable always trigger clawback_repayment_proposal_awaits;
alter table clawback_repayment_proposal enable always trigger clawback_repayment_proposal_guard;
`;

// The entry is locked, so that what is recorded of it goes one after the other; its sum is read behind that lock.
const GUARDED_REPAYMENTS = `
create or replace function app.guard_clawback_repayment()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  entry public.bank_entry;
begin
  if app.has_worked_for(new.recorded_by, new.partner_id) then
    raise exception 'nobody says that a partner paid back for whom they worked'
      using errcode = 'BT002', constraint = 'clawback_repayment_by_another';
  end if;
  if new.recorded_by is distinct from app.actor()
    or coalesce(app.outstanding_of_clawback(new.partner_id, new.clawback_id), -1) < 0
  then
    raise exception 'no more is paid back than a partner owes, as who acts says'
      using errcode = 'BT002', constraint = 'clawback_repayment_within_owed';
  end if;
  if new.is_by_one_word or num_nonnulls(new.bank_entry_id, new.proposal_id) <> 1
    or new.proposal_id is not null and not exists (
      select
      from public.clawback_repayment_proposal as proposed
      where proposed.id = new.proposal_id and proposed.state = 'APPROVED' and proposed.decided_by = new.recorded_by
        and (proposed.posting_id, proposed.partner_id, proposed.clawback_id, proposed.amount_minor, proposed.received_on,
          proposed.bank_reference) = (new.posting_id, new.partner_id, new.clawback_id, new.amount_minor, new.received_on,
          new.bank_reference))
  then
    raise exception 'a repayment is shown by an entry of the bank, or said by two persons'
      using errcode = 'BT002', constraint = 'clawback_repayment_proved';
  end if;
  if new.bank_entry_id is null then
    return null;
  end if;
  select * into entry from public.bank_entry where bank_entry.id = new.bank_entry_id for no key update;
  if entry.state not in ('UNMATCHED', 'REPAID') or entry.direction <> 'CREDIT' or entry.is_reversal
    or (entry.booked_on, entry.reference) is distinct from (new.received_on, new.bank_reference)
    or app.repaid_of_entry(entry.id) > entry.amount_minor
    or not exists (
      select
      from public.credit_clawback as clawed
      join public.credit as own on own.partner_id = clawed.partner_id and own.id = clawed.credit_id
      where clawed.partner_id = new.partner_id and clawed.posting_id = new.clawback_id and own.currency = entry.currency)
  then
    raise exception 'no more is paid back than the bank booked, on its day and under its reference'
      using errcode = 'BT002', constraint = 'clawback_repayment_within_entry';
  end if;
  if entry.obstacle in ('BOOKED_BEFORE', 'RETURNED_BEFORE', 'REVERSAL') and exists (
    select
    from public.payout
    join public.payout_batch as batch on batch.id = payout.batch_id
    where payout.id = entry.payout_id
      and (app.is_same_person(new.recorded_by, batch.drafted_by) or app.is_same_person(new.recorded_by, batch.sent_by))
  ) then
    raise exception 'what may be a payment too many is decided by another person than who drafted or sent it'
      using errcode = 'BT002', constraint = 'bank_entry_by_another';
  end if;
  return null;
end
$$;
`;

const ENTRIES = `
alter table bank_entry
  drop constraint bank_entry_state,
  add constraint bank_entry_state check (
    state in ('SETTLED', 'RETURNED', 'REPEATED', 'UNMATCHED', 'SET_ASIDE', 'CHARGED', 'REPAID')),
  drop constraint bank_entry_decided,
  add constraint bank_entry_decided check (
    num_nonnulls(decided_by, decided_at, note) in (0, 3) and char_length(note) between 1 and 2000
      and (decided_at is null or state in ('SETTLED', 'RETURNED', 'SET_ASIDE', 'CHARGED', 'REPAID'))
      and (decided_at is not null or state not in ('SET_ASIDE', 'CHARGED', 'REPAID')));

create function app.guard_repaid_entry()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  repaid constant bigint := app.repaid_of_entry(new.id);
begin
  if new.state = 'REPAID' and repaid <> new.amount_minor or repaid > 0 and new.state not in ('UNMATCHED', 'REPAID', 'SET_ASIDE') then
    raise exception 'an entry is repaid once all of it paid something back, and nothing else becomes of what did'
      using errcode = 'BT002', constraint = 'bank_entry_repaid';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_repaid_entry() from public;
create trigger bank_entry_repaid after update on bank_entry
for each row execute function app.guard_repaid_entry();
alter table bank_entry enable always trigger bank_entry_repaid;
`;
