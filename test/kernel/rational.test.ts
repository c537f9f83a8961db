import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { rational, roundRational, times } from "../../src/kernel/index.ts";

describe("an exact fraction", () => {
  it("is rounded once: 0.19 × 7.5 % × 1.0837 is 2 cents, and would be 1 if it were rounded twice", () => {
    const part = times(rational(19n), rational(75_000n, 1_000_000n));
    const rate = rational(10_837n, 10_000n);

    expect(roundRational(times(part, rate), "half_even")).toBe(2n);
    const twice = times(rational(roundRational(part, "half_even")), rate);
    expect(roundRational(twice, "half_even")).toBe(1n);
  });

  it("multiplies in any order, and by its inverse to what it was", () => {
    const whole = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n });
    const above = fc.bigInt({ min: 1n, max: 10n ** 10n });
    fc.assert(
      fc.property(whole, above, above, (minor, numerator, denominator) => {
        const amount = rational(minor);
        const rate = rational(numerator, denominator);
        const back = rational(denominator, numerator);

        expect(times(amount, rate)).toEqual(times(rate, amount));
        expect(roundRational(times(times(amount, rate), back), "down")).toBe(minor);
      }),
      { numRuns: 2_000 },
    );
  });

  it("of nothing is none", () => {
    expect(() => rational(1n, 0n)).toThrow(RangeError);
  });
});
