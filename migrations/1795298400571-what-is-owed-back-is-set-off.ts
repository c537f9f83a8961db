import type { MigrationInterface, QueryRunner } from "typeorm";

/** What partners owe back is set off against what is payable to them, as a payout of its own that no bank sees. */
export class WhatIsOwedBackIsSetOff1795298400571 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(PAYOUTS);
    await runner.query(OFFSETS);
    await runner.query(OUTSTANDING);
    await runner.query(CLAIMS);
    await runner.query(BATCHES);
    await runner.query(GUARDED_PAYOUTS);
    await runner.query(GUARDED_OFFSETS);
    await runner.query(BANK_FILES);
  }

  public async down(): Promise<void> {
    throw new Error("what was set off is on record: restore a backup instead");
  }
}

const PAYOUTS = `
alter table payout
  add column method text not null default 'TRANSFER',
  alter column account_id drop not null,
  drop constraint payout_once,
  drop constraint payout_state,
  drop constraint payout_sent,
  add constraint payout_once unique (batch_id, partner_id, method),
  add constraint payout_method check (method in ('TRANSFER', 'OFFSET') and (account_id is null) = (method = 'OFFSET')),
  add constraint payout_state check (
    state in ('SCHEDULED', 'CANCELLED') or state in ('SENT', 'PAID', 'RETURNED') and method = 'TRANSFER'
      or state = 'OFFSET' and method = 'OFFSET'),
  add constraint payout_sent check (
    (sent_at is not null) = (state in ('SENT', 'PAID', 'RETURNED', 'OFFSET')) and sent_at >= scheduled_at);
grant select (method), insert (method) on payout to app_vendor;
grant select (method) on payout to app_partner;
comment on column payout.method is 'TRANSFER: the bank pays it to the account; OFFSET: it is set off against what its partner owes back, and no bank sees it';
alter table payout_batch
  add column offset_minor bigint not null default 0,
  add constraint payout_batch_offset check (offset_minor between 0 and sum_minor);
grant select (offset_minor), insert (offset_minor) on payout_batch to app_vendor;
comment on column payout_batch.offset_minor is 'What of its sum is set off against what partners owe back: the rest goes to the bank';
`;

const OFFSETS = `
create table payout_offset (
  payout_id uuid not null,
  partner_id uuid not null,
  clawback_id uuid not null,
  amount_minor bigint not null,
  ended_at timestamptz(3),
  constraint payout_offset_pkey primary key (payout_id, clawback_id),
  constraint payout_offset_payout_fkey foreign key (partner_id, payout_id) references payout (partner_id, id),
  constraint payout_offset_clawback_fkey foreign key (clawback_id) references credit_clawback (posting_id),
  constraint payout_offset_amount check (amount_minor > 0)
);
create index payout_offset_of_clawback on payout_offset (clawback_id);
create index payout_offset_of_partner on payout_offset (partner_id, payout_id);
call app.give_policies('payout_offset', 'partner_reads');
call app.make_endable('payout_offset', 'ended_at');
grant select on payout_offset to app_partner, app_vendor, app_jobs;
grant insert (payout_id, partner_id, clawback_id, amount_minor), update (ended_at) on payout_offset to app_vendor;
comment on table payout_offset is 'What a payout sets off against what its partner owes back';
comment on column payout_offset.ended_at is 'When its batch was withdrawn: it is owed again';
grant select (posting_id, payout_id) on credit_clawback to app_partner;
`;

const OUTSTANDING = `
create function app.recovered_of_clawback(the_partner uuid, the_clawback uuid)
returns bigint
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(sum(part.amount_minor), 0)::bigint
  from public.payout_offset as part
  where part.partner_id = the_partner and part.clawback_id = the_clawback and part.ended_at is null
$$;
revoke execute on function app.recovered_of_clawback(uuid, uuid) from public;
grant execute on function app.recovered_of_clawback(uuid, uuid) to app_partner, app_vendor, app_jobs;
comment on function app.recovered_of_clawback(uuid, uuid) is 'What of a claim its partner has given back: it was set off';

create function app.outstanding_of_clawback(the_partner uuid, the_clawback uuid)
returns bigint
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select clawed.amount_minor - app.recovered_of_clawback(clawed.partner_id, clawed.posting_id)
  from public.credit_clawback as clawed
  where clawed.partner_id = the_partner and clawed.posting_id = the_clawback and clawed.ended_at is null
$$;
revoke execute on function app.outstanding_of_clawback(uuid, uuid) from public;
grant execute on function app.outstanding_of_clawback(uuid, uuid) to app_partner, app_vendor, app_jobs;
comment on function app.outstanding_of_clawback(uuid, uuid) is 'What of a claim is owed by now; null of one whose payout came back';

create function app.is_clawback_disputed(the_partner uuid, the_credit uuid)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select exists (
      select
      from public.credit_hold as hold
      where hold.partner_id = the_partner and hold.credit_id = the_credit and hold.released_at is null)
    or exists (
      select
      from public.credit as own
      cross join lateral app.leads_with(own.lead_id) as one
      join public.attribution_dispute as dispute on dispute.lead_id = one.lead_id and dispute.state = 'OPEN'
      where own.partner_id = the_partner and own.id = the_credit)
    or exists (
      select
      from public.reversal_appeal as appeal
      where appeal.partner_id = the_partner and appeal.credit_id = the_credit and appeal.state = 'OPEN')
    or exists (
      select
      from public.statement_dispute as dispute
      where dispute.partner_id = the_partner and dispute.credit_id = the_credit and dispute.state = 'OPEN')
$$;
revoke execute on function app.is_clawback_disputed(uuid, uuid) from public;
grant execute on function app.is_clawback_disputed(uuid, uuid) to app_vendor;
comment on function app.is_clawback_disputed(uuid, uuid) is
  'Whether what is owed back of a credit is not set off for now: the credit is held or disputed, or its partner appealed against its being taken back';

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
    select sum(clawed.amount_minor - app.recovered_of_clawback(clawed.partner_id, clawed.posting_id))
    from public.credit_clawback as clawed
    where clawed.partner_id = approval.partner_id and clawed.approval_id = approval.id and clawed.ended_at is not null), 0))::bigint
  from public.credit_approval as approval
  where approval.partner_id = the_partner and approval.id = the_approval and approval.ended_at is null
$$;
comment on function app.payable_of_approval(uuid, uuid) is
  'What of an approved credit has vested, whether it was paid or not, less what was taken back of it, came back and was not given back otherwise; null of what is approved no more';
`;

// what was settled without the bank is taken back as well as what it booked, and never comes back
const CLAIMS = `
create or replace function app.guard_credit_clawback()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  perform
  from public.payout
  where payout.partner_id = new.partner_id and payout.id = new.payout_id and payout.state in ('PAID', 'OFFSET')
  for share;
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
        where clawed.partner_id = new.partner_id and clawed.approval_id = new.approval_id and clawed.payout_id = new.payout_id
          and clawed.ended_at is null)
  ) then
    raise exception 'no more is taken back of a credit than its payout paid'
      using errcode = 'BT002', constraint = 'credit_clawback_within_paid';
  end if;
  return null;
end
$$;

create function app.guard_set_off_claims()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (
    select
    from public.payout_offset as part
    join public.payout on payout.partner_id = part.partner_id and payout.id = part.payout_id and payout.state = 'SCHEDULED'
    where part.partner_id = new.partner_id and part.clawback_id = new.posting_id and part.ended_at is null
  ) then
    raise exception 'what a batch that is not sent sets off is owed until that is sent or withdrawn'
      using errcode = 'BT002', constraint = 'credit_clawback_not_being_set_off';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_set_off_claims() from public;
create trigger credit_clawback_set_off after update of ended_at on credit_clawback
for each row execute function app.guard_set_off_claims();
alter table credit_clawback enable always trigger credit_clawback_set_off;
`;

const BATCHES = `
create or replace function app.hash_of_payouts(the_batch uuid)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select encode(sha256(convert_to(coalesce(string_agg(shown.line, chr(10) order by shown.payout_id, shown.what_id), ''), 'UTF8')), 'hex')
  from (
    select payout.id as payout_id, paid.credit_id as what_id,
      concat_ws(' ', payout.id, paid.credit_id, payout.account_id, paid.amount_minor, payout.currency) as line
    from public.payout
    join public.payout_credit as paid on paid.partner_id = payout.partner_id and paid.payout_id = payout.id
    where payout.batch_id = the_batch
    union all
    select payout.id, part.clawback_id, concat_ws(' ', payout.id, part.clawback_id, -part.amount_minor, payout.currency)
    from public.payout
    join public.payout_offset as part on part.partner_id = payout.partner_id and part.payout_id = payout.id
    where payout.batch_id = the_batch
  ) as shown
$$;

create or replace function app.obstacles_of_batch(the_batch uuid, the_time timestamptz)
returns table (partner_id uuid, credit_id uuid, obstacle text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select paid.partner_id, paid.credit_id, found.obstacle
  from public.payout
  join public.payout_credit as paid on paid.partner_id = payout.partner_id and paid.payout_id = payout.id
  cross join app.obstacles_of_credit(paid.partner_id, paid.credit_id) as found
  where payout.batch_id = the_batch
  union all
  select payout.partner_id, null, 'ACCOUNT'
  from public.payout
  join public.payout_account as account on account.id = payout.account_id
  where payout.batch_id = the_batch
    and (account.state <> 'VERIFIED' or account.usable_from > the_time or account.partner_id <> payout.partner_id
      or account.currency <> payout.currency)
  union all
  select clawed.partner_id, clawed.credit_id, 'CLAIM'
  from public.payout
  join public.payout_offset as part on part.partner_id = payout.partner_id and part.payout_id = payout.id
  join public.credit_clawback as clawed on clawed.partner_id = part.partner_id and clawed.posting_id = part.clawback_id
  where payout.batch_id = the_batch and app.is_clawback_disputed(clawed.partner_id, clawed.credit_id)
$$;
comment on function app.obstacles_of_batch(uuid, timestamptz) is
  'Why a batch is neither approved nor sent for now: a credit of it is held, suspended, reported or disputed, an account is not verified any more, or a claim that it sets off is disputed';

create or replace function app.guard_payout_batch()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  found_one record;
begin
  if tg_op = 'DELETE' then
    raise exception 'batches of payouts are kept' using errcode = 'BT001', constraint = 'payout_batch_kept';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'DRAFT' or new.drafted_by is distinct from app.actor()
      or new.selection_hash is distinct from app.hash_of_payouts(new.id)
      or new.payout_count is distinct from (select count(*) from public.payout where payout.batch_id = new.id)
      or new.sum_minor is distinct from (select sum(payout.amount_minor) from public.payout where payout.batch_id = new.id)
    then
      raise exception 'who acts drafts payouts, and they are what was shown'
        using errcode = 'BT002', constraint = 'payout_batch_begins';
    end if;
    return null;
  end if;
  if (old.state, new.state) not in (('DRAFT', 'APPROVED'), ('APPROVED', 'SENT'), ('DRAFT', 'CANCELLED'), ('APPROVED', 'CANCELLED'))
    or app.actor() is distinct from (
      case new.state when 'APPROVED' then new.approved_by when 'SENT' then new.sent_by else new.cancelled_by end)
  then
    raise exception 'a batch is approved, sent or cancelled once, by who says so'
      using errcode = 'BT001', constraint = 'payout_batch_goes_on';
  end if;
  if new.selection_hash is distinct from app.hash_of_payouts(new.id)
    or new.payout_count is distinct from (select count(*) from public.payout where payout.batch_id = new.id)
    or new.sum_minor is distinct from (select sum(payout.amount_minor) from public.payout where payout.batch_id = new.id)
  then
    raise exception 'a batch goes on as it was shown' using errcode = 'BT002', constraint = 'payout_batch_as_shown';
  end if;
  if new.state <> 'DRAFT' and old.approved_at is not null
    and (old.approved_at, old.approved_by) is distinct from (new.approved_at, new.approved_by)
  then
    raise exception 'who approved a batch stays on record' using errcode = 'BT001', constraint = 'payout_batch_goes_on';
  end if;
  if exists (
    select
    from public.payout
    where payout.batch_id = new.id and payout.state <> case
      when new.state = 'CANCELLED' then 'CANCELLED' when new.state <> 'SENT' then 'SCHEDULED'
      when payout.method = 'OFFSET' then 'OFFSET' else 'SENT' end
  ) then
    raise exception 'the payouts of a batch go on with it' using errcode = 'BT002', constraint = 'payout_batch_whole';
  end if;
  if new.state = 'CANCELLED' then
    return null;
  end if;
  if app.is_same_person(new.drafted_by, new.approved_by) is distinct from false then
    raise exception 'payouts are approved by another person than who drafted them'
      using errcode = 'BT002', constraint = 'payout_batch_two_persons';
  end if;
  select * into found_one
  from app.obstacles_of_batch(new.id, coalesce(new.sent_at, new.approved_at)) as obstructing
  limit 1;
  if found then
    raise exception 'the payout of partner % stands still: %', found_one.partner_id, found_one.obstacle
      using errcode = 'BT002', constraint = 'payout_batch_unobstructed';
  end if;
  return null;
end
$$;

create function app.guard_payout_batch_offset()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.offset_minor is distinct from coalesce((
      select sum(payout.amount_minor)
      from public.payout
      where payout.batch_id = new.id and payout.method = 'OFFSET'), 0)
  then
    raise exception 'a batch says what of it is set off' using errcode = 'BT002', constraint = 'payout_batch_as_shown';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_payout_batch_offset() from public;
create trigger payout_batch_offset after insert or update on payout_batch
for each row execute function app.guard_payout_batch_offset();
alter table payout_batch enable always trigger payout_batch_offset;
`;

const GUARDED_PAYOUTS = `
create or replace function app.guard_payout()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  steps constant text[] := array['state', 'sent_at', 'booked_on', 'bank_reference', 'settled_by', 'settled_at', 'ended_by',
    'ended_at', 'returned_on', 'return_reference', 'return_reason'];
  kept constant text[] := array['sent_at', 'booked_on', 'bank_reference', 'settled_by', 'settled_at'];
  field text;
begin
  if tg_op = 'DELETE' then
    raise exception 'payouts are kept' using errcode = 'BT001', constraint = 'payout_kept';
  end if;
  if tg_op = 'UPDATE' then
    if to_jsonb(old) - steps is distinct from to_jsonb(new) - steps
      or (old.state, new.state) not in (
        ('SCHEDULED', 'SENT'), ('SCHEDULED', 'CANCELLED'), ('SENT', 'PAID'), ('SENT', 'RETURNED'), ('PAID', 'RETURNED'),
        ('SCHEDULED', 'OFFSET'))
    then
      raise exception 'a payout goes from scheduled to sent, paid or returned, or set off, or is cancelled, and does not change otherwise'
        using errcode = 'BT001', constraint = 'payout_goes_on';
    end if;
    foreach field in array kept loop
      if to_jsonb(old) ->> field is not null and to_jsonb(old) ->> field is distinct from to_jsonb(new) ->> field then
        raise exception 'what the bank booked stays on record' using errcode = 'BT001', constraint = 'payout_goes_on';
      end if;
    end loop;
    if new.state = 'PAID' and new.settled_by is distinct from app.actor()
      or new.state in ('RETURNED', 'CANCELLED') and new.ended_by is distinct from app.actor()
    then
      raise exception 'who acts says what became of a payout' using errcode = 'BT002', constraint = 'payout_by_actor';
    end if;
  end if;
  if (case new.state when 'SCHEDULED' then 'DRAFT' when 'CANCELLED' then 'CANCELLED' else 'SENT' end) is distinct from (
      select batch.state from public.payout_batch as batch where batch.id = new.batch_id)
  then
    raise exception 'a payout goes on with its batch, and comes with it'
      using errcode = 'BT002', constraint = 'payout_with_its_batch';
  end if;
  if new.amount_minor is distinct from (
      select sum(paid.amount_minor)
      from public.payout_credit as paid
      where paid.partner_id = new.partner_id and paid.payout_id = new.id)
    or exists (
      select
      from public.payout_credit as paid
      where paid.partner_id = new.partner_id and paid.payout_id = new.id
        and (paid.ended_at is not null) <> (new.state in ('RETURNED', 'CANCELLED')))
    or (case new.method when 'OFFSET' then new.amount_minor else 0 end) is distinct from coalesce((
      select sum(part.amount_minor)
      from public.payout_offset as part
      where part.partner_id = new.partner_id and part.payout_id = new.id), 0)
    or exists (
      select
      from public.payout_offset as part
      where part.partner_id = new.partner_id and part.payout_id = new.id
        and (part.ended_at is not null) <> (new.state = 'CANCELLED'))
  then
    raise exception 'a payout is what it pays of its credits, which are payable again once it has ended, and sets off as much or nothing'
      using errcode = 'BT002', constraint = 'payout_is_its_credits';
  end if;
  return null;
end
$$;
`;

// one after another with whoever takes back, pays or sets off something of the partner's
const GUARDED_OFFSETS = `
create function app.guard_payout_offset()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select
    from public.payout
    join public.credit_clawback as clawed on clawed.partner_id = payout.partner_id and clawed.posting_id = new.clawback_id
    join public.credit as own on own.partner_id = clawed.partner_id and own.id = clawed.credit_id and own.currency = payout.currency
    where payout.partner_id = new.partner_id and payout.id = new.payout_id and payout.method = 'OFFSET'
      and app.outstanding_of_clawback(clawed.partner_id, clawed.posting_id) >= 0
      and not app.is_clawback_disputed(clawed.partner_id, clawed.credit_id)
  ) then
    raise exception 'no more is set off than a partner owes, in the same currency, and nothing that is disputed'
      using errcode = 'BT002', constraint = 'payout_offset_within_owed';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_payout_offset() from public;
create trigger payout_offset_guard after insert on payout_offset
for each row execute function app.guard_payout_offset();
create function app.await_payout_offset()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  perform app.await_credit_of(new.partner_id);
  return new;
end
$$;
revoke execute on function app.await_payout_offset() from public;
create trigger payout_offset_awaits before insert on payout_offset
for each row execute function app.await_payout_offset();
create trigger payout_offset_shown after insert on payout_offset referencing new table as inserted
for each statement execute function app.guard_payouts_shown();
create function app.guard_payout_offset_end()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select
    from public.payout
    where payout.partner_id = new.partner_id and payout.id = new.payout_id and payout.state = 'CANCELLED'
  ) then
    raise exception 'what was set off is owed again once its batch was withdrawn'
      using errcode = 'BT002', constraint = 'payout_offset_ends_with_payout';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_payout_offset_end() from public;
create trigger payout_offset_end after update on payout_offset
for each row execute function app.guard_payout_offset_end();
alter table payout_offset enable always trigger payout_offset_guard;
alter table payout_offset enable always trigger payout_offset_awaits;
alter table payout_offset enable always trigger payout_offset_shown;
alter table payout_offset enable always trigger payout_offset_end;
`;

// what is set off goes to no bank: a batch that does nothing else has no file
const BANK_FILES = `
create or replace function app.guard_bank_file()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select
    from public.payout_batch as batch
    where batch.id = new.batch_id and batch.state = 'SENT' and batch.sent_by = app.actor() and batch.sent_at = new.rendered_at
      and batch.sum_minor - batch.offset_minor = new.sum_minor
      and new.payment_count = (
        select count(*)
        from public.payout
        where payout.batch_id = batch.id and payout.method = 'TRANSFER')
  ) then
    raise exception 'who sends a batch has its files rendered, and they are of all that it pays'
      using errcode = 'BT002', constraint = 'bank_file_is_its_batch';
  end if;
  return null;
end
$$;

create or replace function app.guard_batch_has_file()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.sum_minor > new.offset_minor and not exists (
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
`;
