/** What halves is counted in units of 2^-128: whole numbers, the same on every machine. */
const UNIT_BITS = 128n;
export const HALVING_UNIT = 1n << UNIT_BITS;
const FRACTION_BITS = 64;

/** 2^(-1/2), 2^(-1/4), 2^(-1/8) … in units: each is the root of the one before. */
const ROOTS: readonly bigint[] = Array.from({ length: FRACTION_BITS }).reduce<bigint[]>(
  (roots) => [...roots, squareRoot((roots.at(-1) ?? HALVING_UNIT >> 1n) << UNIT_BITS)],
  [],
);

/**
 * How much is left after `elapsed` of what halves every `halfLife` (both in the same unit of time), in
 * units of 2^-128. After whole half-lives it is exact; in between it is the product of roots of a half,
 * one for each binary digit of the fraction. After 128 half-lives nothing is left.
 */
export function halved(elapsed: bigint, halfLife: bigint): bigint {
  const whole = elapsed / halfLife;
  if (whole >= UNIT_BITS) return 0n;
  const fraction = ((elapsed % halfLife) << BigInt(FRACTION_BITS)) / halfLife;
  let left = HALVING_UNIT;
  for (const [place, root] of ROOTS.entries()) {
    const digit = (fraction >> BigInt(FRACTION_BITS - 1 - place)) & 1n;
    if (digit === 1n) left = (left * root) >> UNIT_BITS;
  }
  return left >> whole;
}

/** The largest whole number whose square is not above (Newton). */
function squareRoot(of: bigint): bigint {
  let guess = of;
  let next = (guess + 1n) >> 1n;
  while (next < guess) {
    guess = next;
    next = (guess + of / guess) >> 1n;
  }
  return guess;
}
