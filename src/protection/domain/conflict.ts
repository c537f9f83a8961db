import type { LeadId } from "../../kernel/index.ts";

/** What two leads can agree on, exactly; the database holds the same list. */
export const MATCH_KEYS = ["EMAIL", "COMPANY"] as const;
export type MatchKey = (typeof MATCH_KEYS)[number];

export const CONFLICT_STATES = {
  OPEN: "Two leads claim the prospect; neither can be accepted before it ends.",
  LAPSED: "One of the leads closed, so there is nothing left to decide.",
} as const;

/** A lead as far as its claim is weighed. */
export interface Claim {
  readonly leadId: LeadId;
  /** When the claim began, by the server's clock. */
  readonly claimedAt: Date;
}

/** Another partner's lead, and what it has in common with ours. */
export interface Rival extends Claim {
  readonly sameEmail: boolean;
  readonly sameCompany: boolean;
}

/** Two leads that name the same prospect. */
export interface ConflictFound {
  readonly incumbent: LeadId;
  readonly challenger: LeadId;
  readonly matchedOn: readonly MatchKey[];
}

/**
 * The conflict between a lead and a rival; null where they agree on nothing. Whichever of the two
 * is looked at first, the same one is the incumbent, so a pair has one conflict and not two.
 */
export function conflictBetween(claim: Claim, rival: Rival): ConflictFound | null {
  const matchedOn = MATCH_KEYS.filter((key) => agreesOn(rival, key));
  if (matchedOn.length === 0) return null;
  const [incumbent, challenger] = isEarlier(claim, rival) ? [claim, rival] : [rival, claim];
  return { incumbent: incumbent.leadId, challenger: challenger.leadId, matchedOn };
}

function agreesOn(rival: Rival, key: MatchKey): boolean {
  return key === "EMAIL" ? rival.sameEmail : rival.sameCompany;
}

// Ids sort as their rows do, so the database would decide a tie alike.
function isEarlier(left: Claim, right: Claim): boolean {
  const between = left.claimedAt.getTime() - right.claimedAt.getTime();
  return between === 0 ? left.leadId < right.leadId : between < 0;
}
