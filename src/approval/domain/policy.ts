import type { Currency, IncentiveProgramId, Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

/** A policy's delay, in days; the same numbers stand in constraint approval_policy_delay. */
export const FEWEST_DAYS = 1;
export const MOST_DAYS = 90;

export const APPROVAL_POLICY_STATES = {
  DRAFT: "Another person has to decide: nothing is approved by it.",
  IN_FORCE: "Credit within its limits is approved by it.",
  DECLINED: "Nothing became of it.",
  ENDED: "Nothing is approved by it any more; what was stays so.",
} as const;
export type ApprovalPolicyState = keyof typeof APPROVAL_POLICY_STATES;

/** Under what credit is approved without a person. */
export interface PolicyTerms {
  readonly currency: Currency;
  /** Null where for all programs that have no policy of their own. */
  readonly programId: IncentiveProgramId | null;
  readonly mostPerCreditMinor: bigint;
  /** For a partner, in a month of UTC. */
  readonly mostPerMonthMinor: bigint;
  readonly delayDays: number;
  readonly reason: string;
}

/** A policy, locked. */
export interface StandingPolicy {
  readonly state: ApprovalPolicyState;
  readonly currency: string;
  /** A uuid. */
  readonly programId: string | null;
  readonly draftedAt: Date;
  readonly decidedAt: Date | null;
  /** Whether who acts drafted it, under whichever membership, and no waiver of the second person stands. */
  readonly isOwn: boolean;
}

const path = ["approvalPolicyId"];

/** Why somebody cannot decide over a policy, or null. */
export function whyPolicyNotDecided({ state, isOwn }: StandingPolicy): Refusal | null {
  if (state !== "DRAFT") return policyDecidedBefore();
  if (!isOwn) return null;
  return refuse("BUSINESS_RULE", "You drafted this policy: somebody else has to decide.", { path });
}

/** Why a policy cannot be ended, or null. */
export function whyPolicyNotEnded({ state }: StandingPolicy): Refusal | null {
  if (state === "IN_FORCE") return null;
  if (state === "DRAFT")
    return refuse(
      "BUSINESS_RULE",
      "The policy is not in force: decideApprovalPolicy declines it.",
      {
        path,
      },
    );
  return refuse("ALREADY_DONE", "The policy is not in force any more.", { path });
}

export const policyDecidedBefore = (): Refusal =>
  refuse("ALREADY_DONE", "The policy was decided over before: save it anew.", { path });

/** As many of the credits, in their order, as the room holds: what comes behind one that is over waits with it. */
export function withinRoom<Credit extends { readonly amount: { readonly minor: bigint } }>(
  credits: readonly Credit[],
  room: bigint,
): readonly Credit[] {
  let left = room;
  const over = credits.findIndex(({ amount }) => {
    left -= amount.minor;
    return left < 0n;
  });
  return over < 0 ? credits : credits.slice(0, over);
}
