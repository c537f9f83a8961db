import type { MigrationInterface, QueryRunner } from "typeorm";

/** Rules may say whose a lead becomes once it is an SQL; a job asks them behind the move. */
export class RulesHandSqlsOver1795298400220 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(VERSIONS);
    await runner.query(JOB);
  }

  public async down(runner: QueryRunner): Promise<void> {
    await runner.query("drop trigger lead_event_hands_over on lead_event");
    await runner.query("drop function app.enqueue_hand_over()");
    await runner.query("alter table routing_version drop constraint routing_version_ends");
    await runner.query("alter table routing_version drop column hands_over");
  }
}

// Worked out once, when a version is published: each lead that becomes an SQL asks for it.
const VERSIONS = `
alter table routing_version
  add column hands_over boolean not null
    generated always as (jsonb_path_exists(rules, '$[*] ? (@.moment == "SQL")')) stored,
  add constraint routing_version_ends check (coalesce(rules -> -1 ->> 'moment', 'REVIEW') = 'REVIEW');
comment on column routing_version.hands_over is 'Whether any of its rules is for leads that become SQLs';
`;

// Where the rules in force have nothing to say to an SQL nothing is enqueued. A lead that another one
// goes on in was an SQL before, and so was one whose conversion is taken back.
const JOB = `
create function app.enqueue_hand_over()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if (select hands_over from public.routing_version order by number desc limit 1) then
    perform graphile_worker.add_job(
      'hand_over_lead',
      json_build_object('leadId', new.lead_id, 'partnerId', new.partner_id),
      job_key := 'hand_over_lead:' || new.lead_id,
      max_attempts := 20
    );
  end if;
  return null;
end
$$;
revoke execute on function app.enqueue_hand_over() from public;
create trigger lead_event_hands_over after insert on lead_event for each row
-- what is told of the past was handed over there
when (new.to_stage = 'SQL' and new.from_stage in ('SUBMITTED', 'MQL', 'SAL') and new.at > now() - interval '1 day')
execute function app.enqueue_hand_over();
`;
