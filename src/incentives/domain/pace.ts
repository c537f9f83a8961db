import { rational, times, WHOLE_PPM } from "../../kernel/index.ts";
import type { PartnerId, Rational } from "../../kernel/index.ts";

import type { Pace } from "./volume.ts";

/** What each part weighs where one of them has a pace: a million times as much, and that one by its multiplier. */
export function accelerated(
  weights: readonly bigint[],
  shares: readonly { readonly partnerId: PartnerId }[],
  pace: Pace | null,
): readonly bigint[] {
  if (pace === null) return weights;
  return weights.map((weight, index) => {
    const isOwn = shares[index]?.partnerId === pace.partnerId;
    return weight * (isOwn ? pace.multiplierPpm : WHOLE_PPM);
  });
}

/** What a rule pays, for weights that were accelerated: they weigh a million times as much. */
export const forPace = (base: Rational, pace: Pace | null): Rational =>
  pace === null ? base : times(base, rational(1n, WHOLE_PPM));
