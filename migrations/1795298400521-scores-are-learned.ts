import type { MigrationInterface, QueryRunner } from "typeorm";

/** Models are learned from what became of leads; one that was published before is taken up again. */
export class ScoresAreLearned1795298400521 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(TRAININGS);
    await runner.query(MODELS);
    await runner.query(GUARDS);
    await runner.query(JOBS);
  }

  public async down(): Promise<void> {
    throw new Error("by what leads were scored is not forgotten: restore a backup instead");
  }
}

// Whoever drafts the model asks for it; how it went the job alone says, once. What was learned is kept as it was
// written, with its hash.
const TRAININGS = `
create table scoring_training (
  id uuid not null,
  outcome text not null,
  decided_from date not null,
  decided_until date not null,
  left_out text[] not null default '{}',
  requested_at timestamptz(3) not null,
  status text not null default 'QUEUED',
  started_at timestamptz(3),
  finished_at timestamptz(3),
  failure text,
  positives integer,
  negatives integer,
  report jsonb,
  artefact text,
  artefact_sha256 text,
  constraint scoring_training_pkey primary key (id),
  constraint scoring_training_outcome check (outcome in ('SQL', 'WON')),
  constraint scoring_training_period check (decided_from < decided_until),
  constraint scoring_training_left_out check (cardinality(left_out) <= 50),
  constraint scoring_training_status check (status in ('QUEUED', 'RUNNING', 'DONE', 'FAILED')),
  constraint scoring_training_finished check ((status in ('DONE', 'FAILED')) = (finished_at is not null) and finished_at >= started_at),
  constraint scoring_training_failed check ((status = 'FAILED') = (failure is not null)),
  constraint scoring_training_done check (
    case when status = 'DONE' then num_nonnulls(report, artefact, artefact_sha256, positives, negatives) = 5
    else num_nonnulls(report, artefact, artefact_sha256, positives, negatives) = 0 end),
  constraint scoring_training_counts check (positives >= 0 and negatives >= 0),
  constraint scoring_training_hash check (artefact_sha256 = encode(sha256(convert_to(artefact, 'UTF8')), 'hex'))
);
call app.give_policies('scoring_training', 'vendor_only');
grant select, insert (id, outcome, decided_from, decided_until, left_out, requested_at) on scoring_training to app_vendor;
grant select, update (status, started_at, finished_at, failure, positives, negatives, report, artefact, artefact_sha256)
  on scoring_training to app_jobs;
comment on table scoring_training is 'What a model was to be learned from, and what was: its artefact with its hash, and how well it foretells what it did not learn from. Over once, and never changed then';
`;

const MODELS = `
alter table scoring_model
  add column training_id uuid,
  add column restores_id uuid,
  add column explanations jsonb not null default '[]',
  add constraint scoring_model_training_fkey foreign key (training_id) references scoring_training (id),
  add constraint scoring_model_restores_fkey foreign key (restores_id) references scoring_model (id),
  drop constraint scoring_model_scores_something,
  add constraint scoring_model_scores_something check (
    (training_id is null) = (jsonb_array_length(fit) + jsonb_array_length(engagement) >= 1)),
  add constraint scoring_model_of_chances check (
    training_id is null or fit_cap = 100 and engagement_cap = 100 and grade_a_from <= 100 and coalesce(mql_from, 1) <= 100),
  add constraint scoring_model_restored check (restores_id is null or published_at is not null),
  add constraint scoring_model_explanations check (
    jsonb_typeof(explanations) = 'array' and (explanations = '[]' or training_id is not null and published_at is not null));
create index scoring_model_of_training on scoring_model (training_id) where training_id is not null;
create index scoring_model_restoring on scoring_model (restores_id) where restores_id is not null;
grant insert (training_id, restores_id, explanations, published_at, published_by), update (explanations) on scoring_model to app_vendor;
comment on column scoring_model.training_id is 'What it was learned in; null of rules that people wrote';
comment on column scoring_model.restores_id is 'The earlier model that it takes up again, word for word';
comment on column scoring_model.explanations is 'What whoever published it said of features that do suspiciously well';
drop trigger scoring_model_ends_once on scoring_model;
call app.make_endable('scoring_model', 'published_at', 'published_by', 'explanations');
`;

const GUARDS = `
create function app.guard_scoring_training()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' and new.status = 'QUEUED' then
    return new;
  end if;
  if tg_op = 'UPDATE' and old.status in ('QUEUED', 'RUNNING')
    and (new.id, new.outcome, new.decided_from, new.decided_until, new.left_out, new.requested_at)
      is not distinct from (old.id, old.outcome, old.decided_from, old.decided_until, old.left_out, old.requested_at)
  then
    return new;
  end if;
  raise exception 'a training that is over stays as it is, and so does what was asked of it'
    using errcode = 'BT004', constraint = 'scoring_training_stands';
end
$$;
revoke execute on function app.guard_scoring_training() from public;
create trigger scoring_training_guard before insert or update or delete on scoring_training
for each row execute function app.guard_scoring_training();
alter table scoring_training enable always trigger scoring_training_guard;
create trigger scoring_training_no_truncate before truncate on scoring_training
for each statement execute function app.refuse_change();
alter table scoring_training enable always trigger scoring_training_no_truncate;

create or replace function app.guard_scoring_model()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  restored public.scoring_model;
begin
  if tg_op = 'INSERT' and new.published_at is null and new.created_by is distinct from app.actor()
    or new.published_at is not null and new.published_by is distinct from app.actor()
  then
    raise exception 'a scoring model names who drafts it, and who publishes it'
      using errcode = 'BT002', constraint = 'scoring_model_by_actor';
  end if;
  if new.published_at is null then
    return new;
  end if;
  if exists (
    select
    from public.membership as acting
    join public.membership as drafting on drafting.user_id = acting.user_id
    where acting.id = new.published_by and drafting.id = new.created_by
  ) then
    raise exception 'a scoring model is published by another person than who drafted it'
      using errcode = 'BT002', constraint = 'scoring_model_two_persons';
  end if;
  if exists (
    select
    from public.scoring_model as other
    where other.published_at >= new.published_at
  ) then
    raise exception 'a scoring model is not published before the one that is in force'
      using errcode = 'BT002', constraint = 'scoring_model_in_order';
  end if;
  if tg_op = 'INSERT' then
    select * into restored from public.scoring_model where id = new.restores_id and published_at is not null;
    if (new.fit, new.engagement, new.fit_cap, new.engagement_cap, new.grade_a_from, new.grade_b_from, new.grade_c_from, new.mql_from,
        new.training_id, new.explanations, new.created_by)
      is distinct from (restored.fit, restored.engagement, restored.fit_cap, restored.engagement_cap, restored.grade_a_from,
        restored.grade_b_from, restored.grade_c_from, restored.mql_from, restored.training_id, restored.explanations, restored.created_by)
    then
      raise exception 'a model that comes published takes up one that was, word for word'
        using errcode = 'BT002', constraint = 'scoring_model_restores';
    end if;
    return new;
  end if;
  if new.training_id is not null and not exists (
    select
    from public.scoring_training as training
    where training.id = new.training_id and training.status = 'DONE' and training.positives >= 100 and training.negatives >= 100
      and not exists (
        select
        from jsonb_array_elements(training.report -> 'features') as feature
        where (feature ->> 'isSuspicious')::boolean and not exists (
          select
          from jsonb_array_elements(new.explanations) as explained
          where explained ->> 'feature' = feature ->> 'name' and char_length(explained ->> 'explanation') >= 1))
  ) then
    raise exception 'a learned model is published on enough outcomes, with all that is suspicious explained'
      using errcode = 'BT002', constraint = 'scoring_model_learned_enough';
  end if;
  return new;
end
$$;
`;

const JOBS = `
create trigger scoring_model_restored_rescores after insert on scoring_model for each row
when (new.published_at is not null)
execute function app.enqueue_rescoring();

create function queue.enqueue_training()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform graphile_worker.add_job(
    'train_model',
    json_build_object('trainingId', new.id),
    queue_name := 'trainings',
    job_key := 'train_model:' || new.id,
    max_attempts := 5
  );
  return null;
end
$$;
revoke execute on function queue.enqueue_training() from public;
create trigger scoring_training_begins after insert on scoring_training for each row execute function queue.enqueue_training();
alter function queue.enqueue_training() owner to app_queue;
`;
