import { divideRounded } from "./money.ts";
import type { RoundingMode } from "./money.ts";

/** An exact fraction of whole numbers: what a sum is until the one time that it is rounded. */
export type Rational = { readonly numerator: bigint; readonly denominator: bigint };

/** Throws a RangeError when the denominator is 0. */
export function rational(numerator: bigint, denominator = 1n): Rational {
  if (denominator === 0n) throw new RangeError("a fraction of nothing");
  return { numerator, denominator };
}

export function times(left: Rational, right: Rational): Rational {
  return rational(left.numerator * right.numerator, left.denominator * right.denominator);
}

/** The nearest whole number, as the mode says. */
export function roundRational({ numerator, denominator }: Rational, mode: RoundingMode): bigint {
  return divideRounded(numerator, denominator, mode);
}
