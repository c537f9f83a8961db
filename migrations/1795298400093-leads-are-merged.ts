import type { MigrationInterface, QueryRunner } from "typeorm";

/** Leads that name one prospect go on in one of them, which claims it from the earliest of their claims. */
export class LeadsAreMerged1795298400093 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(LEADS);
    await runner.query(JOINING);
    await runner.query(PROTECTION);
    await runner.query(MOVES);
  }

  public async down(): Promise<void> {
    throw new Error("what was merged is not told apart again: restore a backup instead");
  }
}

/** The stages of a lead that can be merged. */
const OPEN = `'SUBMITTED', 'MQL', 'SAL', 'SQL', 'OPPORTUNITY', 'RECYCLED'`;

const STAMPS = [
  "submitted_at",
  "marketing_qualified_at",
  "accepted_at",
  "sales_qualified_at",
  "opportunity_at",
  "won_at",
  "lost_at",
];

/** What events tell of that concerns several leads. */
const OF_SEVERAL = `'TRANSFERRED', 'TAKEN_OVER', 'MERGED', 'JOINED'`;

// A partner learns where its lead went only where that is one of its own.
const LEADS = `
alter table lead
  add column joined integer not null default 0,
  add column continues_in uuid,
  add constraint lead_continues_fkey foreign key (partner_id, continues_in) references lead (partner_id, id),
  add constraint lead_continues check (continues_in is null or stage = 'MERGED' and continues_in <> id);
grant update (submitted_at, joined, continues_in) on lead to app_vendor;
comment on column lead.joined is 'How often others were merged into it';
comment on column lead.continues_in is 'The lead of the same partner in which it goes on; lead_succession has all';
alter table lead_succession
  drop constraint lead_succession_kind,
  add constraint lead_succession_kind check (kind in ('TRANSFER', 'MERGE'));
alter table shared_prospect
  drop constraint shared_prospect_role,
  add constraint shared_prospect_role check (role in ('SOURCED', 'CO_SELL', 'INFLUENCED'));
grant update (shared_as) on protection_hold to app_vendor;
`;

// What others had reached before it, the survivor has reached then; nothing else of it changes. What
// came before is not taken back any more: it is of several leads now.
const JOINING = `
drop trigger lead_guard on lead;
create trigger lead_guard before update on lead for each row
when (new.joined = old.joined)
execute function app.guard_lead();

create function app.guard_joining_lead()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  reached_before constant timestamptz[] := array[${STAMPS.map((stamp) => `old.${stamp}`).join(", ")}];
  reached_now constant timestamptz[] := array[${STAMPS.map((stamp) => `new.${stamp}`).join(", ")}];
  changes constant text[] := array['version', 'updated_at', 'joined', 'claimed_at', 'implied_stages', 'undo_to', 'revisit_order',
    ${STAMPS.map((stamp) => `'${stamp}'`).join(", ")}];
begin
  if current_user <> 'app_vendor'
    or (new.joined, new.version) is distinct from (old.joined + 1, old.version + 1)
    or new.claimed_at > old.claimed_at
    or exists (
      select
      from unnest(reached_before, reached_now) as stamp (earlier, later)
      where stamp.earlier is not null and (stamp.later is null or stamp.later > stamp.earlier)
    )
    or to_jsonb(new) - changes is distinct from to_jsonb(old) - changes
    or not exists (
      select
      from public.stage_move
      where verb = 'mergeLeads' and from_stage = old.stage and to_stage = new.stage and database_role = current_user
    ) then
    raise exception 'a lead to which others are merged has reached no stage later than before, and is as it was'
      using errcode = 'BT002', constraint = 'lead_joins_others';
  end if;
  new.undo_to := null;
  return new;
end
$$;
revoke execute on function app.guard_joining_lead() from public;
create trigger lead_guard_joining before update on lead for each row
when (new.joined <> old.joined)
execute function app.guard_joining_lead();
`;

// The survivor is protected from the earliest claim, until when it was; where it was not, what one of
// the others was protected for goes on with it.
const PROTECTION = `
create or replace function app.pass_protection_on()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  standing public.protection_window;
  held text[];
begin
  if new.to_stage = 'MERGED' then
    update public.protection_window
    set waited = waited + case
        when held_since is null then interval '0'
        else greatest(interval '0', new.at - held_since - app.time_awaiting_partner(new.partner_id, new.lead_id, held_since))
      end,
      held_for = '{}',
      held_since = null,
      ended_at = greatest(new.at, opened_at),
      end_reason = 'MOVED'
    where partner_id = new.partner_id and lead_id = new.lead_id and ended_at is null
    returning * into standing;
    update public.extension_request
    set state = 'MOOT', decided_at = new.at
    where partner_id = new.partner_id and window_id = standing.id and state = 'PENDING';
    return null;
  end if;

  update public.protection_window as kept
  set protected_from = least(kept.protected_from, lead.claimed_at),
    waited = kept.waited + (kept.protected_from - least(kept.protected_from, lead.claimed_at))
  from public.lead
  where kept.partner_id = new.partner_id and kept.lead_id = new.lead_id and kept.ended_at is null
    and lead.partner_id = kept.partner_id and lead.id = kept.lead_id;
  if found then
    return null;
  end if;
  select passed.* into standing
  from public.lead_succession as succession
  join public.protection_window as passed
    on passed.partner_id = succession.partner_id and passed.lead_id = succession.lead_id
  where succession.into_lead_id = new.lead_id and succession.at = new.at
    and passed.end_reason = 'MOVED' and passed.ended_at = new.at
  order by passed.protected_from, passed.id
  limit 1;
  if standing.id is null then
    return null;
  end if;
  held := array_remove(array[
    case when new.to_stage in ('SUBMITTED', 'MQL') then 'REVIEW' end,
    case when new.to_stage in ('SQL', 'OPPORTUNITY') then 'DEAL' end
  ], null);
  insert into public.protection_window
    (id, partner_id, lead_id, opened_at, protected_from, time_zone, days, heartbeat_days, waited, held_for, held_since,
      running_since, active_at)
  values (new.id, new.partner_id, new.lead_id, new.at, standing.protected_from, standing.time_zone, standing.days,
    standing.heartbeat_days, standing.waited, held, case when held <> '{}' then new.at end, new.at, new.at);
  return null;
end
$$;

drop trigger keep_protection on lead_event;
create trigger keep_protection after insert on lead_event for each row
when (new.type not in ('REGISTERED', ${OF_SEVERAL}))
execute function app.keep_protection();
drop trigger keep_protection_passed_on on lead_event;
create trigger keep_protection_passed_on after insert on lead_event for each row
when (new.type in (${OF_SEVERAL}))
execute function app.pass_protection_on();
`;

const MOVES = `
insert into stage_move (verb, from_stage, to_stage, database_role, event_type)
select 'mergeLeads', stage, 'MERGED', 'app_vendor', 'MERGED' from unnest(array[${OPEN}]) as stage
union all
select 'mergeLeads', stage, stage, 'app_vendor', 'JOINED' from unnest(array[${OPEN}]) as stage;
`;
