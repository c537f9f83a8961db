import type { MigrationInterface, QueryRunner } from "typeorm";

const REVIEW = `'SUBMITTED', 'MQL'`;

// Nobody who moves a lead writes its clock: it follows from the lead's events, in their transaction.
const CLOCK = `
create table acceptance_clock (
  partner_id uuid not null,
  lead_id uuid not null,
  started_at timestamptz(3) not null,
  due_at timestamptz(3) not null,
  paused_at timestamptz(3),
  stopped_at timestamptz(3),
  answered boolean not null default false,
  constraint acceptance_clock_pkey primary key (partner_id, lead_id),
  constraint acceptance_clock_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint acceptance_clock_runs_on check (started_at <= due_at and started_at <= paused_at and started_at <= stopped_at),
  constraint acceptance_clock_answered check (not answered or stopped_at is not null)
);
call app.give_policies('acceptance_clock', 'partner_reads');
create policy acceptance_clock_running on acceptance_clock to current_user using (true) with check (true);
grant select on acceptance_clock to app_partner, app_vendor, app_jobs;
comment on table acceptance_clock is 'By when the vendor must answer a lead in review; a pause moves due_at on by its length when it ends. Of the lead''s present review, or its last one';

create function app.run_acceptance_clock()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.from_stage not in (${REVIEW}) then
    insert into public.acceptance_clock (partner_id, lead_id, started_at, due_at)
    select new.partner_id, new.lead_id, new.at, new.at + make_interval(hours => program.acceptance_hours)
    from public.lead
    join public.program on program.id = lead.program_id
    where lead.partner_id = new.partner_id and lead.id = new.lead_id
    on conflict on constraint acceptance_clock_pkey do update
    set started_at = excluded.started_at, due_at = excluded.due_at, paused_at = null, stopped_at = null, answered = false;
  elsif new.to_stage not in (${REVIEW}) then
    update public.acceptance_clock
    set stopped_at = new.at, answered = new.by_vendor and new.actor_kind <> 'SYSTEM'
    where partner_id = new.partner_id and lead_id = new.lead_id and stopped_at is null;
  elsif new.type = 'INFORMATION_REQUESTED' then
    update public.acceptance_clock
    set paused_at = new.at
    where partner_id = new.partner_id and lead_id = new.lead_id;
  elsif new.type = 'REQUEST_ANSWERED' then
    update public.acceptance_clock
    set due_at = due_at + (new.at - paused_at), paused_at = null
    where partner_id = new.partner_id and lead_id = new.lead_id and paused_at is not null;
  end if;
  return null;
end
$$;
revoke execute on function app.run_acceptance_clock() from public;
create trigger lead_event_runs_clock after insert on lead_event for each row
when (new.from_stage in (${REVIEW}) or new.to_stage in (${REVIEW}))
execute function app.run_acceptance_clock();
`;

// The leads that are in review already. The owner is under the policies as well, which give it no
// events.
const RUNNING = `
alter table lead_event no force row level security;
insert into acceptance_clock (partner_id, lead_id, started_at, due_at)
select lead.partner_id, lead.id, review.began_at, review.began_at + make_interval(hours => program.acceptance_hours)
from lead
join program on program.id = lead.program_id
cross join lateral (
  select max(event.at) as began_at
  from lead_event as event
  where event.partner_id = lead.partner_id and event.lead_id = lead.id
    and event.from_stage not in (${REVIEW}) and event.to_stage in (${REVIEW})
) as review
where lead.stage in (${REVIEW}) and review.began_at is not null;
alter table lead_event force row level security;
`;

const BACK = `
drop trigger lead_event_runs_clock on lead_event;
drop function app.run_acceptance_clock();
drop table acceptance_clock;
`;

/** The vendor must answer a lead in review within the hours of its program. */
export class ReviewsRunAgainstAClock1795298400064 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(CLOCK);
    await runner.query(RUNNING);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query(BACK);
  }
}
