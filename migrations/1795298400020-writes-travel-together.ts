import type { MigrationInterface, QueryRunner } from "typeorm";

/** All writes of a verb are one statement, which may also carry what the verb took for granted. */
export class WritesTravelTogether1795298400020 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(EVENT_GUARD);
    await runner.query(OUTCOME_AT_ONCE);
    await runner.query(INSIST);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query(DOWN);
  }
}

// Where lead and event are written in one statement, only its end shows both. The guard's function
// stays as it is: what it returns counts for nothing after the row.
const EVENT_GUARD = `
drop trigger lead_event_guard on lead_event;
create trigger lead_event_guard after insert on lead_event for each row execute function app.guard_lead_event();
`;

// A call that reads nothing first knows its outcome when it claims its key.
const OUTCOME_AT_ONCE = `
grant insert (outcome) on idempotency_claim to app_partner, app_vendor, app_jobs;
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
drop function app.insist(boolean);
revoke insert (outcome) on idempotency_claim from app_partner, app_vendor, app_jobs;
drop trigger lead_event_guard on lead_event;
create trigger lead_event_guard before insert on lead_event for each row execute function app.guard_lead_event();
`;
