import type { MigrationInterface, QueryRunner } from "typeorm";

/** Exports are saved by name, and run by themselves once a month, as whoever saved them and only while that person still may. */
export class ReportsAreSavedAndScheduled1795298400583 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(REPORTS);
    await runner.query(RUNS);
    await runner.query(GUARDS);
    await runner.query(TOLD);
  }

  public async down(): Promise<void> {
    throw new Error("which files were sent to whom is not forgotten: restore a backup instead");
  }
}

const VENDOR = "01970000-0000-7000-8000-000000000002";

const REPORTS = `
create table report (
  id uuid not null,
  name text not null,
  kind text not null,
  format text not null,
  parameters jsonb not null,
  period text not null,
  schedule text,
  day_of_month integer,
  recipient_ids uuid[] not null,
  saved_by uuid not null,
  key_id uuid,
  saved_at timestamptz(3) not null,
  paused_at timestamptz(3),
  pause_reason text,
  retired_at timestamptz(3),
  retired_by uuid,
  constraint report_pkey primary key (id),
  constraint report_key_fkey foreign key (key_id) references api_key (id),
  constraint report_name check (char_length(name) between 1 and 100),
  constraint report_kind check (kind in ('CREDIT_DETAIL', 'TRIAL_BALANCE', 'GL_JOURNAL', 'AUDIT_EXTRACT', 'PAYOUT_LINES', 'PARTNER_STATEMENTS')),
  constraint report_format check (format in ('CSV', 'CSV_EXCEL', 'JSONL', 'XLSX', 'PARQUET')),
  constraint report_parameters check (jsonb_typeof(parameters) = 'object'),
  constraint report_period check (period in ('LAST_MONTH', 'LAST_CLOSED_MONTH', 'LAST_QUARTER', 'YEAR_TO_DATE', 'ALL_TIME')),
  constraint report_schedule check (schedule in ('DAY_OF_MONTH', 'MONTH_CLOSED')),
  constraint report_day check (day_of_month between 1 and 28 and schedule = 'DAY_OF_MONTH'
    or day_of_month is null and schedule is distinct from 'DAY_OF_MONTH'),
  constraint report_recipients check (cardinality(recipient_ids) <= 50),
  constraint report_paused check (num_nonnulls(paused_at, pause_reason) in (0, 2) and paused_at >= saved_at),
  constraint report_pause_reason check (char_length(pause_reason) between 1 and 500),
  constraint report_retired check (num_nonnulls(retired_at, retired_by) in (0, 2) and retired_at >= saved_at)
);
create unique index report_name_once on report (lower(name)) where paused_at is null and retired_at is null;
create index report_by_time on report (saved_at desc, id desc);
create index report_of_key on report (key_id) where key_id is not null;
create index report_scheduled on report (id) where schedule is not null and paused_at is null and retired_at is null;
call app.give_policies('report', 'vendor_only');
create policy report_keeping on report for select to current_user using (true);
grant select, insert (id, name, kind, format, parameters, period, schedule, day_of_month, recipient_ids, saved_by, key_id, saved_at),
  update (retired_at, retired_by) on report to app_vendor;
grant select, update (paused_at, pause_reason) on report to app_jobs;
comment on table report is 'An export by name: of what, of which days, when it is run by itself, and who is told. Never changed; paused where whoever saved it may not read it any more, and retired by hand';
comment on column report.schedule is 'Null where it is run by hand alone';
comment on column report.recipient_ids is 'Members of the vendor who are told of its files, and may fetch them while they may read them';
`;

// A month is run for once, by whichever instance comes first: a file was asked for, or what stood in its way is on record.
const RUNS = `
create table report_run (
  id uuid not null,
  report_id uuid not null,
  month date not null,
  ran_at timestamptz(3) not null,
  export_run_id uuid,
  failure text,
  constraint report_run_pkey primary key (id),
  constraint report_run_once unique (report_id, month),
  constraint report_run_of_export unique (export_run_id),
  constraint report_run_report_fkey foreign key (report_id) references report (id),
  constraint report_run_export_fkey foreign key (export_run_id) references export_run (id),
  constraint report_run_month check (extract(day from month) = 1),
  constraint report_run_came check (num_nonnulls(export_run_id, failure) = 1),
  constraint report_run_failure check (char_length(failure) between 1 and 2000)
);
call app.give_policies('report_run', 'vendor_only');
create policy report_run_keeping on report_run for select to current_user using (true);
call app.make_append_only('report_run');
grant select, insert on report_run to app_vendor;
grant select on report_run to app_jobs;
comment on table report_run is 'A month for which a report was run by its schedule, and what came of it';
comment on column report_run.month is 'The first day of the month that was over, or closed';

alter table export_run
  add column report_id uuid,
  add column recipient_ids uuid[] not null default '{}',
  add constraint export_run_report_fkey foreign key (report_id) references report (id);
create index export_run_of_report on export_run (report_id, requested_at desc) where report_id is not null;
grant insert (report_id) on export_run to app_vendor;
comment on column export_run.recipient_ids is 'Who may fetch it beside who asked: those who are told of its report';
comment on column export_run.report_id is 'The report that it is of; null where somebody asked for it by itself';
`;

const GUARDS = `
create function app.guard_report()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    if new.saved_by is distinct from app.actor() or num_nonnulls(new.paused_at, new.retired_at) > 0 then
      raise exception 'a report is saved by who acts, and runs until it is retired'
        using errcode = 'BT002', constraint = 'report_by_actor';
    end if;
    return new;
  end if;
  if to_jsonb(old) - '{paused_at,pause_reason,retired_at,retired_by}'::text[]
      is distinct from to_jsonb(new) - '{paused_at,pause_reason,retired_at,retired_by}'::text[]
    or old.retired_at is not null
    or old.paused_at is not null and (new.paused_at, new.pause_reason) is distinct from (old.paused_at, old.pause_reason) then
    raise exception 'a report stays as it was saved, and one that was retired or paused stays so'
      using errcode = 'BT004', constraint = 'report_stands';
  end if;
  if new.retired_at is not null and new.retired_by is distinct from app.actor() then
    raise exception 'a report names who retires it'
      using errcode = 'BT002', constraint = 'report_by_actor';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_report() from public;
create trigger report_guard before insert or update on report for each row execute function app.guard_report();
alter table report enable always trigger report_guard;

create function app.guard_report_run()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select
    from public.report
    where report.id = new.report_id and report.saved_by = app.actor() and report.schedule is not null and report.paused_at is null
      and report.retired_at is null
  ) then
    raise exception 'a report is run by its schedule as whoever saved it, while it is in force'
      using errcode = 'BT002', constraint = 'report_run_by_schedule';
  end if;
  if new.export_run_id is not null and not exists (
    select from public.export_run as file where file.id = new.export_run_id and file.report_id = new.report_id
  ) then
    raise exception 'what came of a report is a file of it'
      using errcode = 'BT002', constraint = 'report_run_of_report';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_report_run() from public;
create trigger report_run_guard after insert on report_run for each row execute function app.guard_report_run();
alter table report_run enable always trigger report_run_guard;

-- who is told of a report fetches its files: so a file of it is of what was saved, whoever asks
create function app.guard_export_of_report()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  select report.recipient_ids into new.recipient_ids
  from public.report
  where report.id = new.report_id and (report.kind, report.format) = (new.kind, new.format) and report.retired_at is null
    and report.parameters - '{from,until,glMappingId}'::text[] = new.parameters - '{from,until,glMappingId}'::text[];
  if not found then
    raise exception 'a file of a report is of what was saved'
      using errcode = 'BT002', constraint = 'export_run_of_report';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_export_of_report() from public;
create trigger export_run_of_report before insert on export_run for each row
when (new.report_id is not null) execute function app.guard_export_of_report();
alter table export_run enable always trigger export_run_of_report;
`;

const TOLD = `
create function app.note_report_file()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at, member_ids)
  select new.id, case new.status when 'DONE' then 'REPORT_READY' else 'REPORT_FAILED' end, true, '${VENDOR}', new.finished_at,
    report.recipient_ids
  from public.report_run as scheduled
  join public.report on report.id = scheduled.report_id
  where scheduled.export_run_id = new.id;
  return null;
end
$$;
revoke execute on function app.note_report_file() from public;
create function app.note_report_failure()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at, member_ids)
  select new.id, 'REPORT_FAILED', true, '${VENDOR}', new.ran_at, report.recipient_ids
  from public.report
  where report.id = new.report_id;
  return null;
end
$$;
revoke execute on function app.note_report_failure() from public;
create trigger report_run_is_told after insert on report_run for each row
when (new.failure is not null) execute function app.note_report_failure();
create trigger export_run_is_told after update on export_run for each row
when (new.report_id is not null and old.finished_at is null and new.status in ('DONE', 'FAILED'))
execute function app.note_report_file();
`;
