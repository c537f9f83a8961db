import type { MigrationInterface, QueryRunner } from "typeorm";

/** A criteria version has a questionnaire, which is drafted, signed and kept with it. */
export class CriteriaAskQuestions1795298400538 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(QUESTIONS);
    await runner.query(GUARDS);
  }

  public async down(): Promise<void> {
    throw new Error("what was asked is not forgotten: restore a backup instead");
  }
}

const QUESTIONS = `
create function app.questions_stand(questions jsonb)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case when jsonb_typeof(questions) <> 'array' then false else
    jsonb_array_length(questions) <= 30
    and not exists (
      select
      from jsonb_array_elements(questions) as question
      where jsonb_typeof(question) is distinct from 'object'
        or coalesce(question ->> 'key', '') !~ '^[a-z][a-z0-9_]{0,39}$'
        or coalesce(question ->> 'type', '') not in ('TEXT', 'NUMBER', 'DATE', 'YES_NO', 'ONE_OF', 'SOME_OF')
        or jsonb_typeof(question -> 'options') is distinct from 'array'
        or (question ->> 'type' in ('ONE_OF', 'SOME_OF')) <> (jsonb_array_length(question -> 'options') > 0))
    and (select count(distinct question ->> 'key') = count(*) from jsonb_array_elements(questions) as question)
  end
$$;
revoke execute on function app.questions_stand(jsonb) from public;
grant execute on function app.questions_stand(jsonb) to app_vendor, app_jobs;
alter table criteria_version
  add column questions jsonb not null default '[]',
  add constraint criteria_version_questions check (app.questions_stand(questions));
grant insert (questions) on criteria_version to app_vendor;
grant select (questions) on criteria_version to app_partner;
comment on column criteria_version.questions is 'The questionnaire, in its order: key, label, labels, type, required, options, criterionKey, and a condition in CEL over the answers before it';
`;

// After the statement: version and criteria are written side by side.
const GUARDS = `
create function app.guard_criteria_questions()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (
    select
    from jsonb_array_elements(new.questions) as question
    where question ->> 'criterionKey' is not null and not exists (
      select from public.criterion as c where c.version_id = new.id and c.key = question ->> 'criterionKey')
  ) then
    raise exception 'a question is asked for a criterion of its version'
      using errcode = 'BT001', constraint = 'criteria_version_questions_of_criteria';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_criteria_questions() from public;
create trigger criteria_version_questions after insert on criteria_version
for each row execute function app.guard_criteria_questions();
alter table criteria_version enable always trigger criteria_version_questions;
`;
