import type { MigrationInterface, QueryRunner } from "typeorm";

/** Payable credit is put into payouts, one for each partner, which another person approves as they were shown. */
export class PayoutsAreDrafted1795298400550 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(BATCHES);
    await runner.query(PAYOUTS);
    await runner.query(CREDITS);
    await runner.query(LEFT_OUT);
  }

  public async down(): Promise<void> {
    throw new Error("what was paid is on record: restore a backup instead");
  }
}

const BATCHES = `
create table payout_batch (
  id uuid not null,
  currency text not null,
  earned_until timestamptz(3),
  minimum_minor bigint not null,
  selection_hash text not null,
  payout_count integer not null,
  sum_minor bigint not null,
  state text not null default 'DRAFT',
  drafted_by uuid not null,
  drafted_at timestamptz(3) not null,
  approved_by uuid,
  approved_at timestamptz(3),
  sent_by uuid,
  sent_at timestamptz(3),
  cancelled_by uuid,
  cancelled_at timestamptz(3),
  cancel_reason text,
  constraint payout_batch_pkey primary key (id),
  constraint payout_batch_currency check (currency ~ '^[A-Z]{3}$'),
  constraint payout_batch_of_currency unique (id, currency),
  constraint payout_batch_minimum check (minimum_minor >= 0),
  constraint payout_batch_hash check (selection_hash ~ '^[0-9a-f]{64}$'),
  constraint payout_batch_sums check (payout_count > 0 and sum_minor > 0),
  constraint payout_batch_state check (state in ('DRAFT', 'APPROVED', 'SENT', 'CANCELLED')),
  constraint payout_batch_approved check (
    num_nonnulls(approved_by, approved_at) in (0, 2) and approved_at >= drafted_at
      and (approved_at is null or state <> 'DRAFT') and (approved_at is not null or state in ('DRAFT', 'CANCELLED'))),
  constraint payout_batch_sent check (
    num_nonnulls(sent_by, sent_at) = case state when 'SENT' then 2 else 0 end and sent_at >= approved_at),
  constraint payout_batch_cancelled check (
    num_nonnulls(cancelled_by, cancelled_at, cancel_reason) = case state when 'CANCELLED' then 3 else 0 end
      and cancelled_at >= coalesce(approved_at, drafted_at) and char_length(cancel_reason) between 1 and 2000)
);
create index payout_batch_by_age on payout_batch (drafted_at desc, id desc);
create index payout_batch_by_state on payout_batch (state, drafted_at desc, id desc);
call app.give_policies('payout_batch', 'vendor_only');
call app.require_new_ids('payout_batch');
grant select, insert (id, currency, earned_until, minimum_minor, selection_hash, payout_count, sum_minor, drafted_by, drafted_at),
  update (state, approved_by, approved_at, sent_by, sent_at, cancelled_by, cancelled_at, cancel_reason) on payout_batch to app_vendor;
grant select on payout_batch to app_jobs;
comment on table payout_batch is 'Payouts of one currency that somebody drafted: another person approves them as they were shown';
comment on column payout_batch.selection_hash is 'SHA-256 of its payouts with their accounts, credits and amounts, one line for each credit: what is approved is what was shown';
comment on column payout_batch.earned_until is 'What was earned later was not looked at; null where all was';
`;

// What a partner reads of it is its own money, where it went, and when.
const PAYOUTS = `
create table payout (
  id uuid not null,
  batch_id uuid not null,
  partner_id uuid not null,
  account_id uuid not null,
  currency text not null,
  amount_minor bigint not null,
  end_to_end_id text not null,
  state text not null default 'SCHEDULED',
  scheduled_at timestamptz(3) not null,
  sent_at timestamptz(3),
  booked_on date,
  bank_reference text,
  settled_by uuid,
  settled_at timestamptz(3),
  ended_by uuid,
  ended_at timestamptz(3),
  returned_on date,
  return_reference text,
  return_reason text,
  constraint payout_pkey primary key (id),
  constraint payout_of_partner unique (partner_id, id),
  constraint payout_once unique (batch_id, partner_id),
  constraint payout_batch_fkey foreign key (batch_id, currency) references payout_batch (id, currency),
  constraint payout_account_fkey foreign key (account_id) references payout_account (id),
  constraint payout_partner_fkey foreign key (partner_id) references partner (id),
  constraint payout_amount check (amount_minor > 0),
  constraint payout_end_to_end unique (end_to_end_id),
  constraint payout_end_to_end_form check (end_to_end_id ~ '^[A-Z0-9]{1,35}$'),
  constraint payout_state check (state in ('SCHEDULED', 'SENT', 'PAID', 'RETURNED', 'CANCELLED')),
  constraint payout_sent check ((sent_at is not null) = (state in ('SENT', 'PAID', 'RETURNED')) and sent_at >= scheduled_at),
  constraint payout_paid_with_evidence check (
    num_nonnulls(booked_on, bank_reference, settled_by, settled_at) in (0, 4)
      and (settled_at is not null or state <> 'PAID') and (settled_at is null or state in ('PAID', 'RETURNED'))
      and settled_at >= sent_at and char_length(bank_reference) between 1 and 140),
  constraint payout_ended check (
    num_nonnulls(ended_by, ended_at) = case when state in ('RETURNED', 'CANCELLED') then 2 else 0 end
      and ended_at >= coalesce(settled_at, sent_at, scheduled_at)
      and num_nonnulls(returned_on, return_reference, return_reason) = case state when 'RETURNED' then 3 else 0 end
      and returned_on >= coalesce(booked_on, returned_on)
      and char_length(return_reference) between 1 and 140 and char_length(return_reason) between 1 and 2000)
);
create index payout_by_age on payout (scheduled_at desc, id desc);
create index payout_by_state on payout (state, scheduled_at desc, id desc);
create index payout_of_partner_by_age on payout (partner_id, scheduled_at desc, id desc);
create index payout_to_account on payout (account_id);
call app.give_policies('payout', 'partner_reads');
call app.require_new_ids('payout');
grant select (id, partner_id, account_id, currency, amount_minor, end_to_end_id, state, scheduled_at, sent_at, booked_on,
  bank_reference, settled_at, ended_at, returned_on, return_reason) on payout to app_partner;
grant select, insert (id, batch_id, partner_id, account_id, currency, amount_minor, end_to_end_id, scheduled_at),
  update (state, sent_at, booked_on, bank_reference, settled_by, settled_at, ended_by, ended_at, returned_on, return_reference,
    return_reason) on payout to app_vendor;
grant select on payout to app_jobs;
comment on table payout is 'Money of a batch that goes to one partner: scheduled, sent, and paid once the bank has booked it';
comment on column payout.end_to_end_id is 'Names this attempt to the bank; what came back is paid by another payout, with another one';
`;

const CREDITS = `
create table payout_credit (
  payout_id uuid not null,
  partner_id uuid not null,
  credit_id uuid not null,
  approval_id uuid not null,
  amount_minor bigint not null,
  ended_at timestamptz(3),
  constraint payout_credit_pkey primary key (payout_id, credit_id),
  constraint payout_credit_payout_fkey foreign key (partner_id, payout_id) references payout (partner_id, id),
  constraint payout_credit_credit_fkey foreign key (partner_id, credit_id) references credit (partner_id, id),
  constraint payout_credit_approval_fkey foreign key (partner_id, approval_id) references credit_approval (partner_id, id),
  constraint payout_credit_amount check (amount_minor <> 0)
);
create index payout_credit_of_credit on payout_credit (partner_id, credit_id);
create index payout_credit_of_approval on payout_credit (partner_id, approval_id);
call app.give_policies('payout_credit', 'partner_reads');
call app.make_endable('payout_credit', 'ended_at');
grant select on payout_credit to app_partner, app_vendor, app_jobs;
grant insert (payout_id, partner_id, credit_id, approval_id, amount_minor), update (ended_at) on payout_credit to app_vendor;
comment on table payout_credit is 'What a payout pays of a credit; less than nothing of what its partner has less for its volume';
comment on column payout_credit.ended_at is 'When its payout was cancelled or came back: it is payable again';
`;

const LEFT_OUT = `
create table payout_left_out (
  batch_id uuid not null,
  partner_id uuid not null,
  reason text not null,
  credit_count integer not null,
  amount_minor bigint not null,
  constraint payout_left_out_pkey primary key (batch_id, partner_id, reason),
  constraint payout_left_out_batch_fkey foreign key (batch_id) references payout_batch (id),
  constraint payout_left_out_partner_fkey foreign key (partner_id) references partner (id),
  constraint payout_left_out_reason check (
    reason in ('HELD', 'SUSPENDED', 'REPORTED', 'DISPUTED', 'NO_ACCOUNT', 'LESS_THAN_MINIMUM', 'OWES')),
  constraint payout_left_out_count check (credit_count > 0)
);
create index payout_left_out_of_partner on payout_left_out (partner_id);
call app.give_policies('payout_left_out', 'vendor_only');
call app.make_append_only('payout_left_out');
grant select, insert on payout_left_out to app_vendor;
grant select on payout_left_out to app_jobs;
comment on table payout_left_out is 'What was payable to a partner as a batch was drafted, and is not in it, with why';
`;
