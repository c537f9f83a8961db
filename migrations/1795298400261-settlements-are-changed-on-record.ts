import type { MigrationInterface, QueryRunner } from "typeorm";

/** What was settled is settled anew before its lock, by hand by two persons, and after it by a dispute; each time on record. */
export class SettlementsAreChangedOnRecord1795298400261 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(SHARES);
    await runner.query(PROPOSALS);
    await runner.query(DISPUTES);
    await runner.query(SETTLEMENTS);
  }

  public async down(): Promise<void> {
    throw new Error("what was settled stays on record: restore a backup instead");
  }
}

// An award that is split anew keeps by which settlement; one that was split as it was earned by that of its milestone.
const SHARES = `
alter table attribution_share
  drop constraint attribution_share_model,
  drop constraint attribution_share_policy,
  add constraint attribution_share_model check (model in ('DEAL_REGISTRATION', 'FIRST_TOUCH', 'LAST_TOUCH', 'LINEAR', 'U_SHAPED',
    'W_SHAPED', 'TIME_DECAY', 'ROLE_WEIGHTED', 'DECISION', 'CUSTOM', 'LATE_TOUCH')),
  add constraint attribution_share_policy check (
    (policy_id is null) = (model in ('DEAL_REGISTRATION', 'DECISION', 'CUSTOM', 'LATE_TOUCH')));

alter table award
  add column allocated_at timestamptz(3),
  add constraint award_allocated check (allocated_at is null or generation > 1);
grant insert (allocated_at) on award to app_vendor;
comment on column award.allocated_at is 'By which settlement it was split, where that came after its milestone; null where it was split as it was earned';

create function app.is_same_person(one uuid, other uuid)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select one = other or exists (
    select
    from public.membership as acting
    join public.membership as before on before.user_id = acting.user_id
    where acting.id = one and before.id = other)
$$;
revoke execute on function app.is_same_person(uuid, uuid) from public;
grant execute on function app.is_same_person(uuid, uuid) to app_vendor, app_jobs;
comment on function app.is_same_person(uuid, uuid) is 'Whether two memberships are one person''s: people leave and come back, and are still themselves';
`;

const PROPOSALS = `
create table attribution_proposal (
  id uuid not null,
  lead_id uuid not null,
  partner_ids uuid[] not null,
  shares_ppm bigint[] not null,
  reason text not null,
  proposed_at timestamptz(3) not null,
  proposed_by uuid not null,
  state text not null default 'OPEN',
  decided_at timestamptz(3),
  decided_by uuid,
  constraint attribution_proposal_pkey primary key (id),
  constraint attribution_proposal_lead_fkey foreign key (lead_id) references lead (id),
  constraint attribution_proposal_reason check (char_length(reason) between 1 and 2000),
  constraint attribution_proposal_state check (state in ('OPEN', 'APPROVED', 'DECLINED')),
  constraint attribution_proposal_parts check (
    cardinality(partner_ids) between 1 and 20 and cardinality(partner_ids) = cardinality(shares_ppm)),
  constraint attribution_proposal_decided check (
    num_nonnulls(decided_at, decided_by) = case state when 'OPEN' then 0 else 2 end and decided_at >= proposed_at)
);
create unique index attribution_proposal_one_open on attribution_proposal (lead_id) where state = 'OPEN';
create index attribution_proposal_of_lead on attribution_proposal (lead_id, proposed_at, id);
create index attribution_proposal_by_age on attribution_proposal (proposed_at, id);
call app.give_policies('attribution_proposal', 'vendor_only');
call app.make_endable('attribution_proposal', 'decided_at', 'decided_by', 'state');
grant select, insert (id, lead_id, partner_ids, shares_ppm, reason, proposed_at, proposed_by),
  update (state, decided_at, decided_by) on attribution_proposal to app_vendor;
grant select on attribution_proposal to app_jobs;
comment on table attribution_proposal is 'By whom a lead shall be owed, by hand and with a reason: counts once another person approves it';

create function app.guard_attribution_proposal()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' and new.proposed_by is distinct from app.actor()
    or tg_op = 'UPDATE' and new.decided_by is distinct from app.actor()
  then
    raise exception 'a settlement by hand names who proposes and who decides it'
      using errcode = 'BT002', constraint = 'attribution_proposal_by_actor';
  end if;
  if tg_op = 'UPDATE' and app.is_same_person(new.decided_by, new.proposed_by) then
    raise exception 'a settlement by hand is decided by another person than who proposed it'
      using errcode = 'BT002', constraint = 'attribution_proposal_two_persons';
  end if;
  if tg_op = 'INSERT' and (
    (select sum(ppm) <> 1000000 or min(ppm) < 1 from unnest(new.shares_ppm) as part (ppm))
    or (select count(distinct partner.id) from public.partner where partner.id = any(new.partner_ids)) <> cardinality(new.partner_ids)
  ) then
    raise exception 'a settlement by hand names partners, each once, whose shares come to a million'
      using errcode = 'BT002', constraint = 'attribution_proposal_adds_up';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_attribution_proposal() from public;
create trigger attribution_proposal_guard before insert or update on attribution_proposal
for each row execute function app.guard_attribution_proposal();
`;

// partner_id is whose dispute it is: the vendor's own row where the vendor opened it. A partner disputes what is its own lead,
// or where it has or had a share; of who decides it learns nothing. A foreign key would tell it which leads there are: the guard
// asks what it may see.
const DISPUTES = `
create table attribution_dispute (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  statement text not null,
  state text not null default 'OPEN',
  opened_at timestamptz(3) not null,
  opened_by uuid not null,
  due_at timestamptz(3) not null,
  decided_at timestamptz(3),
  decided_by uuid,
  answer text,
  constraint attribution_dispute_pkey primary key (id),
  constraint attribution_dispute_partner_fkey foreign key (partner_id) references partner (id),
  constraint attribution_dispute_statement check (char_length(statement) between 1 and 2000),
  constraint attribution_dispute_answer check (char_length(answer) between 1 and 2000),
  constraint attribution_dispute_state check (state in ('OPEN', 'UPHELD', 'REJECTED')),
  constraint attribution_dispute_due check (due_at > opened_at),
  constraint attribution_dispute_decided check (
    num_nonnulls(decided_at, decided_by, answer) = case state when 'OPEN' then 0 else 3 end and decided_at >= opened_at)
);
create unique index attribution_dispute_one_open on attribution_dispute (partner_id, lead_id) where state = 'OPEN';
create index attribution_dispute_of_partner on attribution_dispute (partner_id, opened_at, id);
create index attribution_dispute_of_lead on attribution_dispute (lead_id, opened_at, id);
create index attribution_dispute_by_age on attribution_dispute (opened_at, id);
call app.give_policies('attribution_dispute', 'partner_writes');
call app.make_endable('attribution_dispute', 'decided_at', 'decided_by', 'state', 'answer');
call app.require_new_ids('attribution_dispute');
grant select (id, partner_id, lead_id, statement, state, opened_at, opened_by, due_at, decided_at, answer),
  insert (id, partner_id, lead_id, statement, opened_at, opened_by, due_at) on attribution_dispute to app_partner;
grant select, insert (id, partner_id, lead_id, statement, opened_at, opened_by, due_at),
  update (state, decided_at, decided_by, answer) on attribution_dispute to app_vendor;
grant select on attribution_dispute to app_jobs;
comment on table attribution_dispute is 'Somebody disagrees with what was settled of a lead: a partner with a part in it, or the vendor. Decided by somebody who neither opened it nor settled the lead';

create function app.guard_attribution_dispute()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' and new.opened_by is distinct from app.actor()
    or tg_op = 'UPDATE' and new.decided_by is distinct from app.actor()
  then
    raise exception 'a dispute names who opens and who decides it'
      using errcode = 'BT002', constraint = 'attribution_dispute_by_actor';
  end if;
  if tg_op = 'UPDATE' then
    if app.is_same_person(new.decided_by, new.opened_by) then
      raise exception 'a dispute is decided by another person than who opened it'
        using errcode = 'BT002', constraint = 'attribution_dispute_two_persons';
    end if;
    return new;
  end if;
  if not exists (select from public.lead where lead.id = new.lead_id)
    and (current_user <> 'app_partner'
      or not exists (select from public.attribution_share as share where share.lead_id = new.lead_id))
  then
    raise exception 'a partner disputes what it has a part in'
      using errcode = 'BT002', constraint = 'attribution_dispute_of_own';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_attribution_dispute() from public;
create trigger attribution_dispute_guard before insert or update on attribution_dispute
for each row execute function app.guard_attribution_dispute();
`;

// Why what counts now was settled so: none for the first time, which is the SQL's. Runs behind the row, for the shares are
// written beside it.
const SETTLEMENTS = `
create table attribution_settlement (
  lead_id uuid not null,
  settled_at timestamptz(3) not null,
  cause text not null,
  reason text not null,
  settled_by uuid not null,
  proposal_id uuid,
  dispute_id uuid,
  constraint attribution_settlement_pkey primary key (lead_id, settled_at),
  constraint attribution_settlement_lead_fkey foreign key (lead_id) references lead (id),
  constraint attribution_settlement_proposal_fkey foreign key (proposal_id) references attribution_proposal (id),
  constraint attribution_settlement_dispute_fkey foreign key (dispute_id) references attribution_dispute (id),
  constraint attribution_settlement_of_proposal unique (proposal_id),
  constraint attribution_settlement_of_dispute unique (dispute_id),
  constraint attribution_settlement_reason check (char_length(reason) between 1 and 2000),
  constraint attribution_settlement_cause check (
    cause = 'SETTLED_ANEW' and proposal_id is null and dispute_id is null
    or cause = 'PROPOSAL' and proposal_id is not null and dispute_id is null
    or cause = 'DISPUTE' and dispute_id is not null and proposal_id is null)
);
call app.give_policies('attribution_settlement', 'vendor_only');
call app.make_append_only('attribution_settlement');
grant select, insert on attribution_settlement to app_vendor;
grant select on attribution_settlement to app_jobs;
comment on table attribution_settlement is 'Why what a lead is owed was settled otherwise than when it became an SQL, and by whom';

create function app.guard_attribution_settlement()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.settled_by is distinct from app.actor() then
    raise exception 'a settlement names who settles'
      using errcode = 'BT002', constraint = 'attribution_settlement_by_actor';
  end if;
  if (
    select sum(share.share_ppm)
    from public.attribution_share as share
    where share.lead_id = new.lead_id and share.settled_at = new.settled_at and share.book = 'SOURCED'
  ) is distinct from 1000000 then
    raise exception 'the SOURCED shares of a settlement come to a million'
      using errcode = 'BT002', constraint = 'attribution_settlement_adds_up';
  end if;
  if new.cause <> 'DISPUTE' and exists (
    select
    from public.lead
    where lead.id = new.lead_id
      and (lead.sales_qualified_at is null
        or new.settled_at >= app.attribution_locks_at(lead.program_id, lead.sales_qualified_at))
  ) then
    raise exception 'what is locked is settled otherwise by a dispute alone'
      using errcode = 'BT002', constraint = 'attribution_settlement_locked';
  end if;
  if new.cause = 'SETTLED_ANEW' and exists (
    select
    from public.attribution_share as share
    where share.lead_id = new.lead_id and share.settled_at = new.settled_at and share.policy_id is not null
      and share.book = 'SOURCED' and app.has_told_of_lead(new.lead_id, new.settled_by, share.model)
  ) then
    raise exception 'who recorded a touch does not settle by it'
      using errcode = 'BT002', constraint = 'attribution_settlement_by_another';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_attribution_settlement() from public;
create trigger attribution_settlement_guard after insert on attribution_settlement
for each row execute function app.guard_attribution_settlement();
`;
