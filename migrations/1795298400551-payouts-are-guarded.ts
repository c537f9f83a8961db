import type { MigrationInterface, QueryRunner } from "typeorm";

/** Nobody approves what they drafted, no payout pays what is not payable, and what is in a payout is not changed. */
export class PayoutsAreGuarded1795298400551 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(OBSTACLES);
    await runner.query(BATCHES);
    await runner.query(PAYOUTS);
    await runner.query(CREDITS);
    await runner.query(APPROVALS);
  }

  public async down(): Promise<void> {
    throw new Error("what was paid is on record: restore a backup instead");
  }
}

const OBSTACLES = `
create function app.hash_of_payouts(the_batch uuid)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select encode(sha256(convert_to(coalesce(string_agg(
    concat_ws(' ', payout.id, paid.credit_id, payout.account_id, paid.amount_minor, payout.currency), chr(10)
    order by payout.id, paid.credit_id), ''), 'UTF8')), 'hex')
  from public.payout
  join public.payout_credit as paid on paid.partner_id = payout.partner_id and paid.payout_id = payout.id
  where payout.batch_id = the_batch
$$;
revoke execute on function app.hash_of_payouts(uuid) from public;
grant execute on function app.hash_of_payouts(uuid) to app_vendor, app_jobs;
comment on function app.hash_of_payouts(uuid) is 'SHA-256 of what a batch shows, worked out anew';

create function app.payable_of_approval(the_partner uuid, the_approval uuid)
returns bigint
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select (approval.amount_minor - approval.held_minor + coalesce((
    select sum(vested.amount_minor)
    from public.credit_vesting as vested
    where vested.partner_id = approval.partner_id and vested.approval_id = approval.id), 0))::bigint
  from public.credit_approval as approval
  where approval.partner_id = the_partner and approval.id = the_approval and approval.ended_at is null
$$;
revoke execute on function app.payable_of_approval(uuid, uuid) from public;
grant execute on function app.payable_of_approval(uuid, uuid) to app_vendor, app_jobs;
comment on function app.payable_of_approval(uuid, uuid) is 'What of an approved credit has vested, whether it was paid or not; null of what is approved no more';

create function app.obstacles_of_batch(the_batch uuid, the_time timestamptz)
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
$$;
revoke execute on function app.obstacles_of_batch(uuid, timestamptz) from public;
grant execute on function app.obstacles_of_batch(uuid, timestamptz) to app_vendor;
comment on function app.obstacles_of_batch(uuid, timestamptz) is
  'Why a batch is neither approved nor sent for now: a credit of it is held, suspended, reported or disputed, or an account is not verified any more';
`;

// Persons are compared, whatever their memberships. Asked behind the writes of their statement: all of a batch is seen.
const BATCHES = `
create function app.guard_payout_batch()
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
    where payout.batch_id = new.id and payout.state <> case new.state
      when 'CANCELLED' then 'CANCELLED' when 'SENT' then 'SENT' else 'SCHEDULED' end
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
revoke execute on function app.guard_payout_batch() from public;
create trigger payout_batch_guard after insert or update or delete on payout_batch
for each row execute function app.guard_payout_batch();
create trigger payout_batch_no_truncate before truncate on payout_batch
for each statement execute function app.refuse_change();
alter table payout_batch enable always trigger payout_batch_guard;
alter table payout_batch enable always trigger payout_batch_no_truncate;
`;

const PAYOUTS = `
create function app.guard_payout()
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
        ('SCHEDULED', 'SENT'), ('SCHEDULED', 'CANCELLED'), ('SENT', 'PAID'), ('SENT', 'RETURNED'), ('PAID', 'RETURNED'))
    then
      raise exception 'a payout goes from scheduled to sent, paid or returned, or is cancelled, and does not change otherwise'
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
  then
    raise exception 'a payout is what it pays of its credits, which are payable again once it has ended'
      using errcode = 'BT002', constraint = 'payout_is_its_credits';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_payout() from public;
create trigger payout_guard after insert or update or delete on payout
for each row execute function app.guard_payout();
create trigger payout_no_truncate before truncate on payout
for each statement execute function app.refuse_change();
alter table payout enable always trigger payout_guard;
alter table payout enable always trigger payout_no_truncate;

create function app.guard_payouts_shown()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (
    select
    from (
      select distinct payout.batch_id
      from inserted
      join public.payout on payout.partner_id = inserted.partner_id
        and payout.id = (to_jsonb(inserted) ->> (case tg_table_name when 'payout' then 'id' else 'payout_id' end))::uuid) as touched
    join public.payout_batch as batch on batch.id = touched.batch_id
    where batch.state <> 'DRAFT' or batch.selection_hash is distinct from app.hash_of_payouts(batch.id)
  ) then
    raise exception 'nothing comes to a batch that was shown' using errcode = 'BT002', constraint = 'payout_batch_as_shown';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_payouts_shown() from public;
create trigger payout_shown after insert on payout referencing new table as inserted
for each statement execute function app.guard_payouts_shown();
alter table payout enable always trigger payout_shown;
`;

// one after another with whoever holds credit of the partner, and who changes or takes back the credit itself
const CREDITS = `
create function app.guard_payout_credit()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  payable bigint := app.payable_of_approval(new.partner_id, new.approval_id);
  paid bigint;
begin
  select sum(live.amount_minor) into paid
  from public.payout_credit as live
  where live.partner_id = new.partner_id and live.approval_id = new.approval_id and live.ended_at is null;
  if payable is null or paid not between least(payable, 0) and greatest(payable, 0)
    or new.credit_id is distinct from (
      select approval.credit_id
      from public.credit_approval as approval
      where approval.partner_id = new.partner_id and approval.id = new.approval_id)
  then
    raise exception 'no more of a credit is paid than is payable'
      using errcode = 'BT002', constraint = 'payout_credit_within_payable';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_payout_credit() from public;
create trigger payout_credit_guard after insert on payout_credit
for each row execute function app.guard_payout_credit();
create trigger payout_credit_shown after insert on payout_credit referencing new table as inserted
for each statement execute function app.guard_payouts_shown();
alter table payout_credit enable always trigger payout_credit_shown;

create function app.guard_payout_credit_end()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select
    from public.payout
    where payout.partner_id = new.partner_id and payout.id = new.payout_id and payout.state in ('RETURNED', 'CANCELLED')
  ) then
    raise exception 'a credit is payable again once its payout came back or was withdrawn'
      using errcode = 'BT002', constraint = 'payout_credit_ends_with_payout';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_payout_credit_end() from public;
create trigger payout_credit_end after update on payout_credit
for each row execute function app.guard_payout_credit_end();
alter table payout_credit enable always trigger payout_credit_end;
create trigger payout_credit_awaits before insert on payout_credit
for each row execute function app.await_approval();
alter table payout_credit enable always trigger payout_credit_guard;
alter table payout_credit enable always trigger payout_credit_awaits;
`;

const APPROVALS = `
create function app.guard_paid_approval()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (
    select
    from public.payout_credit as paid
    where paid.partner_id = new.partner_id and paid.approval_id = new.id and paid.ended_at is null
  ) then
    raise exception 'credit that is in a payout, or paid, is not changed or taken back'
      using errcode = 'BT002', constraint = 'credit_approval_not_in_payout';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_paid_approval() from public;
create trigger credit_approval_in_payout after update of ended_at on credit_approval for each row
when (old.ended_at is null and new.ended_at is not null)
execute function app.guard_paid_approval();
alter table credit_approval enable always trigger credit_approval_in_payout;
`;
