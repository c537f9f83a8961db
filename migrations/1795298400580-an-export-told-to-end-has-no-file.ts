import type { MigrationInterface, QueryRunner } from "typeorm";

/** Of an export that somebody told to end there is no file, however late they said so. */
export class AnExportToldToEndHasNoFile1795298400580 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(TOLD_TO_END);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop trigger export_run_told_to_end on export_run");
    await runner.query("drop function app.refuse_file_told_to_end()");
  }
}

// A trigger and no check: what was told to end too late before this rule stays as it is, and still expires.
const TOLD_TO_END = `
create function app.refuse_file_told_to_end()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception 'an export that was told to end has no file'
    using errcode = 'BT004', constraint = 'export_run_told_to_end';
end
$$;
revoke execute on function app.refuse_file_told_to_end() from public;
create trigger export_run_told_to_end before update on export_run for each row
  when (new.status = 'DONE' and new.cancel_requested_at is not null) execute function app.refuse_file_told_to_end();
`;
