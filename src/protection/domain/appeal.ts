import type { AppealId, Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

export const APPEAL_STATES = {
  OPEN: "Somebody who took no part has to decide.",
  UPHELD:
    "The decision was wrong: the lead is in review again, with its claim as it was; one that was passed on comes back in a new lead.",
  DISMISSED: "The decision stands.",
} as const;

export const APPEALED = {
  REJECTION: "The lead was refused.",
  CONFLICT: "It was decided that the prospect is not to be had by the lead.",
  DISQUALIFICATION: "The lead was ended after it had been accepted.",
  EXPIRY: "The protection ran out.",
  TRANSFER: "The lead was passed on to another partner.",
} as const;

/** The decision by which a lead was closed, as far as an appeal depends on it. */
export interface AppealableDecision {
  /** When the time for an appeal is over. */
  readonly until: Date;
  /** The appeal against it; null where there was none. */
  readonly appeal: { readonly id: AppealId; readonly isOpen: boolean } | null;
  /** Who took part: whoever decided, and whose lead it was, as uuids. */
  readonly tookPart: readonly string[];
}

/** Whether the decision may be appealed: once, and in time. */
export function refuseAppeal(decision: AppealableDecision | null, at: Date): Refusal | null {
  if (!decision) return refuse("BUSINESS_RULE", "Nothing was decided that could be appealed.");
  if (decision.appeal) {
    return refuse("ALREADY_DONE", "This decision was appealed before; each can be appealed once.");
  }
  if (at < decision.until) return null;
  return refuse(
    "BUSINESS_RULE",
    `The time for an appeal ended at ${decision.until.toISOString()}. The prospect can be registered again.`,
  );
}

/** Whether this person may decide: nobody who took part in what is appealed. */
export function refuseDeciding(
  decision: AppealableDecision | null,
  decider: string,
): Refusal | null {
  if (!decision?.appeal?.isOpen)
    return refuse("BUSINESS_RULE", "No appeal of this lead's partner is open.");
  if (!decision.tookPart.includes(decider)) return null;
  return refuse(
    "BUSINESS_RULE",
    "You took part in what is appealed: somebody else has to decide the appeal.",
  );
}
