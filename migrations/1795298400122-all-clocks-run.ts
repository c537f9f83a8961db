import type { MigrationInterface, QueryRunner } from "typeorm";

/** Clocks of leads run, rest and stop with their events, by the policy and the calendar that they began with. */
export class AllClocksRun1795298400122 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(CLOCKS);
    await runner.query(TIME);
    await runner.query(FIRINGS);
    await runner.query(RUNNING);
    await runner.query(WHAT_RUNS_ALREADY);
  }

  public async down(): Promise<void> {
    throw new Error("what ran out is not forgotten: restore a backup instead");
  }
}

/** The stages in which the vendor must answer. */
const REVIEW = `'SUBMITTED', 'MQL'`;

// What a partner may see of a clock stands in a row of its own; how it was made, what it warns of and
// brings about stands in another one, which is the vendor's. There is one clock for each stay of a lead
// in the stages that the clock measures, and its id is that of the event that began it.
const CLOCKS = `
create table lead_clock (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  kind text not null,
  started_at timestamptz(3) not null,
  due_at timestamptz(3) not null,
  paused_at timestamptz(3),
  stopped_at timestamptz(3),
  answered boolean not null default false,
  is_latest boolean not null default true,
  is_review boolean not null generated always as (is_latest and kind = 'ACCEPTANCE') stored,
  constraint lead_clock_pkey primary key (partner_id, id),
  constraint lead_clock_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint lead_clock_event_fkey foreign key (partner_id, id) references lead_event (partner_id, id),
  constraint lead_clock_kind check (kind in ('ACCEPTANCE', 'CONVERSION')),
  constraint lead_clock_runs_on check (started_at <= due_at and started_at <= paused_at and started_at <= stopped_at),
  constraint lead_clock_answered check (not answered or stopped_at is not null)
);
create unique index lead_clock_latest on lead_clock (partner_id, lead_id, kind) where is_latest;
create index lead_clock_of_lead on lead_clock (partner_id, lead_id, started_at desc, id desc);
create index lead_clock_by_due on lead_clock (due_at, id);
create index lead_clock_of_partner_by_due on lead_clock (partner_id, due_at, id);
call app.give_policies('lead_clock', 'partner_reads');
drop policy lead_clock_partner on lead_clock;
create policy lead_clock_partner on lead_clock for select to app_partner
using (
  partner_id = (select nullif(current_setting('app.partner_id', true), '')::uuid)
  and (select nullif(current_setting('app.actor_id', true), '')) is not null
  and kind = 'ACCEPTANCE');
create policy lead_clock_running on lead_clock to current_user using (true) with check (true);
grant select on lead_clock to app_partner, app_vendor, app_jobs;
comment on table lead_clock is 'By when the vendor must answer a lead in review (ACCEPTANCE), or move one that it accepted (CONVERSION, which partners do not see); a pause moves due_at on when it ends';

create table clock_watch (
  partner_id uuid not null,
  clock_id uuid not null,
  lead_id uuid not null,
  policy_id uuid,
  policy_number integer,
  target_minutes integer not null,
  in_business_hours boolean not null,
  time_zone text not null,
  calendar_id uuid,
  calendar_number integer,
  warn_at integer[] not null,
  rests_for_partner boolean not null,
  consequence text not null,
  spent_ms bigint not null default 0,
  running_since timestamptz(3),
  next_percent integer,
  fires_at timestamptz(3),
  constraint clock_watch_pkey primary key (partner_id, clock_id),
  constraint clock_watch_clock_fkey foreign key (partner_id, clock_id) references lead_clock (partner_id, id),
  constraint clock_watch_policy_fkey foreign key (policy_id, policy_number) references sla_policy_version (policy_id, number),
  constraint clock_watch_calendar_fkey foreign key (calendar_id, calendar_number) references calendar_version (calendar_id, number),
  constraint clock_watch_spent check (spent_ms >= 0),
  constraint clock_watch_fires_while_running check (fires_at is null or running_since is not null and next_percent is not null)
);
create index clock_watch_due on clock_watch (fires_at, clock_id) where fires_at is not null;
create index clock_watch_of_policy on clock_watch (policy_id, policy_number) where policy_id is not null;
create index clock_watch_of_calendar on clock_watch (calendar_id, calendar_number) where calendar_id is not null;
call app.give_policies('clock_watch', 'vendor_only');
create policy clock_watch_running on clock_watch to current_user using (true) with check (true);
grant select on clock_watch to app_vendor, app_jobs;
comment on table clock_watch is 'What a clock was promised when it began, how much of it is spent, and when the next step is due; running_since is null while it rests and once it stopped';
`;

const WORKING_WEEK = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY"]
  .map((weekday) => `{"weekday": "${weekday}", "from": "09:00", "until": "17:00"}`)
  .join(", ");

const TIME = `
create function app.clock_after(watch clock_watch, since timestamptz, milliseconds bigint)
returns timestamptz
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  business public.calendar_version;
begin
  if not watch.in_business_hours then
    return since + milliseconds * interval '1 millisecond';
  end if;
  select * into business
  from public.calendar_version
  where calendar_id = watch.calendar_id and number = watch.calendar_number;
  return app.add_business_time(
    watch.time_zone, coalesce(business.hours, '[${WORKING_WEEK}]'), coalesce(business.holidays, '[]'), since, milliseconds);
end
$$;
revoke execute on function app.clock_after(clock_watch, timestamptz, bigint) from public;
comment on function app.clock_after(clock_watch, timestamptz, bigint) is 'When so much of a clock''s own time has passed since an instant';

create function app.clock_time(watch clock_watch, since timestamptz, until timestamptz)
returns bigint
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  business public.calendar_version;
begin
  if not watch.in_business_hours then
    return greatest(0, (extract(epoch from until - since) * 1000)::bigint);
  end if;
  select * into business
  from public.calendar_version
  where calendar_id = watch.calendar_id and number = watch.calendar_number;
  return app.business_time_between(
    watch.time_zone, coalesce(business.hours, '[${WORKING_WEEK}]'), coalesce(business.holidays, '[]'), since, until);
end
$$;
revoke execute on function app.clock_time(clock_watch, timestamptz, timestamptz) from public;
comment on function app.clock_time(clock_watch, timestamptz, timestamptz) is 'How many milliseconds of a clock''s own time pass between two instants';

create function app.clock_instant(watch clock_watch, percent integer)
returns timestamptz
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when percent is not null and watch.running_since is not null
    then app.clock_after(
      watch, watch.running_since, greatest(0, watch.target_minutes * 600::bigint * percent - watch.spent_ms))
  end
$$;
revoke execute on function app.clock_instant(clock_watch, integer) from public;
-- whoever checks what clocks promise counts as they do
grant execute on function app.clock_instant(clock_watch, integer), app.clock_after(clock_watch, timestamptz, bigint) to app_jobs;
comment on function app.clock_instant(clock_watch, integer) is 'When so many per cent of a clock''s target will have passed; null where it does not run';
`;

// One row for each step of a clock, ever: the key is what lets a step happen once.
const FIRINGS = `
create table clock_firing (
  partner_id uuid not null,
  clock_id uuid not null,
  percent integer not null,
  lead_id uuid not null,
  due_at timestamptz(3) not null,
  fired_at timestamptz(3) not null,
  outcome text not null,
  held_back_by text,
  member_ids uuid[] not null default '{}',
  event_id uuid,
  constraint clock_firing_pkey primary key (partner_id, clock_id, percent),
  constraint clock_firing_watch_fkey foreign key (partner_id, clock_id) references clock_watch (partner_id, clock_id),
  constraint clock_firing_event_fkey foreign key (partner_id, event_id) references lead_event (partner_id, id),
  constraint clock_firing_outcome check (
    outcome in ('WARNED', 'ESCALATED', 'REASSIGNED', 'ACCEPTED', 'PROTECTION_HELD', 'EXPIRED')),
  constraint clock_firing_held_back check (held_back_by is null or outcome = 'ESCALATED'),
  constraint clock_firing_not_before check (fired_at >= due_at)
);
call app.give_policies('clock_firing', 'vendor_only');
call app.make_append_only('clock_firing');
create policy clock_firing_running on clock_firing for select to current_user using (true);
grant select on clock_firing to app_vendor, app_jobs;
grant insert on clock_firing to app_jobs;
comment on table clock_firing is 'What a clock warned of and brought about: whom it was told or given to; held_back_by says why its consequence could not be, and who leads was told instead';

create function app.aim_clock(of_partner uuid, of_clock uuid)
returns void
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
  update public.clock_watch as watch
  set next_percent = step.percent,
    fires_at = app.clock_instant(watch, step.percent)
  from (
    select min(step.percent) as percent
    from public.clock_watch as aimed
    cross join lateral unnest(aimed.warn_at || 100) as step (percent)
    where aimed.partner_id = of_partner and aimed.clock_id = of_clock
      and step.percent > coalesce(
        (
          select max(fired.percent)
          from public.clock_firing as fired
          where fired.partner_id = of_partner and fired.clock_id = of_clock
        ),
        0)
  ) as step
  where watch.partner_id = of_partner and watch.clock_id = of_clock
$$;
revoke execute on function app.aim_clock(uuid, uuid) from public;
comment on function app.aim_clock(uuid, uuid) is 'Sets the next step of a clock, and when it is due';

create function app.aim_fired_clock()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform app.aim_clock(new.partner_id, new.clock_id);
  return null;
end
$$;
revoke execute on function app.aim_fired_clock() from public;
create trigger clock_firing_aims after insert on clock_firing for each row execute function app.aim_fired_clock();
`;

// Nobody who moves a lead writes its clocks: they follow from the lead's events, in their transaction,
// and before the protection does, which looks at them.
const RUNNING = `
create policy partner_clocked on partner for select to current_user using (true);

create function app.start_clock(of_kind text, of_partner uuid, of_lead uuid, by_event uuid, began_at timestamptz, is_first boolean)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  watch public.clock_watch;
begin
  select of_partner, by_event, of_lead, promised.policy_id, promised.number,
      coalesce(promised.target_minutes,
        case of_kind when 'ACCEPTANCE' then program.acceptance_hours * 60 else program.conversion_days * 1440 end),
      coalesce(promised.in_business_hours, false),
      coalesce(business.time_zone, program.time_zone), business.calendar_id, business.number,
      coalesce(promised.warn_at, '{50,100,200}'), coalesce(promised.rests_for_partner, true),
      coalesce(promised.consequence, 'ESCALATE'), 0, began_at, null, null
    into strict watch
  from public.lead
  join public.program on program.id = lead.program_id
  join public.partner on partner.id = lead.partner_id
  left join public.calendar on calendar.id = program.calendar_id
  left join public.calendar_version as business on business.calendar_id = calendar.id and business.number = calendar.number
  left join lateral (
    select terms.*
    from public.sla_policy as policy
    join public.sla_policy_version as terms on terms.policy_id = policy.id and terms.number = policy.number
    where policy.clock = of_kind and policy.retired_at is null
      and (policy.program_id is null or policy.program_id = lead.program_id)
      and (policy.tier_id is null or policy.tier_id = partner.tier_id)
    order by policy.program_id is null, policy.tier_id is null
    limit 1
  ) as promised on true
  where lead.partner_id = of_partner and lead.id = of_lead;
  watch.next_percent := (select min(step) from unnest(watch.warn_at || 100) as step);
  watch.fires_at := app.clock_instant(watch, watch.next_percent);
  if not is_first then
    update public.lead_clock
    set is_latest = false
    where partner_id = of_partner and lead_id = of_lead and kind = of_kind and is_latest;
  end if;
  insert into public.lead_clock (id, partner_id, lead_id, kind, started_at, due_at)
  values (by_event, of_partner, of_lead, of_kind, began_at, app.clock_instant(watch, 100));
  insert into public.clock_watch values (watch.*);
end
$$;
revoke execute on function app.start_clock(text, uuid, uuid, uuid, timestamptz, boolean) from public;
comment on function app.start_clock(text, uuid, uuid, uuid, timestamptz, boolean) is
  'Starts a clock by the most specific policy: of program and tier, of the program, of the tier, of all; else by the program''s own hours and days';

create function app.rest_clock(of_kind text, of_partner uuid, of_lead uuid, since timestamptz)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  update public.lead_clock as clock
  set paused_at = since
  from public.clock_watch as watch
  where clock.partner_id = of_partner and clock.lead_id = of_lead and clock.kind = of_kind and clock.is_latest
    and clock.stopped_at is null and clock.paused_at is null
    and watch.partner_id = clock.partner_id and watch.clock_id = clock.id and watch.rests_for_partner;
  update public.clock_watch as watch
  set spent_ms = watch.spent_ms + app.clock_time(watch, watch.running_since, since), running_since = null, fires_at = null
  from public.lead_clock as clock
  where clock.partner_id = of_partner and clock.lead_id = of_lead and clock.kind = of_kind and clock.is_latest
    and clock.paused_at is not null and watch.partner_id = clock.partner_id and watch.clock_id = clock.id
    and watch.running_since is not null;
end
$$;
revoke execute on function app.rest_clock(text, uuid, uuid, timestamptz) from public;
comment on function app.rest_clock(text, uuid, uuid, timestamptz) is 'A clock rests while somebody else has to answer first; what was spent of it is';

create function app.stop_clock(of_kind text, of_partner uuid, of_lead uuid, since timestamptz, is_answer boolean)
returns void
language sql
set search_path = pg_catalog, pg_temp
as $$
  with stopped as (
    update public.lead_clock as clock
    set stopped_at = since, answered = is_answer
    where clock.partner_id = of_partner and clock.lead_id = of_lead and clock.kind = of_kind and clock.is_latest
      and clock.stopped_at is null
    returning clock.partner_id, clock.id
  )
  update public.clock_watch as watch
  set spent_ms = watch.spent_ms
      + case when watch.running_since is null then 0 else app.clock_time(watch, watch.running_since, since) end,
    running_since = null,
    fires_at = null
  from stopped
  where watch.partner_id = stopped.partner_id and watch.clock_id = stopped.id
$$;
revoke execute on function app.stop_clock(text, uuid, uuid, timestamptz, boolean) from public;

-- one that ran out keeps the instant at which it did; what was answered by mistake buys no time
create function app.go_on_with_clock(of_kind text, of_partner uuid, of_lead uuid, since timestamptz)
returns boolean
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  gone_on uuid;
begin
  update public.clock_watch as watch
  set running_since = coalesce(clock.stopped_at, since)
  from public.lead_clock as clock
  where clock.partner_id = of_partner and clock.lead_id = of_lead and clock.kind = of_kind and clock.is_latest
    and watch.partner_id = clock.partner_id and watch.clock_id = clock.id and watch.running_since is null
  returning clock.id into gone_on;
  if gone_on is null then
    return false;
  end if;
  update public.lead_clock as clock
  set due_at = case
      when coalesce(clock.paused_at, clock.stopped_at) >= clock.due_at then clock.due_at
      else app.clock_instant(watch, 100)
    end,
    paused_at = null,
    stopped_at = null,
    answered = false
  from public.clock_watch as watch
  where clock.partner_id = of_partner and clock.id = gone_on
    and watch.partner_id = clock.partner_id and watch.clock_id = clock.id;
  perform app.aim_clock(of_partner, gone_on);
  return true;
end
$$;
revoke execute on function app.go_on_with_clock(text, uuid, uuid, timestamptz) from public;
comment on function app.go_on_with_clock(text, uuid, uuid, timestamptz) is
  'A clock that rests goes on with what it had left, one that was stopped by mistake as if it had not been; false where there is none';

create function app.run_clocks()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  each text;
  measured text[];
begin
  foreach each in array array['ACCEPTANCE', 'CONVERSION'] loop
    measured := case each when 'ACCEPTANCE' then array[${REVIEW}] else array['SAL'] end;
    if new.from_stage = any (measured) then
      if new.to_stage <> all (measured) then
        perform app.stop_clock(each, new.partner_id, new.lead_id, new.at,
          new.by_vendor and new.actor_kind <> 'SYSTEM' and new.type <> 'UNDONE');
      elsif new.type = 'INFORMATION_REQUESTED' then
        perform app.rest_clock(each, new.partner_id, new.lead_id, new.at);
      elsif new.type in ('REQUEST_ANSWERED', 'REQUEST_LAPSED') then
        perform app.go_on_with_clock(each, new.partner_id, new.lead_id, new.at);
      end if;
    elsif new.to_stage = any (measured) then
      if new.type <> 'UNDONE' or not app.go_on_with_clock(each, new.partner_id, new.lead_id, new.at) then
        perform app.start_clock(each, new.partner_id, new.lead_id, new.id, new.at, new.from_stage = 'NONE');
      end if;
    end if;
  end loop;
  return null;
end
$$;
revoke execute on function app.run_clocks() from public;
drop trigger lead_event_runs_clock on lead_event;
drop function app.run_acceptance_clock();
create trigger clocks_run after insert on lead_event for each row
when (new.from_stage in (${REVIEW}, 'SAL') or new.to_stage in (${REVIEW}, 'SAL'))
execute function app.run_clocks();
`;

// Each clock keeps what it had; those of leads that were accepted before begin with their acceptance.
// The owner is under the policies as well.
const WHAT_RUNS_ALREADY = `
alter table lead_event no force row level security;
insert into lead_clock (id, partner_id, lead_id, kind, started_at, due_at, paused_at, stopped_at, answered)
select began.id, clock.partner_id, clock.lead_id, 'ACCEPTANCE', clock.started_at, clock.due_at, clock.paused_at, clock.stopped_at, clock.answered
from acceptance_clock as clock
cross join lateral (
  select event.id
  from lead_event as event
  where event.partner_id = clock.partner_id and event.lead_id = clock.lead_id
    and event.from_stage not in (${REVIEW}) and event.to_stage in (${REVIEW})
  order by (event.at = clock.started_at) desc, event.seq desc
  limit 1
) as began;
insert into lead_clock (id, partner_id, lead_id, kind, started_at, due_at)
select began.id, lead.partner_id, lead.id, 'CONVERSION', began.at, began.at + make_interval(hours => program.conversion_days * 24)
from lead
join program on program.id = lead.program_id
cross join lateral (
  select event.id, event.at
  from lead_event as event
  where event.partner_id = lead.partner_id and event.lead_id = lead.id
    and event.from_stage <> 'SAL' and event.to_stage = 'SAL'
  order by event.seq desc
  limit 1
) as began
where lead.stage = 'SAL';
insert into clock_watch
  (partner_id, clock_id, lead_id, target_minutes, in_business_hours, time_zone, warn_at, rests_for_partner, consequence, spent_ms, running_since)
select clock.partner_id, clock.id, clock.lead_id, promised.minutes, false, program.time_zone, '{50,100,200}', true, 'ESCALATE',
  case
    when clock.paused_at is null and clock.stopped_at is null then 0
    else greatest(
      0, promised.minutes * 60000::bigint + (extract(epoch from coalesce(clock.paused_at, clock.stopped_at) - clock.due_at) * 1000)::bigint)
  end,
  case when clock.paused_at is null and clock.stopped_at is null then clock.due_at - promised.minutes * interval '1 minute' end
from lead_clock as clock
join lead on lead.partner_id = clock.partner_id and lead.id = clock.lead_id
join program on program.id = lead.program_id
cross join lateral (
  select greatest(
    1,
    (extract(epoch from clock.due_at - clock.started_at - coalesce(sum(request.closed_at - request.asked_at), interval '0')) / 60)::integer
  ) as minutes
  from information_request as request
  where clock.kind = 'ACCEPTANCE' and request.partner_id = clock.partner_id and request.lead_id = clock.lead_id
    and request.before_acceptance and request.state = 'ANSWERED' and request.asked_at >= clock.started_at
) as promised;
select app.aim_clock(partner_id, clock_id) from clock_watch;
alter table lead_event force row level security;
drop table acceptance_clock;
`;
