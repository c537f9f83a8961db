import type { MigrationInterface, QueryRunner } from "typeorm";

/** What a version would have paid for the past is reckoned by a job, and kept. */
export class ProgramsAreTriedOnThePast1795298400360 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(SIMULATIONS);
    await runner.query(GUARD);
    await runner.query(JOBS);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop table simulation");
    await runner.query("drop function app.guard_simulation(), queue.enqueue_simulation()");
  }
}

// The vendor's people ask and tell it to end; how far it is and what came of it the job alone says, the latter once.
const SIMULATIONS = `
create table simulation (
  id uuid not null,
  incentive_program_id uuid not null,
  version_id uuid not null,
  starts_on date not null,
  ends_on date not null,
  requested_at timestamptz(3) not null,
  requested_by uuid not null,
  status text not null default 'QUEUED',
  done_count integer not null default 0,
  started_at timestamptz(3),
  finished_at timestamptz(3),
  cancel_requested_at timestamptz(3),
  failure text,
  result jsonb,
  constraint simulation_pkey primary key (id),
  constraint simulation_program_fkey foreign key (incentive_program_id) references incentive_program (id),
  constraint simulation_version_fkey foreign key (version_id) references incentive_program_version (id),
  constraint simulation_period check (starts_on < ends_on and ends_on <= starts_on + 400),
  constraint simulation_status check (status in ('QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED')),
  constraint simulation_counts check (done_count >= 0),
  constraint simulation_finished check ((status in ('DONE', 'FAILED', 'CANCELLED')) = (finished_at is not null)),
  constraint simulation_failed check ((status = 'FAILED') = (failure is not null)),
  constraint simulation_done check ((status = 'DONE') = (result is not null))
);
create index simulation_by_time on simulation (requested_at desc, id desc);
create index simulation_of_program on simulation (incentive_program_id);
create index simulation_of_version on simulation (version_id);
call app.give_policies('simulation', 'vendor_only');
grant select, insert (id, incentive_program_id, version_id, starts_on, ends_on, requested_at, requested_by),
  update (cancel_requested_at) on simulation to app_vendor;
grant select, update (status, done_count, started_at, finished_at, failure, result) on simulation to app_jobs;
comment on table simulation is 'What a version of an incentive program would have paid for milestones of the past, beside what was earned: for the vendor alone, and posted nowhere';
`;

const GUARD = `
create function app.guard_simulation()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    if new.requested_by is distinct from app.actor() then
      raise exception 'a simulation is asked for by who acts, and nobody else'
        using errcode = 'BT002', constraint = 'simulation_by_actor';
    end if;
    return new;
  end if;
  if old.status in ('DONE', 'FAILED', 'CANCELLED')
    or old.cancel_requested_at is not null and new.cancel_requested_at is distinct from old.cancel_requested_at then
    raise exception 'a simulation that is over, or told to end, stays so'
      using errcode = 'BT004', constraint = 'simulation_stands';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_simulation() from public;
create trigger simulation_guard before insert or update on simulation for each row execute function app.guard_simulation();
`;

// One after the other: what is only wondered about leaves the other workers to what is done.
const JOBS = `
create function queue.enqueue_simulation()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform graphile_worker.add_job(
    'run_simulation',
    json_build_object('simulationId', new.id),
    queue_name := 'simulations',
    job_key := 'run_simulation:' || new.id,
    max_attempts := 20
  );
  return null;
end
$$;
revoke execute on function queue.enqueue_simulation() from public;
create trigger simulation_begins after insert on simulation for each row execute function queue.enqueue_simulation();
alter function queue.enqueue_simulation() owner to app_queue;
`;
