import type { Database, Session, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Check } from "../domain/check.ts";
import type { TrainedFor } from "../domain/features.ts";

import type { KeptLearning } from "./scoring-training-store.ts";

/** A month of which it is not known yet how the model in force fares. */
export interface DueCheck extends KeptLearning {
  readonly trainingId: string;
  readonly outcome: TrainedFor;
  /** The first day of the month, and of the next one, in UTC: YYYY-MM-DD. */
  readonly month: string;
  readonly until: string;
}

/** How many months of the past are looked at. */
const MOST_MONTHS = 12;

/** The next month that is due, the earliest first: it is over, and behind what the model in force learned from. */
export async function readDueCheck(
  database: Database,
  session: Session,
  at: Date,
): Promise<DueCheck | null> {
  const row = await database.readOne<{
    training_id: string;
    outcome: TrainedFor;
    month: string;
    until: string;
    model: KeptLearning["model"];
    report: KeptLearning["report"];
  }>(
    session,
    sql`
      select training.id as training_id, training.outcome, due.month::date::text as month,
        (due.month + interval '1 month')::date::text as until, training.artefact::json as model, training.report
      from (
        select training_id
        from scoring_model
        where published_at is not null
        order by published_at desc
        limit 1
      ) as in_force
      join scoring_training as training on training.id = in_force.training_id and training.status = 'DONE'
      cross join lateral (select date_trunc('month', ${at}::timestamptz at time zone 'UTC') as month) as this
      cross join lateral generate_series(
        greatest(
          date_trunc('month', training.decided_until + interval '1 month - 1 day'),
          this.month - make_interval(months => ${MOST_MONTHS}::integer)),
        this.month - interval '1 month', interval '1 month') as due (month)
      where not exists (
        select
        from scoring_check as checked
        where checked.training_id = training.id and checked.month = due.month::date)
      order by due.month
      limit 1`,
  );
  if (!row) return null;
  const { training_id: trainingId, ...rest } = row;
  return { trainingId, ...rest };
}

/** Queues how it fared; where another instance was quicker, what that found stands. */
export function queueCheck(
  tx: Transaction,
  { trainingId, month }: Pick<DueCheck, "trainingId" | "month">,
  check: Check,
  at: Date,
): void {
  const { leads, positives, shift, isShifted, measures, isWorse, features } = check;
  tx.queue(sql`
    insert into scoring_check (id, training_id, month, checked_at, leads, positives, shift, is_shifted, measures, is_worse, features)
    values (gen_random_uuid(), ${trainingId}::uuid, ${month}::date, ${at}::timestamptz, ${leads}::integer, ${positives}::integer,
      ${shift}::double precision, ${isShifted}::boolean, ${measures && JSON.stringify(measures)}::jsonb, ${isWorse}::boolean,
      ${JSON.stringify(features)}::jsonb)
    on conflict on constraint scoring_check_pkey do nothing`);
}
