import type {
  ClawbackId,
  CreditId,
  IncentiveProgramId,
  Money,
  PartnerId,
  Refusal,
  WriteOffId,
} from "../../kernel/index.ts";
import { formatAmount, refuse } from "../../kernel/index.ts";

export const CLAWBACK_STATES = {
  OWED: "Some of it is owed.",
  SETTLED: "It was set off, paid back or written off, or is about to be: nothing of it is owed.",
  RETURNED:
    "The payout that had paid it came back: what was not given back by then is owed no more.",
} as const;

export const REPAYMENT_PROPOSAL_STATES = {
  WAITING: "Another person has to decide.",
  APPROVED: "It is paid back.",
  DECLINED: "It goes on being owed.",
} as const;

export const WRITE_OFF_STATES = {
  WAITING: "Another person has to decide.",
  APPROVED: "It is not asked for any more.",
  DECLINED: "It goes on being owed.",
} as const;

/** What a partner owes back of a credit, with its partner's credit locked. */
export interface StandingClawback {
  readonly partnerId: PartnerId;
  readonly creditId: CreditId;
  readonly programId: IncentiveProgramId;
  /** What is owed by now; null where the payout that paid it came back. */
  readonly outstanding: Money | null;
  readonly clawedAt: Date;
  /** The day on which it became owed, as it was posted. */
  readonly clawedOn: string;
  /** Of its incentive program. */
  readonly timeZone: string;
  /** Whether who acts is, or was, a member of its partner. */
  readonly isOfOwnPartner: boolean;
}

/** What somebody proposes not to ask for any more, locked with its claim. */
export interface StandingWriteOff {
  readonly state: keyof typeof WRITE_OFF_STATES;
  readonly clawbackId: ClawbackId;
  readonly amount: Money;
  readonly proposedAt: Date;
  /** Whether who acts proposed it, under whichever membership, and no waiver of the second person stands. */
  readonly isOwn: boolean;
  /** Whether who acts is, or was, a member of its partner. */
  readonly isOfOwnPartner: boolean;
}

const path = ["clawbackId"];

export const clawbackNotThere = (id: ClawbackId): Refusal =>
  refuse("NOT_FOUND", `There is no claw-back ${id}.`, { path });

export const writeOffNotThere = (id: WriteOffId): Refusal =>
  refuse("NOT_FOUND", `There is no write-off ${id}.`, { path: ["writeOffId"] });

/** Why nothing, or not as much, of a claim can end, or null. */
export function whyNotEnded(
  { outstanding }: Pick<StandingClawback, "outstanding">,
  amount: Money,
  amountPath: readonly string[] = ["amount", "amount"],
): Refusal | null {
  if (outstanding === null)
    return refuse(
      "BUSINESS_RULE",
      "The payout by which it had been paid came back: nothing of it is owed any more.",
      { path },
    );
  if (outstanding.minor === 0n)
    return refuse("ALREADY_DONE", "Nothing of it is owed any more.", { path });
  if (amount.currency !== outstanding.currency)
    return refuse("BUSINESS_RULE", `It is owed in ${outstanding.currency}.`, {
      path: ["amount", "currency"],
    });
  if (amount.minor <= outstanding.minor) return null;
  return refuse(
    "BUSINESS_RULE",
    `No more than ${formatAmount(outstanding)} ${outstanding.currency} of it is owed.`,
    { path: amountPath },
  );
}

export const alreadyProposed = (): Refusal =>
  refuse(
    "ALREADY_DONE",
    "Somebody has proposed to write off some of it: that waits for another person's decision.",
    { path },
  );

const told = { path: ["writeOffId"] };

export const writeOffDecided = (): Refusal =>
  refuse("ALREADY_DONE", "Somebody has decided over this write-off before.", told);

/** Why somebody cannot decide over a write-off, or null. */
export function whyNotDecided(
  { state, isOwn, isOfOwnPartner }: Pick<StandingWriteOff, "state" | "isOwn" | "isOfOwnPartner">,
  isApproved: boolean,
): Refusal | null {
  if (state !== "WAITING") return writeOffDecided();
  if (isOwn)
    return refuse(
      "BUSINESS_RULE",
      "You proposed this write-off: somebody else has to decide.",
      told,
    );
  if (!isApproved || !isOfOwnPartner) return null;
  return refuse(
    "BUSINESS_RULE",
    "You worked for the partner who owes it: somebody else has to decide.",
    told,
  );
}
