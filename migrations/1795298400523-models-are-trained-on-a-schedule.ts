import type { MigrationInterface, QueryRunner } from "typeorm";

/** The next model is drafted by itself, every so many months or when the one in force fares worse; persons publish it. */
export class ModelsAreTrainedOnASchedule1795298400523 implements MigrationInterface {
  public async up(runner: QueryRunner): Promise<void> {
    await runner.query(SCHEDULES);
    await runner.query(TRAININGS);
    await runner.query(TOLD);
  }

  public async down(): Promise<void> {
    throw new Error(
      "by what schedule models were trained is not forgotten: restore a backup instead",
    );
  }
}

const VENDOR = "01970000-0000-7000-8000-000000000002";

// One is in force, or none. Whoever saves it stands behind the models that it drafts, so that another person publishes them.
const SCHEDULES = `
create table scoring_schedule (
  id uuid not null,
  every_months integer,
  when_drifted boolean not null,
  learns_months integer not null,
  outcome text not null,
  left_out text[] not null default '{}',
  grade_a_from integer not null,
  grade_b_from integer not null,
  grade_c_from integer not null,
  mql_from integer,
  reason text not null,
  set_by uuid not null,
  set_at timestamptz(3) not null,
  replaced_at timestamptz(3),
  constraint scoring_schedule_pkey primary key (id),
  constraint scoring_schedule_every check (every_months between 1 and 24),
  constraint scoring_schedule_learns check (learns_months between 1 and 60),
  constraint scoring_schedule_outcome check (outcome in ('SQL', 'WON')),
  constraint scoring_schedule_left_out check (cardinality(left_out) <= 50),
  constraint scoring_schedule_grades check (1 <= grade_c_from and grade_c_from < grade_b_from and grade_b_from < grade_a_from and grade_a_from <= 100),
  constraint scoring_schedule_mql check (mql_from between 1 and 100),
  constraint scoring_schedule_reason check (char_length(reason) between 1 and 2000),
  constraint scoring_schedule_in_order check (replaced_at >= set_at)
);
create unique index scoring_schedule_one_in_force on scoring_schedule ((true)) where replaced_at is null;
call app.give_policies('scoring_schedule', 'vendor_only');
call app.make_endable('scoring_schedule', 'replaced_at');
grant select, insert (id, every_months, when_drifted, learns_months, outcome, left_out, grade_a_from, grade_b_from, grade_c_from,
    mql_from, reason, set_by, set_at), update (replaced_at)
  on scoring_schedule to app_vendor;
grant select on scoring_schedule to app_jobs;
comment on table scoring_schedule is 'When models are trained by themselves, and from what: the row that is not replaced is in force, the others are its history';
comment on column scoring_schedule.every_months is 'Null where no month is due by itself';
comment on column scoring_schedule.when_drifted is 'Whether a model is trained once the one in force fared worse in a month, or its leads shifted';
comment on column scoring_schedule.learns_months is 'From the decisions of how many months before';

create function app.guard_scoring_schedule()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.set_by is distinct from app.actor() or new.replaced_at is not null then
    raise exception 'a schedule is saved by who acts, and is in force until another takes its place'
      using errcode = 'BT002', constraint = 'scoring_schedule_begins';
  end if;
  return null;
end
$$;
revoke execute on function app.guard_scoring_schedule() from public;
create trigger scoring_schedule_guard after insert on scoring_schedule for each row execute function app.guard_scoring_schedule();
alter table scoring_schedule enable always trigger scoring_schedule_guard;
`;

// A month is trained for once, by whichever instance is first.
const TRAININGS = `
alter table scoring_training
  add column schedule_id uuid,
  add column scheduled_on date,
  add constraint scoring_training_schedule_fkey foreign key (schedule_id) references scoring_schedule (id),
  add constraint scoring_training_scheduled check (
    num_nonnulls(schedule_id, scheduled_on) in (0, 2) and extract(day from scheduled_on) = 1 and decided_until = scheduled_on);
create unique index scoring_training_scheduled_once on scoring_training (scheduled_on) where scheduled_on is not null;
create index scoring_training_of_schedule on scoring_training (schedule_id) where schedule_id is not null;
grant insert (schedule_id, scheduled_on) on scoring_training to app_vendor;
comment on column scoring_training.scheduled_on is 'The month, by its first day in UTC, for which the schedule asked; null where a person did';

create or replace function app.guard_scoring_training()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'INSERT' and new.status = 'QUEUED' then
    if new.schedule_id is not null and not exists (
      select
      from public.scoring_schedule as schedule
      where schedule.id = new.schedule_id and schedule.replaced_at is null and schedule.set_by = app.actor()
        and (schedule.outcome, schedule.left_out) = (new.outcome, new.left_out)
        and new.decided_from = new.scheduled_on - make_interval(months => schedule.learns_months)
    ) then
      raise exception 'a training is of the schedule in force, as that says'
        using errcode = 'BT002', constraint = 'scoring_training_by_schedule';
    end if;
    return new;
  end if;
  if tg_op = 'UPDATE' and old.status in ('QUEUED', 'RUNNING')
    and (new.id, new.outcome, new.decided_from, new.decided_until, new.left_out, new.requested_at, new.schedule_id, new.scheduled_on)
      is not distinct from (old.id, old.outcome, old.decided_from, old.decided_until, old.left_out, old.requested_at, old.schedule_id,
        old.scheduled_on)
  then
    return new;
  end if;
  raise exception 'a training that is over stays as it is, and so does what was asked of it'
    using errcode = 'BT004', constraint = 'scoring_training_stands';
end
$$;
`;

const TOLD = `
create function app.note_scheduled_training()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.notice_occasion (id, kind, for_vendor, partner_id, at)
  values (new.id, 'SCORING_MODEL_TRAINED', true, '${VENDOR}', new.finished_at);
  return null;
end
$$;
revoke execute on function app.note_scheduled_training() from public;
create trigger scoring_training_is_told after update on scoring_training for each row
when (new.schedule_id is not null and new.finished_at is not null and old.finished_at is null)
execute function app.note_scheduled_training();
`;
