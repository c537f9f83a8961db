import type {
  CreditId,
  JournalTransactionId,
  Refusal,
  StatementDisputeId,
  StatementDisputeOutcomeId,
} from "../../kernel/index.ts";
import { refuse, uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import type {
  AnswerableDispute,
  DisputeOutcome,
  StatementDisputeState,
} from "../domain/dispute.ts";

/** A dispute with what is proposed, locked until the transaction ends, for a vendor's session; null where there is none. */
export async function lockDispute(
  tx: Transaction,
  id: StatementDisputeId,
  actorId: string,
): Promise<AnswerableDispute | null> {
  const row = await tx.readOne<{
    state: StatementDisputeState;
    opened_at: Date;
    is_of_own_partner: boolean;
    proposal_id: string | null;
    outcome: DisputeOutcome;
    answer: string;
    correcting_credit_id: string | null;
    correcting_txn_id: string | null;
    proposed_at: Date;
    is_own: boolean;
  }>(sql`
    select dispute.state, dispute.opened_at, app.has_worked_for(${actorId}::uuid, dispute.partner_id) as is_of_own_partner,
      proposed.id as proposal_id, proposed.outcome, proposed.answer, proposed.correcting_credit_id, proposed.correcting_txn_id,
      proposed.proposed_at, app.needs_another_person(${actorId}::uuid, proposed.proposed_by) as is_own
    from statement_dispute as dispute
    left join statement_dispute_outcome as proposed on proposed.dispute_id = dispute.id and proposed.state = 'WAITING'
    where dispute.id = ${uuidOf(id)}::uuid
    for no key update of dispute`);
  if (!row) return null;
  return {
    state: row.state,
    openedAt: row.opened_at,
    isOfOwnPartner: row.is_of_own_partner,
    proposal:
      row.proposal_id === null
        ? null
        : {
            id: row.proposal_id,
            outcome: row.outcome,
            answer: row.answer,
            correctingCreditUuid: row.correcting_credit_id,
            correctingPostingUuid: row.correcting_txn_id,
            proposedAt: row.proposed_at,
            isOwn: row.is_own,
          },
  };
}

const notBookedSince = (): Refusal =>
  refuse(
    "BUSINESS_RULE",
    "What came of the dispute is a credit of its partner that was made, changed or taken back since it was opened, or a posting to its accounts: book it first.",
    { path: ["correctingCreditId"] },
  );

/** Queues what somebody proposes to answer. */
export function queueOutcome(
  tx: Transaction,
  said: {
    readonly id: StatementDisputeOutcomeId;
    readonly statementDisputeId: StatementDisputeId;
    readonly outcome: DisputeOutcome;
    readonly answer: string;
    readonly correctingCreditId: CreditId | null;
    readonly correctingPostingId: JournalTransactionId | null;
    readonly at: Date;
    readonly by: string;
  },
): void {
  const { correctingCreditId: credit, correctingPostingId: posting } = said;
  tx.queue(
    sql`
      insert into statement_dispute_outcome (id, dispute_id, outcome, answer, correcting_credit_id, correcting_txn_id,
        proposed_by, proposed_at)
      values (${uuidOf(said.id)}::uuid, ${uuidOf(said.statementDisputeId)}::uuid, ${said.outcome}::text, ${said.answer}::text,
        ${credit === null ? null : uuidOf(credit)}::uuid, ${posting === null ? null : uuidOf(posting)}::uuid,
        ${said.by}::uuid, ${said.at}::timestamptz)`,
    {
      statement_dispute_outcome_one_waiting: TRY_AGAIN,
      statement_dispute_outcome_booked_since: notBookedSince,
      statement_dispute_outcome_credit_fkey: notBookedSince,
      statement_dispute_outcome_txn_fkey: notBookedSince,
    },
  );
}

/** Queues what became of the proposal, and that the dispute ends with it where it is approved. */
export function queueDecided(
  tx: Transaction,
  said: {
    readonly id: StatementDisputeId;
    readonly proposal: NonNullable<AnswerableDispute["proposal"]>;
    readonly isApproved: boolean;
    readonly note: string | null;
    readonly at: Date;
    readonly by: string;
  },
): void {
  const { proposal, at, by } = said;
  tx.queue(
    sql`
      update statement_dispute_outcome
      set state = ${said.isApproved ? "APPROVED" : "DECLINED"}::text, decided_at = ${at}::timestamptz, decided_by = ${by}::uuid,
        note = ${said.note}::text
      where id = ${proposal.id}::uuid`,
    { statement_dispute_outcome_ends_once: TRY_AGAIN },
  );
  if (!said.isApproved) return;
  tx.queue(
    sql`
      update statement_dispute
      set state = ${proposal.outcome}::text, ended_at = ${at}::timestamptz, ended_by = ${by}::uuid, outcome_id = ${proposal.id}::uuid,
        answer = ${proposal.answer}::text, correcting_credit_id = ${proposal.correctingCreditUuid}::uuid,
        correcting_txn_id = ${proposal.correctingPostingUuid}::uuid
      where id = ${uuidOf(said.id)}::uuid`,
    { statement_dispute_ends_once: TRY_AGAIN },
  );
}
