import type { Rational } from "../../kernel/index.ts";

import type { BaseTrace, Calculation, CapTrace, FactorTrace, PaceTrace } from "./calculation.ts";
import type { ConditionsAsked } from "./conditions.ts";
import type { QualityTrace } from "./quality.ts";
import type { RecruiterKept } from "./recruiter-pay.ts";
import type { ReleaseAccount, ReleaseKept } from "./release.ts";
import type { TrueUpAccount } from "./true-up.ts";

/** What a step of an award is. */
export const AWARD_STEPS = {
  BASE: "What the rule pays for the milestone, in the program's currency.",
  TENDER: "What of it is not this lead's, since what it is for is out to tender.",
  GATE: "Nothing is earned: a gate was closed.",
  FACTOR:
    "What a partner's own part is multiplied by, after the factors before it: its tier, how its leads fared, how many they were or what its deals were worth.",
  ROUNDING: "What the one rounding of all factors brought or took.",
  LEAD_CAP: "What the lead could not earn any more.",
  PARTNER_CAP:
    "What a partner could not earn any more in its window, or got of what others could not.",
  BUDGET: "What the program could not pay any more.",
  OVER_LIMIT: "What of a change lay over a limit, and so had not been credited before either.",
  RELEASED: "What of a partner's part had waited for room under its cap, and is earned.",
  PARTNER_ENDED:
    "What would be a partner's that was terminated more than 90 days before the month, and so is nobody's.",
  VENDOR_PART: "What is the vendor's own part, and so nobody's.",
  CHANGE: "By how much a correction of the deal changes the award.",
  TAKEN_BACK: "What of the award is taken back, by the schedule of its version.",
  TRUE_UP: "By how much other leads of a period are raised, or lowered, since one came or went.",
  RECRUITER:
    "What whoever recruited a partner has of what counts of its credit, more or less than before.",
  OTHER: "What else the version says changes it by.",
  SHARE: "What a partner has of the award in the end.",
} as const;
export type AwardStepKind = keyof typeof AWARD_STEPS;

/**
 * What one step did to the sum. All steps that are no SHARE add up to what is paid, and so do the shares.
 *
 *     BASE 200.00, FACTOR 24.00, LEAD_CAP −44.00  =  180.00  =  SHARE 115.71, SHARE 64.29
 */
export interface AwardStep {
  readonly kind: AwardStepKind;
  readonly minor: bigint;
  /** Whose step it is; null of those of all. */
  readonly partnerId: string | null;
  /** Of what the step is told, for its sentence. */
  readonly of: StepOf;
}

/** By what a partner's own part was multiplied. */
export type FactorTold =
  | FactorTrace
  | ({ readonly kind: "QUALITY" } & QualityTrace)
  | { readonly kind: "PACE"; readonly pace: PaceTrace };

export type StepOf =
  | { readonly kind: "BASE"; readonly kept: Pick<Calculation, "base" | "spiff"> }
  | { readonly kind: "TENDER"; readonly partners: number; readonly left: bigint }
  | { readonly kind: "GATE"; readonly gate: string; readonly asked: ConditionsAsked | null }
  | {
      readonly kind: "FACTOR";
      readonly factor: FactorTold;
      readonly multiplier: Rational;
      readonly ppm: string;
    }
  | { readonly kind: "CAP"; readonly cap: CapTrace }
  | { readonly kind: "SHARE"; readonly ppm: string | null }
  | { readonly kind: "CHANGE"; readonly change: AdjustmentTrace }
  | { readonly kind: "TAKEN_BACK"; readonly taken: PartTakenTrace }
  | { readonly kind: "TRUE_UP"; readonly account: TrueUpAccount }
  | { readonly kind: "RELEASED"; readonly account: ReleaseAccount }
  | { readonly kind: "RECRUITER"; readonly kept: RecruiterKept }
  | { readonly kind: "AGAIN" }
  | { readonly kind: "PLAIN" };

/** What is kept of a change of an award: see `adjust-awards.ts`. */
export interface AdjustmentTrace {
  readonly adjusts: string;
  readonly base: BaseTrace;
  /** Where the award counts for its partner's volume. */
  readonly accelerator?: PaceTrace;
  readonly dealMinor: string;
  readonly dealCurrency: string;
  readonly targetMinor: string;
  readonly grossMinor: string;
  readonly forfeitedMinor: string;
  /** Where more is earned of what is limited. */
  readonly caps?: readonly CapTrace[];
  readonly shares: readonly {
    readonly partnerId: string;
    readonly minor: string;
    /** What it would be without limits; left out of changes that nothing could limit. */
    readonly wantedMinor?: string;
  }[];
}

/** What is kept of a part that is taken back: see `take-back-part.ts`. */
export interface PartTakenTrace {
  readonly adjusts: string;
  /** Of each credit in all, with what was taken back before. */
  readonly takenBackPpm: string;
  readonly grossMinor: string;
  readonly takenBack: readonly {
    readonly partnerId: string;
    readonly beforeMinor: string;
    readonly minor: string;
  }[];
}

/** What awards of all kinds keep. */
export type AwardKept =
  Calculation | AdjustmentTrace | PartTakenTrace | RecruiterKept | ReleaseKept | TrueUpAccount;

export const PLAIN: StepOf = { kind: "PLAIN" };

export const forAll = (kind: AwardStepKind, minor: bigint, of: StepOf): AwardStep => ({
  ...{ kind, minor, partnerId: null, of },
});

export const total = (steps: readonly Pick<AwardStep, "minor">[]): bigint =>
  steps.reduce((sum, { minor }) => sum + minor, 0n);
