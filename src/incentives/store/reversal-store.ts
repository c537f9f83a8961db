import { idOf, refuse, uuidOf } from "../../kernel/index.ts";
import type { AwardId, CreditId, CreditReversalId, LeadId } from "../../kernel/index.ts";
import type { Database, Sql, Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import { isSamePerson } from "../../identity/index.ts";
import { stepsOf } from "../domain/clawback-terms.ts";
import type { ReversalReason, ReversibleAward } from "../domain/reversal.ts";

import { CreditReversalRow } from "./credit-reversal.row.ts";

type ReversibleRow = {
  id: string;
  lead_id: string;
  milestone: string;
  event_at: Date;
  changed_at: Date;
  claimed_at: Date;
  time_zone: string;
  reversal_days: number;
  is_reversed: boolean;
  has_earned: boolean;
  is_reported: boolean;
  is_true_up: boolean;
  clawback_days: number[] | null;
  clawback_ppm: string[] | null;
};

/** Nobody else takes back or awards what the lead earned until the transaction ends. */
const lockLeadOf = (tx: Transaction, leadUuid: Sql): Promise<unknown> =>
  tx.read(sql`select from lead as l where l.id = (${leadUuid}) for no key update of l`);

/** The award of which somebody has the credit, locked with its lead; null where there is no such credit. */
export async function lockReversible(
  tx: Transaction,
  creditId: CreditId,
): Promise<ReversibleAward | null> {
  const credit = sql`${uuidOf(creditId)}::uuid`;
  const [, row] = await Promise.all([
    lockLeadOf(tx, sql`select k.lead_id from credit as k where k.id = ${credit}`),
    // a lead that was begun anew since had been claimed before
    tx.readOne<ReversibleRow>(sql`
      select a.id, a.lead_id, a.milestone, a.event_at, i.time_zone, v.reversal_days, v.clawback_days, v.clawback_ppm::text[] as clawback_ppm,
        a.reversed_at is not null as is_reversed,
        greatest(a.event_at, (
          -- what ended before is told from what ends with it by the instant
          select max(greatest(changed.event_at, changed.reversed_at + interval '1 millisecond'))
          from award as changed
          where changed.adjusts_award_id = a.id
        )) as changed_at,
        (a.gross_minor <> a.forfeited_minor or exists (
          select from award as changing where changing.adjusts_award_id = a.id and changing.reversed_at is null
        )) as has_earned,
        exists (
          select from credit_reversal as reported where reported.award_id = a.id and reported.state = 'PROPOSED'
        ) as is_reported,
        named.kind = 'TRUE_UP' as is_true_up,
        case
          when l.claimed_at <= a.event_at then l.claimed_at
          else coalesce((
            select max(e.at)
            from lead_event as e
            where e.partner_id = l.partner_id and e.lead_id = l.id and e.type = 'REOPENED' and e.at <= a.event_at
          ), l.created_at)
        end as claimed_at
      from credit as k
      join award as named on named.id = k.award_id
      join award as a on a.id = coalesce(named.adjusts_award_id, named.id)
      join lead as l on l.id = a.lead_id
      join incentive_program as i on i.id = a.incentive_program_id
      join incentive_program_version as v on v.id = a.version_id
      where k.id = ${credit}`),
  ]);
  if (!row) return null;
  return {
    id: idOf("awd", row.id),
    leadId: idOf("lead", row.lead_id),
    milestone: row.milestone,
    reachedAt: row.event_at,
    changedAt: row.changed_at,
    claimedAt: row.claimed_at,
    timeZone: row.time_zone,
    reversalDays: row.reversal_days,
    clawback: stepsOf({ days: row.clawback_days, parts: row.clawback_ppm }),
    isReversed: row.is_reversed,
    hasEarned: row.has_earned,
    isReported: row.is_reported,
    isTrueUp: row.is_true_up,
  };
}

/** Whether a credit is what a recruiter has of another, or changes that. */
export async function readIsRecruiters(tx: Transaction, creditId: CreditId): Promise<boolean> {
  const row = await tx.readOne<{ is_recruiters: boolean }>(
    sql`select lead_id is null as is_recruiters from credit where id = ${uuidOf(creditId)}::uuid`,
  );
  return row?.is_recruiters ?? false;
}

export interface NewReversal {
  readonly id: CreditReversalId;
  readonly awardId: AwardId;
  readonly leadId: LeadId;
  readonly reason: ReversalReason;
  readonly evidence: string;
  readonly trueOn: string | null;
  readonly statement: string | null;
  /** A member's uuid. */
  readonly by: string;
  readonly at: Date;
  /** False where another person has to confirm it first. */
  readonly isDone: boolean;
  /** How much of each credit in all, and by which change, where a part is taken; null: all of it. */
  readonly part: { readonly ppm: bigint; readonly changeId: AwardId } | null;
}

/** Until when what is taken back of a lead's credit at an instant may be appealed: the days of its program. */
export async function readAppealUntil(tx: Transaction, leadId: LeadId, at: Date): Promise<Date> {
  const row = await tx.readOne<{ until: Date }>(sql`
    select ((${at}::timestamptz at time zone p.time_zone)::date + p.appeal_days + 1)::timestamp at time zone p.time_zone as until
    from lead as l
    join program as p on p.id = l.program_id
    where l.id = ${uuidOf(leadId)}::uuid`);
  if (!row) throw new Error(`there is no lead ${leadId}`);
  return row.until;
}

export function queueReversal(database: Database, tx: Transaction, made: NewReversal): void {
  tx.queue(
    database.insert(CreditReversalRow, {
      id: uuidOf(made.id),
      awardId: uuidOf(made.awardId),
      leadId: uuidOf(made.leadId),
      reason: made.reason,
      evidence: made.evidence,
      trueOn: made.trueOn,
      statement: made.statement,
      state: made.isDone ? "DONE" : "PROPOSED",
      requestedBy: made.by,
      requestedAt: made.at,
      effectiveAt: made.isDone ? made.at : null,
      takenPpm: made.part?.ppm ?? null,
      changeAwardId: made.part ? uuidOf(made.part.changeId) : null,
    }),
    { credit_reversal_once: TRY_AGAIN },
  );
}

/** Fraud that was reported, as whoever decides over it finds it. */
export interface ReportedFraud {
  readonly awardId: AwardId;
  readonly leadId: LeadId;
  readonly reason: ReversalReason;
  readonly statement: string | null;
  readonly evidence: string;
  /** A member's uuid. */
  readonly requestedBy: string;
  readonly state: string;
  /** Whether whoever decides has reported it: as a person, whatever their membership. */
  readonly isOwn: boolean;
  readonly isReversed: boolean;
  readonly requestedAt: Date;
}

type ReportedRow = {
  award_id: string;
  lead_id: string;
  reason: ReversalReason;
  statement: string | null;
  evidence: string;
  requested_by: string;
  state: string;
  is_own: boolean;
  is_reversed: boolean;
  requested_at: Date;
};

/** A reversal, locked with its lead; null where there is none. */
export async function lockReported(
  tx: Transaction,
  id: CreditReversalId,
  actorId: string,
): Promise<ReportedFraud | null> {
  const reversal = sql`${uuidOf(id)}::uuid`;
  const [, row] = await Promise.all([
    lockLeadOf(tx, sql`select r.lead_id from credit_reversal as r where r.id = ${reversal}`),
    tx.readOne<ReportedRow>(sql`
      select r.award_id, r.lead_id, r.reason, r.statement, r.evidence, r.requested_by, r.state, r.requested_at,
        ${isSamePerson(sql`${actorId}::uuid`, sql`r.requested_by`)} as is_own,
        a.reversed_at is not null as is_reversed
      from credit_reversal as r
      join award as a on a.id = r.award_id
      where r.id = ${reversal}`),
  ]);
  if (!row) return null;
  return {
    awardId: idOf("awd", row.award_id),
    leadId: idOf("lead", row.lead_id),
    reason: row.reason,
    statement: row.statement,
    evidence: row.evidence,
    requestedBy: row.requested_by,
    state: row.state,
    isOwn: row.is_own,
    isReversed: row.is_reversed,
    requestedAt: row.requested_at,
  };
}

/** Queues what a second person decides: the credit is taken back, or stays. */
export function queueDecided(
  tx: Transaction,
  id: CreditReversalId,
  decided: {
    readonly doesConfirm: boolean;
    readonly by: string;
    readonly note: string | null;
    readonly at: Date;
  },
): void {
  const { doesConfirm, by, note, at } = decided;
  tx.queue(
    sql`
    update credit_reversal
    set state = ${doesConfirm ? "DONE" : "DECLINED"}::text,
      decided_by = ${by}::uuid,
      decided_at = ${at}::timestamptz,
      note = ${note}::text,
      effective_at = case when ${doesConfirm}::boolean then ${at}::timestamptz end
    where id = ${uuidOf(id)}::uuid`,
    {
      credit_reversal_two_persons: () =>
        refuse("BUSINESS_RULE", "Fraud is confirmed by another person than who reported it."),
    },
  );
}
