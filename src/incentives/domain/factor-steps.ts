import { rational, roundRational, times, WHOLE_PPM } from "../../kernel/index.ts";
import type { Rational } from "../../kernel/index.ts";

import type { AwardStep, FactorTold } from "./award-step.ts";
import type { Calculation } from "./calculation.ts";
import { timesOfTrace } from "./pace.ts";

/**
 * What each factor adds to its partner's own part, or takes from it. Factors of one partner multiply: each is of what
 * those before it made of the part.
 *
 *     60 % of 200.00, times 1.2, times 1.25  →  24.00 and 36.00
 */
export function factorSteps(kept: Calculation, amount: bigint): readonly AwardStep[] {
  const parts = new Map<string, Rational>();
  return factorsOf(kept).map(({ partnerId, multiplier, factor }) => {
    const ppm = kept.shares.find((share) => share.partnerId === partnerId)?.ppm ?? "0";
    const part = parts.get(partnerId) ?? rational(amount * BigInt(ppm), WHOLE_PPM);
    parts.set(partnerId, times(part, multiplier));
    const { numerator, denominator } = multiplier;
    const more = times(part, rational(numerator - denominator, denominator));
    return {
      ...{ kind: "FACTOR", partnerId, minor: roundRational(more, "half_even") },
      of: { kind: "FACTOR", factor, multiplier, ppm },
    };
  });
}

interface FactorOf {
  readonly partnerId: string;
  readonly multiplier: Rational;
  readonly factor: FactorTold;
}

function factorsOf({ factors = [], quality = [], accelerator }: Calculation): readonly FactorOf[] {
  const pace = accelerator ? [accelerator] : [];
  return [
    ...factors.map((factor) => ({
      ...{ partnerId: factor.partnerId, multiplier: inMillionths(factor.multiplierPpm), factor },
    })),
    ...quality.map((fared) => ({
      ...{ partnerId: fared.partnerId, multiplier: inMillionths(fared.factorPpm) },
      factor: { kind: "QUALITY" as const, ...fared },
    })),
    ...pace.map((own) => ({
      ...{ partnerId: own.partnerId, multiplier: timesOfTrace(own) },
      factor: { kind: "PACE" as const, pace: own },
    })),
  ];
}

const inMillionths = (ppm: string): Rational => rational(BigInt(ppm), WHOLE_PPM);
