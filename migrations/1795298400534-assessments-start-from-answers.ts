import type { MigrationInterface, QueryRunner } from "typeorm";

/** What sales saves of a lead may be what the partner's answers suggest, and says so. */
export class AssessmentsStartFromAnswers1795298400534 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(COLUMN);
    await runner.query(GUARD);
  }

  public async down(): Promise<void> {
    throw new Error("where a finding came from is not forgotten: restore a backup instead");
  }
}

const COLUMN = `
alter table lead_assessment_answer add column is_suggested boolean not null default false;
comment on column lead_assessment_answer.is_suggested is 'Sales took it from what the partner''s answers to the questionnaire suggest';
`;

// It is called once there are questionnaires and answers, which come with later migrations. After the statement, which may open the assessment as well. The weakest of what is suggested counts.
const GUARD = `
create function app.guard_suggested_answer()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.is_suggested and new.state is distinct from (
    select (array['NOT_MET', 'PARTIAL', 'MET'])[min(array_position(array['NOT_MET', 'PARTIAL', 'MET'], option ->> 'suggests'))]
    from public.lead_assessment as held
    cross join lateral (
      select latest.*
      from public.partner_answers as latest
      where latest.partner_id = held.partner_id and latest.lead_id = held.lead_id
      order by latest.number desc
      limit 1
    ) as said
    join public.criteria_version as version on version.id = said.criteria_version_id
    cross join jsonb_array_elements(version.questions) as question
    cross join jsonb_array_elements(question -> 'options') as option
    join jsonb_array_elements(said.answers) as answer on answer ->> 'key' = question ->> 'key'
    where held.id = new.assessment_id and version.id = new.criteria_version_id
      and question ->> 'criterionKey' = new.criterion_key
      and jsonb_exists(answer -> 'values', option ->> 'key')
  ) then
    raise exception 'what is suggested is what the partner''s answers say'
      using errcode = 'BT002', constraint = 'lead_assessment_answer_suggested';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_suggested_answer() from public;
create trigger lead_assessment_answer_suggested after insert on lead_assessment_answer
for each row execute function app.guard_suggested_answer();
alter table lead_assessment_answer enable always trigger lead_assessment_answer_suggested;
`;
