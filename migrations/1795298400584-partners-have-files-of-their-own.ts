import type { MigrationInterface, QueryRunner } from "typeorm";

/** Partners ask for files of their own credit and statements. Of how long the chain of postings is they learn nothing. */
export class PartnersHaveFilesOfTheirOwn1795298400584 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(OWN);
    await runner.query(GUARD);
  }

  public async down(): Promise<void> {
    throw new Error("files of partners are on record as theirs: restore a backup instead");
  }
}

// A key without its partner would tell partners which keys there are; of the vendor's none is looked up, and one that is none opens nothing.
// No grant tells a partner the watermark: from numbers of the whole chain it could tell how much others earn.
const OWN = `
alter table export_run
  add column partner_id uuid,
  add constraint export_run_partner_fkey foreign key (partner_id) references partner (id),
  drop constraint export_run_key_fkey,
  add constraint export_run_key_fkey foreign key (partner_id, key_id) references api_key (partner_id, id),
  add constraint export_run_member_fkey foreign key (partner_id, requested_by) references membership (partner_id, id),
  add constraint export_run_of_partner check (
    partner_id is null or kind in ('CREDIT_DETAIL', 'PARTNER_STATEMENTS') and report_id is null),
  add constraint export_run_own_manifest check (
    partner_id is null or not manifest ?| array['watermark', 'chainHash', 'entityId']);
create index export_run_of_partner_by_time on export_run (partner_id, requested_at desc, id desc) where partner_id is not null;
drop policy export_run_vendor on export_run;
call app.give_policies('export_run', 'partner_writes');
call app.require_new_ids('export_run');
grant select (id, partner_id, requested_by, key_id, requested_at, kind, format, parameters, status, done_rows, started_at, finished_at,
    cancel_requested_at, failure, byte_size, manifest, expires_at, report_id, recipient_ids, attempts),
  insert (id, partner_id, requested_by, key_id, requested_at, kind, format, parameters),
  update (cancel_requested_at) on export_run to app_partner;
comment on column export_run.partner_id is 'The partner whose own file it is; null where it is the vendor''s';
`;

const GUARD = `
create function app.guard_export_side()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.partner_id is distinct from nullif(current_setting('app.partner_id', true), '')::uuid then
    raise exception 'a file is of the side that asks for it'
      using errcode = 'BT002', constraint = 'export_run_of_side';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_export_side() from public;
create trigger export_run_of_side before insert on export_run for each row execute function app.guard_export_side();
alter table export_run enable always trigger export_run_of_side;
`;
