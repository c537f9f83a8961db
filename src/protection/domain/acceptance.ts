import type { AccountId, ConflictId, DirectClaimId, LeadId, Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

/** What stands between a lead and its acceptance. */
export interface AcceptanceFacts {
  /** True once the lead was compared with those of all other partners. */
  readonly matchingFinished: boolean;
  /** Open conflicts whose other lead still claims the prospect, oldest first. */
  readonly openConflictIds: readonly ConflictId[];
  /** Null where no lead of this organisation was accepted before. */
  readonly accountId: AccountId | null;
  /** Other leads whose protection of the account stands, and that share nothing with this one. */
  readonly protectedLeadIds: readonly LeadId[];
  /** Claims of the vendor itself that stand and are older than the lead's. */
  readonly directClaimIds: readonly DirectClaimId[];
}

/** A few are named, not all of them: a message is for reading. */
const NAMED = 3;

/** Refuses while the prospect may belong to somebody else; null where the lead is free. */
export function refuseUnlessFree(facts: AcceptanceFacts): Refusal | null {
  if (!facts.matchingFinished) {
    return refuse(
      "MATCHING_PENDING",
      "The lead is still being compared with all others, which takes seconds after registration; try again shortly.",
    );
  }
  const { openConflictIds, protectedLeadIds, directClaimIds } = facts;
  if (openConflictIds.length > 0) {
    return refuse(
      "CONFLICT_OPEN",
      `Another partner's lead names the same prospect: ${someOf(openConflictIds)}. Compare the two leads and decide with decideConflict, or end the claim that does not hold (rejectLead before acceptance, disqualifyLead after it); then accept the other.`,
      { details: { openConflictIds } },
    );
  }
  if (directClaimIds.length > 0) {
    return refuse(
      "PROSPECT_PROTECTED",
      `The vendor claims the prospect itself, from before: ${someOf(directClaimIds)}. Reject this lead, or end that claim with endDirectClaim.`,
      { details: { directClaimIds } },
    );
  }
  if (protectedLeadIds.length === 0) return null;
  return refuse(
    "PROSPECT_PROTECTED",
    `The prospect is protected for ${someOf(protectedLeadIds)}. Reject this lead, or wait until that protection ends.`,
    { details: { protectedLeadIds } },
  );
}

function someOf(ids: readonly string[]): string {
  const more = ids.length - NAMED;
  return ids.slice(0, NAMED).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
