import type { MigrationInterface, QueryRunner } from "typeorm";

/** Leads are scored by rules that one person drafts and another publishes; partners learn nothing of it. */
export class LeadsAreScored1795298400380 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(MODELS);
    await runner.query(GUARDS);
    await runner.query(SCORES);
    await runner.query(JOBS);
    await runner.query(PROMOTION);
  }

  public async down(): Promise<void> {
    throw new Error("by what leads were scored is not forgotten: restore a backup instead");
  }
}

const MODELS = `
create table scoring_model (
  id uuid not null,
  number integer not null,
  note text,
  fit jsonb not null,
  engagement jsonb not null,
  fit_cap integer not null,
  engagement_cap integer not null,
  grade_a_from integer not null,
  grade_b_from integer not null,
  grade_c_from integer not null,
  mql_from integer,
  created_at timestamptz(3) not null,
  created_by uuid not null,
  published_at timestamptz(3),
  published_by uuid,
  constraint scoring_model_pkey primary key (id),
  constraint scoring_model_number_once unique (number),
  constraint scoring_model_number check (number >= 1),
  constraint scoring_model_note check (char_length(note) between 1 and 2000),
  constraint scoring_model_fit check (jsonb_typeof(fit) = 'array' and jsonb_array_length(fit) <= 50),
  constraint scoring_model_engagement check (jsonb_typeof(engagement) = 'array' and jsonb_array_length(engagement) <= 50),
  constraint scoring_model_scores_something check (jsonb_array_length(fit) + jsonb_array_length(engagement) >= 1),
  constraint scoring_model_caps check (fit_cap between 0 and 1000 and engagement_cap between 0 and 1000 and fit_cap + engagement_cap >= 1),
  constraint scoring_model_grades check (
    1 <= grade_c_from and grade_c_from < grade_b_from and grade_b_from < grade_a_from and grade_a_from <= fit_cap + engagement_cap),
  constraint scoring_model_mql check (mql_from between 1 and fit_cap + engagement_cap),
  constraint scoring_model_published check ((published_at is null) = (published_by is null) and published_at >= created_at),
  constraint scoring_model_two_persons check (published_by <> created_by)
);
create unique index scoring_model_in_force on scoring_model (published_at desc) where published_at is not null;
call app.give_policies('scoring_model', 'vendor_only');
create policy scoring_model_asked on scoring_model for select to current_user using (true);
call app.make_endable('scoring_model', 'published_at', 'published_by');
grant select, update (published_at, published_by),
  insert (id, number, note, fit, engagement, fit_cap, engagement_cap, grade_a_from, grade_b_from, grade_c_from, mql_from, created_at,
  created_by) on scoring_model to app_vendor;
grant select on scoring_model to app_jobs;
comment on table scoring_model is 'Versions of the rules by which leads are scored; the one that was published last counts. Never changed; published once, by another person than its author';

create table scoring_run (
  model_id uuid not null,
  leads integer not null,
  done integer not null,
  after_lead_id uuid,
  started_at timestamptz(3) not null,
  finished_at timestamptz(3),
  constraint scoring_run_pkey primary key (model_id),
  constraint scoring_run_model_fkey foreign key (model_id) references scoring_model (id),
  constraint scoring_run_counts check (leads >= 0 and done >= 0),
  constraint scoring_run_times check (finished_at >= started_at)
);
call app.give_policies('scoring_run', 'vendor_only');
grant select on scoring_run to app_vendor;
grant select, insert, update (done, after_lead_id, finished_at) on scoring_run to app_jobs;
comment on table scoring_run is 'How far all open leads are scored anew after a model was published: those up to after_lead_id are done';
`;

const GUARDS = `
create function app.guard_scoring_model()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' and new.created_by is distinct from app.actor()
    or tg_op = 'UPDATE' and new.published_by is distinct from app.actor()
  then
    raise exception 'a scoring model names who drafts it, and who publishes it'
      using errcode = 'BT002', constraint = 'scoring_model_by_actor';
  end if;
  if tg_op = 'UPDATE' and exists (
    select
    from public.membership as acting
    join public.membership as drafting on drafting.user_id = acting.user_id
    where acting.id = new.published_by and drafting.id = new.created_by
  ) then
    raise exception 'a scoring model is published by another person than who drafted it'
      using errcode = 'BT002', constraint = 'scoring_model_two_persons';
  end if;
  if tg_op = 'UPDATE' and exists (
    select
    from public.scoring_model as other
    where other.published_at >= new.published_at
  ) then
    raise exception 'a scoring model is not published before the one that is in force'
      using errcode = 'BT002', constraint = 'scoring_model_in_order';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_scoring_model() from public;
create trigger scoring_model_guard before insert or update on scoring_model
for each row execute function app.guard_scoring_model();
`;

// A table of its own: no version, time or lock of a lead moves with its score. A lead that is closed has none.
const SCORES = `
create table lead_score (
  lead_id uuid not null,
  partner_id uuid not null,
  model_id uuid not null,
  fit integer not null,
  engagement integer not null,
  total integer not null,
  grade text not null,
  trend text not null,
  reaches_mql boolean not null,
  factors jsonb not null,
  decays boolean not null,
  scored_at timestamptz(3) not null,
  constraint lead_score_pkey primary key (lead_id),
  constraint lead_score_lead_fkey foreign key (partner_id, lead_id) references lead (partner_id, id),
  constraint lead_score_model_fkey foreign key (model_id) references scoring_model (id),
  constraint lead_score_axes check (fit >= 0 and engagement >= 0 and total = fit + engagement),
  constraint lead_score_grade check (grade in ('A', 'B', 'C', 'D')),
  constraint lead_score_trend check (trend in ('IMPROVING', 'STEADY', 'DECLINING')),
  constraint lead_score_factors check (jsonb_typeof(factors) = 'array')
);
create index lead_score_by_total on lead_score (total desc, lead_id desc);
create index lead_score_by_grade on lead_score (grade, total desc, lead_id desc);
create index lead_score_of_partner on lead_score (partner_id, total desc, lead_id desc);
create index lead_score_of_lead on lead_score (partner_id, lead_id);
create index lead_score_by_model on lead_score (model_id);
create index lead_score_decaying on lead_score (scored_at, lead_id) where decays;
call app.give_policies('lead_score', 'vendor_only');
create policy lead_score_kept on lead_score for select to current_user using (true);
grant select on lead_score to app_vendor;
grant select, insert, update, delete on lead_score to app_jobs;
comment on table lead_score is 'What an open lead scores, by which model, and why; for the vendor alone';

create function app.guard_lead_score()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (
    select
    from public.scoring_model as model
    where model.id = new.model_id and model.published_at <= new.scored_at
      and new.fit <= model.fit_cap and new.engagement <= model.engagement_cap
      and new.reaches_mql = coalesce(new.total >= model.mql_from, false)
      and new.grade = case
        when new.total >= model.grade_a_from then 'A'
        when new.total >= model.grade_b_from then 'B'
        when new.total >= model.grade_c_from then 'C'
        else 'D'
      end
  ) then
    raise exception 'a lead scores what a published model bears'
      using errcode = 'BT002', constraint = 'lead_score_of_model';
  end if;
  return new;
end
$$;
revoke execute on function app.guard_lead_score() from public;
create trigger lead_score_guard before insert or update on lead_score for each row execute function app.guard_lead_score();
`;

// A registration is scored once it is matched, so that it costs what it did. Many changes of a lead are one job, and
// where no model is published there is none.
const JOBS = `
create function app.enqueue_scoring()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  of_partner constant uuid := case when tg_table_name = 'touchpoint' then to_jsonb(new) ->> 'lead_partner_id' else to_jsonb(new) ->> 'partner_id' end;
begin
  if exists (select from public.scoring_model where published_at is not null) then
    perform graphile_worker.add_job(
      'score_lead',
      json_build_object('leadId', new.lead_id, 'partnerId', of_partner),
      job_key := 'score_lead:' || new.lead_id,
      max_attempts := 20
    );
  end if;
  return null;
end
$$;
revoke execute on function app.enqueue_scoring() from public;
create trigger lead_matching_scores after insert or update on lead_matching for each row
execute function app.enqueue_scoring();
create trigger lead_event_scores after insert on lead_event for each row
when (new.seq > 1)
execute function app.enqueue_scoring();
create trigger touchpoint_scores after insert or update on touchpoint for each row
execute function app.enqueue_scoring();

create function app.enqueue_rescoring()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform graphile_worker.add_job(
    'rescore_leads',
    json_build_object('modelId', new.id),
    job_key := 'rescore_leads:' || new.id,
    max_attempts := 20
  );
  return null;
end
$$;
revoke execute on function app.enqueue_rescoring() from public;
create trigger scoring_model_rescores after update of published_at on scoring_model for each row
execute function app.enqueue_rescoring();
`;

// It is asked once, as the score comes to reach the threshold: what sales took back is not done again.
const PROMOTION = `
insert into stage_move (verb, from_stage, to_stage, database_role, event_type)
values ('promoteScored', 'SUBMITTED', 'MQL', 'app_jobs', 'PROMOTED');

create function app.enqueue_promotion()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform graphile_worker.add_job(
    'promote_scored',
    json_build_object('leadId', new.lead_id, 'partnerId', new.partner_id),
    job_key := 'promote_scored:' || new.lead_id,
    max_attempts := 20
  );
  return null;
end
$$;
revoke execute on function app.enqueue_promotion() from public;
create trigger lead_score_promotes after insert on lead_score for each row
when (new.reaches_mql)
execute function app.enqueue_promotion();
create trigger lead_score_promotes_now after update on lead_score for each row
when (new.reaches_mql and not old.reaches_mql)
execute function app.enqueue_promotion();
`;
