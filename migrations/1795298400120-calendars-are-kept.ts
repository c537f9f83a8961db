import type { MigrationInterface, QueryRunner } from "typeorm";

/** Calendars say when business is done; a program names one, and time is counted by it. */
export class CalendarsAreKept1795298400120 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(CALENDARS);
    await runner.query(OF_PROGRAMS);
    await runner.query(SEEN_WITH_ITS_PROGRAM);
    await runner.query(INSTANTS);
    await runner.query(BUSINESS_TIME);
  }

  public async down(): Promise<void> {
    throw new Error("what was counted by a calendar is not forgotten: restore a backup instead");
  }
}

// A version never changes: what began to run by one goes on by it.
const CALENDARS = `
create table calendar (
  id uuid not null,
  name text not null,
  number integer not null default 1,
  version integer not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  constraint calendar_pkey primary key (id),
  constraint calendar_name_once unique (name),
  constraint calendar_number check (number >= 1)
);
create index calendar_by_age on calendar (created_at, id);
call app.give_policies('calendar', 'reference');
grant select on calendar to app_partner, app_vendor, app_jobs;
grant insert, update (name, number, version, updated_at) on calendar to app_vendor;
comment on table calendar is 'When business is done; number is the version of its hours and holidays that is in force';

create table calendar_version (
  calendar_id uuid not null,
  number integer not null,
  time_zone text not null,
  hours jsonb not null,
  holidays jsonb not null,
  published_at timestamptz(3) not null,
  published_by uuid,
  constraint calendar_version_pkey primary key (calendar_id, number),
  constraint calendar_version_calendar_fkey foreign key (calendar_id) references calendar (id),
  constraint calendar_version_lists check (
    jsonb_typeof(hours) = 'array' and jsonb_array_length(hours) > 0 and jsonb_typeof(holidays) = 'array')
);
call app.give_policies('calendar_version', 'reference');
call app.make_append_only('calendar_version');
grant select on calendar_version to app_partner, app_vendor, app_jobs;
grant insert on calendar_version to app_vendor;
comment on table calendar_version is 'hours: [{weekday, from, until}] of the week in the zone; holidays: [{fallsOn, name}]';
`;

/** What programs had of their own and meant is kept as a calendar each; the working week needs none. */
const OF_PROGRAMS = `
alter table program
  add column calendar_id uuid,
  add constraint program_calendar_fkey foreign key (calendar_id) references calendar (id);
create index program_of_calendar on program (calendar_id) where calendar_id is not null;
insert into calendar (id, name, created_at, updated_at)
select id, name, created_at, created_at
from program
where calendar <> '{"hours": [
    {"weekday": "MONDAY", "from": "09:00", "until": "17:00"}, {"weekday": "TUESDAY", "from": "09:00", "until": "17:00"},
    {"weekday": "WEDNESDAY", "from": "09:00", "until": "17:00"}, {"weekday": "THURSDAY", "from": "09:00", "until": "17:00"},
    {"weekday": "FRIDAY", "from": "09:00", "until": "17:00"}], "holidays": []}';
insert into calendar_version (calendar_id, number, time_zone, hours, holidays, published_at)
select program.id, 1, program.time_zone, program.calendar -> 'hours',
  coalesce(
    (
      select jsonb_agg(jsonb_build_object('fallsOn', holiday.day, 'name', 'Closed') order by holiday.day)
      from jsonb_array_elements_text(program.calendar -> 'holidays') as holiday (day)
    ),
    '[]'),
  program.created_at
from program
join calendar on calendar.id = program.id;
update program
set calendar_id = calendar.id
from calendar
where calendar.id = program.id;
alter table program drop column calendar;
grant update (calendar_id) on program to app_vendor;
comment on column program.calendar_id is 'When business is done; null for Monday to Friday, 9 to 17, in the program''s zone';
`;

const ACTS = `((select nullif(current_setting('app.actor_id', true), '')) is not null)`;

// Which calendars there are besides would tell a partner how the vendor is set up.
const SEEN_WITH_ITS_PROGRAM = `
drop policy calendar_reference on calendar;
create policy calendar_partner on calendar for select to app_partner
using (exists (select from program where program.calendar_id = calendar.id));
drop policy calendar_vendor on calendar;
create policy calendar_vendor on calendar to app_jobs, app_vendor using ${ACTS} with check ${ACTS};
drop policy calendar_version_reference on calendar_version;
create policy calendar_version_partner on calendar_version for select to app_partner
using (exists (select from calendar where calendar.id = calendar_version.calendar_id));
drop policy calendar_version_vendor on calendar_version;
create policy calendar_version_vendor on calendar_version to app_jobs, app_vendor using ${ACTS} with check ${ACTS};
`;

// The database's own zones, as all days are counted by them. Spans of a day may be said in days, which
// are a session's unless its zone is known.
const INSTANTS = `
create function app.instant_at(wall timestamp, zone text)
returns timestamptz
language sql
immutable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
  select case
    when (wall at time zone zone) at time zone zone <= wall then wall at time zone zone
    else (
      select min(minute)
      from generate_series(
        (wall at time zone zone) - (((wall at time zone zone) at time zone zone) - wall),
        wall at time zone zone,
        interval '1 minute') as minute
      where minute at time zone zone > wall)
  end
$$;
revoke execute on function app.instant_at(timestamp, text) from public;
grant execute on function app.instant_at(timestamp, text) to app_jobs;
comment on function app.instant_at(timestamp, text) is
  'When a clock on the wall of a zone shows this; of a time that is skipped, when it is skipped, and of one that comes twice, the second';

create function app.business_spans(zone text, hours jsonb, holidays jsonb, day date)
returns table (opened timestamptz, closed timestamptz)
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select app.instant_at(day + (span ->> 'from')::time, zone), app.instant_at(day + (span ->> 'until')::time, zone)
  from jsonb_array_elements(hours) as span
  where span ->> 'weekday' = (array['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'])[extract(isodow from day)]
    and not holidays @> jsonb_build_array(jsonb_build_object('fallsOn', day::text))
  order by 1
$$;
revoke execute on function app.business_spans(text, jsonb, jsonb, date) from public;
grant execute on function app.business_spans(text, jsonb, jsonb, date) to app_jobs;
comment on function app.business_spans(text, jsonb, jsonb, date) is 'From when to when business is done on a day of the zone';
`;

// A century of days without enough of them is as good as never.
const BUSINESS_TIME = `
create function app.add_business_time(zone text, hours jsonb, holidays jsonb, since timestamptz, milliseconds bigint)
returns timestamptz
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
as $$
declare
  first_day constant date := (since at time zone zone)::date;
  rest interval := milliseconds * interval '1 millisecond';
  span record;
begin
  if milliseconds <= 0 then
    return since;
  end if;
  for days in 0..36525 loop
    for span in
      select greatest(spans.opened, since) as opened, spans.closed
      from app.business_spans(zone, hours, holidays, first_day + days) as spans
      where spans.closed > greatest(spans.opened, since)
    loop
      if span.closed - span.opened >= rest then
        return span.opened + rest;
      end if;
      rest := rest - (span.closed - span.opened);
    end loop;
  end loop;
  return since + interval '36525 days';
end
$$;
revoke execute on function app.add_business_time(text, jsonb, jsonb, timestamptz, bigint) from public;
grant execute on function app.add_business_time(text, jsonb, jsonb, timestamptz, bigint) to app_jobs;
comment on function app.add_business_time(text, jsonb, jsonb, timestamptz, bigint) is
  'The first instant by which so much business time has passed since another';

create function app.business_time_between(zone text, hours jsonb, holidays jsonb, since timestamptz, until timestamptz)
returns bigint
language sql
immutable
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
as $$
  select coalesce(
    (sum(extract(epoch from least(spans.closed, until) - greatest(spans.opened, since))) * 1000)::bigint, 0)
  from generate_series(0, (until at time zone zone)::date - (since at time zone zone)::date) as days
  cross join lateral app.business_spans(zone, hours, holidays, (since at time zone zone)::date + days) as spans
  where least(spans.closed, until) > greatest(spans.opened, since)
$$;
revoke execute on function app.business_time_between(text, jsonb, jsonb, timestamptz, timestamptz) from public;
comment on function app.business_time_between(text, jsonb, jsonb, timestamptz, timestamptz) is
  'How many milliseconds of business there are from one instant to another';
`;
