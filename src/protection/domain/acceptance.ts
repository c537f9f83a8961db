import type { AccountId, ConflictId, DirectClaimId, LeadId, Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

/** The kinds of leads; those of a registration. */
type LeadKind = "NEW_BUSINESS" | "CROSS_SELL" | "UPSELL" | "RENEWAL" | "PRODUCT_QUALIFIED";

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
  /** Whether the account is a customer: of anything, and of lines that overlap with the lead's. */
  readonly isCustomer: boolean;
  readonly isCustomerOfLines: boolean;
  readonly kind: LeadKind;
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
      `The vendor claims the prospect itself, from before: ${someOf(directClaimIds)}. Decide whose it is with decideClaimConflict, or end that claim with endDirectClaim.`,
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

/**
 * Refuses what is for customers where none is known; null where the kind asks for none. New business
 * with a customer is for sales to judge: they see that it is one.
 */
export function refuseUnlessCustomer(facts: AcceptanceFacts): Refusal | null {
  switch (facts.kind) {
    case "NEW_BUSINESS":
    case "PRODUCT_QUALIFIED":
      return null;
    case "CROSS_SELL":
      return facts.isCustomer ? null : noCustomer(facts.kind, "a customer");
    case "UPSELL":
    case "RENEWAL":
      return facts.isCustomerOfLines
        ? null
        : noCustomer(facts.kind, "a customer of these product lines");
  }
}

function noCustomer(kind: LeadKind, what: string): Refusal {
  return refuse(
    "BUSINESS_RULE",
    `The lead is of kind ${kind}, and its company is not known as ${what}. Say so with markCustomer if it is one; else reject the lead, and its partner can register it as new business.`,
  );
}

function someOf(ids: readonly string[]): string {
  const more = ids.length - NAMED;
  return ids.slice(0, NAMED).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
