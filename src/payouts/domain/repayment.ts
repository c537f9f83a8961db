import type { ClawbackId, Money, RepaymentProposalId, Refusal } from "../../kernel/index.ts";
import { formatAmount, money, refuse } from "../../kernel/index.ts";
import type { Currency } from "../../kernel/index.ts";

import { whyNotDecided as whyEntryNotDecided } from "./bank-entry.ts";
import type { BankEntryState } from "./bank-entry.ts";
import type { REPAYMENT_PROPOSAL_STATES, StandingClawback } from "./clawback.ts";
import type { BankEntryDirection } from "./stated-entry.ts";
import type { BankEntryId } from "../../kernel/index.ts";

/** An entry of the bank, as a repayment is held against it. */
export interface ShowingEntry {
  readonly id: BankEntryId;
  readonly state: BankEntryState;
  readonly direction: BankEntryDirection;
  readonly isReversal: boolean;
  readonly minor: bigint;
  readonly currency: Currency;
  readonly bookedOn: string;
  /** What of it paid back what partners owed before. */
  readonly repaidMinor: bigint;
}

/** What somebody says that a partner paid back, locked. */
export interface StandingRepaymentProposal {
  readonly state: keyof typeof REPAYMENT_PROPOSAL_STATES;
  readonly clawbackId: ClawbackId;
  readonly amount: Money;
  readonly receivedOn: string;
  readonly bankReference: string;
  readonly proposedAt: Date;
  /** Whether who acts proposed it, under whichever membership, and no waiver of the second person stands. */
  readonly isOwn: boolean;
  /** Whether who acts is, or was, a member of its partner. */
  readonly isOfOwnPartner: boolean;
}

const path = ["clawbackId"];
const atEntry = { path: ["bankEntryId"] };
const atProposal = { path: ["repaymentProposalId"] };

/** Why somebody does not say that a claim was paid back, or null. */
export const whyNotRecorded = ({
  isOfOwnPartner,
}: Pick<StandingClawback, "isOfOwnPartner">): Refusal | null =>
  isOfOwnPartner
    ? refuse(
        "BUSINESS_RULE",
        "You worked for the partner who owes it: somebody else has to say that it was paid back.",
        { path },
      )
    : null;

export const repaidBefore = (): Refusal =>
  refuse(
    "ALREADY_DONE",
    "It was said before that the bank booked this of the claim, by that day and reference: one booking is told once.",
    { path: ["bankReference"] },
  );

export const repaidByEntryBefore = (): Refusal =>
  refuse(
    "ALREADY_DONE",
    "It was said before that the bank booked this of the claim, by that day and reference: one booking is told once.",
    atEntry,
  );

export const shownByEntry = (): Refusal =>
  refuse(
    "BUSINESS_RULE",
    "An entry of the bank that waits shows it, of that day and reference: record it of that entry (recordRepayment).",
    { path: ["bankReference"] },
  );

/** Why it is not taken that the bank booked a repayment on that day, or null. */
export function whyNotReceived(
  receivedOn: string,
  clawedOn: string,
  today: string,
  field: "receivedOn" | "bankEntryId" = "receivedOn",
): Refusal | null {
  const at = { path: [field] };
  const named = field === "receivedOn" ? field : "The day on which the bank booked it";
  if (receivedOn > today)
    return refuse(
      "BUSINESS_RULE",
      `${named} lies in the future: ${receivedOn}; a bank books by then.`,
      at,
    );
  if (receivedOn >= clawedOn) return null;
  return refuse(
    "BUSINESS_RULE",
    `${named} lies before it was owed: ${receivedOn}; it is owed since ${clawedOn}.`,
    at,
  );
}

/** Why an entry of the bank does not show that as much was paid back of what is owed, or null. */
export function whyNotShown(entry: ShowingEntry, amount: Money): Refusal | null {
  const decided = whyEntryNotDecided(entry.id, entry.state);
  if (decided) return decided;
  if (entry.direction !== "CREDIT" || entry.isReversal)
    return refuse(
      "BUSINESS_RULE",
      "Nobody paid anything by it: a repayment is a credit, which takes no booking back.",
      atEntry,
    );
  if (entry.currency !== amount.currency)
    return refuse("BUSINESS_RULE", `The entry is in ${entry.currency}.`, atEntry);
  const left = money(entry.minor - entry.repaidMinor, entry.currency);
  if (amount.minor <= left.minor) return null;
  return refuse(
    "BUSINESS_RULE",
    `No more than ${formatAmount(left)} ${left.currency} of the entry is left.`,
    { path: ["amount", "amount"] },
  );
}

export const repaymentProposalNotThere = (id: RepaymentProposalId): Refusal =>
  refuse("NOT_FOUND", `There is no proposed repayment ${id}.`, atProposal);

export const repaymentDecided = (): Refusal =>
  refuse("ALREADY_DONE", "Somebody has decided over this repayment before.", atProposal);

/** Why somebody cannot decide over a repayment that was proposed, or null. */
export function whyRepaymentNotDecided(
  {
    state,
    isOwn,
    isOfOwnPartner,
  }: Pick<StandingRepaymentProposal, "state" | "isOwn" | "isOfOwnPartner">,
  isApproved: boolean,
): Refusal | null {
  if (state !== "WAITING") return repaymentDecided();
  if (isOwn)
    return refuse(
      "BUSINESS_RULE",
      "You proposed this repayment: somebody else has to decide.",
      atProposal,
    );
  if (!isApproved || !isOfOwnPartner) return null;
  return refuse(
    "BUSINESS_RULE",
    "You worked for the partner who owes it: somebody else has to decide.",
    atProposal,
  );
}
