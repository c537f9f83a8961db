import type { ScoringScheduleId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Database, Session, Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import type { TrainedFor } from "../domain/features.ts";
import type { ScoringSchedule } from "../domain/schedule.ts";

type ScheduleRow = {
  id: string;
  every_months: number | null;
  when_drifted: boolean;
  learns_months: number;
  outcome: TrainedFor;
  left_out: string[];
  grade_a_from: number;
  grade_b_from: number;
  grade_c_from: number;
  mql_from: number | null;
  set_by: string;
  set_at: Date;
};

/** The schedule in force; locked until the transaction ends; null where there is none. */
export async function lockSchedule(
  tx: Transaction,
): Promise<(ScoringSchedule & { readonly setAt: Date; readonly setBy: string }) | null> {
  const row = await tx.readOne<ScheduleRow>(sql`
    select every_months, when_drifted, learns_months, outcome, left_out, grade_a_from, grade_b_from, grade_c_from, mql_from, set_at, set_by
    from scoring_schedule
    where replaced_at is null
    for no key update`);
  return row && { ...scheduleOf(row), setAt: row.set_at, setBy: row.set_by };
}

const scheduleOf = (row: ScheduleRow): ScoringSchedule => ({
  everyMonths: row.every_months,
  whenDrifted: row.when_drifted,
  learnsFromMonths: row.learns_months,
  outcome: row.outcome,
  leftOut: row.left_out,
  gradeAFrom: row.grade_a_from,
  gradeBFrom: row.grade_b_from,
  gradeCFrom: row.grade_c_from,
  mqlFrom: row.mql_from,
});

/** Queues that models are trained so from now on; where somebody else has just said otherwise, the call is made again. */
export function queueSchedule(
  tx: Transaction,
  id: ScoringScheduleId,
  schedule: ScoringSchedule,
  said: { readonly reason: string; readonly at: Date; readonly by: string },
): void {
  const { everyMonths, whenDrifted, learnsFromMonths, outcome, leftOut, mqlFrom } = schedule;
  tx.queue(sql`
    update scoring_schedule set replaced_at = ${said.at}::timestamptz where replaced_at is null`);
  tx.queueAfter(
    sql`
      insert into scoring_schedule (id, every_months, when_drifted, learns_months, outcome, left_out, grade_a_from, grade_b_from,
        grade_c_from, mql_from, reason, set_by, set_at)
      values (${uuidOf(id)}::uuid, ${everyMonths}::integer, ${whenDrifted}::boolean, ${learnsFromMonths}::integer, ${outcome}::text,
        ${leftOut}::text[], ${schedule.gradeAFrom}::integer, ${schedule.gradeBFrom}::integer, ${schedule.gradeCFrom}::integer,
        ${mqlFrom}::integer, ${said.reason}::text, ${said.by}::uuid, ${said.at}::timestamptz)`,
    { scoring_schedule_one_in_force: TRY_AGAIN },
  );
}

/** A month for which a model is to be trained now, by the schedule in force. */
export interface DueTraining extends ScoringSchedule {
  readonly scheduleId: ScoringScheduleId;
  /** Who stands behind it, by their uuid. */
  readonly setBy: string;
  /** The first day of the month, which is the day after the last that is learned from, and of those months before. */
  readonly month: string;
  readonly decidedFrom: string;
}

/**
 * What is due at an instant: so many months after the last that did not fail, or since the schedule was saved; or as soon as it is
 * known that in the month before the model in force fared worse, or that leads had shifted. No month is due twice, and
 * nothing is for whoever has left.
 */
export async function readDueTraining(
  database: Database,
  session: Session,
  at: Date,
): Promise<DueTraining | null> {
  const row = await database.readOne<ScheduleRow & { month: string; decided_from: string }>(
    session,
    sql`
      select schedule.*, this.month::date::text as month, (this.month - make_interval(months => learns_months))::date::text as decided_from
      from scoring_schedule as schedule
      join membership as author on author.id = schedule.set_by and author.deactivated_at is null
      cross join lateral (select date_trunc('month', ${at}::timestamptz at time zone 'UTC') as month) as this
      left join lateral (
        select max(scheduled_on)::timestamp as month, max(scheduled_on) filter (where status <> 'FAILED')::timestamp as taught
        from scoring_training
        where scheduled_on is not null
      ) as last on true
      where schedule.replaced_at is null and (last.month is null or last.month < this.month)
        and (
          this.month >= coalesce(last.taught, date_trunc('month', schedule.set_at at time zone 'UTC'))
            + make_interval(months => schedule.every_months)
          or schedule.when_drifted and exists (
            select
            from scoring_check as checked
            where checked.month = (this.month - interval '1 month')::date and (checked.is_shifted or checked.is_worse)
              and checked.training_id = (
                select training_id
                from scoring_model
                where published_at is not null
                order by published_at desc
                limit 1)))`,
  );
  if (!row) return null;
  return {
    ...scheduleOf(row),
    ...{ scheduleId: idOf("sch", row.id), setBy: row.set_by },
    ...{ month: row.month, decidedFrom: row.decided_from },
  };
}
