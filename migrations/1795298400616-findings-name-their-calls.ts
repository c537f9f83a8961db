import type { MigrationInterface, QueryRunner } from "typeorm";

/** What sales finds on a criterion may name the discovery call that shows it. */
export class FindingsNameTheirCalls1795298400616 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(COLUMNS);
    await runner.query(guard("lead_assessment_answer", "lead_assessment"));
    await runner.query(guard("assessment_answer", "assessment"));
    await runner.query(STAYS);
  }

  public async down(): Promise<void> {
    throw new Error("what a finding rests on is not forgotten: restore a backup instead");
  }
}

const COLUMNS = `
alter table lead_assessment_answer add column discovery_call_id uuid;
comment on column lead_assessment_answer.discovery_call_id is 'The discovery call that shows it; null where none is named';
alter table assessment_answer add column discovery_call_id uuid;
create index assessment_answer_by_call on assessment_answer (discovery_call_id) where discovery_call_id is not null;
comment on column assessment_answer.discovery_call_id is 'The discovery call that shows it; null where none is named';
`;

// After the statement, which may write the assessment as well.
const guard = (answers: string, assessments: string): string => `
create function app.guard_call_of_${answers}()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select
    from public.${assessments} as made
    join public.discovery_call as held on held.partner_id = made.partner_id and held.lead_id = made.lead_id
    where made.id = new.assessment_id and held.id = new.discovery_call_id
      and held.superseded_at is null and not held.is_removed
  ) then
    raise exception 'a finding names a call of its own lead, which was not removed'
      using errcode = 'BT002', constraint = '${answers}_of_a_call';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_call_of_${answers}() from public;
create trigger ${answers}_of_a_call after insert on ${answers}
for each row when (new.discovery_call_id is not null) execute function app.guard_call_of_${answers}();
alter table ${answers} enable always trigger ${answers}_of_a_call;
`;

const STAYS = `
create function app.keep_call_that_counted()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (
    select
    from public.assessment_answer as answer
    join public.assessment as made on made.id = answer.assessment_id
    where answer.discovery_call_id = new.id and made.undone_at is null
  ) then
    raise exception 'a call on which a lead was qualified is not removed'
      using errcode = 'BT002', constraint = 'discovery_call_counted';
  end if;
  return new;
end
$$;
revoke execute on function app.keep_call_that_counted() from public;
create trigger discovery_call_counted before insert on discovery_call
for each row when (new.is_removed) execute function app.keep_call_that_counted();
alter table discovery_call enable always trigger discovery_call_counted;
`;
