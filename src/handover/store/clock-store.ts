import type { EventId, LeadId, PartnerId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Database, Session, Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { ClockKind, ClockOutcome, Consequence } from "../domain/sla-policy.ts";

import { ClockFiringRow } from "./lead-clock.row.ts";

/** A step of a clock that is due. */
export interface DueStep {
  readonly partnerId: PartnerId;
  readonly leadId: LeadId;
  readonly clockId: string;
  readonly dueAt: Date;
}

type DueRow = { partner_id: string; lead_id: string; clock_id: string; fires_at: Date };

/** The clocks with a step that is due by then, the longest due first. */
export async function readDueSteps(
  database: Database,
  session: Session,
  at: Date,
  { after, most }: { readonly after: DueStep | null; readonly most: number },
): Promise<readonly DueStep[]> {
  const rows = await database.read<DueRow>(
    session,
    sql`
      select partner_id, lead_id, clock_id, fires_at
      from clock_watch
      where fires_at <= ${at}::timestamptz
        and (${after?.clockId ?? null}::uuid is null
          or (fires_at, clock_id) > (${after?.dueAt ?? null}::timestamptz, ${after?.clockId ?? null}::uuid))
      order by fires_at, clock_id
      limit ${most}::integer`,
  );
  return rows.map((row) => ({
    partnerId: idOf("prt", row.partner_id),
    leadId: idOf("lead", row.lead_id),
    clockId: row.clock_id,
    dueAt: row.fires_at,
  }));
}

/** The next step of a clock. */
export interface NextStep {
  readonly kind: ClockKind;
  readonly consequence: Consequence;
  readonly percent: number;
  readonly dueAt: Date;
  /** Of AUTO_ACCEPT: how many per cent of the leads wait for a person. */
  readonly heldBackPercent: number | null;
  /** By what it is drawn whether a lead is among them: its partner and company, the same however often it is registered. */
  readonly prospect: string;
}

type StepRow = {
  kind: ClockKind;
  consequence: Consequence;
  next_percent: number;
  fires_at: Date;
  held_back_percent: number | null;
  prospect: string;
};

/** Keeps a partner from being suspended until the transaction ends, or waits until it is. */
export const holdStanding = (tx: Transaction, partnerId: PartnerId): Promise<unknown> =>
  tx.read(sql`select app.is_suspended(${uuidOf(partnerId)}::uuid)`);

/** The step that is due of a clock, once its lead is locked; null where none is any more. */
export async function readStep(tx: Transaction, due: DueStep, at: Date): Promise<NextStep | null> {
  const row = await tx.readOne<StepRow>(sql`
    select clock.kind, watch.consequence, watch.next_percent, watch.fires_at, terms.held_back_percent,
      company.partner_id || ' ' || coalesce(company.domain, company.folded_name) as prospect
    from clock_watch as watch
    join lead_clock as clock on clock.partner_id = watch.partner_id and clock.id = watch.clock_id
    join company on company.partner_id = watch.partner_id and company.lead_id = watch.lead_id
    left join sla_policy_version as terms on terms.policy_id = watch.policy_id and terms.number = watch.policy_number
    where watch.partner_id = ${uuidOf(due.partnerId)}::uuid and watch.clock_id = ${due.clockId}::uuid
      and watch.fires_at <= ${at}::timestamptz`);
  if (!row) return null;
  const { kind, consequence, prospect } = row;
  return {
    ...{ kind, consequence, prospect, percent: row.next_percent, dueAt: row.fires_at },
    heldBackPercent: row.held_back_percent,
  };
}

/** What a step came to. */
export interface StepDone {
  readonly outcome: ClockOutcome;
  /** The members who were told, or who got the lead. */
  readonly members: readonly string[];
  /** Why the consequence could not be; null where it was. */
  readonly heldBackBy: string | null;
  readonly eventId: EventId | null;
}

/** Notes a step as done, by which the clock aims at its next one. */
export function insertFiring(
  database: Database,
  due: DueStep,
  step: NextStep,
  done: StepDone,
  at: Date,
): Sql {
  return database.insert(ClockFiringRow, {
    partnerId: uuidOf(due.partnerId),
    clockId: due.clockId,
    percent: step.percent,
    leadId: uuidOf(due.leadId),
    dueAt: step.dueAt,
    firedAt: at,
    outcome: done.outcome,
    heldBackBy: done.heldBackBy,
    memberIds: done.members,
    eventId: done.eventId === null ? null : uuidOf(done.eventId),
  });
}
