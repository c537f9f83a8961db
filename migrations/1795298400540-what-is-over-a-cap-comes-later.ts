import type { MigrationInterface, QueryRunner } from "typeorm";

/** What is over a partner's cap may be earned later: in the next windows that have room, up to so many. */
export class WhatIsOverACapComesLater1795298400540 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(TERMS);
    await runner.query(CHART);
    await runner.query(AMOUNTS);
    await runner.query(DEFERRALS);
    await runner.query(KEEPING);
    await runner.query(RELEASE);
  }

  public async down(): Promise<void> {
    throw new Error("what was deferred is owed: restore a backup instead");
  }
}

// Beside what it is not defined for a cap does not defer: the guards look when the version is approved, as its parts are saved one by one.
const TERMS = `
alter table incentive_program_version
  add column partner_cap_defer_windows smallint,
  drop constraint incentive_program_version_partner_cap,
  add constraint incentive_program_version_partner_cap check (
    num_nonnulls(partner_cap_minor, partner_cap_window, partner_cap_excess) in (0, 3)
    and (partner_cap_minor is null or partner_cap_minor > 0
      and partner_cap_window in ('MONTH', 'QUARTER', 'YEAR') and partner_cap_excess in ('FORFEIT', 'REDISTRIBUTE', 'DEFER'))),
  add constraint incentive_program_version_defers check (
    (partner_cap_excess = 'DEFER') is true = (partner_cap_defer_windows is not null)
    and partner_cap_defer_windows between 1 and 12
    and num_nonnulls(partner_cap_defer_windows, budget_minor) < 2
    and num_nonnulls(partner_cap_defer_windows, holdback_ppm) < 2
    and num_nonnulls(partner_cap_defer_windows, clawback_ppm) < 2);
grant insert (partner_cap_defer_windows), update (partner_cap_defer_windows) on incentive_program_version to app_vendor;
grant select (partner_cap_defer_windows) on incentive_program_version to app_partner;
comment on column incentive_program_version.partner_cap_defer_windows is
  'In how many later windows what is over a partner''s cap may be earned yet; null where it is not deferred';

create function app.guard_deferring_rules()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (
    select from public.incentive_rule as rule where rule.version_id = new.id and rule.kind <> 'FIXED_BOUNTY'
  ) or exists (
    select from public.incentive_accelerator as faster where faster.version_id = new.id
  ) then
    raise exception 'a cap that defers is of fixed bounties that do not accelerate'
      using errcode = 'BT002', constraint = 'incentive_program_version_defers_bounties';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_deferring_rules() from public;
create trigger incentive_program_version_defers after insert or update of state on incentive_program_version for each row
when (new.state = 'APPROVED' and new.partner_cap_defer_windows is not null)
execute function app.guard_deferring_rules();
`;

const CHART = `
alter table ledger_account
  drop constraint ledger_account_chart,
  add constraint ledger_account_chart check (case
    when role in ('expense', 'expense_recovery', 'contract_cost_asset', 'writeoff')
      then partner_id is null and program_id is not null and bank_account_id is null
    when role in ('accrued', 'deferred', 'holdback', 'payable', 'in_transit', 'clawback_receivable')
      then partner_id is not null and program_id is not null and bank_account_id is null
    when role in ('cash_clearing', 'bank', 'bank_charges')
      then partner_id is null and program_id is null and bank_account_id is not null
    else role in ('wht_payable', 'fx_clearing', 'fx_gain_loss')
      and partner_id is null and program_id is null and bank_account_id is null
  end),
  alter column balance_sign set expression as (case
    when role in ('accrued', 'deferred', 'holdback', 'payable', 'in_transit') then -1
    when role = 'clawback_receivable' then 1
    else 0
  end);
`;

// An award is what is credited, what waits and what is nobody's. What comes of it later is a change that moves what waits to the others.
const AMOUNTS = `
alter table award
  add column deferred_minor bigint not null default 0,
  drop constraint award_amounts,
  add constraint award_amounts check (case
    when kind = 'AWARD' then gross_minor >= 0 and forfeited_minor >= 0 and deferred_minor >= 0 and forfeited_minor + deferred_minor <= gross_minor
    when deferred_minor <> 0 then
      kind = 'ADJUST' and gate is null and gross_minor = 0 and deferred_minor < 0 and forfeited_minor between 0 and -deferred_minor
    else gross_minor <> 0 and gate is null and forfeited_minor between least(gross_minor, 0) and greatest(gross_minor, 0)
  end);
comment on column award.deferred_minor is
  'What of it is over partners'' caps and may be earned later; of ADJUST, less than nothing: what of that was earned, or is not any more';

alter table credit
  add column deferred_minor bigint not null default 0,
  drop constraint credit_share,
  add constraint credit_share check (case
    when kind = 'AWARD' then share_minor >= 0 and deferred_minor >= 0 and share_minor + deferred_minor <= award_gross_minor
    when kind = 'TRUE_UP' then share_minor <> 0 and share_minor = award_gross_minor and reversed_at is null and deferred_minor = 0
    when deferred_minor <> 0 then award_gross_minor = 0 and deferred_minor < 0 and share_minor between 0 and -deferred_minor
    else share_minor <> 0 and share_minor between least(award_gross_minor, 0) and greatest(award_gross_minor, 0)
  end);
comment on column credit.deferred_minor is
  'What of its partner''s part is over its cap and may be earned later; of ADJUST, less than nothing: what of that was earned, or is not any more';
`;

const DEFERRALS = `
create table deferral (
  credit_id uuid not null,
  partner_id uuid not null,
  award_id uuid not null,
  lead_id uuid not null,
  cap_window text not null,
  windows smallint not null,
  tried smallint not null default 0,
  left_minor bigint not null,
  next_on date,
  next_at timestamptz(3),
  constraint deferral_pkey primary key (credit_id),
  constraint deferral_credit_fkey foreign key (partner_id, credit_id) references credit (partner_id, id),
  constraint deferral_award_fkey foreign key (award_id) references award (id),
  constraint deferral_lead_fkey foreign key (lead_id) references lead (id),
  constraint deferral_window check (cap_window in ('MONTH', 'QUARTER', 'YEAR')),
  constraint deferral_tried check (tried between 0 and windows and windows between 1 and 12),
  constraint deferral_left check (left_minor >= 0),
  constraint deferral_next check (
    num_nonnulls(next_on, next_at) in (0, 2)
    and (next_at is null or left_minor > 0 and tried < windows and next_on = date_trunc(lower(cap_window), next_on::timestamp)::date))
);
create index deferral_due on deferral (next_at, credit_id) where next_at is not null;
create index deferral_of_award on deferral (award_id);
create index deferral_of_lead on deferral (lead_id);
create index deferral_of_partner on deferral (partner_id, credit_id);
call app.give_policies('deferral', 'vendor_only');
grant select, insert (credit_id, partner_id, award_id, lead_id, cap_window, windows, left_minor, next_on, next_at),
  update (tried, next_on, next_at, left_minor) on deferral to app_vendor;
grant select on deferral to app_jobs;
comment on table deferral is
  'What of a credit waits for room under its partner''s cap: how much is left, and from which day on it is tried next; null once it is not any more';
`;

// What is left follows the credits, whoever writes them: nothing is earned that was not deferred, and nothing twice.
const KEEPING = `
create function app.count_deferred()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  update public.deferral as waiting
  set left_minor = waiting.left_minor + new.deferred_minor,
    next_on = case when waiting.left_minor + new.deferred_minor > 0 then waiting.next_on end,
    next_at = case when waiting.left_minor + new.deferred_minor > 0 then waiting.next_at end
  where waiting.credit_id = new.adjusts_credit_id and waiting.next_at is not null;
  if not found then
    raise exception 'what waits for no room is not earned later'
      using errcode = 'BT002', constraint = 'credit_was_deferred';
  end if;
  return null;
end
$$;
revoke execute on function app.count_deferred() from public;
create trigger credit_counts_deferred after insert on credit for each row
when (new.kind = 'ADJUST' and new.deferred_minor <> 0)
execute function app.count_deferred();

create function app.end_deferral()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  update public.deferral as waiting
  set next_on = null, next_at = null
  where waiting.award_id = new.id and waiting.next_at is not null;
  return null;
end
$$;
revoke execute on function app.end_deferral() from public;
create trigger award_ends_deferral after update of reversed_at on award for each row
when (new.deferred_minor > 0 and old.reversed_at is null and new.reversed_at is not null)
execute function app.end_deferral();
`;

// What is earned later is of the window in which it is earned; any other change is of the window of its award.
const RELEASE = `
create or replace function app.release_caps()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  with taken_back as materialized (
    select award.id, award.incentive_program_id,
      case when award.deferred_minor < 0 then award.effective_on else coalesce(first.effective_on, award.effective_on) end as effective_on,
      award.gross_minor - award.forfeited_minor as minor, version.partner_cap_window, version.budget_minor
    from changed as award
    join before on before.id = award.id and before.reversed_at is null
    join public.incentive_program_version as version on version.id = award.version_id
    left join public.award as first on first.id = award.adjusts_award_id
    where award.reversed_at is not null and num_nonnulls(version.partner_cap_window, version.budget_minor) > 0
  ), freed as materialized (
    select bucket.id, sum(credit.share_minor) as minor
    from taken_back
    join public.credit on credit.award_id = taken_back.id
    join public.cap_bucket as bucket on bucket.incentive_program_id = taken_back.incentive_program_id
      and bucket.kind = 'PARTNER' and bucket.partner_id = credit.partner_id and bucket.cap_window = taken_back.partner_cap_window
      and bucket.starts_on = date_trunc(lower(taken_back.partner_cap_window), taken_back.effective_on::timestamp)::date
    group by bucket.id
    union all
    select bucket.id, sum(taken_back.minor)
    from taken_back
    join public.cap_bucket as bucket on bucket.incentive_program_id = taken_back.incentive_program_id and bucket.kind = 'BUDGET'
    where taken_back.budget_minor is not null
    group by bucket.id
  ), held as materialized (
    select bucket.id
    from public.cap_bucket as bucket
    where bucket.id in (select freed.id from freed where freed.minor <> 0)
    order by bucket.kind = 'BUDGET', bucket.partner_id, bucket.incentive_program_id, bucket.starts_on
    for no key update
  )
  update public.cap_bucket
  set used_minor = used_minor - freed.minor
  from held
  join freed on freed.id = held.id
  where cap_bucket.id = held.id;
  return null;
end
$$;
`;
