/** Parts per million in a whole: attribution shares always sum to this. */
export const WHOLE_PPM = 1_000_000n;

/**
 * Splits a total over weights by largest remainder (Hamilton): everybody gets the exact share
 * rounded towards zero, and the units left over go one each to the largest remainders, ties to the
 * earliest. This is the only place that rounds a split.
 *
 *     allocate(10000n, [1n, 1n, 1n])      → 3334n, 3333n, 3333n
 *     allocate(-10000n, [1n, 1n, 1n])     → -3334n, -3333n, -3333n
 *     allocate(9999n, [50n, 30n, 20n])    → 4999n, 3000n, 2000n
 *
 * The parts sum to the total, each lies within one unit of its exact share, a zero weight gets
 * nothing, a heavier weight never gets less than a lighter one. Not promised (no such method can
 * promise it): that a larger total gives everybody at least as much. Whoever changes a split must
 * therefore allocate the *difference*, not split again and compare.
 *
 * Throws a RangeError on a negative weight, and when a total other than 0 has nowhere to go.
 */
export function allocate(total: bigint, weights: readonly bigint[]): bigint[] {
  if (weights.some((weight) => weight < 0n)) throw new RangeError("a weight is negative");
  if (total === 0n) return weights.map(() => 0n);
  const whole = weights.reduce((sum, weight) => sum + weight, 0n);
  if (whole === 0n) throw new RangeError("there is no weight to allocate by");

  const sign = total < 0n ? -1n : 1n;
  const size = total * sign;
  const parts = weights.map((weight, index) => ({
    index,
    share: (size * weight) / whole,
    remainder: (size * weight) % whole,
  }));
  const leftOver = size - parts.reduce((sum, part) => sum + part.share, 0n);

  const served = new Set(
    parts
      .toSorted((a, b) => compare(b.remainder, a.remainder))
      .filter((_, rank) => BigInt(rank) < leftOver)
      .map((part) => part.index),
  );
  return parts.map(({ index, share }) => sign * (served.has(index) ? share + 1n : share));
}

/** Weights as parts per million that sum to exactly 1,000,000. Throws as `allocate` does. */
export function toPpm(weights: readonly bigint[]): bigint[] {
  return allocate(WHOLE_PPM, weights);
}

function compare(left: bigint, right: bigint): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
