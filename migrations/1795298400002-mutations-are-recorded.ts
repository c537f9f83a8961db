import type { MigrationInterface, QueryRunner } from "typeorm";

/** What every mutation leaves behind: its idempotency claim and its audit row. */
export class MutationsAreRecorded1795298400002 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(IDEMPOTENCY);
    await runner.query(AUDIT);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop table audit_entry, idempotency_claim");
    await runner.query("drop function app.keep_outcome(), app.guard_audit_entry()");
  }
}

// The outcome holds ids only: a replay reads again, with today's rights.
const IDEMPOTENCY = `
create table idempotency_claim (
  partner_id uuid,
  mutation text not null,
  key text not null,
  request_hash bytea not null,
  outcome jsonb,
  created_at timestamptz(3) not null,
  constraint idempotency_claim_once unique nulls not distinct (partner_id, mutation, key),
  constraint idempotency_claim_key_length check (char_length(key) between 1 and 255),
  constraint idempotency_claim_hash_length check (octet_length(request_hash) = 32)
);
call app.give_policies('idempotency_claim', 'partner_writes');
grant select, insert (partner_id, mutation, key, request_hash, created_at) on idempotency_claim
  to app_partner, app_vendor, app_jobs;
grant update (outcome) on idempotency_claim to app_partner, app_vendor, app_jobs;
comment on table idempotency_claim is 'One row per mutation key and caller (partner, or the vendor where partner_id is null), written in the transaction of its effect';

create function app.keep_outcome()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if old.outcome is not null then
    raise exception 'what came of a call is kept as it was'
      using errcode = 'BT001', constraint = 'idempotency_claim_outcome_stands';
  end if;
  return new;
end
$$;
create trigger idempotency_claim_outcome_stands before update on idempotency_claim
  for each row execute function app.keep_outcome();
`;

const AUDIT = `
create table audit_entry (
  id uuid not null,
  at timestamptz(3) not null,
  mutation text not null,
  outcome text not null,
  code text,
  partner_id uuid,
  actor_id uuid,
  actor_kind text not null,
  subject_ids text[] not null,
  request_id text not null,
  constraint audit_entry_pkey primary key (id),
  constraint audit_entry_outcome check (outcome in ('DONE', 'REFUSED', 'DENIED')),
  constraint audit_entry_actor_kind check (actor_kind in ('MEMBER', 'API_KEY', 'SYSTEM', 'ANONYMOUS')),
  constraint audit_entry_code check ((outcome = 'DONE') = (code is null))
);
create index audit_entry_by_time on audit_entry (at, id);
create index audit_entry_by_subject on audit_entry using gin (subject_ids);
call app.give_policies('audit_entry', 'partner_inserts');
call app.make_append_only('audit_entry');
call app.require_new_ids('audit_entry');
grant insert (id, at, mutation, outcome, code, partner_id, actor_id, actor_kind, subject_ids, request_id) on audit_entry
  to app_partner, app_vendor, app_jobs, app_auth;
grant select on audit_entry to app_vendor, app_jobs;
comment on table audit_entry is 'Who did what, when, with which outcome: one row per mutation call, refused and denied ones included';

-- before somebody has logged in, app_auth writes of nobody, or of whom it has just recognised
create function app.guard_audit_entry()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if current_user <> 'app_auth' and new.actor_id is distinct from app.actor() then
    raise exception 'an audit entry names who acts, and nobody else'
      using errcode = 'BT002', constraint = 'audit_entry_actor';
  end if;
  if current_user = 'app_partner'
    and (new.partner_id is distinct from app.partner() or new.actor_kind not in ('MEMBER', 'API_KEY')) then
    raise exception 'a partner''s audit entry is of its own members and keys'
      using errcode = 'BT002', constraint = 'audit_entry_of_partner';
  end if;
  return new;
end
$$;
create trigger audit_entry_guard before insert on audit_entry
  for each row execute function app.guard_audit_entry();
`;
