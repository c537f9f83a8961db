import type { MigrationInterface, QueryRunner } from "typeorm";

/** Files full of leads are read by a job, a part at a time; what is wrong with their rows is kept. */
export class LeadsAreImported1795298400079 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(RUNS);
    await runner.query(PROBLEMS);
    await runner.query(GUARD);
    await runner.query(JOBS);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop table import_problem, import_run");
    await runner.query("drop function app.guard_import_run(), queue.enqueue_import_run()");
  }
}

// A run is asked for by a partner's people, and told of by the job alone: who asked may only say that
// it shall end. done_rows counts within the step, and with it the job goes on where it was.
const RUNS = `
create table import_run (
  id uuid not null,
  partner_id uuid not null,
  upload_id uuid not null,
  program_id uuid,
  format text not null,
  columns jsonb not null,
  defaults jsonb not null,
  error_policy text not null,
  dry_run boolean not null,
  requested_at timestamptz(3) not null,
  requested_by uuid not null,
  key_id uuid,
  status text not null default 'QUEUED',
  step text not null default 'READ',
  part integer not null default 0,
  total_rows integer,
  done_rows integer not null default 0,
  registered_count integer not null default 0,
  known_count integer not null default 0,
  refused_count integer not null default 0,
  started_at timestamptz(3),
  finished_at timestamptz(3),
  failure_code text,
  failure_text text,
  failure_row integer,
  failure_column text,
  cancel_requested_at timestamptz(3),
  constraint import_run_pkey primary key (id),
  constraint import_run_of_partner unique (partner_id, id),
  constraint import_run_partner_fkey foreign key (partner_id) references partner (id),
  constraint import_run_upload_fkey foreign key (partner_id, upload_id) references upload (partner_id, id),
  constraint import_run_program_fkey foreign key (program_id) references program (id),
  constraint import_run_format check (format in ('CSV', 'JSONL')),
  constraint import_run_error_policy check (error_policy in ('REJECT_FAILED', 'REJECT_ALL')),
  constraint import_run_status check (status in ('QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED')),
  constraint import_run_step check (step in ('READ', 'CHECK', 'REGISTER')),
  constraint import_run_counts check (registered_count + known_count + refused_count = done_rows),
  constraint import_run_finished check ((status in ('DONE', 'FAILED', 'CANCELLED')) = (finished_at is not null)),
  constraint import_run_failed check ((status = 'FAILED') = (failure_code is not null))
);
create index import_run_of_partner_by_time on import_run (partner_id, requested_at desc, id desc);
create index import_run_of_upload on import_run (partner_id, upload_id);
create index import_run_by_end on import_run (finished_at) where refused_count > 0;
create index import_run_by_time on import_run (requested_at desc, id desc);
call app.give_policies('import_run', 'partner_writes');
call app.require_new_ids('import_run');
grant select, insert (id, partner_id, upload_id, program_id, format, columns, defaults, error_policy, dry_run, requested_at,
  requested_by, key_id), update (cancel_requested_at) on import_run to app_partner;
grant select, update (cancel_requested_at) on import_run to app_vendor;
grant select, update (status, step, part, total_rows, done_rows, registered_count, known_count, refused_count, started_at, finished_at,
  failure_code, failure_text, failure_row, failure_column) on import_run to app_jobs;
comment on table import_run is 'A file of leads that a partner asked to have registered: how far it is, and what came of it';
`;

// What was typed is repeated in the words, so it goes when the file does.
const PROBLEMS = `
create table import_problem (
  partner_id uuid not null,
  run_id uuid not null,
  row_number integer not null,
  place integer not null,
  column_name text,
  code text not null,
  words text not null,
  constraint import_problem_pkey primary key (partner_id, run_id, row_number, place),
  constraint import_problem_run_fkey foreign key (partner_id, run_id) references import_run (partner_id, id)
);
call app.give_policies('import_problem', 'partner_reads');
grant select on import_problem to app_partner;
grant select, insert, delete on import_problem to app_jobs;
comment on table import_problem is 'Why a row of an imported file was not registered: its number in the file, the column, the reason';
`;

const GUARD = `
create function app.guard_import_run()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    if new.requested_by is distinct from app.actor() then
      raise exception 'an import is asked for by who acts, and nobody else'
        using errcode = 'BT002', constraint = 'import_run_by_actor';
    end if;
    return new;
  end if;
  if old.status in ('DONE', 'FAILED', 'CANCELLED')
    or old.cancel_requested_at is not null and new.cancel_requested_at is distinct from old.cancel_requested_at then
    raise exception 'an import that is over, or told to end, stays so'
      using errcode = 'BT004', constraint = 'import_run_stands';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_import_run() from public;
create trigger import_run_guard before insert or update on import_run for each row execute function app.guard_import_run();
`;

// A job does one part and says in the run's row that the next may come: a part takes seconds, as every
// job here does. All imports share one queue: they take turns, and leave the other workers to others.
const JOBS = `
create function queue.enqueue_import_run()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform graphile_worker.add_job(
    'run_import',
    json_build_object('runId', new.id),
    queue_name := 'imports',
    job_key := 'run_import:' || new.id,
    max_attempts := 20
  );
  return null;
end
$$;
revoke execute on function queue.enqueue_import_run() from public;
create trigger import_run_begins after insert on import_run for each row execute function queue.enqueue_import_run();
create trigger import_run_goes_on after update of part on import_run for each row
when (new.part <> old.part and new.status = 'RUNNING')
execute function queue.enqueue_import_run();
alter function queue.enqueue_import_run() owner to app_queue;
`;
