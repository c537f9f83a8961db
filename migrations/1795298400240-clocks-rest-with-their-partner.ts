import type { MigrationInterface, QueryRunner } from "typeorm";

/** The clocks of a suspended partner's leads rest until it is back, and so do the days in which it was to answer. */
export class ClocksRestWithTheirPartner1795298400240 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(SUSPENSIONS);
    await runner.query(RESTING);
    await runner.query(GOING_ON);
    await runner.query(RUNNING);
    await runner.query(FIRINGS);
    await runner.query(KEEPING);
    await runner.query(WHO_IS_SUSPENDED);
  }

  public async down(): Promise<void> {
    throw new Error("what clocks had left is not forgotten: restore a backup instead");
  }
}

/** The stages in which the vendor must answer. */
const REVIEW = `'SUBMITTED', 'MQL'`;

// Whoever looks whether a partner is suspended, to start a clock or to do a step of one, keeps it from
// being suspended or back until the transaction ends: the row is locked, under a policy that lets it be.
const SUSPENSIONS = `
create table partner_suspension (
  partner_id uuid not null,
  suspended_at timestamptz(3) not null,
  ended_at timestamptz(3),
  constraint partner_suspension_pkey primary key (partner_id, suspended_at),
  constraint partner_suspension_partner_fkey foreign key (partner_id) references partner (id),
  constraint partner_suspension_runs_on check (suspended_at <= ended_at)
);
create unique index partner_suspension_one_open on partner_suspension (partner_id) where ended_at is null;
call app.give_policies('partner_suspension', 'vendor_only');
create policy partner_suspension_keeping on partner_suspension to current_user using (true) with check (true);
grant select on partner_suspension to app_vendor, app_jobs;
comment on table partner_suspension is 'From when until when a partner was suspended: meanwhile the clocks of its leads rest';

drop policy partner_clocked on partner;
create policy partner_held on partner to current_user using (true) with check (true);

create function app.is_suspended(of_partner uuid)
returns boolean
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
  select state = 'SUSPENDED'
  from public.partner
  where id = of_partner
  for share
$$;
revoke execute on function app.is_suspended(uuid) from public;
grant execute on function app.is_suspended(uuid) to app_jobs;
comment on function app.is_suspended(uuid) is 'Whether a partner is suspended, which stays so until the transaction ends';
`;

const RESTING = `
create function app.begin_rest(watched clock_watch, since timestamptz)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  update public.lead_clock
  set paused_at = greatest(watched.running_since, since)
  where partner_id = watched.partner_id and id = watched.clock_id and stopped_at is null and paused_at is null;
  if found then
    update public.clock_watch as watch
    set spent_ms = watch.spent_ms + app.clock_time(watch, watch.running_since, greatest(watch.running_since, since)),
      running_since = null,
      fires_at = null
    where watch.partner_id = watched.partner_id and watch.clock_id = watched.clock_id;
  end if;
end
$$;
revoke execute on function app.begin_rest(clock_watch, timestamptz) from public;
comment on function app.begin_rest(clock_watch, timestamptz) is 'A clock that runs rests from then on; what was spent of it is';

create or replace function app.rest_clock(of_kind text, of_partner uuid, of_lead uuid, since timestamptz)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  perform app.begin_rest(watch, since)
  from public.lead_clock as clock
  join public.clock_watch as watch on watch.partner_id = clock.partner_id and watch.clock_id = clock.id
  where clock.partner_id = of_partner and clock.lead_id = of_lead and clock.kind = of_kind and clock.is_latest
    and watch.rests_for_partner;
end
$$;
`;

// As if it had not been stopped and nobody had been asked any more: it runs from where it stood, but for
// what its partner was suspended in.
const GOING_ON = `
create or replace function app.go_on_with_clock(of_kind text, of_partner uuid, of_lead uuid, since timestamptz)
returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  clock public.lead_clock;
  watch public.clock_watch;
  suspension public.partner_suspension;
  has_run_out boolean;
begin
  select * into clock
  from public.lead_clock as latest
  where latest.partner_id = of_partner and latest.lead_id = of_lead and latest.kind = of_kind and latest.is_latest
  for update;
  select * into watch
  from public.clock_watch as watched
  where watched.partner_id = of_partner and watched.clock_id = clock.id and watched.running_since is null;
  if watch.clock_id is null then
    return false;
  end if;
  has_run_out := coalesce(clock.paused_at, clock.stopped_at) >= clock.due_at;
  watch.running_since := coalesce(clock.stopped_at, since);
  if not has_run_out then
    clock.due_at := app.clock_instant(watch, 100);
  end if;
  for suspension in
    select *
    from public.partner_suspension as each
    where each.partner_id = of_partner and coalesce(each.ended_at, 'infinity') > watch.running_since
    order by each.suspended_at
  loop
    if suspension.suspended_at > watch.running_since then
      has_run_out := has_run_out or clock.due_at <= suspension.suspended_at;
      watch.spent_ms := watch.spent_ms + app.clock_time(watch, watch.running_since, suspension.suspended_at);
      clock.paused_at := suspension.suspended_at;
    end if;
    clock.paused_at := coalesce(clock.paused_at, greatest(clock.started_at, suspension.suspended_at));
    watch.running_since := suspension.ended_at;
    exit when watch.running_since is null;
    if not has_run_out then
      clock.due_at := app.clock_instant(watch, 100);
    end if;
  end loop;
  update public.clock_watch as watched
  set running_since = watch.running_since, spent_ms = watch.spent_ms
  where watched.partner_id = of_partner and watched.clock_id = clock.id;
  update public.lead_clock as latest
  set due_at = clock.due_at,
    paused_at = case when watch.running_since is null then clock.paused_at end,
    stopped_at = null,
    answered = false
  where latest.partner_id = of_partner and latest.id = clock.id;
  perform app.aim_clock(of_partner, clock.id);
  return true;
end
$$;
comment on function app.go_on_with_clock(text, uuid, uuid, timestamptz) is
  'A clock that rests goes on with what it had left, one that was stopped by mistake as if it had not been, both once their partner is not suspended any more; false where there is none';
`;

const RUNNING = `
create or replace function app.run_clocks()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  each text;
  measured text[];
  is_suspended boolean;
begin
  -- what is only stopped rests no more
  if new.from_stage <> new.to_stage and new.to_stage in (${REVIEW}, 'SAL')
    or new.type in ('INFORMATION_REQUESTED', 'REQUEST_ANSWERED', 'REQUEST_LAPSED') then
    is_suspended := app.is_suspended(new.partner_id);
  end if;
  foreach each in array array['ACCEPTANCE', 'CONVERSION'] loop
    measured := case each when 'ACCEPTANCE' then array[${REVIEW}] else array['SAL'] end;
    if new.from_stage = any (measured) then
      if new.to_stage <> all (measured) then
        perform app.stop_clock(each, new.partner_id, new.lead_id, new.at,
          new.by_vendor and new.actor_kind <> 'SYSTEM' and new.type not in ('UNDONE', 'TRANSFERRED', 'MERGED'));
      elsif new.type = 'INFORMATION_REQUESTED' then
        perform app.rest_clock(each, new.partner_id, new.lead_id, new.at);
      elsif new.type in ('REQUEST_ANSWERED', 'REQUEST_LAPSED') then
        perform app.go_on_with_clock(each, new.partner_id, new.lead_id, new.at);
      end if;
    elsif new.to_stage = any (measured) then
      if new.type <> 'UNDONE' or not app.go_on_with_clock(each, new.partner_id, new.lead_id, new.at) then
        perform app.start_clock(each, new.partner_id, new.lead_id, new.id, new.at, new.from_stage = 'NONE');
        perform app.begin_rest(watch, last.suspended_at)
        from public.clock_watch as watch
        cross join lateral (
          select suspension.suspended_at, suspension.ended_at
          from public.partner_suspension as suspension
          where suspension.partner_id = new.partner_id
          order by suspension.suspended_at desc
          limit 1
        ) as last
        where watch.partner_id = new.partner_id and watch.clock_id = new.id
          and coalesce(last.ended_at, 'infinity') > new.at;
        if found and not is_suspended then
          perform app.go_on_with_clock(each, new.partner_id, new.lead_id, new.at);
        end if;
      end if;
    end if;
  end loop;
  return null;
end
$$;
`;

const FIRINGS = `
create or replace function app.aim_fired_clock()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if app.is_suspended(new.partner_id) then
    raise exception 'a clock brings nothing about while its partner is suspended'
      using errcode = 'BT002', constraint = 'clock_firing_rests';
  end if;
  perform app.aim_clock(new.partner_id, new.clock_id);
  return null;
end
$$;
`;

// Whoever sets where a partner stands holds its row, and a clock is started or brings something about
// behind it or before. What is asked of a partner meanwhile, or was, waits as long.
const KEEPING = `
create policy information_request_waiting on information_request for update to current_user using (true) with check (true);

create function app.rest_with_partner(of_partner uuid, since timestamptz)
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
  select app.begin_rest(watch, since)
  from public.lead_clock as clock
  join public.clock_watch as watch on watch.partner_id = clock.partner_id and watch.clock_id = clock.id
  where clock.partner_id = of_partner and clock.is_latest and clock.stopped_at is null and clock.paused_at is null
$$;
revoke execute on function app.rest_with_partner(uuid, timestamptz) from public;

create function app.go_on_with_partner(of_partner uuid, from_then timestamptz, since timestamptz)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  perform app.go_on_with_clock(clock.kind, clock.partner_id, clock.lead_id, since)
  from public.lead_clock as clock
  join public.clock_watch as watch on watch.partner_id = clock.partner_id and watch.clock_id = clock.id
  where clock.partner_id = of_partner and clock.is_latest and clock.stopped_at is null and clock.paused_at is not null
    and not (watch.rests_for_partner and exists (
      select
      from public.information_request as asked
      where asked.partner_id = clock.partner_id and asked.lead_id = clock.lead_id and asked.state = 'OPEN'
        and asked.before_acceptance = (clock.kind = 'ACCEPTANCE')));
  update public.information_request as asked
  set due_on = later.due_on,
    due_at = (later.due_on + 1)::timestamp at time zone later.time_zone
  from (
    select request.id, program.time_zone,
      request.due_on + greatest(
        0,
        (since at time zone program.time_zone)::date
          - (greatest(request.asked_at, from_then) at time zone program.time_zone)::date) as due_on
    from public.information_request as request
    join public.lead on lead.partner_id = request.partner_id and lead.id = request.lead_id
    join public.program on program.id = lead.program_id
    -- one that was overdue by then had its days
    where request.partner_id = of_partner and request.state = 'OPEN' and request.due_at > from_then
  ) as later
  where asked.id = later.id;
end
$$;
revoke execute on function app.go_on_with_partner(uuid, timestamptz, timestamptz) from public;

create function app.keep_suspension()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  at timestamptz;
  began timestamptz;
begin
  -- clocks of servers differ: it is not earlier than what its clocks did before
  select greatest(new.updated_at, max(watch.running_since), max(clock.paused_at)) into at
  from public.lead_clock as clock
  join public.clock_watch as watch on watch.partner_id = clock.partner_id and watch.clock_id = clock.id
  where clock.partner_id = new.id and clock.is_latest and clock.stopped_at is null;
  if new.state = 'SUSPENDED' then
    insert into public.partner_suspension (partner_id, suspended_at)
    select new.id, greatest(at, max(ended_at) + interval '1 millisecond')
    from public.partner_suspension
    where partner_id = new.id
    returning suspended_at into began;
    perform app.rest_with_partner(new.id, began);
  else
    update public.partner_suspension
    set ended_at = greatest(suspended_at, at)
    where partner_id = new.id and ended_at is null
    returning suspended_at, ended_at into strict began, at;
    perform app.go_on_with_partner(new.id, began, at);
    -- it could give no sign of life meanwhile
    update public.protection_window
    set active_at = greatest(active_at, at)
    where partner_id = new.id and ended_at is null;
  end if;
  update public.inbox_item as item
  set due_at = now.due_at
  from app.inbox_now as now
  where item.partner_id = new.id and now.partner_id = new.id and now.lead_id = item.lead_id
    and now.due_at is distinct from item.due_at;
  return null;
end
$$;
revoke execute on function app.keep_suspension() from public;
create trigger partner_rests after update of state on partner for each row
when ((old.state = 'SUSPENDED') is distinct from (new.state = 'SUSPENDED'))
execute function app.keep_suspension();
`;

// What their clocks did while nobody looked stays. The owner is under the policies as well.
const WHO_IS_SUSPENDED = `
insert into partner_suspension (partner_id, suspended_at)
select id, now() from partner where state = 'SUSPENDED';
select app.rest_with_partner(partner_id, suspended_at) from partner_suspension;
alter table lead no force row level security;
update inbox_item as item
set due_at = now.due_at
from app.inbox_now as now
where now.lead_id = item.lead_id and now.due_at is distinct from item.due_at;
alter table lead force row level security;
`;
