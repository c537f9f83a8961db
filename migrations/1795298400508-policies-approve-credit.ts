import type { MigrationInterface, QueryRunner } from "typeorm";

/** Credit is approved by a policy that two persons made, within its limits, and by nothing else than persons beside it. */
export class PoliciesApproveCredit1795298400508 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(POLICIES);
    await runner.query(GUARD);
    await runner.query(PROPOSALS);
    await runner.query(OBSTACLES);
    await runner.query(DECIDING);
    await runner.query(TELLING);
  }

  public async down(): Promise<void> {
    throw new Error("what was approved is owed: restore a backup instead");
  }
}

const SYSTEM = "01970000-0000-7000-8000-00000000000a";
const VENDOR = "01970000-0000-7000-8000-000000000002";

const POLICIES = `
create table approval_policy (
  id uuid not null,
  currency text not null,
  program_id uuid,
  most_per_credit_minor bigint not null,
  most_per_month_minor bigint not null,
  delay_days integer not null,
  reason text not null,
  state text not null default 'DRAFT',
  drafted_by uuid not null,
  drafted_at timestamptz(3) not null,
  decided_by uuid,
  decided_at timestamptz(3),
  note text,
  ended_by uuid,
  ended_at timestamptz(3),
  end_reason text,
  constraint approval_policy_pkey primary key (id),
  constraint approval_policy_currency_fkey foreign key (currency) references currency (code),
  constraint approval_policy_program_fkey foreign key (program_id) references incentive_program (id),
  constraint approval_policy_limits check (
    most_per_credit_minor >= 1 and most_per_month_minor between most_per_credit_minor and 1000000000000000),
  constraint approval_policy_delay check (delay_days between 1 and 90),
  constraint approval_policy_reason check (char_length(reason) between 1 and 2000),
  constraint approval_policy_state check (state in ('DRAFT', 'IN_FORCE', 'DECLINED', 'ENDED')),
  constraint approval_policy_decided check (
    num_nonnulls(decided_by, decided_at) = case state when 'DRAFT' then 0 else 2 end and decided_at >= drafted_at),
  constraint approval_policy_note check (
    (note is null or char_length(note) between 1 and 2000 and decided_at is not null) and (note is not null or state <> 'DECLINED')),
  constraint approval_policy_ended check (
    num_nonnulls(ended_by, ended_at, end_reason) = case state when 'ENDED' then 3 else 0 end and ended_at >= decided_at),
  constraint approval_policy_end_reason check (char_length(end_reason) between 1 and 2000),
  constraint approval_policy_by_persons check (drafted_by <> '${SYSTEM}' and decided_by <> '${SYSTEM}')
);
create unique index approval_policy_one_in_force on approval_policy (currency, program_id) nulls not distinct where state = 'IN_FORCE';
create index approval_policy_by_age on approval_policy (drafted_at desc, id desc);
create index approval_policy_by_program on approval_policy (program_id) where program_id is not null;
call app.give_policies('approval_policy', 'vendor_only');
call app.require_new_ids('approval_policy');
grant select, insert (id, currency, program_id, most_per_credit_minor, most_per_month_minor, delay_days, reason, drafted_by, drafted_at),
  update (state, decided_by, decided_at, note, ended_by, ended_at, end_reason) on approval_policy to app_vendor;
grant select on approval_policy to app_jobs;
comment on table approval_policy is 'Under what credit is approved without a person: drafted by one person, put in force by another, never changed; another takes its place';
comment on column approval_policy.program_id is 'The incentive program whose credit it approves; null where of all that have none of their own';
comment on column approval_policy.most_per_month_minor is 'What may be approved for one partner in a month of UTC, by it and those whose place it took';
`;

const GUARD = `
create function app.guard_approval_policy()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  deciding constant text[] := array['state', 'decided_by', 'decided_at', 'note'];
  ending constant text[] := array['state', 'ended_by', 'ended_at', 'end_reason'];
begin
  if tg_op = 'DELETE' then
    raise exception 'policies are kept' using errcode = 'BT001', constraint = 'approval_policy_kept';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'DRAFT' or new.drafted_by is distinct from app.actor() then
      raise exception 'who acts drafts a policy, and another person puts it in force'
        using errcode = 'BT002', constraint = 'approval_policy_begins';
    end if;
    return new;
  end if;
  if old.state = 'DRAFT' and new.state in ('IN_FORCE', 'DECLINED') then
    if to_jsonb(old) - deciding is distinct from to_jsonb(new) - deciding then
      raise exception 'a policy is decided over as it was drafted'
        using errcode = 'BT001', constraint = 'approval_policy_as_drafted';
    end if;
    if new.decided_by is distinct from app.actor()
      or app.is_same_person(new.drafted_by, new.decided_by) is distinct from false
    then
      raise exception 'a policy is put in force by another person than who drafted it'
        using errcode = 'BT002', constraint = 'approval_policy_two_persons';
    end if;
    return new;
  end if;
  if old.state = 'IN_FORCE' and new.state = 'ENDED' and new.ended_by is not distinct from app.actor()
    and to_jsonb(old) - ending is not distinct from to_jsonb(new) - ending
  then
    return new;
  end if;
  raise exception 'a policy is decided over once and ended once, and does not change otherwise'
    using errcode = 'BT001', constraint = 'approval_policy_goes_on';
end
$$;
revoke execute on function app.guard_approval_policy() from public;
create trigger approval_policy_guard before insert or update or delete on approval_policy
for each row execute function app.guard_approval_policy();
create trigger approval_policy_no_truncate before truncate on approval_policy
for each statement execute function app.refuse_change();
alter table approval_policy enable always trigger approval_policy_guard;
alter table approval_policy enable always trigger approval_policy_no_truncate;
`;

const PROPOSALS = `
alter table approval_proposal
  add column policy_id uuid,
  add constraint approval_proposal_policy_fkey foreign key (policy_id) references approval_policy (id),
  add constraint approval_proposal_by_policy check (
    policy_id is null or proposed_by = '${SYSTEM}' and state in ('OPEN', 'APPROVED') and (decided_by = '${SYSTEM}') is not false);
create index approval_proposal_of_policy on approval_proposal (policy_id, decided_at) where policy_id is not null;
grant insert (policy_id) on approval_proposal to app_vendor;
grant execute on function app.has_worked_for(uuid, uuid) to app_jobs;
comment on column approval_proposal.policy_id is 'The policy that approved it; null where persons do';
`;

// What is left to persons. What was taken back once, or declined or asked for by somebody, is for persons to look at.
const OBSTACLES = `
create function app.policy_for(the_currency text, the_program uuid)
returns uuid
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select policy.id
  from public.approval_policy as policy
  where policy.state = 'IN_FORCE' and policy.currency = the_currency and (policy.program_id is null or policy.program_id = the_program)
  order by policy.program_id is null
  limit 1
$$;
revoke execute on function app.policy_for(text, uuid) from public;
grant execute on function app.policy_for(text, uuid) to app_vendor;
comment on function app.policy_for(text, uuid) is 'The policy in force for an incentive program and currency: of two the one for the program alone; null where there is none';

create function app.obstacles_to_policy(the_policy uuid, the_partner uuid, the_credit uuid, the_time timestamptz)
returns table (obstacle text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with asked as (
    select policy.most_per_credit_minor, own.currency, own.earned_at, the_time - make_interval(hours => 24 * policy.delay_days) as earned_before,
      earned.incentive_program_id, earned.generation
    from public.approval_policy as policy
    join public.credit as own on own.partner_id = the_partner and own.id = the_credit
    join public.award as earned on earned.id = own.award_id
    where policy.id = the_policy
  )
  select 'NOT_IN_FORCE'
  from asked
  where app.policy_for(asked.currency, asked.incentive_program_id) is distinct from the_policy
  union all
  select 'OVER_LIMIT'
  from asked
  where coalesce(app.standing_of_credit(the_partner, the_credit), 0) not between 1 and asked.most_per_credit_minor
  union all
  select 'TOO_EARLY'
  from asked
  where asked.earned_at >= asked.earned_before or exists (
    select
    from public.credit as changed
    where changed.partner_id = the_partner and changed.adjusts_credit_id = the_credit and changed.earned_at >= asked.earned_before)
  union all
  select 'MADE_ANEW'
  from asked
  where asked.generation > 1
  union all
  select 'WITH_PERSONS'
  from public.approval_item as item
  join public.approval_proposal as proposal on proposal.id = item.proposal_id
  where item.partner_id = the_partner and item.credit_id = the_credit and proposal.policy_id is null and proposal.state <> 'APPROVED'
$$;
revoke execute on function app.obstacles_to_policy(uuid, uuid, uuid, timestamptz) from public;
grant execute on function app.obstacles_to_policy(uuid, uuid, uuid, timestamptz) to app_vendor;
comment on function app.obstacles_to_policy(uuid, uuid, uuid, timestamptz) is
  'Why a policy does not approve a credit by then, which is left to persons: it is not the one in force for it, the credit is over its limit, was earned or changed too lately, was made anew, or was asked for or declined by persons';

create function app.approved_by_policy(the_policy uuid, the_partner uuid, the_time timestamptz)
returns bigint
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(sum(approval.amount_minor), 0)::bigint
  from public.approval_policy as asked
  join public.approval_policy as policy on policy.currency = asked.currency and policy.program_id is not distinct from asked.program_id
  join public.approval_proposal as proposal on proposal.policy_id = policy.id
    and proposal.decided_at >= date_trunc('month', the_time, 'UTC')
    and proposal.decided_at < date_trunc('month', the_time, 'UTC') + interval '31 days'
    and date_trunc('month', proposal.decided_at, 'UTC') = date_trunc('month', the_time, 'UTC')
  join public.credit_approval as approval on approval.proposal_id = proposal.id and approval.partner_id = the_partner
  where asked.id = the_policy
$$;
revoke execute on function app.approved_by_policy(uuid, uuid, timestamptz) from public;
grant execute on function app.approved_by_policy(uuid, uuid, timestamptz) to app_vendor, app_jobs;
comment on function app.approved_by_policy(uuid, uuid, timestamptz) is
  'What a policy, and those whose place it took, approved for a partner in that month of UTC, in minor units; also what is approved no more';
`;

// Whoever approves waits in credit_approval_awaits for all others of the partner; who ends the policy waits for the approval.
const DECIDING = `
create function app.guard_policy_approval()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  policy public.approval_policy;
  obstacle record;
begin
  select * into policy from public.approval_policy where id = new.policy_id for share;
  if policy.state is distinct from 'IN_FORCE' or new.decided_at < policy.decided_at or new.decided_at <> new.proposed_at then
    raise exception 'a policy approves while it is in force, what it proposed just then'
      using errcode = 'BT002', constraint = 'approval_proposal_policy_in_force';
  end if;
  select found.* into obstacle
  from (
    select item.credit_id, asked.obstacle
    from public.approval_item as item
    cross join app.obstacles_to_policy(new.policy_id, item.partner_id, item.credit_id, new.decided_at) as asked
    where item.proposal_id = new.id
    union all
    -- asked as of persons: what they made of a lead is approved by no policy of theirs
    select asked.credit_id, asked.obstacle
    from unnest(array[policy.drafted_by, policy.decided_by]) as maker
    cross join app.obstacles_of_proposal(new.id, maker) as asked
  ) as found
  limit 1;
  if found then
    raise exception 'the policy does not approve credit %: %', obstacle.credit_id, obstacle.obstacle
      using errcode = 'BT002', constraint = 'approval_proposal_policy_unobstructed';
  end if;
  if exists (
    select
    from (select distinct item.partner_id from public.approval_item as item where item.proposal_id = new.id) as earning
    where app.approved_by_policy(new.policy_id, earning.partner_id, new.decided_at) > policy.most_per_month_minor
  ) then
    raise exception 'the policy approves no more for a partner and month than its limit'
      using errcode = 'BT002', constraint = 'approval_proposal_policy_month';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_policy_approval() from public;
create trigger approval_proposal_policy_guard after update on approval_proposal
for each row when (new.policy_id is not null)
execute function app.guard_policy_approval();
alter table approval_proposal enable always trigger approval_proposal_policy_guard;

create or replace function app.guard_approval_proposal()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  obstacle record;
begin
  if new.selection_hash is distinct from app.hash_of_proposal(new.id) then
    raise exception 'what is proposed is what was shown'
      using errcode = 'BT002', constraint = 'approval_proposal_as_shown';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'OPEN' or new.proposed_by is distinct from app.actor()
      or not exists (select from public.approval_item as item where item.proposal_id = new.id)
    then
      raise exception 'who acts proposes credits, and another person decides'
        using errcode = 'BT002', constraint = 'approval_proposal_begins';
    end if;
    return null;
  end if;
  -- what a policy decides is held to the policy, which two persons made
  if new.decided_by is distinct from app.actor()
    or new.policy_id is null and app.is_same_person(new.proposed_by, new.decided_by) is distinct from false
  then
    raise exception 'credits are approved by another person than who proposed it'
      using errcode = 'BT002', constraint = 'approval_proposal_two_persons';
  end if;
  if new.state <> 'APPROVED' then
    return null;
  end if;
  select found.credit_id, found.obstacle into obstacle from app.obstacles_of_proposal(new.id, new.decided_by) as found limit 1;
  if found then
    raise exception 'credit % is not approved: %', obstacle.credit_id, obstacle.obstacle
      using errcode = 'BT002', constraint = 'approval_proposal_unobstructed';
  end if;
  if exists (
    select
    from public.approval_item as item
    left join public.credit_approval as approval
      on approval.proposal_id = item.proposal_id and approval.credit_id = item.credit_id and approval.ended_at is null
    where item.proposal_id = new.id and approval.amount_minor is distinct from item.amount_minor
  ) then
    raise exception 'all of a selection is approved, or none of it'
      using errcode = 'BT002', constraint = 'approval_proposal_whole';
  end if;
  return null;
end
$$;
`;

// Nobody has to decide over what a policy proposes.
const TELLING = `
create or replace function app.note_approval_proposal()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.policy_id is null then
    insert into public.notice_occasion (id, kind, for_vendor, partner_id, at, by_member)
    values (new.id, 'APPROVAL_WAITING', true, '${VENDOR}', new.proposed_at, new.proposed_by);
  end if;
  return null;
end
$$;
`;
