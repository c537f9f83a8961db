import { rational, times, WHOLE_PPM } from "../../kernel/index.ts";
import type { PartnerId, Rational } from "../../kernel/index.ts";

import type { FactorTrace } from "./calculation.ts";
import { NO_QUALITY } from "./quality.ts";
import type { QualityFactors } from "./quality.ts";

/** How much of what a rule pays a partner has for its part: by the tier on which it stood then. */
export interface TierFactor {
  readonly tier: string;
  /** 1,000,000 is once. */
  readonly multiplierPpm: bigint;
}

export type Factors = ReadonlyMap<PartnerId, TierFactor>;

interface Weighed {
  readonly partnerId: PartnerId;
  readonly sharePpm: bigint;
}

/**
 * What each part weighs: its share, times the partner's own factors, by its tier and by how its leads fare. A factor
 * acts on its partner's own part alone; others' parts stay what they are.
 */
export function weightsOf(
  shares: readonly Weighed[],
  factors: Factors,
  quality: QualityFactors = NO_QUALITY,
): readonly bigint[] {
  return shares.map(
    ({ partnerId, sharePpm }) =>
      sharePpm *
      (factors.get(partnerId)?.multiplierPpm ?? WHOLE_PPM) *
      (quality.get(partnerId)?.factorPpm ?? WHOLE_PPM),
  );
}

/** What a part weighs that is all of an award, of a partner that has no more and no less of it. */
export const WHOLE_WEIGHT = WHOLE_PPM ** 3n;

/** The sum of all parts, exactly: what a rule pays, times what they weigh together. Throws where it is owed to nobody. */
export function weighed(base: Rational, weights: readonly bigint[]): Rational {
  if (weights.length === 0 && base.numerator !== 0n) throw new RangeError("it is owed to nobody");
  const whole = weights.reduce((sum, weight) => sum + weight, 0n);
  return times(base, rational(whole, WHOLE_WEIGHT));
}

export function factorTraces(shares: readonly Weighed[], factors: Factors): readonly FactorTrace[] {
  return shares.flatMap(({ partnerId }) => {
    const factor = factors.get(partnerId);
    return factor
      ? [
          {
            ...{ partnerId, kind: "TIER" as const, tier: factor.tier },
            multiplierPpm: factor.multiplierPpm.toString(),
          },
        ]
      : [];
  });
}
