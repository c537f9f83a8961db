import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { money, WHOLE_PPM, withhold } from "../../src/kernel/index.ts";
import type { Currency } from "../../src/kernel/index.ts";

describe("What is withheld", () => {
  test.each([
    ["24 % of 1,333.00 USD", 133_300n, "USD", 240_000n, 31_992n, 101_308n],
    ["24 % of 1,001 JPY", 1_001n, "JPY", 240_000n, 240n, 761n],
    ["15.825 % of 10.000 BHD", 10_000n, "BHD", 158_250n, 1_582n, 8_418n],
    ["half of a cent, to even", 1n, "EUR", 500_000n, 0n, 1n],
    ["half of three cents, to even", 3n, "EUR", 500_000n, 2n, 1n],
    ["nothing of nothing", 0n, "EUR", 240_000n, 0n, 0n],
    ["all of it", 133_300n, "USD", WHOLE_PPM, 133_300n, 0n],
  ] as const)("of a payout is rounded once: %s", (_, minor, currency, rate, withheld, paid) => {
    expect(withhold(money(minor, currency), rate)).toEqual({
      withheld: money(withheld, currency),
      paid: money(paid, currency),
    });
  });

  test("of a payout is not what is withheld of its parts", () => {
    const parts = [33n, 33n, 34n].map((minor) => withhold(money(minor, "USD"), 240_000n));
    const apart = parts.reduce((all, { withheld }) => all + withheld.minor, 0n);
    expect([apart, withhold(money(100n, "USD"), 240_000n).withheld.minor]).toEqual([24n, 24n]);
    const many = Array.from({ length: 10 }, () => withhold(money(1n, "USD"), 240_000n));
    expect(many.reduce((all, { withheld }) => all + withheld.minor, 0n)).toBe(0n);
    expect(withhold(money(10n, "USD"), 240_000n).withheld.minor).toBe(2n);
  });

  test("is refused of less than nothing, and at more than all of it", () => {
    expect(() => withhold(money(-1n, "USD"), 240_000n)).toThrow("less than nothing");
    expect(() => withhold(money(1n, "USD"), WHOLE_PPM + 1n)).toThrow("0 to all");
    expect(() => withhold(money(1n, "USD"), -1n)).toThrow("0 to all");
  });

  const currencies = fc.constantFrom<Currency>("USD", "JPY", "BHD", "CLF");
  const sums = fc.bigInt(0n, 10n ** 15n);
  const rates = fc.bigInt(0n, WHOLE_PPM);

  test("and what is paid come to all of it, and it is within half a unit of the exact part", () => {
    fc.assert(
      fc.property(sums, currencies, rates, (minor, currency, rate) => {
        const { withheld, paid } = withhold(money(minor, currency), rate);
        expect(withheld.minor + paid.minor).toBe(minor);
        expect(withheld.minor >= 0n && paid.minor >= 0n).toBe(true);
        const error = withheld.minor * WHOLE_PPM - minor * rate;
        expect((error < 0n ? -error : error) * 2n <= WHOLE_PPM).toBe(true);
      }),
    );
  });

  test("never falls as more is paid, or as the rate rises", () => {
    fc.assert(
      fc.property(sums, sums, rates, rates, (one, other, slow, fast) => {
        const [less, more] = one < other ? [one, other] : [other, one];
        const [low, high] = slow < fast ? [slow, fast] : [fast, slow];
        const of = (minor: bigint, rate: bigint) =>
          withhold(money(minor, "USD"), rate).withheld.minor;
        expect(of(less, low) <= of(more, low)).toBe(true);
        expect(of(more, low) <= of(more, high)).toBe(true);
      }),
    );
  });
});
