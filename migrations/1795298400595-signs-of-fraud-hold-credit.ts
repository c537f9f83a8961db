import type { MigrationInterface, QueryRunner } from "typeorm";

/** What speaks for fraud is looked for in whatever is earned, and holds it until two persons let it go. */
export class SignsOfFraudHoldCredit1795298400595 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(RULES);
    await runner.query(HOLDS);
    await runner.query(JOBS);
  }

  public async down(): Promise<void> {
    throw new Error("what is held is not let go by itself: restore a backup instead");
  }
}

const RULES = `
create table fraud_rule (
  id uuid not null,
  rule text not null,
  is_watched boolean not null,
  most_leads integer,
  within_minutes integer,
  reason text not null,
  set_by uuid not null,
  set_at timestamptz(3) not null,
  replaced_at timestamptz(3),
  constraint fraud_rule_pkey primary key (id),
  constraint fraud_rule_rule check (rule in ('OWN_MAILBOX', 'OWN_DOMAIN', 'DISPOSABLE_MAILBOX', 'BURST', 'SHARED_ACCOUNT')),
  constraint fraud_rule_burst check (num_nonnulls(most_leads, within_minutes) = case rule when 'BURST' then 2 else 0 end),
  constraint fraud_rule_most_leads check (most_leads between 1 and 100000),
  constraint fraud_rule_within_minutes check (within_minutes between 1 and 10080),
  constraint fraud_rule_reason check (char_length(reason) between 1 and 2000),
  constraint fraud_rule_in_order check (replaced_at >= set_at)
);
create unique index fraud_rule_one_in_force on fraud_rule (rule) where replaced_at is null;
insert into fraud_rule (id, rule, is_watched, most_leads, within_minutes, reason, set_by, set_at)
select ('01970000-0000-7000-8000-0000000000f' || n)::uuid, rule, true, most_leads, within_minutes, 'As Baton comes.',
  '01970000-0000-7000-8000-00000000000a', '2025-05-22T00:00:00Z'
from (values
  (1, 'OWN_MAILBOX', null, null), (2, 'OWN_DOMAIN', null, null), (3, 'DISPOSABLE_MAILBOX', null, null),
  (4, 'BURST', 50, 60), (5, 'SHARED_ACCOUNT', null, null)
) as given (n, rule, most_leads, within_minutes);
call app.give_policies('fraud_rule', 'vendor_only');
call app.make_endable('fraud_rule', 'replaced_at');
grant select, insert (id, rule, is_watched, most_leads, within_minutes, reason, set_by, set_at), update (replaced_at)
  on fraud_rule to app_vendor;
grant select on fraud_rule to app_jobs;
comment on table fraud_rule is 'What is looked for in whatever is earned: the row of a rule that is not replaced is in force, the others are its history';
comment on column fraud_rule.most_leads is 'Of BURST: so many leads of a partner are no burst yet';
comment on column fraud_rule.within_minutes is 'Of BURST: within so long before or after the lead that earned';

create function app.guard_fraud_rule()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.set_by is distinct from app.actor() or new.replaced_at is not null then
    raise exception 'a rule is set by who acts, and is in force until another takes its place'
      using errcode = 'BT002', constraint = 'fraud_rule_begins';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_fraud_rule() from public;
create trigger fraud_rule_guard after insert on fraud_rule for each row execute function app.guard_fraud_rule();
alter table fraud_rule enable always trigger fraud_rule_guard;

create function app.keep_fraud_rule()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (select from public.fraud_rule as other where other.rule = new.rule and other.replaced_at is null) then
    raise exception 'a rule is replaced by another setting of it, never by none'
      using errcode = 'BT002', constraint = 'fraud_rule_stays';
  end if;
  return null;
end
$$;
revoke execute on function app.keep_fraud_rule() from public;
create constraint trigger fraud_rule_stays after update on fraud_rule deferrable initially deferred
for each row execute function app.keep_fraud_rule();
alter table fraud_rule enable always trigger fraud_rule_stays;
`;

// A rule holds a credit once: what two persons let go is not held by it again.
const HOLDS = `
alter table credit_hold
  add column rule text,
  add constraint credit_hold_by_rule check (
    rule is null or (credit_id is not null and kind = 'FRAUD' and placed_by = '01970000-0000-7000-8000-00000000000a')),
  add constraint credit_hold_rule check (rule in ('OWN_MAILBOX', 'OWN_DOMAIN', 'DISPOSABLE_MAILBOX', 'BURST', 'SHARED_ACCOUNT'));
create unique index credit_hold_by_rule_once on credit_hold (credit_id, rule) where rule is not null;
grant insert (rule) on credit_hold to app_vendor;
comment on column credit_hold.rule is 'The rule that found what speaks for fraud; null where a person placed it';
create index payout_account_by_mark on payout_account (number_mark) where state in ('WAITING', 'VERIFIED');
`;

const JOBS = `
create function queue.enqueue_fraud_watch()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform graphile_worker.add_job(
    'watch_credit',
    json_build_object('creditId', new.id, 'partnerId', new.partner_id),
    job_key := 'watch_credit:' || new.id,
    max_attempts := 20
  );
  return null;
end
$$;
revoke execute on function queue.enqueue_fraud_watch() from public;
create trigger credit_is_watched after insert on credit
for each row when (new.kind <> 'ADJUST') execute function queue.enqueue_fraud_watch();
alter function queue.enqueue_fraud_watch() owner to app_queue;
`;
