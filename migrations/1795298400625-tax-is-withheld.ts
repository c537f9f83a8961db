import type { MigrationInterface, QueryRunner } from "typeorm";

/** Where a rule says so, tax is withheld of what is paid without a form: by a payout of its own, which goes to no bank. */
export class TaxIsWithheld1795298400625 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(RULES);
    await runner.query(HOLDING);
    await runner.query(PAYOUTS);
    await runner.query(SUMS);
    await runner.query(BATCHES);
    await runner.query(OBSTACLES);
    await runner.query(GUARDED_PAYOUTS);
    await runner.query(CLAIMS);
    await runner.query(WITHHOLDING);
    await runner.query(BANK_FILES);
    await runner.query(STATEMENTS);
  }

  public async down(): Promise<void> {
    throw new Error("what was withheld is on record: restore a backup instead");
  }
}

const RULES = `
alter table tax_rule
  add column without_form text not null default 'HOLD',
  add constraint tax_rule_without_form check (
    without_form = 'HOLD' or without_form = 'WITHHOLD' and withholding_ppm between 1 and 999999);
grant insert (without_form) on tax_rule to app_vendor;
comment on column tax_rule.without_form is 'HOLD: a partner whose form is missing is held; WITHHOLD: it is paid, less withholding_ppm of it';
`;

// A partner of whom a rule withholds is paid, so it is not held.
const HOLDING = `
create function app.missing_tax_form_that(the_partner uuid, the_day date, the_consequence text)
returns uuid
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select rule.id
  from public.tax_rule as rule
  where rule.id = app.missing_tax_form(the_partner, the_day) and rule.without_form = the_consequence
$$;
revoke execute on function app.missing_tax_form_that(uuid, date, text) from public;
grant execute on function app.missing_tax_form_that(uuid, date, text) to app_vendor, app_jobs;
comment on function app.missing_tax_form_that(uuid, date, text) is
  'The tax_rule that asks a form of a partner, which is not there on a day, where it says HOLD or WITHHOLD; null where none is missing, or it says the other';

create or replace function app.taxed_sums(the_partner uuid, the_year integer)
returns table (currency text, minor numeric)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select each.currency, sum(each.minor)
  from (
    select payout.currency, payout.amount_minor::numeric as minor
    from public.payout
    where payout.partner_id = the_partner and (
      payout.state in ('SCHEDULED', 'SENT') and payout.account_id is not null
      or payout.state = 'PAID' and payout.booked_on >= make_date(the_year, 1, 1) and payout.booked_on < make_date(the_year + 1, 1, 1))
    union all
    select withheld.currency, withheld.amount_minor
    from public.payout as withheld
    join public.payout as paid on paid.batch_id = withheld.batch_id and paid.partner_id = withheld.partner_id and paid.method = 'TRANSFER'
    where withheld.partner_id = the_partner and withheld.method = 'WITHHOLDING' and withheld.state in ('SCHEDULED', 'WITHHELD')
      and (paid.booked_on is null or paid.booked_on >= make_date(the_year, 1, 1) and paid.booked_on < make_date(the_year + 1, 1, 1))
    union all
    select account.currency, -balance.balance_minor
    from public.ledger_account as account
    join public.account_balance as balance on balance.account_id = account.id
    where account.partner_id = the_partner and account.role = 'payable'
  ) as each
  group by each.currency
  having sum(each.minor) > 0
$$;
comment on function app.taxed_sums(uuid, integer) is
  'By currency what was paid to a partner in a calendar year, by the days of the bank, with what was withheld of it, and what is payable or on its way by now';

create or replace function app.guard_credit_hold()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    perform app.await_credit_of(new.partner_id);
    if new.released_at is not null or new.placed_by is distinct from app.actor() then
      raise exception 'a hold is placed by who acts, and holds until it is let go'
        using errcode = 'BT002', constraint = 'credit_hold_begins';
    end if;
    if new.statement_dispute_id is not null then
      if not exists (
        select
        from public.statement_dispute as dispute
        where dispute.partner_id = new.partner_id and dispute.id = new.statement_dispute_id and dispute.state = 'OPEN'
          and dispute.hold_id = new.id and dispute.held_credit_id = new.credit_id
      ) then
        raise exception 'a dispute of a line holds the credit that it names'
          using errcode = 'BT002', constraint = 'credit_hold_of_dispute';
      end if;
      return new;
    end if;
    if new.tax_rule_id is not null
      and new.tax_rule_id is distinct from app.missing_tax_form_that(new.partner_id, (new.placed_at at time zone 'UTC')::date, 'HOLD')
    then
      raise exception 'a tax rule holds where the form that it asks for is missing'
        using errcode = 'BT002', constraint = 'credit_hold_of_missing_form';
    end if;
    if new.credit_id is not null and not exists (
      select
      from public.credit
      where credit.partner_id = new.partner_id and credit.id = new.credit_id and credit.kind <> 'ADJUST'
        and credit.reversed_at is null
    ) then
      raise exception 'what is held is a credit that counts, with all that changes it'
        using errcode = 'BT002', constraint = 'credit_hold_of_credit';
    end if;
    if exists (select from public.partner where partner.id = new.partner_id and partner.is_vendor) then
      raise exception 'the vendor earns nothing that could be held'
        using errcode = 'BT002', constraint = 'credit_hold_of_partner_only';
    end if;
    return new;
  end if;
  if new.statement_dispute_id is not null then
    if not exists (
      select
      from public.statement_dispute as dispute
      where dispute.partner_id = new.partner_id and dispute.id = new.statement_dispute_id and dispute.state <> 'OPEN'
        and dispute.ended_at = new.released_at and dispute.ended_by = new.released_by
    ) then
      raise exception 'what a dispute holds is let go as the dispute ends'
        using errcode = 'BT002', constraint = 'credit_hold_ends_with_dispute';
    end if;
    return new;
  end if;
  if new.tax_rule_id is not null then
    if new.released_by is distinct from '01970000-0000-7000-8000-00000000000a'
      or app.missing_tax_form_that(new.partner_id, (new.released_at at time zone 'UTC')::date, 'HOLD') is not null
    then
      raise exception 'what a missing tax form holds is let go by the system, once none is missing'
        using errcode = 'BT002', constraint = 'credit_hold_until_form';
    end if;
    return new;
  end if;
  if not exists (
    select
    from public.hold_release as release
    where release.hold_id = new.id and release.state = 'RELEASED' and release.decided_by = new.released_by
      and release.decided_at = new.released_at
  ) then
    raise exception 'a hold is let go as one person asked and another decided'
      using errcode = 'BT002', constraint = 'credit_hold_let_go_by_two';
  end if;
  return new;
end
$$;
`;

const PAYOUTS = `
alter table payout
  add column withheld_minor bigint not null default 0,
  add column tax_rule_id uuid,
  drop constraint payout_method,
  drop constraint payout_state,
  drop constraint payout_sent,
  add constraint payout_tax_rule_fkey foreign key (tax_rule_id) references tax_rule (id),
  add constraint payout_method check (
    method in ('TRANSFER', 'OFFSET', 'WITHHOLDING') and (account_id is null) = (method <> 'TRANSFER')
      and (tax_rule_id is not null) = (method = 'WITHHOLDING')),
  add constraint payout_withheld check (withheld_minor >= 0 and (withheld_minor = 0 or method = 'TRANSFER')),
  add constraint payout_state check (
    state in ('SCHEDULED', 'CANCELLED') or state in ('SENT', 'PAID') and method = 'TRANSFER'
      or state = 'RETURNED' and method in ('TRANSFER', 'WITHHOLDING') or state = 'OFFSET' and method = 'OFFSET'
      or state = 'WITHHELD' and method = 'WITHHOLDING'),
  add constraint payout_sent check (
    (sent_at is not null) = (state in ('SENT', 'PAID', 'RETURNED', 'OFFSET', 'WITHHELD')) and sent_at >= scheduled_at);
create index payout_withheld_of_partner on payout (partner_id, batch_id) where method = 'WITHHOLDING';
grant select (withheld_minor, tax_rule_id), insert (withheld_minor, tax_rule_id) on payout to app_vendor;
grant select (withheld_minor) on payout to app_partner;
comment on column payout.method is 'TRANSFER: the bank pays it to the account; OFFSET: it is set off against what its partner owes back; WITHHOLDING: it goes to the tax office, and stands beside the transfer of its batch and partner. No bank sees the last two';
comment on column payout.withheld_minor is 'TRANSFER: what of the gross of its credits is not paid, since it is withheld beside it, or was by an attempt that came back';
comment on column payout.tax_rule_id is 'WITHHOLDING: the rule by which it is withheld';
alter table payout_batch
  add column withheld_minor bigint not null default 0,
  add constraint payout_batch_withheld check (withheld_minor >= 0 and withheld_minor <= sum_minor - offset_minor);
grant select (withheld_minor), insert (withheld_minor) on payout_batch to app_vendor;
comment on column payout_batch.withheld_minor is 'What of its sum is withheld for tax offices';
alter table payout_left_out
  drop constraint payout_left_out_reason,
  add constraint payout_left_out_reason check (
    reason in ('HELD', 'SUSPENDED', 'REPORTED', 'DISPUTED', 'TAX_FORM', 'NO_ACCOUNT', 'LESS_THAN_MINIMUM', 'OWES'));
`;

// One rounding, half to even, of the gross of a payout: as kernel/withholding.ts does.
const SUMS = `
create function app.part_of(the_whole bigint, the_ppm bigint)
returns bigint
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select (exact.units + case
    when exact.rest * 2 > 1000000 or exact.rest * 2 = 1000000 and exact.units % 2 = 1 then 1 else 0 end)::bigint
  from (
    select div(the_whole::numeric * the_ppm, 1000000) as units, mod(the_whole::numeric * the_ppm, 1000000) as rest) as exact
$$;
revoke execute on function app.part_of(bigint, bigint) from public;
grant execute on function app.part_of(bigint, bigint) to app_vendor, app_jobs;
comment on function app.part_of(bigint, bigint) is 'So many parts per million of an amount that is not less than nothing, rounded once, half to even';

create function app.withheld_before(the_partner uuid, the_credit uuid, the_payout uuid)
returns bigint
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(sum(part.amount_minor), 0)::bigint
  from public.payout_credit as part
  join public.payout as withheld on withheld.partner_id = part.partner_id and withheld.id = part.payout_id
    and withheld.method = 'WITHHOLDING' and withheld.state = 'WITHHELD'
  join public.payout as returned on returned.batch_id = withheld.batch_id and returned.partner_id = withheld.partner_id
    and returned.method = 'TRANSFER' and returned.state = 'RETURNED'
  left join public.payout as asking on asking.partner_id = part.partner_id and asking.id = the_payout
  where part.partner_id = the_partner and part.credit_id = the_credit and part.ended_at is null
    and (asking.id is null or returned.ended_at <= asking.scheduled_at)
    and not exists (
      select
      from public.payout_credit as again
      join public.payout as next on next.partner_id = again.partner_id and next.id = again.payout_id and next.method = 'TRANSFER'
      where again.partner_id = part.partner_id and again.credit_id = part.credit_id and again.ended_at is null
        and next.scheduled_at >= returned.ended_at
        and (asking.id is null or (next.scheduled_at, next.id) < (asking.scheduled_at, asking.id)))
$$;
revoke execute on function app.withheld_before(uuid, uuid, uuid) from public;
grant execute on function app.withheld_before(uuid, uuid, uuid) to app_vendor, app_jobs;
comment on function app.withheld_before(uuid, uuid, uuid) is
  'What of a credit stays withheld though its transfer came back, and counts for the attempt that pays it next: for a payout as it was scheduled, or for the next one where that is null';

create function app.withholding_due(the_payout uuid, the_day date, out due_minor bigint, out before_minor bigint, out tax_rule_id uuid)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case when rule.id is null then 0
      else greatest(app.part_of(paid.amount_minor + coalesce(beside.amount_minor, 0) + before.minor, rule.withholding_ppm) - before.minor, 0)
    end, before.minor, rule.id
  from public.payout as paid
  left join public.payout as beside on beside.batch_id = paid.batch_id and beside.partner_id = paid.partner_id
    and beside.method = 'WITHHOLDING'
  left join public.tax_rule as rule on rule.id = app.missing_tax_form_that(paid.partner_id, the_day, 'WITHHOLD')
  cross join lateral (
    select coalesce(sum(app.withheld_before(paid.partner_id, own.credit_id, paid.id)), 0)::bigint as minor
    from (
      select distinct part.credit_id
      from public.payout_credit as part
      where part.partner_id = paid.partner_id and part.payout_id in (paid.id, beside.id)) as own
  ) as before
  where paid.id = the_payout
$$;
revoke execute on function app.withholding_due(uuid, date) from public;
grant execute on function app.withholding_due(uuid, date) to app_vendor, app_jobs;
comment on function app.withholding_due(uuid, date) is
  'What is to be withheld beside a transfer on a day, what of its gross was before, and by which rule; nothing where no rule withholds of its partner';
`;

const BATCHES = `
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
      when payout.method = 'OFFSET' then 'OFFSET' when payout.method = 'WITHHOLDING' then 'WITHHELD' else 'SENT' end
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

create or replace function app.guard_payout_batch_offset()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.offset_minor is distinct from coalesce((
      select sum(payout.amount_minor)
      from public.payout
      where payout.batch_id = new.id and payout.method = 'OFFSET'), 0)
    or new.withheld_minor is distinct from coalesce((
      select sum(payout.amount_minor)
      from public.payout
      where payout.batch_id = new.id and payout.method = 'WITHHOLDING'), 0)
  then
    raise exception 'a batch says what of it is set off, and what is withheld'
      using errcode = 'BT002', constraint = 'payout_batch_as_shown';
  end if;
  return null;
end
$$;
`;

// By the day of what is asked: a form that came or ran out since the batch was drafted makes it another one.
const OBSTACLES = `
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
  union all
  select earning.partner_id, null, 'TAX_FORM'
  from (select distinct payout.partner_id from public.payout where payout.batch_id = the_batch) as earning
  where app.missing_tax_form_that(earning.partner_id, (the_time at time zone 'UTC')::date, 'HOLD') is not null
  union all
  select paid.partner_id, null, 'WITHHOLDING'
  from public.payout as paid
  cross join lateral app.withholding_due(paid.id, (the_time at time zone 'UTC')::date) as asked
  left join public.payout as beside on beside.batch_id = paid.batch_id and beside.partner_id = paid.partner_id
    and beside.method = 'WITHHOLDING'
  where paid.batch_id = the_batch and paid.method = 'TRANSFER' and (
    asked.due_minor <> coalesce(beside.amount_minor, 0)
    or beside.tax_rule_id is not null and beside.tax_rule_id is distinct from asked.tax_rule_id)
$$;
comment on function app.obstacles_of_batch(uuid, timestamptz) is
  'Why a batch is neither approved nor sent for now: a credit of it is held, suspended, reported or disputed, an account is not verified any more, a claim that it sets off is disputed, a tax form is missing, or what is withheld is not what is to be withheld';
`;

const GUARDED_PAYOUTS = `
create or replace function app.guard_payout()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  steps constant text[] := array['state', 'sent_at', 'booked_on', 'bank_reference', 'settled_by', 'settled_at', 'ended_by',
    'ended_at', 'returned_on', 'return_reference', 'return_reason', 'remittance_id'];
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
        ('SCHEDULED', 'OFFSET'), ('SCHEDULED', 'WITHHELD'), ('WITHHELD', 'WITHHELD'), ('WITHHELD', 'RETURNED'))
    then
      raise exception 'a payout goes from scheduled to sent, paid or returned, or set off, or withheld, or is cancelled, and does not change otherwise'
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

// what was withheld was paid on its partner's behalf, and is taken back as what the bank booked is
const CLAIMS = `
create or replace function app.guard_credit_clawback()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  perform
  from public.payout
  where payout.partner_id = new.partner_id and payout.id = new.payout_id and payout.state in ('PAID', 'OFFSET', 'WITHHELD')
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
`;

// Asked behind the writes of their statement: a transfer and what is withheld beside it are seen together.
const WITHHOLDING = `
create function app.guard_withholding()
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
    or new.method = 'TRANSFER' and new.state = 'RETURNED' and beside.state = 'WITHHELD'
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
revoke execute on function app.guard_withholding() from public;
create trigger payout_withholding after insert or update on payout
for each row when (new.method <> 'OFFSET')
execute function app.guard_withholding();
alter table payout enable always trigger payout_withholding;
`;

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
      and batch.sum_minor - batch.offset_minor - batch.withheld_minor = new.sum_minor
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
  if new.sum_minor > new.offset_minor + new.withheld_minor and not exists (
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

const STATEMENTS = `
alter table partner_statement_line add column withheld_minor bigint not null default 0;
grant select (withheld_minor) on partner_statement_line to app_partner;
comment on column partner_statement_line.withheld_minor is 'What of it was put aside for the tax office; less than nothing where that was taken back';
`;
