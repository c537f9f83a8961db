import type { MigrationInterface, QueryRunner } from "typeorm";

/** What was settled is locked some days later; who comes then stands in the other book, and nobody settles by what they recorded. */
export class SettlementsAreLocked1795298400260 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(LOCK);
    await runner.query(CLAIMS);
    await runner.query(LATE_TOUCHES);
    await runner.query(BOUND);
    await runner.query(OTHER_WITNESS);
  }

  public async down(): Promise<void> {
    throw new Error("what was settled stays on record: restore a backup instead");
  }
}

// To the end of the day in the program's zone; where there is no policy it is a fortnight.
const LOCK = `
alter table attribution_policy
  add column lock_days integer not null default 14,
  add constraint attribution_policy_lock check (lock_days between 0 and 365);
grant select (lock_days) on attribution_policy to app_partner;
grant insert (lock_days) on attribution_policy to app_vendor;
comment on column attribution_policy.lock_days is 'After how many days what was settled under it is settled anew no more, but by a dispute';

create function app.attribution_locks_at(of_program uuid, milestone_at timestamptz)
returns timestamptz
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select date_trunc('milliseconds', (
    (milestone_at at time zone program.time_zone)::date + 1 + coalesce((
      select policy.lock_days
      from public.attribution_policy as policy
      where policy.program_id = program.id and policy.in_force_at <= milestone_at
      order by policy.in_force_at desc, policy.number desc
      limit 1
    ), 14)
  )::timestamp at time zone program.time_zone)
  from public.program
  where program.id = of_program
$$;
revoke execute on function app.attribution_locks_at(uuid, timestamptz) from public;
grant execute on function app.attribution_locks_at(uuid, timestamptz) to app_partner, app_vendor, app_jobs;
comment on function app.attribution_locks_at(uuid, timestamptz) is 'From when on what a lead of the program is owed, that reached its milestone then, is locked';
`;

// Whoever claimed a prospect as well, and lost it, had to do with it: a decision leaves that as a touch which never weighs.
const CLAIMS = `
alter table touchpoint
  drop constraint touchpoint_source,
  add constraint touchpoint_source check (source in ('PARTNER', 'SALES', 'IMPORT', 'CONFLICT'));
`;

// Of whoever is owed nothing yet: a touch that is recorded after the lock stands in the overlay from then on.
const LATE_TOUCHES = `
alter table attribution_share
  drop constraint attribution_share_model,
  drop constraint attribution_share_policy,
  add constraint attribution_share_model check (model in ('DEAL_REGISTRATION', 'FIRST_TOUCH', 'LAST_TOUCH', 'LINEAR', 'U_SHAPED',
    'W_SHAPED', 'TIME_DECAY', 'ROLE_WEIGHTED', 'DECISION', 'LATE_TOUCH')),
  add constraint attribution_share_policy check (
    (policy_id is null) = (model in ('DEAL_REGISTRATION', 'DECISION', 'LATE_TOUCH'))),
  add constraint attribution_share_late check (model <> 'LATE_TOUCH' or book = 'INFLUENCED');
create policy attribution_share_keeping on attribution_share to current_user using (true) with check (true);
create policy touchpoint_keeping on touchpoint for select to current_user using (true);

create function app.note_late_touch()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.attribution_share (lead_id, partner_id, book, role, model, share_ppm, touch_rank, settled_at)
  select lead.id, new.partner_id, 'INFLUENCED', case new.role when 'SOURCED' then 'INFLUENCED' else new.role end, 'LATE_TOUCH',
    1000000, 1 + coalesce((
      select max(share.touch_rank) from public.attribution_share as share where share.lead_id = lead.id and share.superseded_at is null
    ), 0), new.recorded_at
  from public.lead
  where lead.partner_id = new.lead_partner_id and lead.id = new.lead_id and lead.stage <> 'MERGED'
    and lead.sales_qualified_at is not null
    and new.recorded_at >= app.attribution_locks_at(lead.program_id, lead.sales_qualified_at)
    and not exists (
      select
      from public.attribution_share as share
      where share.lead_id = lead.id and share.partner_id = new.partner_id and share.superseded_at is null)
  on conflict do nothing;
  return null;
end
$$;
revoke execute on function app.note_late_touch() from public;
create trigger touchpoint_note_late after insert on touchpoint for each row execute function app.note_late_touch();
`;

// Those who record touches of one lead wait for one another, so that each counts what the others recorded. Each side
// has a bound of its own: by that of all a partner would learn how much others recorded.
const BOUND = `
create function app.bound_touchpoints()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  told record;
begin
  for told in
    select distinct added.lead_id, added.source = 'PARTNER' as is_partners
    from added
    where added.source <> 'CONFLICT'
    order by added.lead_id, is_partners
  loop
    perform pg_advisory_xact_lock(x'54434850'::integer, hashtext(told.lead_id::text));
    if (
      select count(*)
      from public.touchpoint as touch
      where touch.lead_id = told.lead_id and touch.retracted_at is null and touch.source <> 'CONFLICT'
        and (touch.source = 'PARTNER') = told.is_partners
    ) > 1000 then
      raise exception 'each side records 1000 touches of a lead at most'
        using errcode = 'BT002', constraint = 'touchpoint_bound';
    end if;
  end loop;
  return null;
end
$$;
revoke execute on function app.bound_touchpoints() from public;
create trigger touchpoint_bounded after insert on touchpoint
referencing new table as added for each statement execute function app.bound_touchpoints();
`;

// A touch of a partner's that somebody of the vendor recorded and that can count: its lead is settled by another person.
// Runs behind the row, since the lead that becomes an SQL is written beside the shares.
const OTHER_WITNESS = `
create function app.has_told_of_lead(of_lead uuid, person uuid, by_model text)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select
    from public.touchpoint as touch
    join public.partner on partner.id = touch.partner_id and not partner.is_vendor
    where touch.lead_id = of_lead and touch.retracted_at is null and touch.source not in ('PARTNER', 'CONFLICT')
      and (touch.role = 'SOURCED' or by_model = 'ROLE_WEIGHTED')
      and (touch.recorded_by = person or exists (
        select
        from public.membership as acting
        join public.membership as before on before.user_id = acting.user_id
        where acting.id = person and before.id = touch.recorded_by)))
$$;
revoke execute on function app.has_told_of_lead(uuid, uuid, text) from public;
grant execute on function app.has_told_of_lead(uuid, uuid, text) to app_vendor, app_jobs;
comment on function app.has_told_of_lead(uuid, uuid, text) is 'Whether the person recorded a partner''s touch of the lead that can count under the model: then somebody else settles it';

create function app.guard_settled_by_another()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (
    select
    from public.lead
    where lead.id = new.lead_id and lead.sales_qualified_at = new.settled_at
  ) and app.has_told_of_lead(new.lead_id, app.actor(), new.model) then
    raise exception 'who recorded a touch does not settle by it'
      using errcode = 'BT002', constraint = 'attribution_share_by_another';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_settled_by_another() from public;
create trigger attribution_share_settled_by_another after insert on attribution_share
for each row when (new.policy_id is not null and new.book = 'SOURCED') execute function app.guard_settled_by_another();
`;
