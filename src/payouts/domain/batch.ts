import type { PartnerId, PayoutBatchId, Refusal } from "../../kernel/index.ts";
import { refuse, unreachable } from "../../kernel/index.ts";

export const PAYOUT_BATCH_STATES = {
  DRAFT: "Another person has to approve it.",
  APPROVED: "It may be sent; nothing of it is entered at the bank before.",
  SENT: "Its payments are entered at the bank: it is withdrawn no more.",
  CANCELLED: "It was withdrawn before it was sent: its credits are payable again.",
} as const;
export type PayoutBatchState = keyof typeof PAYOUT_BATCH_STATES;

export const PAYOUT_STATES = {
  SCHEDULED: "In a batch, and not sent.",
  SENT: "It goes to the bank, which has not booked it yet.",
  PAID: "The bank booked it.",
  RETURNED: "It came back: its credits are payable again.",
  OFFSET: "It was set off against what its partner owed back: nothing of it went to a bank.",
  WITHHELD: "It was withheld for the tax office as its batch was sent.",
  CANCELLED: "Its batch was withdrawn: its credits are payable again.",
} as const;
export type PayoutState = keyof typeof PAYOUT_STATES;

/** Why a batch stands still, as the database finds it, and how a sentence says it. */
const OBSTACLES = {
  HELD: "has credit in it that is held",
  SUSPENDED: "is suspended",
  REPORTED: "has credit in it that is reported for fraud",
  DISPUTED: "has credit in it of a lead over which a dispute is open",
  ACCOUNT: "has no verified account any more where the money was to go",
  CLAIM: "disputes what is set off, or is held over it",
  TAX_FORM: "has no tax form that its country's rule asks for, without which nothing is paid",
  WITHHOLDING: "is to have another amount of tax withheld by now: a form or a rule came or ended",
} as const;
type Obstacle = keyof typeof OBSTACLES;

export const isBatchObstacle = (text: string): text is Obstacle => Object.hasOwn(OBSTACLES, text);

export interface ObstructedPayout {
  readonly partnerId: PartnerId;
  readonly obstacle: Obstacle;
}

/** Why somebody does not approve what is paid to a partner, as the database finds it, and how a sentence says it. */
const BARS = {
  VERIFIED: (partner: PartnerId) =>
    `you verified the account of ${partner}, to which nothing was paid before`,
  WORKED_FOR: (partner: PartnerId) => `you worked for ${partner}`,
} as const;
type Bar = keyof typeof BARS;

export const isBar = (text: string): text is Bar => Object.hasOwn(BARS, text);

export interface BarredFrom {
  readonly partnerId: PartnerId;
  readonly bar: Bar;
}

/** A batch, locked. */
export interface StandingBatch {
  readonly state: PayoutBatchState;
  readonly selectionHash: string;
  readonly draftedAt: Date;
  readonly approvedAt: Date | null;
  /** Whether who acts drafted it, under whichever membership, and no waiver of the second person stands. */
  readonly isOwn: boolean;
  /** Of which partners it pays what who acts does not approve. */
  readonly barred: readonly BarredFrom[];
}

const path = ["payoutBatchId"];
const NAMED = 5;

export const batchNotThere = (id: PayoutBatchId): Refusal =>
  refuse("NOT_FOUND", `There is no payout batch ${id}.`, { path });

export const batchWentOn = (): Refusal =>
  refuse(
    "ALREADY_DONE",
    "Somebody was quicker: the batch was approved, sent or cancelled before.",
    {
      path,
    },
  );

/** What keeps a batch from being approved or sent; null where nothing does. */
export function refuseObstructedBatch(found: readonly ObstructedPayout[]): Refusal | null {
  if (found.length === 0) return null;
  const told = found
    .slice(0, NAMED)
    .map(({ partnerId, obstacle }) => `${partnerId} ${OBSTACLES[obstacle]}`);
  const more = found.length > NAMED ? `; and ${found.length - NAMED} more` : "";
  return refuse(
    "BUSINESS_RULE",
    `The batch stands still: ${told.join("; ")}${more}. Clear that up, or, since nothing of it was entered at the bank, cancel the batch and draft it anew: what stands in the way is left out then.`,
    { path },
  );
}

/** Why somebody cannot approve a batch so, or null. */
export function whyNotApproved(batch: StandingBatch, selectionHash: string): Refusal | null {
  if (batch.state !== "DRAFT") return wentOn(batch.state);
  if (batch.isOwn)
    return refuse("BUSINESS_RULE", "You drafted this batch: somebody else has to approve it.", {
      path,
    });
  if (batch.barred.length > 0) return refuseBarred(batch.barred);
  if (selectionHash === batch.selectionHash) return null;
  return refuse(
    "BUSINESS_RULE",
    "That is not the hash of the batch: read it with its payouts, and send its selectionHash.",
    { path: ["selectionHash"] },
  );
}

function refuseBarred(barred: readonly BarredFrom[]): Refusal {
  const told = barred.slice(0, NAMED).map(({ partnerId, bar }) => BARS[bar](partnerId));
  const more = barred.length > NAMED ? `; and ${barred.length - NAMED} more` : "";
  return refuse(
    "BUSINESS_RULE",
    `Somebody else has to approve this batch: ${told.join("; ")}${more}. Or have it cancelled, and these partners drafted apart with partnerIds.`,
    { path },
  );
}

/** Why a batch cannot be sent, or null. */
export function whyNotSent({ state, isOwn }: StandingBatch): Refusal | null {
  if (state === "APPROVED" && isOwn)
    return refuse(
      "BUSINESS_RULE",
      "You drafted this batch: somebody else sends it, be it who approved it.",
      { path },
    );
  if (state === "APPROVED") return null;
  if (state !== "DRAFT") return wentOn(state);
  return refuse("BUSINESS_RULE", "Nobody has approved the batch: that comes first.", { path });
}

/** Why a batch cannot be withdrawn, or null. */
export function whyNotCancelled({ state }: StandingBatch): Refusal | null {
  return state === "DRAFT" || state === "APPROVED" ? null : wentOn(state);
}

function wentOn(state: PayoutBatchState): Refusal {
  switch (state) {
    case "DRAFT":
    case "APPROVED":
      return refuse("ALREADY_DONE", "The batch was approved before.", { path });
    case "SENT":
      return refuse(
        "ALREADY_DONE",
        "The batch was sent before: say of each of its payouts what became of it, with settlePayout or returnPayout.",
        { path },
      );
    case "CANCELLED":
      return refuse("ALREADY_DONE", "The batch was cancelled before: draft another one.", { path });
    default:
      return unreachable(state);
  }
}
