import type { MigrationInterface, QueryRunner } from "typeorm";

/** Evidence goes with a lead: files and links, of either side, for both to see. */
export class EvidenceIsAdded1795298400078 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(EVIDENCE);
    await runner.query(GUARD);
    await runner.query(MOVES);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query("delete from stage_move where verb = 'submitEvidence'");
    await runner.query("drop table evidence");
    await runner.query("drop function app.guard_evidence()");
  }
}

// What is told of a file is kept here once more: the row of an upload is its sender's, who may be the
// vendor, and this one is the lead's. The two generated columns let each be held to its own upload.
const EVIDENCE = `
create table evidence (
  id uuid not null,
  partner_id uuid not null,
  lead_id uuid not null,
  event_id uuid not null,
  kind text not null,
  note text,
  url text,
  upload_id uuid,
  file_name text,
  content_type text,
  byte_size bigint,
  sha256 bytea,
  submitted_at timestamptz(3) not null,
  submitted_by uuid not null,
  by_vendor boolean not null,
  sender uuid generated always as (case when not by_vendor then partner_id end) stored,
  vendor_upload uuid generated always as (case when by_vendor then upload_id end) stored,
  constraint evidence_pkey primary key (id),
  constraint evidence_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint evidence_event_fkey foreign key (partner_id, event_id) references lead_event (partner_id, id),
  constraint evidence_upload_fkey foreign key (sender, upload_id) references upload (partner_id, id),
  constraint evidence_vendor_upload_fkey foreign key (vendor_upload) references upload (id),
  constraint evidence_upload_once unique (partner_id, upload_id),
  constraint evidence_kind check (kind in ('MEETING_NOTES', 'EMAIL', 'RECORDING', 'DOCUMENT', 'OTHER')),
  constraint evidence_is_link_or_file check (num_nonnulls(url, upload_id) = 1),
  constraint evidence_file_is_told check (
    (upload_id is null and num_nonnulls(file_name, content_type, byte_size, sha256) = 0)
    or (upload_id is not null and num_nonnulls(file_name, content_type, byte_size, sha256) = 4)),
  constraint evidence_url_is_https check (url like 'https://%')
);
create index evidence_of_lead on evidence (partner_id, lead_id, submitted_at, id);
create index evidence_of_event on evidence (partner_id, event_id);
create index evidence_by_sender on evidence (sender, upload_id);
create index evidence_by_vendor_upload on evidence (vendor_upload);
call app.give_policies('evidence', 'partner_writes');
call app.make_append_only('evidence');
call app.require_new_ids('evidence');
grant select, insert (id, partner_id, lead_id, event_id, kind, note, url, upload_id, file_name, content_type, byte_size, sha256,
  submitted_at, submitted_by, by_vendor) on evidence to app_partner, app_vendor;
grant select on evidence to app_jobs;
comment on table evidence is 'A file or a link that one side added to a lead, for both to see: never changed, never taken back';
`;

const GUARD = `
create function app.guard_evidence()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.submitted_by is distinct from app.actor() or new.by_vendor <> (current_user <> 'app_partner') then
    raise exception 'evidence names who adds it, and nobody else'
      using errcode = 'BT002', constraint = 'evidence_by_actor';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_evidence() from public;
create trigger evidence_guard before insert on evidence for each row execute function app.guard_evidence();
`;

const MOVES = `
insert into stage_move (verb, from_stage, to_stage, database_role, event_type)
select 'submitEvidence', stage, stage, role, 'EVIDENCE_ADDED'
from unnest(array['SUBMITTED', 'MQL', 'SAL', 'SQL', 'OPPORTUNITY', 'RECYCLED']) as stage
cross join unnest(array['app_partner', 'app_vendor']) as role;
`;
