import type { MigrationInterface, QueryRunner } from "typeorm";

/** Credit that was paid is taken back: its partner owes it, until the payout that paid it comes back. */
export class WhatWasPaidIsOwedBack1795298400552 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(CLAWBACKS);
    await runner.query(GUARD);
    await runner.query(RETURNS);
    await runner.query(PAYABLE);
    await runner.query(CHANGES);
  }

  public async down(): Promise<void> {
    throw new Error("what partners owe is on record: restore a backup instead");
  }
}

const CLAWBACKS = `
create table credit_clawback (
  posting_id uuid not null,
  partner_id uuid not null,
  credit_id uuid not null,
  approval_id uuid not null,
  payout_id uuid not null,
  amount_minor bigint not null,
  clawed_at timestamptz(3) not null,
  ended_at timestamptz(3),
  constraint credit_clawback_pkey primary key (posting_id),
  constraint credit_clawback_posting_fkey foreign key (posting_id) references journal_txn (id) deferrable initially deferred,
  constraint credit_clawback_credit_fkey foreign key (partner_id, credit_id) references credit (partner_id, id),
  constraint credit_clawback_approval_fkey foreign key (partner_id, approval_id) references credit_approval (partner_id, id),
  constraint credit_clawback_payout_fkey foreign key (partner_id, payout_id) references payout (partner_id, id),
  constraint credit_clawback_amount check (amount_minor > 0),
  constraint credit_clawback_in_order check (ended_at >= clawed_at)
);
create index credit_clawback_of_credit on credit_clawback (partner_id, credit_id);
create index credit_clawback_of_approval on credit_clawback (partner_id, approval_id);
create index credit_clawback_of_payout on credit_clawback (partner_id, payout_id);
call app.give_policies('credit_clawback', 'partner_reads');
call app.make_endable('credit_clawback', 'ended_at');
grant select (partner_id, credit_id, amount_minor, clawed_at, ended_at) on credit_clawback to app_partner;
grant select, insert (posting_id, partner_id, credit_id, approval_id, payout_id, amount_minor, clawed_at), update (ended_at)
  on credit_clawback to app_vendor;
grant select on credit_clawback to app_jobs;
comment on table credit_clawback is 'What of a paid credit was taken back: its partner owes it';
comment on column credit_clawback.payout_id is 'By which the credit had been paid, all of it';
comment on column credit_clawback.ended_at is 'When that payout came back: it is owed no more, and what it paid is payable but for this';
`;

// the payout is locked: what comes back meanwhile is not taken back as paid
const GUARD = `
create function app.guard_credit_clawback()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  perform from public.payout where payout.partner_id = new.partner_id and payout.id = new.payout_id and payout.state = 'PAID' for share;
  if not found or new.ended_at is not null or not exists (
    select
    from public.credit_approval as approval
    join public.payout_credit as paid
      on paid.partner_id = approval.partner_id and paid.approval_id = approval.id and paid.payout_id = new.payout_id
        and paid.ended_at is null
    where approval.partner_id = new.partner_id and approval.id = new.approval_id and approval.credit_id = new.credit_id
      and approval.ended_at is null and paid.amount_minor >= (
        select sum(clawed.amount_minor)
        from public.credit_clawback as clawed
        where clawed.partner_id = new.partner_id and clawed.approval_id = new.approval_id and clawed.ended_at is null)
  ) then
    raise exception 'no more is taken back of a credit than its payout paid'
      using errcode = 'BT002', constraint = 'credit_clawback_within_paid';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_credit_clawback() from public;
create trigger credit_clawback_guard after insert on credit_clawback
for each row execute function app.guard_credit_clawback();
create trigger credit_clawback_awaits before insert on credit_clawback
for each row execute function app.await_approval();
alter table credit_clawback enable always trigger credit_clawback_guard;
alter table credit_clawback enable always trigger credit_clawback_awaits;
`;

const RETURNS = `
create function app.guard_clawback_ends()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (
    select
    from public.payout
    join public.credit_clawback as clawed on clawed.partner_id = payout.partner_id and clawed.payout_id = payout.id
    where payout.partner_id = new.partner_id
      and payout.id = (to_jsonb(new) ->> (case tg_table_name when 'payout' then 'id' else 'payout_id' end))::uuid
      and (clawed.ended_at is not null) <> (payout.state = 'RETURNED')
  ) then
    raise exception 'what was taken back is owed until its payout comes back, and not longer'
      using errcode = 'BT002', constraint = 'credit_clawback_ends_with_payout';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_clawback_ends() from public;
create trigger credit_clawback_ends after update on credit_clawback
for each row execute function app.guard_clawback_ends();
create trigger payout_ends_clawbacks after update of state on payout
for each row when (new.state = 'RETURNED')
execute function app.guard_clawback_ends();
alter table credit_clawback enable always trigger credit_clawback_ends;
alter table payout enable always trigger payout_ends_clawbacks;
`;

const PAYABLE = `
create or replace function app.payable_of_approval(the_partner uuid, the_approval uuid)
returns bigint
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select (approval.amount_minor - approval.held_minor + coalesce((
    select sum(vested.amount_minor)
    from public.credit_vesting as vested
    where vested.partner_id = approval.partner_id and vested.approval_id = approval.id), 0) - coalesce((
    select sum(clawed.amount_minor)
    from public.credit_clawback as clawed
    where clawed.partner_id = approval.partner_id and clawed.approval_id = approval.id and clawed.ended_at is not null), 0))::bigint
  from public.credit_approval as approval
  where approval.partner_id = the_partner and approval.id = the_approval and approval.ended_at is null
$$;
comment on function app.payable_of_approval(uuid, uuid) is
  'What of an approved credit has vested, whether it was paid or not, less what was taken back of it and came back; null of what is approved no more';
`;

// The approval of what was paid stands, since that is what was paid. What it is more than its credit was taken back.
const CHANGES = `
create or replace function app.guard_approved()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  approved constant uuid := coalesce(new.adjusts_credit_id, new.id);
begin
  perform from public.credit where credit.partner_id = new.partner_id and credit.id = approved for no key update;
  if exists (
    select
    from public.credit_approval as approval
    cross join lateral (
      select sum(clawed.amount_minor) as minor
      from public.credit_clawback as clawed
      where clawed.partner_id = approval.partner_id and clawed.approval_id = approval.id) as taken
    where approval.partner_id = new.partner_id and approval.credit_id = approved and approval.ended_at is null
      and (taken.minor is null
        or approval.amount_minor - taken.minor <> coalesce(app.standing_of_credit(new.partner_id, approved), 0))
  ) then
    raise exception 'the approval of a credit ends before it is changed or taken back, or what was paid of it is owed back'
      using errcode = 'BT002', constraint = 'credit_approval_ends_first';
  end if;
  return null;
end
$$;
`;
