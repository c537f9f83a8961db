import type { MigrationInterface, QueryRunner } from "typeorm";

/** What stands in the way of an approval is looked for wherever a lead went on, and in the volume that a credit counts for. */
export class ApprovalLooksThroughWhatGoesOn1795298400503 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(OF_CREDITS);
    await runner.query(OF_VOLUMES);
    await runner.query(OF_PROPOSALS);
    await runner.query(AS_SHOWN);
    await runner.query(HOLDS);
  }

  public async down(): Promise<void> {
    throw new Error("what was approved is owed: restore a backup instead");
  }
}

// Leads that go on in one are one matter: what is said of one is said of all.
const OF_CREDITS = `
create function app.leads_with(the_lead uuid)
returns table (lead_id uuid)
language sql
stable
rows 2
set search_path = pg_catalog, pg_temp
as $$
  with root as (
    select coalesce((select gone.root_lead_id from public.lead_succession as gone where gone.lead_id = the_lead), the_lead) as id
  )
  select root.id
  from root
  union all
  select gone.lead_id
  from root
  join public.lead_succession as gone on gone.root_lead_id = root.id
$$;
revoke execute on function app.leads_with(uuid) from public;
grant execute on function app.leads_with(uuid) to app_vendor;
comment on function app.leads_with(uuid) is 'The lead in which a lead goes on, or itself, with all that go on in that';

create or replace function app.obstacles_of_credit(the_partner uuid, the_credit uuid)
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
  -- a fraud that is confirmed takes the months behind it, and what others have more for their volume by it
  select 'REPORTED'
  from public.credit as own
  join public.award as earned on earned.id = own.award_id
  cross join lateral (
    select award.*
    from public.award
    where award.id = case when earned.trues_up_for_id is null then earned.id else earned.trues_up_for_id end
  ) as about
  join public.award as before on before.incentive_program_id = about.incentive_program_id and before.lead_id = about.lead_id
    and before.rule_key = about.rule_key and before.milestone = about.milestone
    and (before.id = about.id or before.occurrence < about.occurrence)
  join public.credit_reversal as reported on reported.award_id = before.id and reported.state = 'PROPOSED'
  where own.partner_id = the_partner and own.id = the_credit
  union all
  select 'DISPUTED'
  from public.credit as own
  cross join lateral app.leads_with(own.lead_id) as one
  join public.attribution_dispute as dispute on dispute.lead_id = one.lead_id and dispute.state = 'OPEN'
  where own.partner_id = the_partner and own.id = the_credit
$$;

create function app.has_worked_for(the_member uuid, the_partner uuid)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select
    from public.membership as acting
    join public.membership as earning on earning.user_id = acting.user_id
    where acting.id = the_member and earning.partner_id = the_partner)
$$;
revoke execute on function app.has_worked_for(uuid, uuid) from public;
grant execute on function app.has_worked_for(uuid, uuid) to app_vendor;
comment on function app.has_worked_for(uuid, uuid) is 'Whether the person of a membership is, or ever was, a member of a partner';
`;

// What a partner has less of a month, quarter or year is less of what it has of that one.
const OF_VOLUMES = `
create function app.volume_of_credit(the_partner uuid, the_credit uuid)
returns uuid
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select counted.id
  from public.credit as own
  join public.award as earned on earned.id = own.award_id
  left join public.volume_unit as unit on unit.award_id = earned.id
  join public.volume_window as counted
    on counted.id = case when earned.volume_window_id is null then unit.window_id else earned.volume_window_id end
      and counted.partner_id = own.partner_id
  where own.partner_id = the_partner and own.id = the_credit
$$;
revoke execute on function app.volume_of_credit(uuid, uuid) from public;
grant execute on function app.volume_of_credit(uuid, uuid) to app_vendor;
comment on function app.volume_of_credit(uuid, uuid) is 'The volume_window for which a credit counts, or trues up; null where for none';

create function app.less_among(the_credits uuid[])
returns table (credit_id uuid, obstacle text)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with named as (
    select own.partner_id, own.id, app.standing_of_credit(own.partner_id, own.id) as minor,
      app.volume_of_credit(own.partner_id, own.id) as window_id
    from public.credit as own
    where own.id = any(the_credits)
  )
  select named.id, 'LESS_FIRST'
  from named
  where named.minor > 0 and exists (
    select
    from public.award as trued
    join public.credit as less on less.award_id = trued.id and less.partner_id = named.partner_id and less.share_minor < 0
    where trued.volume_window_id = named.window_id and less.id <> all(the_credits)
      and not exists (
        select
        from public.credit_approval as other
        where other.partner_id = less.partner_id and other.credit_id = less.id and other.ended_at is null))
  union all
  select named.id, 'LESS_THAN_NOTHING'
  from named
  where named.minor < 0
    and (select sum(beside.minor) from named as beside where beside.id = named.id or beside.window_id = named.window_id) < 0
$$;
revoke execute on function app.less_among(uuid[]) from public;
grant execute on function app.less_among(uuid[]) to app_vendor;
comment on function app.less_among(uuid[]) is
  'Which of these credits are not approved as one: what is less for a volume is not among them, or they come to less than nothing for it';

create function app.volumes_with_less()
returns table (window_id uuid, partner_id uuid, credit_id uuid, credits bigint, first_at timestamptz, last_at timestamptz, is_obstructed boolean)
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with concerned as (
    select distinct trued.volume_window_id as id
    from public.credit as less
    join public.award as trued on trued.id = less.award_id
    where less.kind = 'TRUE_UP' and less.share_minor < 0 and not exists (
      select
      from public.credit_approval as approval
      where approval.partner_id = less.partner_id and approval.credit_id = less.id and approval.ended_at is null)
  ), counting as (
    select concerned.id, unit.award_id
    from concerned
    join public.volume_unit as unit on unit.window_id = concerned.id
    union all
    select concerned.id, trued.id
    from concerned
    join public.award as trued on trued.volume_window_id = concerned.id
  ), waiting as (
    select counted.id as window_id, own.partner_id, own.id as credit_id, own.earned_at,
      app.standing_of_credit(own.partner_id, own.id) as minor,
      exists (select from app.obstacles_of_credit(own.partner_id, own.id)) as is_obstructed
    from counting
    join public.volume_window as counted on counted.id = counting.id
    join public.credit as own on own.award_id = counting.award_id and own.partner_id = counted.partner_id
    where own.kind <> 'ADJUST' and own.reversed_at is null and not exists (
      select
      from public.credit_approval as approval
      where approval.partner_id = own.partner_id and approval.credit_id = own.id and approval.ended_at is null)
  )
  select waiting.window_id, waiting.partner_id, waiting.credit_id, count(*) over of_one, min(waiting.earned_at) over of_one,
    max(waiting.earned_at) over of_one, bool_or(waiting.is_obstructed) over of_one or sum(waiting.minor) over of_one < 0
  from waiting
  where waiting.minor <> 0
  window of_one as (partition by waiting.window_id)
$$;
revoke execute on function app.volumes_with_less() from public;
grant execute on function app.volumes_with_less() to app_vendor;
comment on function app.volumes_with_less() is
  'Credits that are approved with all of their volume or not at all, since a partner has less for it: with how many, since when, and whether something stands in the way of one of them';

create index credit_less on credit (partner_id) where kind = 'TRUE_UP' and share_minor < 0;
`;

const OF_PROPOSALS = `
create or replace function app.obstacles_of_proposal(the_proposal uuid, the_decider uuid)
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
  select less.credit_id, less.obstacle
  from app.less_among(array(select item.credit_id from item)) as less
  union all
  select item.credit_id, 'OWN'
  from item
  where exists (
      select
      from app.leads_with(item.lead_id) as one
      join public.lead on lead.id = one.lead_id
      join public.lead_event as event on event.partner_id = lead.partner_id and event.lead_id = lead.id
      where event.actor_id is not null
        and (event.to_stage = item.milestone and event.from_stage <> event.to_stage
          or event.type in ('REGISTERED', 'DEAL_CHANGED'))
        and app.is_same_person(the_decider, event.actor_id))
    or exists (
      select
      from app.leads_with(item.lead_id) as one
      join public.attribution_settlement as settled on settled.lead_id = one.lead_id
      left join public.attribution_proposal as proposed on proposed.id = settled.proposal_id
      where app.is_same_person(the_decider, settled.settled_by) or app.is_same_person(the_decider, proposed.proposed_by))
    -- by what of it its partner has a share
    or exists (
      select
      from app.leads_with(item.lead_id) as one
      join public.touchpoint as told on told.lead_id = one.lead_id
      where told.retracted_at is null and told.partner_id = item.partner_id and app.is_same_person(the_decider, told.recorded_by))
    -- what was taken back counts again by them
    or exists (
      select
      from public.award as earned
      join public.award as before on before.lead_id = earned.lead_id and before.incentive_program_id = earned.incentive_program_id
        and before.rule_key = earned.rule_key and before.milestone = earned.milestone
      join public.credit as taken on taken.award_id = before.id
      join public.reversal_appeal as upheld on upheld.credit_id = taken.id and upheld.state = 'UPHELD'
      where earned.id = item.award_id and app.is_same_person(the_decider, upheld.decided_by))
    or app.has_worked_for(the_decider, item.partner_id)
$$;
`;

const AS_SHOWN = `
create function app.guard_approval_items()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (
    select
    from (select distinct added.proposal_id from added) as named
    left join public.approval_proposal as proposal on proposal.id = named.proposal_id
    where proposal.state is distinct from 'OPEN' or proposal.selection_hash is distinct from app.hash_of_proposal(named.proposal_id)
  ) then
    raise exception 'what is proposed is what was shown, and nothing comes to it'
      using errcode = 'BT002', constraint = 'approval_item_as_shown';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_approval_items() from public;
create trigger approval_item_guard after insert on approval_item referencing new table as added
for each statement execute function app.guard_approval_items();
alter table approval_item enable always trigger approval_item_guard;

create or replace function app.guard_credit_approval()
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
  if not exists (
    select
    from public.approval_item as item
    where item.proposal_id = new.proposal_id and item.credit_id = new.credit_id and item.partner_id = new.partner_id
      and item.amount_minor = new.amount_minor
  ) then
    raise exception 'a credit is approved as it was shown'
      using errcode = 'BT002', constraint = 'credit_approval_as_shown';
  end if;
  return null;
end
$$;
`;

const HOLDS = `
create function app.guard_release_by_another()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (
    select
    from public.credit_hold as hold
    where hold.id = new.hold_id and app.has_worked_for(new.decided_by, hold.partner_id)
  ) then
    raise exception 'who worked for a partner does not decide over a hold of it'
      using errcode = 'BT002', constraint = 'hold_release_by_another';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_release_by_another() from public;
create trigger hold_release_by_another after update on hold_release
for each row execute function app.guard_release_by_another();
alter table hold_release enable always trigger hold_release_by_another;
`;
