import { rational, times } from "../../kernel/index.ts";
import type { Currency, Rational } from "../../kernel/index.ts";

import { exactRate } from "./rate.ts";

/** A rate as it was published: so much of `quote` for 1 of `base`. */
export interface RateLeg {
  readonly base: Currency;
  readonly quote: Currency;
  readonly rate: string;
  /** YYYY-MM-DD: the day whose rate it is. */
  readonly ratedOn: string;
  readonly source: string;
  readonly revision: number;
}

/** What 1 of one currency is in another, exactly, and the one or two rates that say so. */
export interface Crossing {
  readonly rate: Rational;
  readonly legs: readonly RateLeg[];
}

/** Through which currencies two others meet for which nobody publishes a rate: the first that serves. */
export const PIVOTS: readonly Currency[] = ["EUR", "USD"];

/**
 * From one currency into another by the rates that are known: that of the two, either way round, else
 * through a pivot. Nothing is rounded. Null where no way leads there.
 */
export function cross(from: Currency, to: Currency, known: readonly RateLeg[]): Crossing | null {
  const direct = step(from, to, known);
  if (direct) return direct;
  for (const pivot of PIVOTS) {
    const first = step(from, pivot, known);
    const second = step(pivot, to, known);
    if (first && second)
      return { rate: times(first.rate, second.rate), legs: [...first.legs, ...second.legs] };
  }
  return null;
}

function step(from: Currency, to: Currency, known: readonly RateLeg[]): Crossing | null {
  const leg = known.find(
    ({ base, quote }) => (base === from && quote === to) || (base === to && quote === from),
  );
  if (!leg) return null;
  const { numerator, denominator } = exactRate(leg.rate);
  const rate =
    leg.base === from ? rational(numerator, denominator) : rational(denominator, numerator);
  return { rate, legs: [leg] };
}
