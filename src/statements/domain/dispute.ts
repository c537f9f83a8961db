import type { CreditId, LeadId, Refusal, StatementId } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

export const DISPUTE_REASONS = {
  AMOUNT: "The amount is not what was earned.",
  RATE: "The percentage, tier or rate of exchange is wrong.",
  REVERSAL: "It should not have been taken back.",
  PAYMENT: "It was not paid, or otherwise than the line says.",
  DUPLICATE: "It is there twice.",
  MISSING: "A credit or a lead is not on the statement.",
  OTHER: "Another reason, as `grounds` says.",
} as const;
export type DisputeReason = keyof typeof DISPUTE_REASONS;

export const STATEMENT_DISPUTE_STATES = {
  OPEN: "The vendor has to decide it, until `dueAt`.",
  UPHELD: "The partner was right: something was booked for it.",
  DISMISSED: "The statement is right, as `answer` says.",
  WITHDRAWN: "The partner took it back.",
} as const;
export type StatementDisputeState = keyof typeof STATEMENT_DISPUTE_STATES;

export const DISPUTE_OUTCOMES = {
  UPHELD: "The partner is right, and something was booked for it since.",
  DISMISSED: "The statement is right.",
} as const;
export type DisputeOutcome = keyof typeof DISPUTE_OUTCOMES;

export const OUTCOME_STATES = {
  WAITING: "Another person has to decide.",
  APPROVED: "The dispute ended with it.",
  DECLINED: "It is to be answered otherwise, as `note` says.",
  LAPSED: "The partner withdrew the dispute first.",
} as const;

const DAY_MS = 86_400_000;
/** So long after it was issued a statement can be disputed. The database holds the same number. */
const OPEN_DAYS = 60;
/** So long the vendor has to decide. */
const DECIDE_DAYS = 14;

/** What of a statement is disputed: a line by its number, or what is missed there. */
export type Subject =
  | { readonly lineNumber: number }
  | { readonly missingCreditId: CreditId }
  | { readonly missingLeadId: LeadId };

/** A statement of one's own, as far as it can be disputed; uuids. */
export interface DisputableStatement {
  readonly id: StatementId;
  readonly number: number;
  readonly lineCount: number;
  readonly issuedAt: Date;
  /** Of the line its credit; of what is missed the credit, where it is the partner's own. Null where there is none. */
  readonly creditUuid: string | null;
  /** Whether the line is there, or the credit or lead that is missed is the partner's. */
  readonly isThere: boolean;
  /** The number of a line that is of what is missed; null where none is. */
  readonly standsInLine: number | null;
}

/** Until when a dispute has to be decided that is opened now; refuses what cannot be disputed. */
export function decideDispute(
  statement: DisputableStatement | null,
  { statementId, subject }: { readonly statementId: StatementId; readonly subject: Subject },
  at: Date,
): Date | Refusal {
  if (!statement)
    return refuse("NOT_FOUND", `There is no statement ${statementId} of yours.`, {
      path: ["statementId"],
    });
  const closes = new Date(statement.issuedAt.getTime() + OPEN_DAYS * DAY_MS);
  if (at >= closes)
    return refuse(
      "BUSINESS_RULE",
      `Statement ${statement.number} could be disputed until ${closes.toISOString()}, ${OPEN_DAYS} days after it was issued.`,
      { path: ["statementId"] },
    );
  if (!statement.isThere) return notThere(statement, subject);
  if (statement.standsInLine !== null)
    return refuse(
      "BUSINESS_RULE",
      `It is not missing: line ${statement.standsInLine} of statement ${statement.number} is of it. Dispute that line.`,
      { path: ["lineNumber"] },
    );
  return new Date(at.getTime() + DECIDE_DAYS * DAY_MS);
}

function notThere({ number, lineCount }: DisputableStatement, subject: Subject): Refusal {
  if ("lineNumber" in subject)
    return refuse(
      "NOT_FOUND",
      `Statement ${number} has ${lineCount} lines, and none with the number ${subject.lineNumber}.`,
      { path: ["lineNumber"] },
    );
  return "missingCreditId" in subject
    ? refuse("NOT_FOUND", `There is no credit ${subject.missingCreditId} of yours.`, {
        path: ["missingCreditId"],
      })
    : refuse("NOT_FOUND", `There is no lead ${subject.missingLeadId} of yours.`, {
        path: ["missingLeadId"],
      });
}

const path = ["statementDisputeId"];

/** Why a dispute cannot be ended, or be answered, since it has ended; null where it is open. */
export const whyNotOpen = (state: StatementDisputeState): Refusal | null =>
  state === "OPEN"
    ? null
    : refuse(
        "ALREADY_DONE",
        state === "WITHDRAWN" ? "Its partner withdrew the dispute." : "The dispute was decided.",
        { path },
      );

/** A dispute that the vendor answers, locked. */
export interface AnswerableDispute {
  readonly state: StatementDisputeState;
  readonly openedAt: Date;
  /** Whether who acts is, or was, a member of its partner. */
  readonly isOfOwnPartner: boolean;
  /** The outcome that waits to be decided; null where none does. */
  readonly proposal: {
    readonly id: string;
    readonly outcome: DisputeOutcome;
    readonly answer: string;
    readonly correctingCreditUuid: string | null;
    readonly correctingPostingUuid: string | null;
    readonly proposedAt: Date;
    /** Whether who acts proposed it, under whichever membership, and no waiver of the second person stands. */
    readonly isOwn: boolean;
  } | null;
}

const ofOwnPartner = (): Refusal =>
  refuse(
    "BUSINESS_RULE",
    "You worked for the partner whose dispute it is: somebody else answers.",
    {
      path,
    },
  );

/** Why somebody cannot propose what becomes of a dispute, or null. */
export function whyNotProposed(dispute: AnswerableDispute): Refusal | null {
  const ended = whyNotOpen(dispute.state);
  if (ended) return ended;
  if (dispute.isOfOwnPartner) return ofOwnPartner();
  if (!dispute.proposal) return null;
  return refuse(
    "ALREADY_DONE",
    "An outcome is proposed already: that waits for another person's decision.",
    { path },
  );
}

/** Why somebody cannot decide a dispute, or null. */
export function whyNotDecided(dispute: AnswerableDispute): Refusal | null {
  const ended = whyNotOpen(dispute.state);
  if (ended) return ended;
  if (!dispute.proposal)
    return refuse(
      "BUSINESS_RULE",
      "Nobody has proposed an outcome: that comes first, with proposeDisputeOutcome, by another person.",
      { path },
    );
  if (dispute.proposal.isOwn)
    return refuse("BUSINESS_RULE", "You proposed this outcome: somebody else has to decide.", {
      path,
    });
  return dispute.isOfOwnPartner ? ofOwnPartner() : null;
}
