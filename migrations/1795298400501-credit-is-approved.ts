import type { MigrationInterface, QueryRunner } from "typeorm";

/** Credit becomes payable by two persons: one proposes what was shown, another approves just that. */
export class CreditIsApproved1795298400501 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(PROPOSALS);
    await runner.query(APPROVALS);
    await runner.query(OBSTACLES);
    await runner.query(DECIDING);
    await runner.query(CHANGES);
    await runner.query(DEPENDANTS);
  }

  public async down(): Promise<void> {
    throw new Error("what was approved is owed: restore a backup instead");
  }
}

const PROPOSALS = `
create table approval_proposal (
  id uuid not null,
  selection_hash text not null,
  comment text,
  proposed_by uuid not null,
  proposed_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  state text not null default 'OPEN',
  decided_by uuid,
  decided_at timestamptz(3),
  note text,
  constraint approval_proposal_pkey primary key (id),
  constraint approval_proposal_hash check (selection_hash ~ '^[0-9a-f]{64}$'),
  constraint approval_proposal_comment check (char_length(comment) between 1 and 2000),
  constraint approval_proposal_expires check (expires_at > proposed_at),
  constraint approval_proposal_state check (state in ('OPEN', 'APPROVED', 'DECLINED')),
  constraint approval_proposal_decided check (
    num_nonnulls(decided_by, decided_at) = case when state = 'OPEN' then 0 else 2 end),
  constraint approval_proposal_in_time check (
    decided_at >= proposed_at and (state <> 'APPROVED' or decided_at < expires_at)),
  constraint approval_proposal_note check (
    (note is null or char_length(note) between 1 and 2000 and decided_at is not null) and (note is not null or state <> 'DECLINED'))
);
create index approval_proposal_by_age on approval_proposal (proposed_at desc, id desc);
create index approval_proposal_by_state on approval_proposal (state, proposed_at desc, id desc);
call app.give_policies('approval_proposal', 'vendor_only');
call app.require_new_ids('approval_proposal');
call app.make_endable('approval_proposal', 'decided_at', 'state', 'decided_by', 'note');
grant select, insert (id, selection_hash, comment, proposed_by, proposed_at, expires_at),
  update (state, decided_by, decided_at, note) on approval_proposal to app_vendor;
grant select on approval_proposal to app_jobs;
comment on table approval_proposal is 'Credits that somebody proposes to approve: another person approves them as they were shown, or not at all';
comment on column approval_proposal.selection_hash is 'SHA-256 of its credits with their amounts, one line each in the order of their ids: what is approved is what was shown';

create table approval_item (
  proposal_id uuid not null,
  partner_id uuid not null,
  credit_id uuid not null,
  amount_minor bigint not null,
  currency text not null,
  constraint approval_item_pkey primary key (proposal_id, credit_id),
  constraint approval_item_proposal_fkey foreign key (proposal_id) references approval_proposal (id),
  constraint approval_item_credit_fkey foreign key (partner_id, credit_id) references credit (partner_id, id),
  constraint approval_item_amount check (amount_minor <> 0),
  constraint approval_item_currency check (currency ~ '^[A-Z]{3}$')
);
create index approval_item_of_credit on approval_item (partner_id, credit_id);
call app.give_policies('approval_item', 'vendor_only');
call app.make_append_only('approval_item');
grant select, insert on approval_item to app_vendor;
grant select on approval_item to app_jobs;
comment on table approval_item is 'A credit of a proposal, as it was shown';
comment on column approval_item.amount_minor is 'What counted of it, with all that had changed it';
`;

// What a partner reads of it is that, when and how much.
const APPROVALS = `
create table credit_approval (
  id uuid not null,
  partner_id uuid not null,
  credit_id uuid not null,
  proposal_id uuid not null,
  amount_minor bigint not null,
  held_minor bigint not null,
  posting_id uuid not null,
  approved_at timestamptz(3) not null,
  ended_at timestamptz(3),
  constraint credit_approval_pkey primary key (id),
  constraint credit_approval_of_partner unique (partner_id, id),
  constraint credit_approval_once unique (proposal_id, credit_id),
  constraint credit_approval_credit_fkey foreign key (partner_id, credit_id) references credit (partner_id, id),
  constraint credit_approval_item_fkey foreign key (proposal_id, credit_id) references approval_item (proposal_id, credit_id),
  constraint credit_approval_posting_fkey foreign key (posting_id) references journal_txn (id) deferrable initially deferred,
  constraint credit_approval_amount check (amount_minor <> 0),
  constraint credit_approval_held check (held_minor between 0 and greatest(amount_minor, 0)),
  constraint credit_approval_in_order check (ended_at >= approved_at)
);
create unique index credit_approval_live on credit_approval (partner_id, credit_id) where ended_at is null;
create index credit_approval_of_credit on credit_approval (partner_id, credit_id, approved_at);
create index credit_approval_of_posting on credit_approval (posting_id) where ended_at is null;
create index credit_approval_holding on credit_approval (id) where ended_at is null and held_minor > 0;
call app.give_policies('credit_approval', 'partner_reads');
call app.require_new_ids('credit_approval');
call app.make_endable('credit_approval', 'ended_at');
grant select (id, partner_id, credit_id, amount_minor, held_minor, approved_at, ended_at) on credit_approval to app_partner;
grant select, insert (id, partner_id, credit_id, proposal_id, amount_minor, held_minor, posting_id, approved_at), update (ended_at)
  on credit_approval to app_vendor;
grant select on credit_approval to app_jobs;
comment on table credit_approval is 'A credit, with its changes, is payable: until what it is changes, or is taken back';
comment on column credit_approval.posting_id is 'By which it became payable: one for each, but for credits that count for one volume, which are approved and taken back as one';
comment on column credit_approval.held_minor is 'What of it was held back as it was approved; what has vested since stands in credit_vesting';

create table credit_vesting (
  partner_id uuid not null,
  approval_id uuid not null,
  through_on date not null,
  amount_minor bigint not null,
  posting_id uuid not null,
  vested_at timestamptz(3) not null,
  constraint credit_vesting_pkey primary key (partner_id, approval_id, through_on),
  constraint credit_vesting_approval_fkey foreign key (partner_id, approval_id) references credit_approval (partner_id, id),
  constraint credit_vesting_posting_fkey foreign key (posting_id) references journal_txn (id) deferrable initially deferred,
  constraint credit_vesting_amount check (amount_minor > 0)
);
call app.give_policies('credit_vesting', 'partner_reads');
call app.make_append_only('credit_vesting');
grant select (partner_id, approval_id, through_on, amount_minor, vested_at) on credit_vesting to app_partner;
grant select on credit_vesting to app_vendor, app_jobs;
grant insert on credit_vesting to app_vendor;
comment on table credit_vesting is 'What was held back of an approved credit and is payable since, with all that was due by that day';

create index credit_newest_standing on credit (earned_at desc, id desc) where reversed_at is null and kind <> 'ADJUST';
`;

// Asked by whoever proposes and decides, and once more by the database itself.
const OBSTACLES = `
create function app.obstacles_of_credit(the_partner uuid, the_credit uuid)
returns table (obstacle text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select 'HELD'
  from public.credit_hold as hold
  where hold.partner_id = the_partner and hold.released_at is null and (hold.credit_id is null or hold.credit_id = the_credit)
  union all
  select 'SUSPENDED'
  from public.partner
  where partner.id = the_partner and partner.state = 'SUSPENDED'
  union all
  select 'REPORTED'
  from public.credit as own
  join public.credit_reversal as reported on reported.award_id = own.award_id and reported.state = 'PROPOSED'
  where own.partner_id = the_partner and own.id = the_credit
  union all
  select 'DISPUTED'
  from public.credit as own
  join public.attribution_dispute as dispute on dispute.lead_id = own.lead_id and dispute.state = 'OPEN'
  where own.partner_id = the_partner and own.id = the_credit
$$;
revoke execute on function app.obstacles_of_credit(uuid, uuid) from public;
grant execute on function app.obstacles_of_credit(uuid, uuid) to app_vendor;
comment on function app.obstacles_of_credit(uuid, uuid) is 'Why a credit is not approved for now: it is held, its partner is suspended, a fraud is reported, or to whom its lead is owed is disputed';

create function app.standing_of_credit(the_partner uuid, the_credit uuid)
returns bigint
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select (own.share_minor + coalesce((
    select sum(changed.share_minor)
    from public.credit as changed
    where changed.partner_id = own.partner_id and changed.adjusts_credit_id = own.id and changed.reversed_at is null), 0))::bigint
  from public.credit as own
  where own.partner_id = the_partner and own.id = the_credit and own.kind <> 'ADJUST' and own.reversed_at is null
$$;
revoke execute on function app.standing_of_credit(uuid, uuid) from public;
grant execute on function app.standing_of_credit(uuid, uuid) to app_vendor, app_jobs;
comment on function app.standing_of_credit(uuid, uuid) is 'What counts of a credit with all that changed it, in minor units; null of what counts no more, and of a change';

create function app.obstacles_of_proposal(the_proposal uuid, the_decider uuid)
returns table (credit_id uuid, obstacle text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with item as (
    select item.*, own.lead_id, own.milestone, own.award_id
    from public.approval_item as item
    join public.credit as own on own.partner_id = item.partner_id and own.id = item.credit_id
    where item.proposal_id = the_proposal
  )
  select item.credit_id, 'CHANGED'
  from item
  where app.standing_of_credit(item.partner_id, item.credit_id) is distinct from item.amount_minor
  union all
  select item.credit_id, 'APPROVED'
  from item
  join public.credit_approval as other
    on other.partner_id = item.partner_id and other.credit_id = item.credit_id and other.ended_at is null
      and other.proposal_id <> the_proposal
  union all
  select item.credit_id, found.obstacle
  from item
  cross join app.obstacles_of_credit(item.partner_id, item.credit_id) as found
  union all
  -- what a partner has less for its volume goes before, or with, what it has more
  select item.credit_id, 'LESS_FIRST'
  from item
  join public.award as earned on earned.id = item.award_id
  where item.amount_minor > 0 and exists (
    select
    from public.credit as less
    join public.award as trued on trued.id = less.award_id and trued.incentive_program_id = earned.incentive_program_id
    where less.partner_id = item.partner_id and less.kind = 'TRUE_UP' and less.share_minor < 0
      and not exists (
        select
        from public.credit_approval as other
        where other.partner_id = less.partner_id and other.credit_id = less.id and other.ended_at is null)
      and not exists (select from item as with_it where with_it.credit_id = less.id))
  union all
  select item.credit_id, 'OWN'
  from item
  where exists (
      select
      from public.lead
      join public.lead_event as event on event.partner_id = lead.partner_id and event.lead_id = lead.id
      where lead.id = item.lead_id and event.actor_id is not null
        and (event.to_stage = item.milestone and event.from_stage <> event.to_stage
          or event.type in ('REGISTERED', 'DEAL_CHANGED'))
        and app.is_same_person(the_decider, event.actor_id))
    or exists (
      select
      from public.attribution_settlement as settled
      left join public.attribution_proposal as proposed on proposed.id = settled.proposal_id
      where settled.lead_id = item.lead_id
        and (app.is_same_person(the_decider, settled.settled_by) or app.is_same_person(the_decider, proposed.proposed_by)))
    or exists (
      select
      from public.membership as acting
      join public.membership as earning on earning.user_id = acting.user_id
      where acting.id = the_decider and earning.partner_id = item.partner_id)
$$;
revoke execute on function app.obstacles_of_proposal(uuid, uuid) from public;
grant execute on function app.obstacles_of_proposal(uuid, uuid) to app_vendor;
comment on function app.obstacles_of_proposal(uuid, uuid) is
  'Why somebody cannot approve what was proposed, credit by credit: it changed, was approved, is held, or is their own doing';

create function app.hash_of_proposal(the_proposal uuid)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select encode(sha256(convert_to(
    coalesce(string_agg(concat_ws(' ', item.credit_id, item.amount_minor, item.currency), chr(10) order by item.credit_id), ''), 'UTF8')), 'hex')
  from public.approval_item as item
  where item.proposal_id = the_proposal
$$;
revoke execute on function app.hash_of_proposal(uuid) from public;
grant execute on function app.hash_of_proposal(uuid) to app_vendor, app_jobs;
comment on function app.hash_of_proposal(uuid) is 'SHA-256 of what a proposal shows, worked out anew';
`;

// Persons are compared, whatever their memberships. Asked behind the writes of their statement: all of a selection is seen.
const DECIDING = `
create function app.guard_approval_proposal()
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
  if new.decided_by is distinct from app.actor() or app.is_same_person(new.proposed_by, new.decided_by) then
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
revoke execute on function app.guard_approval_proposal() from public;
create trigger approval_proposal_guard after insert or update on approval_proposal
for each row execute function app.guard_approval_proposal();
alter table approval_proposal enable always trigger approval_proposal_guard;

create function app.guard_credit_approval()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select
    from public.approval_proposal as proposal
    where proposal.id = new.proposal_id and proposal.state = 'APPROVED' and proposal.decided_at = new.approved_at
      and proposal.decided_by = app.actor()
  ) then
    raise exception 'what is approved is what two persons saw'
      using errcode = 'BT002', constraint = 'credit_approval_decided';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_credit_approval() from public;
create trigger credit_approval_guard after insert on credit_approval
for each row execute function app.guard_credit_approval();
alter table credit_approval enable always trigger credit_approval_guard;

-- one after another with whoever holds credit of the partner, and who changes or takes back the credit itself
create function app.await_approval()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  perform app.await_credit_of(new.partner_id);
  perform from public.credit where credit.partner_id = new.partner_id and credit.id = new.credit_id for no key update;
  return new;
end
$$;
revoke execute on function app.await_approval() from public;
create trigger credit_approval_awaits before insert on credit_approval
for each row execute function app.await_approval();
alter table credit_approval enable always trigger credit_approval_awaits;

create function app.guard_credit_vesting()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select
    from public.credit_approval as approval
    where approval.partner_id = new.partner_id and approval.id = new.approval_id and approval.ended_at is null
      and approval.held_minor >= (
        select sum(vested.amount_minor)
        from public.credit_vesting as vested
        where vested.partner_id = new.partner_id and vested.approval_id = new.approval_id)
  ) then
    raise exception 'no more vests than is held back of what is approved'
      using errcode = 'BT002', constraint = 'credit_vesting_within_held';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_credit_vesting() from public;
create trigger credit_vesting_guard after insert on credit_vesting
for each row execute function app.guard_credit_vesting();
alter table credit_vesting enable always trigger credit_vesting_guard;
`;

// An approval ends before what it approved is another amount, or nothing.
const CHANGES = `
create function app.guard_approved()
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
    where approval.partner_id = new.partner_id and approval.credit_id = approved and approval.ended_at is null
  ) then
    raise exception 'the approval of a credit ends before it is changed or taken back'
      using errcode = 'BT002', constraint = 'credit_approval_ends_first';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_approved() from public;
create trigger credit_approved_change after insert on credit for each row
when (new.kind = 'ADJUST')
execute function app.guard_approved();
create trigger credit_approved_reversal after update of reversed_at on credit for each row
when (old.reversed_at is null and new.reversed_at is not null)
execute function app.guard_approved();
alter table credit enable always trigger credit_approved_change;
alter table credit enable always trigger credit_approved_reversal;
`;

// What a partner has less for its volume moves the other way round than what it has earned.
const DEPENDANTS = `
create or replace function app.refuse_live_dependants(reversal uuid)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (
    select
    from (
      select distinct entry.account_id, entry.credit_id, (
        select case when sum(cost.amount_minor) < 0 then -1 else 1 end
        from public.journal_entry as cost
        join public.ledger_account as bearing on bearing.id = cost.account_id
        where cost.credit_id = entry.credit_id and bearing.role in ('expense', 'contract_cost_asset')
      ) as direction
      from public.journal_entry as entry
      where entry.txn_id = reversal
    ) as touched
    join public.ledger_account as account on account.id = touched.account_id
    join public.journal_entry as entry on entry.credit_id = touched.credit_id and entry.account_id = touched.account_id
    where account.balance_sign <> 0
    group by account.id, touched.credit_id, touched.direction
    having account.balance_sign * touched.direction * sum(entry.amount_minor) < 0
  ) then
    raise exception 'reversal % is refused: later postings moved the money on', reversal
      using errcode = 'BT004', constraint = 'journal_txn_reverses_last', hint = 'reverse the later postings first';
  end if;
end
$$;
`;
