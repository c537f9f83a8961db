/** The normal deviate of 95 of 100. */
const Z = 1.959963984540054;

/** A share of cases with the bounds within which the true one lies 95 times of 100. */
export interface RateInterval {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** Wilson's interval of a share; null where there are fewer cases than say anything. */
export function rateInterval(part: number, whole: number, least: number): RateInterval | null {
  if (whole === 0 || whole < least) return null;
  const rate = part / whole;
  const spread = (Z * Z) / whole;
  const centre = rate + spread / 2;
  const reach = Z * Math.sqrt((rate * (1 - rate) + spread / 4) / whole);
  // at 0 and at 1 the bound is exact, whatever the arithmetic leaves
  const low = part === 0 ? 0 : (centre - reach) / (1 + spread);
  const high = part === whole ? 1 : (centre + reach) / (1 + spread);
  return { rate, low, high };
}
