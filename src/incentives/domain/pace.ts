import { rational, times, WHOLE_PPM } from "../../kernel/index.ts";
import type { PartnerId, Rational } from "../../kernel/index.ts";

import { timesOfCut } from "./amount-pace.ts";
import type { Cut } from "./amount-pace.ts";
import type { AmountPaceTrace, PaceTrace } from "./calculation.ts";
import type { Pace } from "./lead-pace.ts";

/** By what a partner's own part is multiplied, exactly: a deal that is cut by what lies in each bracket. */
const timesOf = (pace: Pace): Rational =>
  "cut" in pace ? timesOfCut(pace.cut) : rational(pace.multiplierPpm, WHOLE_PPM);

/** What each part weighs where one of them has a pace: as many times as much as its fraction is of, and that one by how many of them. */
export function accelerated(
  weights: readonly bigint[],
  shares: readonly { readonly partnerId: PartnerId }[],
  pace: Pace | null,
): readonly bigint[] {
  if (pace === null) return weights;
  const { numerator, denominator } = timesOf(pace);
  return weights.map((weight, index) => {
    const isOwn = shares[index]?.partnerId === pace.partnerId;
    return weight * (isOwn ? numerator : denominator);
  });
}

/** What a rule pays, for weights that were accelerated: they weigh as many times as much. */
export const forPace = (base: Rational, pace: Pace | null): Rational =>
  pace === null ? base : times(base, rational(1n, timesOf(pace).denominator));

/** What an award keeps of its pace. */
export function traceOf(pace: Pace): PaceTrace {
  if (!("cut" in pace)) return { ...pace, multiplierPpm: pace.multiplierPpm.toString() };
  return {
    ...pace,
    beforeMinor: pace.beforeMinor.toString(),
    worthMinor: pace.worthMinor.toString(),
    cut: pace.cut.map(({ minor, multiplierPpm }) => ({
      ...{ minor: minor.toString(), multiplierPpm: multiplierPpm.toString() },
    })),
  };
}

const cutOfTrace = ({ cut }: Pick<AmountPaceTrace, "cut">): readonly Cut[] =>
  cut.map(({ minor, multiplierPpm }) => ({
    ...{ minor: BigInt(minor), multiplierPpm: BigInt(multiplierPpm) },
  }));

/** By what it multiplied, of what is kept of it. */
export const timesOfTrace = (
  kept: Pick<AmountPaceTrace, "cut"> | { readonly multiplierPpm: string },
): Rational =>
  "cut" in kept ? timesOfCut(cutOfTrace(kept)) : rational(BigInt(kept.multiplierPpm), WHOLE_PPM);
