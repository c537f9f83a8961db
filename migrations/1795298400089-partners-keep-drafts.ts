import type { MigrationInterface, QueryRunner } from "typeorm";

/** Partners write leads bit by bit, unseen by the vendor, before they register them. */
export class PartnersKeepDrafts1795298400089 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(DRAFTS);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop table lead_draft");
    await runner.query("drop function app.guard_lead_draft()");
  }
}

// The vendor's role may name the table and has no policy on it: it sees no row, whatever it asks. What
// became a lead keeps its row, empty, so that submitting it once more answers with that lead.
const DRAFTS = `
create table lead_draft (
  id uuid not null,
  partner_id uuid not null,
  content jsonb not null,
  lead_id uuid,
  created_by uuid not null,
  version integer not null default 1,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  constraint lead_draft_pkey primary key (partner_id, id),
  constraint lead_draft_partner_fkey foreign key (partner_id) references partner (id),
  constraint lead_draft_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint lead_draft_content check (jsonb_typeof(content) = 'object' and octet_length(content::text) <= 262144),
  constraint lead_draft_submitted_is_empty check (lead_id is null or content = '{}')
);
create index lead_draft_of_partner on lead_draft (partner_id, updated_at desc, id desc) where lead_id is null;
create index lead_draft_of_lead on lead_draft (partner_id, lead_id);
create index lead_draft_by_change on lead_draft (updated_at);
call app.give_policies('lead_draft', 'partner_writes');
drop policy lead_draft_vendor on lead_draft;
create policy lead_draft_sweeping on lead_draft for delete to app_jobs
using ((select nullif(current_setting('app.actor_id', true), '')) is not null);
create policy lead_draft_swept on lead_draft for select to app_jobs
using ((select nullif(current_setting('app.actor_id', true), '')) is not null);
grant select, delete, insert (id, partner_id, content, created_by, version, created_at, updated_at),
  update (content, lead_id, version, updated_at) on lead_draft to app_partner;
grant select on lead_draft to app_vendor;
grant select (id, partner_id, lead_id, updated_at), delete on lead_draft to app_jobs;
comment on table lead_draft is 'What a partner has begun to write and not yet registered: unseen by the vendor, claims nothing, deleted 30 days after its last change';

create function app.guard_lead_draft()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not app.is_present(new.updated_at) then
    raise exception 'a draft is changed now'
      using errcode = 'BT002', constraint = 'lead_draft_changed_now';
  end if;
  if tg_op = 'UPDATE' and (old.lead_id is not null or new.version <> old.version + 1
    or (new.id, new.partner_id, new.created_by, new.created_at)
      is distinct from (old.id, old.partner_id, old.created_by, old.created_at)) then
    raise exception 'a draft that was submitted does not change, and each change raises its version by one'
      using errcode = 'BT003', constraint = 'lead_draft_version_by_one';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_lead_draft() from public;
create trigger lead_draft_guard before insert or update on lead_draft for each row execute function app.guard_lead_draft();
`;
