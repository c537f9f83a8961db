import type { LeadId } from "../../kernel/index.ts";

import type { Comparison } from "./compare-prospects.ts";

export const CONFLICT_STATES = {
  OPEN: "Two leads claim the prospect; neither can be accepted before it ends.",
  LAPSED: "One of the leads closed, so there is nothing left to decide.",
  DECIDED: "It was decided whose the prospect is; `decision` says how.",
} as const;

/** A lead as far as its claim is weighed. */
export interface Claim {
  readonly leadId: LeadId;
  /** When the claim began, by the server's clock. */
  readonly claimedAt: Date;
}

/** Two leads of different partners that were compared. */
export interface ComparedPair {
  /** The lead that claimed first. */
  readonly incumbent: LeadId;
  readonly challenger: LeadId;
  readonly comparison: Comparison;
}

/**
 * The two leads in the order of their claims. Whichever of them is looked at first, the same one is
 * the incumbent, so a pair has one conflict and not two.
 */
export function inOrder(claim: Claim, rival: Claim, comparison: Comparison): ComparedPair {
  const [incumbent, challenger] = isEarlier(claim, rival) ? [claim, rival] : [rival, claim];
  return { incumbent: incumbent.leadId, challenger: challenger.leadId, comparison };
}

// Ids sort as their rows do, so the database would decide a tie alike.
function isEarlier(left: Claim, right: Claim): boolean {
  const between = left.claimedAt.getTime() - right.claimedAt.getTime();
  return between === 0 ? left.leadId < right.leadId : between < 0;
}
