import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  add,
  CURRENCIES,
  divideRounded,
  exponentOf,
  formatAmount,
  isCurrency,
  MAX_AMOUNT_MINOR,
  money,
  negate,
  parseAmount,
  subtract,
  sum,
} from "../../src/kernel/index.ts";
import type { Currency, RoundingMode } from "../../src/kernel/index.ts";

const RUNS = { numRuns: 2_000 };
const acceptedMinor = fc.bigInt({ min: -MAX_AMOUNT_MINOR, max: MAX_AMOUNT_MINOR });

describe("money", () => {
  it("adds, subtracts and negates to the cent", () => {
    expect(add(money(10n, "USD"), money(20n, "USD"))).toEqual({ minor: 30n, currency: "USD" });
    expect(subtract(money(10n, "USD"), money(25n, "USD"))).toEqual(money(-15n, "USD"));
    expect(negate(money(3334n, "EUR"))).toEqual(money(-3334n, "EUR"));
  });

  it("sums a statement's lines", () => {
    expect(sum([money(3334n, "USD"), money(3333n, "USD"), money(-3334n, "USD")])).toEqual(
      money(3333n, "USD"),
    );
  });

  it("sums no lines to zero only in a currency that was named", () => {
    expect(sum([], "EUR")).toEqual(money(0n, "EUR"));
    expect(() => sum([])).toThrow("the sum of no amounts has no currency");
  });

  it("never adds dollars to yen", () => {
    const mixed = "USD and JPY do not add up without a rate";
    expect(() => add(money(1n, "USD"), money(1n, "JPY"))).toThrow(mixed);
    expect(() => subtract(money(1n, "USD"), money(1n, "JPY"))).toThrow(mixed);
    expect(() => sum([money(1n, "USD"), money(1n, "JPY")])).toThrow(mixed);
    expect(() => sum([money(1n, "JPY")], "USD")).toThrow(mixed);
  });
});

describe("currencies", () => {
  it.each([
    ["USD", 2],
    ["EUR", 2],
    ["JPY", 0],
    ["KRW", 0],
    ["UYI", 0],
    ["BHD", 3],
    ["TND", 3],
    ["CLF", 4],
    ["UYW", 4],
  ] as const)("gives %s %i decimals", (currency, exponent) => {
    expect(exponentOf(currency)).toBe(exponent);
  });

  it("knows each currency in use once", () => {
    expect(CURRENCIES).toHaveLength(165);
    expect(new Set(CURRENCIES).size).toBe(165);
    expect(CURRENCIES.every((code) => /^[A-Z]{3}$/.test(code))).toBe(true);
  });

  it.each(["usd", "", "XXX", "XAU", "HRK", "US", "USDD", "USD ", "toString", "__proto__"])(
    'does not take "%s" for a currency that can be paid',
    (text) => {
      expect(isCurrency(text)).toBe(false);
    },
  );
});

describe("amounts as text", () => {
  it.each([
    [125000n, "USD", "1250.00"],
    [-5n, "USD", "-0.05"],
    [0n, "USD", "0.00"],
    [7n, "USD", "0.07"],
    [1000n, "JPY", "1000"],
    [-1n, "JPY", "-1"],
    [10000n, "BHD", "10.000"],
    [-12n, "BHD", "-0.012"],
    [123456n, "CLF", "12.3456"],
    [10n ** 15n, "USD", "10000000000000.00"],
  ] as const)("writes %i minor units of %s as %s and reads it back", (minor, currency, text) => {
    expect(formatAmount(money(minor, currency))).toBe(text);
    expect(parseAmount(text, currency)).toEqual({ ok: true, money: money(minor, currency) });
  });

  it("reads fewer decimals than the currency has", () => {
    expect(parseAmount("1250", "USD")).toEqual({ ok: true, money: money(125000n, "USD") });
    expect(parseAmount("-1250.5", "USD")).toEqual({ ok: true, money: money(-125050n, "USD") });
    expect(parseAmount("-0", "USD")).toEqual({ ok: true, money: money(0n, "USD") });
  });

  it("does not round an amount finer than the currency", () => {
    expect(parseAmount("61.725", "USD")).toEqual({
      ok: false,
      problem: '"61.725" has 3 decimals, but USD has 2',
    });
    expect(parseAmount("100.00", "JPY")).toEqual({
      ok: false,
      problem: '"100.00" has 2 decimals, but JPY has 0',
    });
  });

  it.each(["", " 1", "1 ", "1,250.00", "1.250,00", "1e3", "+1", "--1", "1.", ".5", "0x10", "NaN"])(
    'does not take "%s" for an amount',
    (text) => {
      expect(parseAmount(text, "USD")).toEqual({
        ok: false,
        problem: `"${text}" is not an amount: expected digits such as 1250.00`,
      });
    },
  );

  it.each(["007", "01.00", "-01", "١٢", "1\n", "Infinity"])(
    "accepts one spelling of a number only (%j)",
    (text) => {
      expect(parseAmount(text, "USD").ok).toBe(false);
    },
  );

  it("stops at 10^15 minor units, above and below zero", () => {
    const problem = '"10000000000000.01" is beyond the limit of 10000000000000.00 USD';

    expect(parseAmount("10000000000000.01", "USD")).toEqual({ ok: false, problem });
    expect(parseAmount("-10000000000000.00", "USD").ok).toBe(true);
    expect(parseAmount("-10000000000000.01", "USD").ok).toBe(false);
    expect(parseAmount("1000000000000001", "JPY").ok).toBe(false);
  });

  it("answers ten megabytes of digits at once and repeats 40 characters of it", () => {
    const before = process.cpuUsage();
    const parsed = parseAmount("9".repeat(10_000_000), "USD");

    // of this process alone: what else the machine does is not counted
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(500);
    expect(parsed).toEqual({
      ok: false,
      problem: `"${"9".repeat(39)}…" is beyond the limit of 10000000000000.00 USD`,
    });
  });

  it("reads back what it writes, in every currency", () => {
    const currencies = fc.constantFrom<Currency>(...CURRENCIES);
    fc.assert(
      fc.property(acceptedMinor, currencies, (minor, currency) => {
        const amount = money(minor, currency);
        expect(parseAmount(formatAmount(amount), currency)).toEqual({ ok: true, money: amount });
      }),
      RUNS,
    );
  });
});

describe("rounding once", () => {
  it.each<[string, bigint, bigint, bigint, bigint, bigint]>([
    ["5 % of 1,234.50 (a tie)", 123_450n * 5n, 100n, 6172n, 6173n, 6172n],
    ["5 % of 1,235.50 (a tie)", 123_550n * 5n, 100n, 6178n, 6178n, 6177n],
    ["5 % of 0.10 (a tie)", 10n * 5n, 100n, 0n, 1n, 0n],
    ["50 % of 33.33 (a tie)", 3333n, 2n, 1666n, 1667n, 1666n],
    ["50 % of 33.35 (a tie)", 3335n, 2n, 1668n, 1668n, 1667n],
    ["25 % of 33.33", 3333n, 4n, 833n, 833n, 833n],
    ["75 % of 33.33", 3333n * 3n, 4n, 2500n, 2500n, 2499n],
    [
      "EUR 48,750.55 × 7.5 % at 1.0837",
      4_875_055n * 75n * 10_837n,
      10n ** 7n,
      396_232n,
      396_232n,
      396_232n,
    ],
    ["EUR 0.19 × 7.5 % at 1.0837", 19n * 75n * 10_837n, 10n ** 7n, 2n, 2n, 1n],
    [
      "EUR 1,234.56 into yen at 162.345",
      123_456n * 162_345n,
      10n ** 5n,
      200_425n,
      200_425n,
      200_424n,
    ],
    ["a reversal of 5 % of 1,234.50", -123_450n * 5n, 100n, -6172n, -6173n, -6172n],
    ["a negative denominator", 123_450n * 5n, -100n, -6172n, -6173n, -6172n],
    ["an exact quotient", 600n, 100n, 6n, 6n, 6n],
  ])("rounds %s", (_, numerator, denominator, halfEven, halfUp, down) => {
    expect(divideRounded(numerator, denominator, "half_even")).toBe(halfEven);
    expect(divideRounded(numerator, denominator, "half_up")).toBe(halfUp);
    expect(divideRounded(numerator, denominator, "down")).toBe(down);
  });

  it("rounds a reversal to exactly minus what was paid, in every mode", () => {
    const modes = fc.constantFrom<RoundingMode>("half_even", "half_up", "down");
    const numerators = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });
    const denominators = fc.oneof(
      fc.constantFrom(2n, 4n, 20n, 100n),
      fc.bigInt({ min: 1n, max: 10n ** 9n }),
    );
    fc.assert(
      fc.property(numerators, denominators, modes, (numerator, denominator, mode) => {
        const rounded = divideRounded(numerator, denominator, mode);
        expect(divideRounded(-numerator, denominator, mode)).toBe(-rounded);
        expect(divideRounded(numerator, -denominator, mode)).toBe(-rounded);
      }),
      RUNS,
    );
  });

  it("lands within half a unit of the exact quotient, or below it when rounding down", () => {
    const numerators = fc.bigInt({ min: 0n, max: 10n ** 15n });
    const denominators = fc.bigInt({ min: 1n, max: 10n ** 4n });
    fc.assert(
      fc.property(numerators, denominators, (numerator, denominator) => {
        const even = divideRounded(numerator, denominator, "half_even") * denominator - numerator;
        const down = numerator - divideRounded(numerator, denominator, "down") * denominator;
        expect((even < 0n ? -even : even) * 2n <= denominator).toBe(true);
        expect(down >= 0n && down < denominator).toBe(true);
      }),
      RUNS,
    );
  });

  it("does not divide by zero", () => {
    expect(() => divideRounded(1n, 0n, "half_even")).toThrow("division by zero");
  });
});
