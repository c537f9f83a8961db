import type { MigrationInterface, QueryRunner } from "typeorm";

/** Whoever has to decide hears of it, and partners hear that their credit is held or approved. */
export class ApprovalIsTold1795298400502 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(HOLDS);
    await runner.query(APPROVALS);
  }

  public async down(): Promise<void> {
    throw new Error("what was told is not untold: restore a backup instead");
  }
}

const VENDOR = "01970000-0000-7000-8000-000000000002";

const HOLDS = `
create function app.note_credit_hold()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at)
  values (new.id, 'CREDIT_HELD', false, new.partner_id, new.placed_at);
  return null;
end
$$;
revoke execute on function app.note_credit_hold() from public;
create trigger credit_hold_is_told after insert on credit_hold
for each row execute function app.note_credit_hold();

create function app.note_hold_release()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at, by_member)
  values (new.id, 'HOLD_RELEASE_WAITING', true, '${VENDOR}', new.requested_at, new.requested_by);
  return null;
end
$$;
revoke execute on function app.note_hold_release() from public;
create trigger hold_release_is_told after insert on hold_release
for each row execute function app.note_hold_release();
`;

// Of what is approved at once a partner hears once.
const APPROVALS = `
create function app.note_approval_proposal()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at, by_member)
  values (new.id, 'APPROVAL_WAITING', true, '${VENDOR}', new.proposed_at, new.proposed_by);
  return null;
end
$$;
revoke execute on function app.note_approval_proposal() from public;
create trigger approval_proposal_is_told after insert on approval_proposal
for each row execute function app.note_approval_proposal();

create function app.note_credit_approvals()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at)
  select distinct on (made.partner_id) made.id, 'CREDIT_APPROVED', false, made.partner_id, made.approved_at
  from made
  order by made.partner_id, made.id;
  return null;
end
$$;
revoke execute on function app.note_credit_approvals() from public;
create trigger credit_approval_is_told after insert on credit_approval
referencing new table as made for each statement execute function app.note_credit_approvals();
`;
