import { allocate, roundRational, rational, WHOLE_PPM } from "../../kernel/index.ts";

import type { BaseTrace, Calculation, CapTrace, FactorTrace } from "./calculation.ts";

/** What a step of an award is. */
export const AWARD_STEPS = {
  BASE: "What the rule pays for the milestone, in the program's currency.",
  TENDER: "What of it is not this lead's, since what it is for is out to tender.",
  GATE: "Nothing is earned: a gate was closed.",
  FACTOR: "What a partner's own part is multiplied by.",
  ROUNDING: "What the one rounding of all factors brought or took.",
  LEAD_CAP: "What the lead could not earn any more.",
  PARTNER_CAP:
    "What a partner could not earn any more in its window, or got of what others could not.",
  BUDGET: "What the program could not pay any more.",
  VENDOR_PART: "What is the vendor's own part, and so nobody's.",
  CHANGE: "By how much a correction of the deal changes the award.",
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

export type StepOf =
  | { readonly kind: "BASE"; readonly base: BaseTrace }
  | { readonly kind: "TENDER"; readonly partners: number; readonly left: bigint }
  | { readonly kind: "GATE"; readonly gate: string }
  | { readonly kind: "FACTOR"; readonly factor: FactorTrace; readonly ppm: string }
  | { readonly kind: "CAP"; readonly cap: CapTrace }
  | { readonly kind: "SHARE"; readonly ppm: string | null }
  | { readonly kind: "CHANGE"; readonly change: AdjustmentTrace }
  | { readonly kind: "PLAIN" };

/** What is kept of a change of an award: see `adjust-awards.ts`. */
export interface AdjustmentTrace {
  readonly adjusts: string;
  readonly base: BaseTrace;
  readonly dealMinor: string;
  readonly dealCurrency: string;
  readonly targetMinor: string;
  readonly grossMinor: string;
  readonly forfeitedMinor: string;
  readonly shares: readonly { readonly partnerId: string; readonly minor: string }[];
}

const PLAIN: StepOf = { kind: "PLAIN" };

/** The steps of an award, of what is kept of it, in the order in which they were taken. */
export function stepsOf(kept: Calculation | AdjustmentTrace): readonly AwardStep[] {
  const steps = "adjusts" in kept ? changeSteps(kept) : [...grossSteps(kept), ...limitSteps(kept)];
  const shares = kept.shares.map((share): AwardStep => ({
    ...{ kind: "SHARE", minor: BigInt(share.minor), partnerId: share.partnerId },
    of: { kind: "SHARE", ppm: "ppm" in share ? share.ppm : null },
  }));
  // a step that is not known here would leave a difference: it is told, and not hidden
  const rest = total(shares) - total(steps);
  return [...steps, ...(rest === 0n ? [] : [forAll("OTHER", rest, PLAIN)]), ...shares];
}

export const total = (steps: readonly Pick<AwardStep, "minor">[]): bigint =>
  steps.reduce((sum, { minor }) => sum + minor, 0n);

const forAll = (kind: AwardStepKind, minor: bigint, of: StepOf): AwardStep => ({
  ...{ kind, minor, partnerId: null, of },
});

/** From what the rule pays to what the lead earned in all. */
function grossSteps(kept: Calculation): readonly AwardStep[] {
  const { base, tender, gate, factors = [] } = kept;
  const baseMinor = BigInt(base.minor);
  const begun = [forAll("BASE", baseMinor, { kind: "BASE", base })];
  const amount = tender ? tenderPartOf(tender) : baseMinor;
  if (tender)
    begun.push(
      forAll("TENDER", amount - baseMinor, {
        ...{ kind: "TENDER", partners: tender.partners, left: BigInt(tender.leftMinor) },
      }),
    );
  if (gate !== null) return [...begun, forAll("GATE", -total(begun), { kind: "GATE", gate })];
  const multiplied = factors.map((factor) => factorStep(kept, factor, amount));
  const rounding = BigInt(kept.grossMinor) - total(begun) - total(multiplied);
  return [
    ...begun,
    ...multiplied,
    ...(rounding === 0n ? [] : [forAll("ROUNDING", rounding, PLAIN)]),
  ];
}

function tenderPartOf({ leftMinor, partners }: NonNullable<Calculation["tender"]>): bigint {
  const [part = 0n] = allocate(
    BigInt(leftMinor),
    Array.from({ length: partners }, () => 1n),
  );
  return part;
}

/** What a factor adds to its partner's own part, or takes from it. */
function factorStep(kept: Calculation, factor: FactorTrace, amount: bigint): AwardStep {
  const ppm = kept.shares.find(({ partnerId }) => partnerId === factor.partnerId)?.ppm ?? "0";
  const more = amount * BigInt(ppm) * (BigInt(factor.multiplierPpm) - WHOLE_PPM);
  return {
    ...{ kind: "FACTOR", partnerId: factor.partnerId },
    minor: roundRational(rational(more, WHOLE_PPM * WHOLE_PPM), "half_even"),
    of: { kind: "FACTOR", factor, ppm },
  };
}

/** Where what limits an award stands among the steps. */
const CAP_STEPS: Readonly<Record<CapTrace["kind"], AwardStepKind>> = {
  LEAD: "LEAD_CAP",
  PARTNER: "PARTNER_CAP",
  BUDGET: "BUDGET",
};

/** From what the lead earned in all to what is paid. */
function limitSteps({ caps = [], forfeitedMinor = "0" }: Calculation): readonly AwardStep[] {
  const limits = caps.map((cap) => ({
    ...{ kind: CAP_STEPS[cap.kind], partnerId: cap.partnerId ?? null },
    minor: BigInt(cap.afterMinor) - BigInt(cap.beforeMinor),
    of: { kind: "CAP" as const, cap },
  }));
  const vendors = -BigInt(forfeitedMinor) - total(limits);
  return vendors === 0n ? limits : [...limits, forAll("VENDOR_PART", vendors, PLAIN)];
}

function changeSteps(change: AdjustmentTrace): readonly AwardStep[] {
  const forfeited = BigInt(change.forfeitedMinor);
  return [
    forAll("CHANGE", BigInt(change.grossMinor), { kind: "CHANGE", change }),
    ...(forfeited === 0n ? [] : [forAll("VENDOR_PART", -forfeited, PLAIN)]),
  ];
}
