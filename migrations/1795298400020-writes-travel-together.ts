import type { MigrationInterface, QueryRunner } from "typeorm";

/** All writes of a verb are one statement, which may also carry what the verb took for granted. */
export class WritesTravelTogether1795298400020 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(EVENT_GUARD);
    await runner.query(CLAIM_WITH_OUTCOME);
    await runner.query(INSIST);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

// Where lead and event are written in one statement, only its end shows both. The guard's function
// stays as it is: what it returns counts for nothing after the row. Triggers run in the order of
// their names: in capitals it answers before the foreign key's, "RI_…", as it did before the row.
const EVENT_GUARD = `
drop trigger lead_event_guard on lead_event;
create trigger "GUARD_lead_event" after insert on lead_event for each row execute function app.guard_lead_event();
`;

// A call that reads nothing first knows its outcome when it claims its key. The caller's rights are
// what they were: it may not insert an outcome, only set the one of a claim that has none.
const CLAIM_WITH_OUTCOME = `
create function app.claim_with_outcome(partner uuid, mutation text, key text, request_hash bytea, outcome jsonb, at timestamptz)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  claimed tid;
begin
  insert into public.idempotency_claim (partner_id, mutation, key, request_hash, created_at)
  values (partner, mutation, key, request_hash, at)
  returning ctid into claimed;
  update public.idempotency_claim
  set outcome = claim_with_outcome.outcome
  where ctid = claimed;
end
$$;
revoke execute on function app.claim_with_outcome(uuid, text, text, bytea, jsonb, timestamptz) from public;
grant execute on function app.claim_with_outcome(uuid, text, text, bytea, jsonb, timestamptz) to app_partner, app_vendor, app_jobs;
comment on function app.claim_with_outcome(uuid, text, text, bytea, jsonb, timestamptz) is
  'Claims a key and keeps what came of its call in one go, with the rights of whoever calls; a key that is taken ends the statement';
`;

const INSIST = `
create function app.insist(holds boolean)
returns void
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if holds is not true then
    raise exception 'the rows are not as they were taken to be'
      using errcode = 'BT008', constraint = 'assumption_holds';
  end if;
end
$$;
revoke execute on function app.insist(boolean) from public;
grant execute on function app.insist(boolean) to app_partner, app_vendor, app_jobs, app_auth;
comment on function app.insist(boolean) is 'Ends the statement, and with it the transaction, unless the condition holds: for writes that were decided before anything was read';
`;

const DOWN = `
drop function app.insist(boolean), app.claim_with_outcome(uuid, text, text, bytea, jsonb, timestamptz);
drop trigger "GUARD_lead_event" on lead_event;
create trigger lead_event_guard before insert on lead_event for each row execute function app.guard_lead_event();
`;
