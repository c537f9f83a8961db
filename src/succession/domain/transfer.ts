import type {
  ClaimConflictId,
  ConflictId,
  LeadId,
  PartnerId,
  Refusal,
} from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

export const SETTLED_SHARES = {
  KEEP: "What was settled stays: those to whom the lead is owed have their shares of later milestones too.",
  MOVE: "The part of the partner that gives the lead up is the receiving partner's from now on.",
} as const;
export type SettledShares = keyof typeof SETTLED_SHARES;

/** What decides whether a lead can be passed on to a partner. */
export interface TransferFacts {
  /** The partner that is to have it; null where there is none. */
  readonly receiver: {
    readonly state: string;
    readonly isVendor: boolean;
    /** In the lead's program. */
    readonly isEnrolled: boolean;
  } | null;
  /** True where it is one of the vendor's own. */
  readonly isVendors: boolean;
  /** The receiving partner's own lead that claims the same person or company. */
  readonly holder: LeadId | null;
  /** True where another lead's protection would stand against that of whoever goes on with it. */
  readonly isHeldOtherwise: boolean;
  /** Open conflicts over the lead whose other side still claims, oldest first. */
  readonly openConflictIds: readonly ConflictId[];
  /** Those of the lead with claims of the vendor's own. */
  readonly openClaimConflictIds: readonly ClaimConflictId[];
}

/** Whether a lead can be passed on to a partner; null where it can. */
export function refuseTransfer(
  from: PartnerId,
  to: PartnerId,
  facts: TransferFacts,
): Refusal | null {
  const { receiver, isVendors, holder, isHeldOtherwise, openConflictIds } = facts;
  const path = ["partnerId"];
  if (!receiver || receiver.isVendor)
    return refuse("NOT_FOUND", `There is no partner ${to} that could have the lead.`, { path });
  if (from === to) return refuse("BUSINESS_RULE", "The lead is this partner's already.", { path });
  if (isVendors)
    return refuse(
      "BUSINESS_RULE",
      "The lead is the vendor's own: offer it to a partner, which takes it or does not.",
    );
  if (receiver.state !== "ACTIVE")
    return refuse(
      "BUSINESS_RULE",
      `The partner is ${receiver.state}: leads are passed on to active partners.`,
      { path },
    );
  if (!receiver.isEnrolled)
    return refuse(
      "BUSINESS_RULE",
      "The partner is not in the lead's program: enrol it there first (enrolPartner).",
      { path },
    );
  if (openConflictIds.length > 0)
    return refuse(
      "CONFLICT_OPEN",
      `It is not decided whose the prospect is: ${openConflictIds.join(", ")}. Decide that first.`,
      { details: { openConflictIds } },
    );
  if (facts.openClaimConflictIds.length > 0) return claimedByVendor(facts.openClaimConflictIds);
  if (isHeldOtherwise) return heldByOthers();
  return holder === null ? null : holdsItAlready(holder);
}

export const claimedByVendor = (openClaimConflictIds: readonly ClaimConflictId[]): Refusal =>
  refuse(
    "CONFLICT_OPEN",
    `The vendor claims the prospect itself, from before: ${openClaimConflictIds.join(", ")}. Decide that first, with decideClaimConflict.`,
    { details: { openClaimConflictIds } },
  );

/** Leads that are protected together by a decision or a tender, of which not all would be any more. */
export const heldByOthers = (): Refusal =>
  refuse(
    "PROSPECT_PROTECTED",
    "Another lead holds the prospect together with this one, and would not with the one in which it goes on: decide whose the prospect is first.",
  );

function holdsItAlready(existingLeadId: LeadId): Refusal {
  return refuse(
    "DUPLICATE_LEAD",
    `The partner has the prospect already, as ${existingLeadId}: merge the two leads.`,
    { path: ["partnerId"], details: { existingLeadId, matchedOn: [] } },
  );
}

/** Whether what became of a lead can be given back; null where no other was merged into it since. */
export function refuseGivingBack(becameOf: LeadId, joinedSince: readonly LeadId[]): Refusal | null {
  if (joinedSince.length === 0) return null;
  return refuse(
    "BUSINESS_RULE",
    `Since it was passed on, the lead was merged with others (${joinedSince.join(", ")}), and goes on in ${becameOf}: that is more than its partner gave up. Dismiss the appeal; if ${becameOf} as a whole is to be this partner's, pass it on (transferLead).`,
  );
}
