import type { MigrationInterface, QueryRunner } from "typeorm";

/** Files come in by an upload that was asked for, once, and go when nothing needs them. */
export class FilesAreUploaded1795298400077 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(UPLOADS);
    await runner.query(GUARD);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop table upload");
    await runner.query("drop function app.guard_upload()");
  }
}

// The bytes lie elsewhere, under the row's id: no name that anybody typed leads to them. Where
// partner_id is null the file is the vendor's.
const UPLOADS = `
create table upload (
  id uuid not null,
  partner_id uuid,
  purpose text not null,
  file_name text not null,
  content_type text not null,
  byte_size bigint not null,
  state text not null default 'AWAITED',
  sha256 bytea,
  created_at timestamptz(3) not null,
  created_by uuid not null,
  stored_at timestamptz(3),
  expires_at timestamptz(3),
  constraint upload_pkey primary key (id),
  constraint upload_of_partner unique (partner_id, id),
  constraint upload_partner_fkey foreign key (partner_id) references partner (id),
  constraint upload_purpose check (purpose in ('EVIDENCE', 'IMPORT')),
  constraint upload_state check (state in ('AWAITED', 'ARRIVING', 'STORED', 'GONE')),
  constraint upload_size check (byte_size > 0),
  constraint upload_sha256 check (octet_length(sha256) = 32 and (sha256 is null) = (stored_at is null)),
  constraint upload_stored_is_known check (state <> 'STORED' or sha256 is not null),
  constraint upload_awaited_expires check (state in ('STORED', 'GONE') or expires_at is not null)
);
create index upload_of_partner_kept on upload (partner_id, expires_at) where expires_at is not null and state <> 'GONE';
create index upload_by_expiry on upload (expires_at, id) where expires_at is not null and state <> 'GONE';
call app.give_policies('upload', 'partner_writes');
call app.require_new_ids('upload');
grant select, insert (id, partner_id, purpose, file_name, content_type, byte_size, created_at, created_by, expires_at),
  update (state, sha256, stored_at, expires_at) on upload to app_partner, app_vendor;
grant select, update (state, expires_at) on upload to app_jobs;
comment on table upload is 'A file that was announced: awaited, arriving, stored, or gone again; expires_at is when it goes unless something needs it by then';
`;

const GUARD = `
create function app.guard_upload()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' then
    if new.created_by is distinct from app.actor() then
      raise exception 'a file is announced by who acts, and nobody else'
        using errcode = 'BT002', constraint = 'upload_by_actor';
    end if;
    return new;
  end if;
  if old.sha256 is not null and (new.sha256, new.stored_at) is distinct from (old.sha256, old.stored_at) then
    raise exception 'a stored file never changes'
      using errcode = 'BT002', constraint = 'upload_stands';
  end if;
  if (old.state, new.state) not in (('AWAITED', 'ARRIVING'), ('ARRIVING', 'AWAITED'), ('ARRIVING', 'STORED'), ('STORED', 'STORED'))
    and not (new.state = 'GONE' and old.state <> 'GONE' and current_user = 'app_jobs') then
    raise exception 'no file goes from % to % for %', old.state, new.state, current_user
      using errcode = 'BT005', constraint = 'upload_state_move';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_upload() from public;
create trigger upload_guard before insert or update on upload for each row execute function app.guard_upload();
`;
