import { addDays, localDate, refuse } from "../../kernel/index.ts";
import type { AwardId, LeadId, Refusal } from "../../kernel/index.ts";

import { partToTake } from "./clawback.ts";
import type { ClawbackStep } from "./clawback.ts";

/** Why credit is taken back. The database holds the same names in constraint credit_reversal_reason. */
export const REVERSAL_REASONS = {
  INACCURATE_DATA: "What the lead said was not so when it was claimed.",
  DUPLICATE: "Somebody else had registered it before, or the vendor had it already.",
  EXISTING_CUSTOMER: "It was a customer already when it was claimed.",
  FRAUD: "The credit was obtained by fraud; another person has to confirm it.",
  ENTERED_IN_ERROR:
    "The vendor recorded the milestone by mistake; for sales managers, within 7 days.",
  WON_CANCELLED: "The deal that was won was cancelled; what the lead earned before stays.",
} as const;
export type ReversalReason = keyof typeof REVERSAL_REASONS;

/** What a partner may know of why: the same where anything else would tell of others. */
export const TOLD_REASONS = {
  INACCURATE_DATA: "What the lead said was not so when it was claimed.",
  NOT_AVAILABLE: "The prospect was not to be had when it was claimed.",
  FRAUD: "The credit was obtained by fraud.",
  ENTERED_IN_ERROR: "The vendor recorded the milestone by mistake.",
  WON_CANCELLED: "The deal was cancelled.",
  UNDONE: "The move that earned it was taken back.",
  SETTLED_ANEW:
    "To whom the lead is owed was settled anew; what it earns by that is a credit of its own.",
  BASE_REVERSED: "What it was a percent of counts no more.",
} as const;
export type ToldReason = keyof typeof TOLD_REASONS;

export const REVERSAL_STATES = {
  PROPOSED: "For fraud: another person has to confirm it; until then the credit counts.",
  DONE: "The credit was taken back.",
  DECLINED: "The credit stays.",
} as const;

export function toldReason(reason: ReversalReason): ToldReason {
  return reason === "DUPLICATE" || reason === "EXISTING_CUSTOMER" ? "NOT_AVAILABLE" : reason;
}

const ERROR_DAYS = 7;

const NEEDS_TRUE_ON: readonly ReversalReason[] = [
  "INACCURATE_DATA",
  "DUPLICATE",
  "EXISTING_CUSTOMER",
];

export const needsTrueOn = (reason: ReversalReason): boolean => NEEDS_TRUE_ON.includes(reason);

/**
 * How much of an award is taken back, in parts per million; null: all of it. A schedule is for what was wrong when the
 * lead was claimed; for fraud, mistakes and cancelled deals there is none.
 */
export const partFor = (
  award: Pick<ReversibleAward, "clawback" | "reachedAt" | "timeZone">,
  reason: ReversalReason,
  at: Date,
): bigint | null => (needsTrueOn(reason) ? partToTake(award.clawback, award, at) : null);

/** An award as its reversal finds it. */
export interface ReversibleAward {
  readonly id: AwardId;
  readonly leadId: LeadId;
  readonly milestone: string;
  /** When the milestone was reached. */
  readonly reachedAt: Date;
  /** When what it came to was changed last, behind all that ended before; else the same. */
  readonly changedAt: Date;
  /** When the lead had been claimed that reached it. */
  readonly claimedAt: Date;
  /** Of its incentive program. */
  readonly timeZone: string;
  /** As its version promised. */
  readonly reversalDays: number;
  /** How much of it is taken back up to which day; all of it where that is empty. */
  readonly clawback: readonly ClawbackStep[];
  readonly isReversed: boolean;
  /** False where it earned nobody anything. */
  readonly hasEarned: boolean;
  /** Whether fraud was reported, and nobody has decided yet. */
  readonly isReported: boolean;
  /** Whether the credit that was named only trues up what several leads came to. */
  readonly isTrueUp: boolean;
}

export interface ReversalAsked {
  readonly reason: ReversalReason;
  /** Since which day what the reason says was so, YYYY-MM-DD; null where the reason needs none. */
  readonly trueOn: string | null;
}

/** Why the credit is not taken back for this reason now; null where it is. */
export function refuseReversal(
  award: ReversibleAward,
  asked: ReversalAsked,
  by: { readonly isManager: boolean },
  at: Date,
): Refusal | null {
  if (award.isTrueUp)
    return refuse(
      "BUSINESS_RULE",
      "The credit trues up what the leads of a period come to: it follows them. Name the credit of the lead that should not have earned.",
      { path: ["creditId"] },
    );
  if (award.isReversed) return reversedBefore();
  if (!award.hasEarned)
    return refuse("BUSINESS_RULE", "The award earned nothing: there is nothing to take back.", {
      path: ["creditId"],
    });
  if (award.isReported)
    return refuse(
      "BUSINESS_RULE",
      "Fraud was reported for this credit: decide that first, with decideReversal.",
      { path: ["creditId"] },
    );
  if (asked.reason === "WON_CANCELLED" && award.milestone !== "WON")
    return refuse(
      "BUSINESS_RULE",
      `The credit was earned with ${award.milestone}: a deal that is cancelled takes back only what WON earned.`,
      { path: ["reason"] },
    );
  if (asked.reason === "ENTERED_IN_ERROR" && !by.isManager)
    return refuse("FORBIDDEN", "What was recorded by mistake is for a sales manager to reverse.", {
      path: ["reason"],
    });
  return refuseLate(award, asked.reason, at) ?? refuseLater(award, asked.trueOn);
}

function reversedBefore(): Refusal {
  return refuse("ALREADY_DONE", "The credit was taken back before; that happens once.", {
    path: ["creditId"],
  });
}

/** Days are counted in the program's zone, from the day of the milestone to the end of the last one. */
function refuseLate(award: ReversibleAward, reason: ReversalReason, at: Date): Refusal | null {
  const days = daysFor(reason, award.reversalDays);
  if (days === null) return null;
  const lastDay = addDays(localDate(award.reachedAt, award.timeZone), days);
  if (localDate(at, award.timeZone) <= lastDay) return null;
  return refuse(
    "BUSINESS_RULE",
    `${reason} takes credit back within ${days} days of its milestone, which was until ${lastDay}; fraud has no such limit.`,
    { path: ["reason"] },
  );
}

function daysFor(reason: ReversalReason, reversalDays: number): number | null {
  if (needsTrueOn(reason)) return reversalDays;
  return reason === "ENTERED_IN_ERROR" ? ERROR_DAYS : null;
}

function refuseLater(award: ReversibleAward, trueOn: string | null): Refusal | null {
  const claimedOn = localDate(award.claimedAt, award.timeZone);
  if (trueOn === null || trueOn <= claimedOn) return null;
  return refuse(
    "BUSINESS_RULE",
    `The lead was claimed on ${claimedOn}, and that is so since ${trueOn}: what came later takes no credit back.`,
    { path: ["trueOn"] },
  );
}

/** Why somebody does not decide over a fraud that was reported; null where they do. */
export function refuseDecision(
  reported: { readonly state: string; readonly isOwn: boolean; readonly isReversed: boolean },
  doesConfirm: boolean,
): Refusal | null {
  const path = ["reversalId"];
  if (reported.state !== "PROPOSED")
    return refuse("ALREADY_DONE", "The reversal was decided before, or needed no decision.", {
      path,
    });
  if (reported.isOwn)
    return refuse(
      "BUSINESS_RULE",
      "You reported this fraud: another person has to confirm it, or to let the credit stand.",
      { path },
    );
  if (doesConfirm && reported.isReversed)
    return refuse(
      "ALREADY_DONE",
      "The credit was taken back meanwhile, with its move: decline what was reported.",
      { path },
    );
  return null;
}
