import type {
  ClaimConflictId,
  DirectClaimId,
  LeadId,
  PartnerId,
  Refusal,
} from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

export const CLAIM_CONFLICT_STATES = {
  OPEN: "The lead cannot be accepted before it ends.",
  LAPSED: "The lead closed, or the claim ended or expired: there is nothing left to decide.",
  DECIDED: "It was decided whose the prospect is; `decision` says how.",
} as const;

export const CLAIM_OUTCOMES = {
  LEAD_STANDS: "The prospect is the lead's; the vendor's claim stands against it no more.",
  VENDOR_RETAINS: "The vendor was there first; the lead is rejected.",
} as const;
export type ClaimOutcome = keyof typeof CLAIM_OUTCOMES;

/** A conflict of a lead with a claim of the vendor's that nobody else decides until the transaction ends. */
export interface DecidableClaimConflict {
  readonly id: ClaimConflictId;
  readonly state: string;
  readonly version: number;
  readonly leadId: LeadId;
  readonly partnerId: PartnerId;
  /** True while the lead claims its prospect. */
  readonly isClaiming: boolean;
  readonly directClaimId: DirectClaimId;
  /** True once the claim was ended, or has expired. */
  readonly isClaimOver: boolean;
  /** Who claimed for the vendor, as a uuid. */
  readonly claimant: string;
}

/** Whether such a conflict may be decided so, by this person; null where it may. */
export function refuseClaimDecision(
  conflict: DecidableClaimConflict,
  asked: {
    readonly outcome: ClaimOutcome;
    readonly expectedVersion: number;
    /** As a uuid. */
    readonly decider: string;
  },
): Refusal | null {
  const { expectedVersion } = asked;
  if (conflict.version !== expectedVersion)
    return refuse(
      "VERSION_CONFLICT",
      `The conflict is at version ${conflict.version}, not ${expectedVersion}: read it again and decide anew.`,
      { path: ["expectedVersion"], details: { expectedVersion, currentVersion: conflict.version } },
    );
  if (conflict.state !== "OPEN")
    return refuse("ALREADY_DONE", `The conflict is ${conflict.state}: nothing is left to decide.`);
  if (!conflict.isClaiming)
    return refuse(
      "BUSINESS_RULE",
      `The lead ${conflict.leadId} has closed and claims nothing any more: the conflict ends by itself.`,
    );
  if (conflict.isClaimOver)
    return refuse(
      "BUSINESS_RULE",
      `The claim ${conflict.directClaimId} has ended or expired: it stands in nobody's way.`,
    );
  if (asked.outcome !== "VENDOR_RETAINS" || conflict.claimant !== asked.decider) return null;
  return refuse(
    "BUSINESS_RULE",
    "You claimed this prospect for the vendor: that the vendor retains it is for somebody else to decide.",
  );
}
