import type { MigrationInterface, QueryRunner } from "typeorm";

/** Partners answer the questionnaire of their leads' criteria, sales answers it too, and each save is kept. */
export class QuestionnairesAreAnswered1795298400539 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(STANDING);
    await runner.query(table("partner_answers", "partner_writes", "app_partner"));
    await runner.query(table("sales_answers", "vendor_only", "app_vendor"));
    await runner.query(MEANINGS);
    await runner.query(guard("partner_answers", "'SUBMITTED', 'MQL'", "is in review"));
    await runner.query(guard("sales_answers", "'SAL'", "is an SAL"));
  }

  public async down(): Promise<void> {
    throw new Error("what was answered is not forgotten: restore a backup instead");
  }
}

// A version counts for seven days longer, for whoever had its form before them: it is asked right before each turn.
const STANDING = `
create function app.criteria_count_lately(version_id uuid, lead_id uuid, at timestamptz)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(version_id = app.criteria_for(lead_id, at), false) or exists (
    select
    from (
      select later.effective_at as at
      from public.criteria_version as later
      where later.state <> 'DRAFT' and later.effective_at > criteria_count_lately.at - interval '7 days'
        and later.effective_at <= criteria_count_lately.at
      union all
      select held.retired_at
      from public.criteria_set as held
      where held.retired_at > criteria_count_lately.at - interval '7 days' and held.retired_at <= criteria_count_lately.at
    ) as turn
    where version_id = app.criteria_for(lead_id, turn.at - interval '1 millisecond'))
$$;
revoke execute on function app.criteria_count_lately(uuid, uuid, timestamptz) from public;
grant execute on function app.criteria_count_lately(uuid, uuid, timestamptz) to app_partner, app_vendor, app_jobs;
comment on function app.criteria_count_lately(uuid, uuid, timestamptz) is 'Whether a criteria version counts for a lead at an instant, or did within the seven days before';

create function app.answers_stand(answers jsonb)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case when jsonb_typeof(answers) <> 'array' then false else
    jsonb_array_length(answers) between 1 and 30
    and not exists (
      select
      from jsonb_array_elements(answers) as answer
      where jsonb_typeof(answer) is distinct from 'object'
        or jsonb_typeof(answer -> 'key') is distinct from 'string'
        or jsonb_typeof(answer -> 'values') is distinct from 'array'
        or jsonb_array_length(answer -> 'values') not between 1 and 20)
    and (select count(distinct answer ->> 'key') = count(*) from jsonb_array_elements(answers) as answer)
  end
$$;
revoke execute on function app.answers_stand(jsonb) from public;
grant execute on function app.answers_stand(jsonb) to app_partner, app_vendor, app_jobs;
`;

const table = (name: string, policies: string, writer: string): string => `
create table ${name} (
  partner_id uuid not null,
  lead_id uuid not null,
  number integer not null,
  criteria_version_id uuid not null,
  answers jsonb not null,
  answered_at timestamptz(3) not null,
  answered_by uuid not null,
  constraint ${name}_pkey primary key (partner_id, lead_id, number),
  constraint ${name}_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint ${name}_version_fkey foreign key (criteria_version_id) references criteria_version (id),
  constraint ${name}_number check (number >= 1),
  constraint ${name}_answers check (app.answers_stand(answers))
);
create index ${name}_by_version on ${name} (criteria_version_id, answered_at);
call app.give_policies('${name}', '${policies}');
call app.make_append_only('${name}');
grant select, insert on ${name} to ${writer};
grant select on ${name} to app_vendor, app_jobs;
comment on column ${name}.number is '1 for the first save of its lead; the highest one counts';
comment on column ${name}.answers is 'In the order of the questions: key, type and values as texts, so that they are told without the questionnaire';
`;

const MEANINGS = `
comment on table partner_answers is 'What a partner answered to the questionnaire of its lead''s criteria, whole, each time it was saved';
comment on table sales_answers is 'What sales answered to the questionnaire of a lead''s criteria, whole, each time it was saved; its partner learns nothing of it';
`;

const guard = (name: string, stages: string, where: string): string => `
create function app.guard_${name}()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.answered_by is distinct from app.actor() then
    raise exception 'answers name who saves them, and nobody else'
      using errcode = 'BT002', constraint = '${name}_by_actor';
  end if;
  if not exists (
    select
    from public.lead
    where lead.partner_id = new.partner_id and lead.id = new.lead_id and lead.stage in (${stages})
  ) then
    raise exception 'the questionnaire is answered while the lead ${where}'
      using errcode = 'BT002', constraint = '${name}_in_stage';
  end if;
  if not app.criteria_count_lately(new.criteria_version_id, new.lead_id, new.answered_at) then
    raise exception 'answers are to criteria that count for their lead, or did within seven days'
      using errcode = 'BT002', constraint = '${name}_to_what_counts';
  end if;
  if new.number <> 1 and not exists (
    select
    from public.${name} as before
    where before.partner_id = new.partner_id and before.lead_id = new.lead_id and before.number = new.number - 1
      and before.answered_at <= new.answered_at
  ) then
    raise exception 'answers of a lead are saved one time behind another'
      using errcode = 'BT002', constraint = '${name}_in_order';
  end if;
  if exists (
    select
    from jsonb_array_elements(new.answers) as answer
    where not exists (
      select
      from public.criteria_version as version
      cross join jsonb_array_elements(version.questions) as question
      where version.id = new.criteria_version_id and question ->> 'key' = answer ->> 'key'
        and question ->> 'type' = answer ->> 'type'
        and (question ->> 'type' = 'SOME_OF' or jsonb_array_length(answer -> 'values') = 1)
        and (question ->> 'type' not in ('ONE_OF', 'SOME_OF') or not exists (
          select
          from jsonb_array_elements_text(answer -> 'values') as chosen
          where not exists (
            select from jsonb_array_elements(question -> 'options') as option where option ->> 'key' = chosen))))
  ) then
    raise exception 'each answer is to a question of its version, and chooses among its options'
      using errcode = 'BT002', constraint = '${name}_to_questions';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_${name}() from public;
create trigger ${name}_guard before insert on ${name}
for each row execute function app.guard_${name}();
alter table ${name} enable always trigger ${name}_guard;
`;
