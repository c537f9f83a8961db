import type { Rational } from "../../kernel/index.ts";

import { unmetOf } from "./conditions.ts";
import type { ConditionsAsked } from "./conditions.ts";
import type { OnSkip } from "./on-skip.ts";
import type { TenderPart } from "./tender.ts";

/** Why a rule pays nothing for a lead that reached its milestone. */
export const AWARD_GATES = {
  ONE_PER_COMPANY_IN_CYCLE:
    "The partner has a live SQL credit for this company within the last 12 months.",
  MILESTONE_EARNED: "Another lead of the same deal has earned the milestone.",
  MILESTONE_SKIPPED:
    "A move passed over the milestone, and the rule pays where it is reached alone.",
  CONDITION_NOT_MET: "Something that the rule asks of a lead does not hold of this one.",
  NO_RATE:
    "The deal is in another currency than the incentive program pays in, and no rate of exchange is known for its day.",
  TENDER_EARNED: "Others have earned all that the tender earns.",
} as const;
export type AwardGate = keyof typeof AWARD_GATES;

/** By which kind of rule something was earned: one that its milestone has always, or only by spiffs, which pay on top. */
export type EarnedBy = "RULE" | "SPIFF";

/** Whether what was earned by one kind of rule closes another: what pays on top leaves what it is on top of to be earned. */
export const closes = (
  earnedBy: EarnedBy | null | undefined,
  { isSpiff }: { readonly isSpiff: boolean },
): boolean => earnedBy === "RULE" || (earnedBy === "SPIFF" && isSpiff);

/** Whether anything is earned at all, before what it would be is looked at. */
export interface Standing {
  readonly hasLiveCreditInCycle: boolean;
  /** Whether another lead of the same deal has a live award of the milestone under the program that closes this rule. */
  readonly isEarned: boolean;
  /** Whether a move passed over the milestone, whatever the rule says of that. */
  readonly isPassedOver?: boolean;
  /** What the rule asked of the lead, and what came of it; null, or not there, where it asks nothing. */
  readonly conditions?: ConditionsAsked | null;
}

/** The first gate that is closed; null where all are open. */
export function gateOf(
  standing: Standing,
  onSkip: OnSkip,
  base: { readonly exact: Rational | null; readonly minor: bigint },
  tender: TenderPart | null,
): AwardGate | null {
  if (standing.hasLiveCreditInCycle) return "ONE_PER_COMPANY_IN_CYCLE";
  if (standing.isEarned) return "MILESTONE_EARNED";
  if (standing.isPassedOver === true && onSkip === "ONLY_REACHED") return "MILESTONE_SKIPPED";
  if (unmetOf(standing.conditions).length > 0) return "CONDITION_NOT_MET";
  if (base.exact === null) return "NO_RATE";
  // a tender of which nothing was to be earned was not earned by others
  return tender?.left === 0n && base.minor !== 0n ? "TENDER_EARNED" : null;
}
