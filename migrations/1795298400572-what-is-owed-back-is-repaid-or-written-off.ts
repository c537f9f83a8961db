import type { MigrationInterface, QueryRunner } from "typeorm";

/** What partners owe back ends by what they pay, or by two persons who write it off. */
export class WhatIsOwedBackEnds1795298400572 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(REPAYMENTS);
    await runner.query(WRITE_OFFS);
    await runner.query(OUTSTANDING);
    await runner.query(GUARDS);
  }

  public async down(): Promise<void> {
    throw new Error("what was paid back is on record: restore a backup instead");
  }
}

const REPAYMENTS = `
create table clawback_repayment (
  posting_id uuid not null,
  partner_id uuid not null,
  clawback_id uuid not null,
  amount_minor bigint not null,
  received_on date not null,
  bank_reference text not null,
  recorded_by uuid not null,
  recorded_at timestamptz(3) not null,
  constraint clawback_repayment_pkey primary key (posting_id),
  constraint clawback_repayment_posting_fkey foreign key (posting_id) references journal_txn (id) deferrable initially deferred,
  constraint clawback_repayment_clawback_fkey foreign key (clawback_id) references credit_clawback (posting_id),
  constraint clawback_repayment_amount check (amount_minor > 0),
  constraint clawback_repayment_reference check (char_length(bank_reference) between 1 and 140)
);
create index clawback_repayment_of_clawback on clawback_repayment (clawback_id, received_on desc, posting_id desc);
create index clawback_repayment_of_partner on clawback_repayment (partner_id);
call app.give_policies('clawback_repayment', 'partner_reads');
call app.make_append_only('clawback_repayment');
grant select (posting_id, partner_id, clawback_id, amount_minor, received_on, bank_reference, recorded_at) on clawback_repayment to app_partner;
grant select, insert on clawback_repayment to app_vendor;
grant select on clawback_repayment to app_jobs;
comment on table clawback_repayment is 'What a partner paid back of what it owes, as the bank booked it';
`;

const WRITE_OFFS = `
create table clawback_write_off (
  id uuid not null,
  partner_id uuid not null,
  clawback_id uuid not null,
  amount_minor bigint not null,
  reason text not null,
  state text not null default 'WAITING',
  proposed_by uuid not null,
  proposed_at timestamptz(3) not null,
  decided_at timestamptz(3),
  decided_by uuid,
  note text,
  posting_id uuid,
  constraint clawback_write_off_pkey primary key (id),
  constraint clawback_write_off_clawback_fkey foreign key (clawback_id) references credit_clawback (posting_id),
  constraint clawback_write_off_posting_fkey foreign key (posting_id) references journal_txn (id) deferrable initially deferred,
  constraint clawback_write_off_amount check (amount_minor > 0),
  constraint clawback_write_off_reason check (char_length(reason) between 1 and 2000),
  constraint clawback_write_off_state check (state in ('WAITING', 'APPROVED', 'DECLINED')),
  constraint clawback_write_off_decided check (
    num_nonnulls(decided_at, decided_by) = case state when 'WAITING' then 0 else 2 end and decided_at >= proposed_at
      and (note is null or state <> 'WAITING' and char_length(note) between 1 and 2000)
      and (note is not null or state <> 'DECLINED')
      and (posting_id is not null) = (state = 'APPROVED'))
);
create unique index clawback_write_off_one_waiting on clawback_write_off (clawback_id) where state = 'WAITING';
create index clawback_write_off_of_clawback on clawback_write_off (clawback_id, proposed_at desc, id desc);
create index clawback_write_off_of_partner on clawback_write_off (partner_id);
create index clawback_write_off_by_state on clawback_write_off (state, proposed_at desc, id desc);
create index clawback_write_off_by_age on clawback_write_off (proposed_at desc, id desc);
call app.give_policies('clawback_write_off', 'partner_reads');
call app.require_new_ids('clawback_write_off');
call app.make_endable('clawback_write_off', 'decided_at', 'state', 'decided_by', 'note', 'posting_id');
grant select (id, partner_id, clawback_id, amount_minor, state, decided_at) on clawback_write_off to app_partner;
grant select, insert (id, partner_id, clawback_id, amount_minor, reason, proposed_by, proposed_at),
  update (state, decided_at, decided_by, note, posting_id) on clawback_write_off to app_vendor;
grant select on clawback_write_off to app_jobs;
comment on table clawback_write_off is 'What somebody proposes not to ask a partner for any more, and what another person says to that';
create index credit_clawback_by_age on credit_clawback (clawed_at desc, posting_id desc);
create index credit_clawback_of_partner_by_age on credit_clawback (partner_id, clawed_at desc, posting_id desc);
`;

// A payout that comes back after a write-off was never the partner's: what was written off is not payable either.
const OUTSTANDING = `
create or replace function app.recovered_of_clawback(the_partner uuid, the_clawback uuid)
returns bigint
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select (coalesce((
      select sum(part.amount_minor)
      from public.payout_offset as part
      where part.partner_id = the_partner and part.clawback_id = the_clawback and part.ended_at is null), 0)
    + coalesce((
      select sum(repaid.amount_minor)
      from public.clawback_repayment as repaid
      where repaid.partner_id = the_partner and repaid.clawback_id = the_clawback), 0))::bigint
$$;
comment on function app.recovered_of_clawback(uuid, uuid) is 'What of a claim its partner has given back: it was set off, or paid';

create or replace function app.outstanding_of_clawback(the_partner uuid, the_clawback uuid)
returns bigint
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select (clawed.amount_minor - app.recovered_of_clawback(clawed.partner_id, clawed.posting_id) - coalesce((
      select sum(written.amount_minor)
      from public.clawback_write_off as written
      where written.partner_id = clawed.partner_id and written.clawback_id = clawed.posting_id and written.state = 'APPROVED'), 0))::bigint
  from public.credit_clawback as clawed
  where clawed.partner_id = the_partner and clawed.posting_id = the_clawback and clawed.ended_at is null
$$;
`;

const GUARDS = `
create function app.await_clawback()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  perform app.await_credit_of(new.partner_id);
  return new;
end
$$;
revoke execute on function app.await_clawback() from public;

create function app.guard_clawback_repayment()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.recorded_by is distinct from app.actor()
    or coalesce(app.outstanding_of_clawback(new.partner_id, new.clawback_id), -1) < 0
  then
    raise exception 'no more is paid back than a partner owes, as who acts says'
      using errcode = 'BT002', constraint = 'clawback_repayment_within_owed';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_clawback_repayment() from public;
create trigger clawback_repayment_awaits before insert on clawback_repayment
for each row execute function app.await_clawback();
create trigger clawback_repayment_guard after insert on clawback_repayment
for each row execute function app.guard_clawback_repayment();
alter table clawback_repayment enable always trigger clawback_repayment_awaits;
alter table clawback_repayment enable always trigger clawback_repayment_guard;

create function app.guard_clawback_write_off()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    if new.state <> 'WAITING' or new.proposed_by is distinct from app.actor()
      or coalesce(app.outstanding_of_clawback(new.partner_id, new.clawback_id), 0) < new.amount_minor
    then
      raise exception 'who acts proposes to write off what is owed, and no more'
        using errcode = 'BT002', constraint = 'clawback_write_off_within_owed';
    end if;
    return null;
  end if;
  if new.decided_by is distinct from app.actor() then
    raise exception 'who acts decides' using errcode = 'BT002', constraint = 'clawback_write_off_by_actor';
  end if;
  if app.is_same_person(new.proposed_by, new.decided_by) is distinct from false then
    raise exception 'another person than who proposed it decides over a write-off'
      using errcode = 'BT002', constraint = 'clawback_write_off_two_persons';
  end if;
  if new.state = 'APPROVED' then
    if app.has_worked_for(new.decided_by, new.partner_id) then
      raise exception 'nobody writes off what a partner owes for whom they worked'
        using errcode = 'BT002', constraint = 'clawback_write_off_two_persons';
    end if;
    if coalesce(app.outstanding_of_clawback(new.partner_id, new.clawback_id), -1) < 0 then
      raise exception 'no more is written off than is owed'
        using errcode = 'BT002', constraint = 'clawback_write_off_within_owed';
    end if;
  end if;
  return null;
end
$$;
revoke execute on function app.guard_clawback_write_off() from public;
create trigger clawback_write_off_awaits before insert or update on clawback_write_off
for each row execute function app.await_clawback();
create trigger clawback_write_off_guard after insert or update on clawback_write_off
for each row execute function app.guard_clawback_write_off();
alter table clawback_write_off enable always trigger clawback_write_off_awaits;
alter table clawback_write_off enable always trigger clawback_write_off_guard;
`;
