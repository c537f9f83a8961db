import type { MigrationInterface, QueryRunner } from "typeorm";

const VENDOR = "'01970000-0000-7000-8000-000000000002'";

// The file stays the vendor's, which its partner cannot reach; the run is the partner's, and says so with its name.
const RUNS = `
alter table import_run
  alter column upload_id drop not null,
  add column vendor_upload_id uuid,
  add column file_name text,
  add constraint import_run_vendor_upload_fkey foreign key (vendor_upload_id) references upload (id),
  add constraint import_run_one_file check (num_nonnulls(upload_id, vendor_upload_id) = 1),
  add constraint import_run_file_name check ((vendor_upload_id is null) = (file_name is null)),
  add constraint import_run_of_vendors_row check (partner_id <> ${VENDOR});
create index import_run_of_vendor_upload on import_run (vendor_upload_id) where vendor_upload_id is not null;
comment on column import_run.vendor_upload_id is 'The file, where the vendor asked for the import on its partner''s behalf';
grant insert (id, partner_id, vendor_upload_id, file_name, program_id, format, columns, defaults, error_policy, dry_run,
  requested_at, requested_by, key_id) on import_run to app_vendor;

create function app.guard_import_on_behalf()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not app.is_present(new.requested_at) or not exists (
    select
    from public.upload
    where upload.id = new.vendor_upload_id and upload.partner_id is null and upload.purpose = 'IMPORT' and upload.state = 'STORED'
  ) then
    raise exception 'the vendor has a file of its own imported for a partner, now'
      using errcode = 'BT002', constraint = 'import_run_on_behalf';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_import_on_behalf() from public;
create trigger import_run_on_behalf before insert on import_run for each row
when (current_user = 'app_vendor')
execute function app.guard_import_on_behalf();
`;

// What was wrong with rows that the vendor sent is for it to read as well; with what a partner typed, for its own alone.
const PROBLEMS = `
grant select on import_problem to app_vendor;
create policy import_problem_of_vendors_file on import_problem as restrictive for select to app_vendor
using (exists (
  select
  from import_run
  where import_run.partner_id = import_problem.partner_id and import_run.id = import_problem.run_id
    and import_run.vendor_upload_id is not null));
`;

/** A channel manager has a file of leads imported for a partner, whose import it is. */
export class TheVendorImportsForPartners1795298400114 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(RUNS);
    await runner.query(PROBLEMS);
  }

  public async down(): Promise<void> {
    throw new Error("restore a backup instead");
  }
}
