import type { MigrationInterface, QueryRunner } from "typeorm";

/** The days of the funnel added up by month, so that a report of years does not read each day. */
export class FunnelsAreCountedByMonth1795298400041 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(MONTHS);
    await runner.query(REBUILDING);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

// Written where funnel_day is: by the folding of deltas and by the rebuilding.
const MONTHS = `
create table funnel_month (
  partner_id uuid not null,
  program_id uuid not null,
  stage text not null,
  month date not null,
  implied boolean not null,
  entered integer not null,
  advanced integer not null,
  constraint funnel_month_pkey primary key (partner_id, month, stage, program_id, implied),
  constraint funnel_month_partner_fkey foreign key (partner_id) references partner (id),
  constraint funnel_month_program_fkey foreign key (program_id) references program (id),
  constraint funnel_month_stage check (stage in ('SUBMITTED', 'MQL', 'SAL', 'SQL', 'OPPORTUNITY', 'WON', 'LOST')),
  constraint funnel_month_month check (extract(day from month) = 1)
) with (fillfactor = 50);
create index funnel_month_by_month on funnel_month (month);
call app.give_policies('funnel_month', 'partner_reads');
create policy funnel_month_counting on funnel_month to current_user using (true) with check (true);
grant select on funnel_month to app_partner, app_vendor;
grant select, insert, update (entered, advanced) on funnel_month to app_jobs;
comment on table funnel_month is 'The days of funnel_day added up by month; funnel_delta comes on top of both';
`;

// What counted all anew still does, and holds its locks until the end: nothing changes between the two.
const REBUILDING = `
alter function app.rebuild_rollups() rename to count_all_anew;
comment on function app.count_all_anew() is 'The part of app.rebuild_rollups that counts leads and credits';

create function app.rebuild_rollups()
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  perform app.count_all_anew();
  delete from public.funnel_month;
  insert into public.funnel_month (partner_id, program_id, stage, month, implied, entered, advanced)
  select partner_id, program_id, stage, date_trunc('month', day::timestamp)::date, implied, sum(entered), sum(advanced)
  from public.funnel_day
  group by 1, 2, 3, 4, 5;
end
$$;
revoke execute on function app.rebuild_rollups() from public;
comment on function app.rebuild_rollups() is
  'Empties funnel_day, funnel_month, funnel_now and credit_month with their deltas and counts all leads and credits anew; for the owner alone';

select app.rebuild_rollups();
`;

const DOWN = `
drop function app.rebuild_rollups();
alter function app.count_all_anew() rename to rebuild_rollups;
comment on function app.rebuild_rollups() is
  'Empties funnel_day, funnel_now and credit_month with their deltas and counts all leads and credits anew; for the owner alone';
drop table funnel_month;
`;
