import type { MigrationInterface, QueryRunner } from "typeorm";

/** Files of the books are asked for, written in turn, kept for a week, and known by what they held for good. */
export class FilesAreWrittenByRuns1795298400470 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(RUNS);
    await runner.query(GUARD);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop table export_run");
    await runner.query("drop function app.guard_export_run()");
  }
}

// The vendor's people ask and tell one to end; how far it is and what it came to whoever writes it says. The bytes lie
// elsewhere, under the row's id, until they expire; what was in them stays on record.
const RUNS = `
create table export_run (
  id uuid not null,
  requested_by uuid not null,
  key_id uuid,
  requested_at timestamptz(3) not null,
  kind text not null,
  format text not null,
  parameters jsonb not null,
  watermark bigint,
  status text not null default 'QUEUED',
  attempts integer not null default 0,
  alive_until timestamptz(3),
  done_rows bigint not null default 0,
  started_at timestamptz(3),
  finished_at timestamptz(3),
  cancel_requested_at timestamptz(3),
  failure text,
  byte_size bigint,
  sha256 bytea,
  manifest jsonb,
  expires_at timestamptz(3),
  constraint export_run_pkey primary key (id),
  constraint export_run_key_fkey foreign key (key_id) references api_key (id),
  constraint export_run_kind check (kind in ('CREDIT_DETAIL', 'TRIAL_BALANCE', 'GL_JOURNAL', 'AUDIT_EXTRACT')),
  constraint export_run_format check (format in ('CSV', 'CSV_EXCEL', 'JSONL', 'XLSX')),
  constraint export_run_parameters check (jsonb_typeof(parameters) = 'object'),
  constraint export_run_watermark check (watermark >= 0),
  constraint export_run_status check (status in ('QUEUED', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED', 'EXPIRED')),
  constraint export_run_counts check (attempts >= 0 and done_rows >= 0 and byte_size >= 0),
  constraint export_run_alive check ((status = 'RUNNING') = (alive_until is not null)),
  constraint export_run_finished check ((status in ('QUEUED', 'RUNNING')) = (finished_at is null)),
  constraint export_run_failed check ((status = 'FAILED') = (failure is not null)),
  constraint export_run_told check (
    num_nonnulls(byte_size, sha256, manifest, expires_at) = case when status in ('DONE', 'EXPIRED') then 4 else 0 end
  ),
  constraint export_run_cut check (status not in ('DONE', 'EXPIRED') or watermark is not null),
  constraint export_run_sha256 check (octet_length(sha256) = 32)
);
create index export_run_by_time on export_run (requested_at desc, id desc);
create index export_run_in_turn on export_run (requested_at, id) where status in ('QUEUED', 'RUNNING');
create index export_run_kept on export_run (expires_at) where status = 'DONE';
create index export_run_of_key on export_run (key_id) where key_id is not null;
call app.give_policies('export_run', 'vendor_only');
grant select, insert (id, requested_by, key_id, requested_at, kind, format, parameters, watermark),
  update (cancel_requested_at) on export_run to app_vendor;
grant select, update (watermark, status, attempts, alive_until, done_rows, started_at, finished_at, failure, byte_size, sha256,
  manifest, expires_at) on export_run to app_jobs;
comment on table export_run is 'A file of the books that was asked for: where it stands, and, once it is written, what was in it; the file itself is gone with expires_at';
`;

const GUARD = `
create function app.guard_export_run()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    if new.requested_by is distinct from app.actor() then
      raise exception 'an export is asked for by who acts, and nobody else'
        using errcode = 'BT002', constraint = 'export_run_by_actor';
    end if;
    return new;
  end if;
  if old.watermark is not null and new.watermark is distinct from old.watermark then
    raise exception 'a file stays cut where it was begun'
      using errcode = 'BT004', constraint = 'export_run_cut_once';
  end if;
  if old.cancel_requested_at is not null and new.cancel_requested_at is distinct from old.cancel_requested_at then
    raise exception 'an export that was told to end stays so'
      using errcode = 'BT004', constraint = 'export_run_stands';
  end if;
  if old.status = 'DONE' and new.status = 'EXPIRED' then
    if (new.byte_size, new.sha256, new.manifest, new.expires_at, new.finished_at)
      is distinct from (old.byte_size, old.sha256, old.manifest, old.expires_at, old.finished_at) then
      raise exception 'what an export held stays on record'
        using errcode = 'BT004', constraint = 'export_run_stands';
    end if;
    return new;
  end if;
  if old.status not in ('QUEUED', 'RUNNING') then
    raise exception 'an export that is over stays so'
      using errcode = 'BT004', constraint = 'export_run_stands';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_export_run() from public;
create trigger export_run_guard before insert or update on export_run for each row execute function app.guard_export_run();
`;
