import { randomUUID } from "node:crypto";

import type { AccountingPeriodId, Refusal } from "../../kernel/index.ts";
import { idOf, refuse, uuidOf } from "../../kernel/index.ts";
import type { Database, Session, Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import type { PeriodState, PeriodStepKind, StandingPeriod } from "../domain/period.ts";

type PeriodFound = {
  starts_on: string;
  ends_before: string;
  state: PeriodState;
  is_exported: boolean;
  today: string;
  open_before: string | null;
  is_own: boolean;
  number: number | null;
  kind: PeriodStepKind | null;
};

/** A period as it stands; null where there is none. Whoever is quicker with a step has this one tried again. */
export async function readPeriod(
  tx: Transaction,
  id: AccountingPeriodId,
  { at, by }: { readonly at: Date; readonly by: string },
): Promise<StandingPeriod | null> {
  const row = await tx.readOne<PeriodFound>(sql`
    select period.starts_on::text, period.ends_before::text, upper(period.status) as state,
      period.gl_exported_at is not null as is_exported,
      (${at}::timestamptz at time zone entity.time_zone)::date::text as today,
      (
        select min(earlier.starts_on)::text
        from accounting_period as earlier
        where earlier.entity_id = period.entity_id and earlier.starts_on < period.starts_on and earlier.status <> 'closed'
      ) as open_before,
      coalesce((
        select app.needs_another_person(${by}::uuid, prepared.made_by)
        from period_step as prepared
        where prepared.period_id = period.id and prepared.kind in ('SOFT_CLOSED', 'REOPENING_ASKED')
        order by prepared.number desc
        limit 1
      ), false) as is_own,
      last.number, last.kind
    from accounting_period as period
    join legal_entity as entity on entity.id = period.entity_id
    left join lateral (
      select step.number, step.kind
      from period_step as step
      where step.period_id = period.id
      order by step.number desc
      limit 1
    ) as last on true
    where period.id = ${uuidOf(id)}::uuid`);
  if (!row) return null;
  return {
    startsOn: row.starts_on,
    endsBefore: row.ends_before,
    state: row.state,
    isExported: row.is_exported,
    today: row.today,
    openBefore: row.open_before,
    isOwn: row.is_own,
    lastStep:
      row.number === null || row.kind === null ? null : { number: row.number, kind: row.kind },
  };
}

export interface PeriodStep {
  readonly periodId: AccountingPeriodId;
  readonly number: number;
  readonly kind: PeriodStepKind;
  readonly at: Date;
  readonly by: string;
  readonly reason?: string;
  readonly days?: number;
  readonly glReference?: string;
}

const notSealed = (): Refusal =>
  refuse("BUSY", "Postings of the period wait for their seal; close it again in a few seconds.", {
    path: ["accountingPeriodId"],
  });

/** Queues a step; the database moves the period by it, behind everybody who posts into it. */
export function queueStep(tx: Transaction, step: PeriodStep): void {
  const told = { reason: step.reason, days: step.days, gl_reference: step.glReference };
  const given = Object.entries(told).filter(([, value]) => value !== undefined);
  const id = randomUUID();
  const base = sql`${id}::uuid, ${uuidOf(step.periodId)}::uuid, ${step.number}::integer, ${step.kind}::text,
    ${step.at}::timestamptz, ${step.by}::uuid`;
  const refusals = {
    period_step_in_order: TRY_AGAIN,
    period_step_once: TRY_AGAIN,
    period_step_sealed: notSealed,
  } as const;
  // the jobs may not so much as name what only people say
  const piece =
    given.length === 0
      ? sql`insert into period_step (id, period_id, number, kind, made_at, made_by) values (${base})`
      : sql`
        insert into period_step (id, period_id, number, kind, made_at, made_by, reason, days, gl_reference)
        values (${base}, ${step.reason ?? null}::text, ${step.days ?? null}::integer, ${step.glReference ?? null}::text)`;
  tx.queue(piece, refusals);
}

/** Periods that were opened again for a time that is over. */
export async function readOverReopenings(
  database: Database,
  session: Session,
  at: Date,
): Promise<readonly AccountingPeriodId[]> {
  const rows = await database.read<{ id: string }>(
    session,
    sql`
      select period.id
      from accounting_period as period
      join lateral (
        select step.kind, step.open_until
        from period_step as step
        where step.period_id = period.id
        order by step.number desc
        limit 1
      ) as last on last.kind = 'REOPENED' and last.open_until <= ${at}::timestamptz
      where period.status = 'open'
      order by period.starts_on`,
  );
  return rows.map(({ id }) => idOf("prd", id));
}
