import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { isRefusal, rational, roundRational, times } from "../../src/kernel/index.ts";
import type { Currency } from "../../src/kernel/index.ts";
import { cross } from "../../src/exchange/domain/crossing.ts";
import type { RateLeg } from "../../src/exchange/domain/crossing.ts";
import { exactRate, readRate } from "../../src/exchange/domain/rate.ts";
import { decideRates } from "../../src/exchange/domain/rates-decision.ts";
import { readRatesFile } from "../../src/exchange/domain/rates-file.ts";

const read = (text: string, base: Currency = "EUR") => {
  const file = readRatesFile(text, base);
  return file.ok ? file.value : file.problem;
};

describe("a file of rates", () => {
  test("is read as the European Central Bank writes its daily one, ending in a comma", () => {
    const daily =
      "Date, USD, JPY, BGN, CHF, \r\n20 November 2026, 1.0837, 162.3450, 1.9558, N/A, \r\n";
    expect(read(daily)).toEqual({
      rates: [
        { quote: "USD", ratedOn: "2026-11-20", rate: "1.0837" },
        { quote: "JPY", ratedOn: "2026-11-20", rate: "162.345" },
      ],
      skipped: ["BGN"],
    });
  });

  test("is read as it writes its longer ones, day by day", () => {
    expect(read("Date,USD,JPY\n2026-11-20,1.0837,162.345\n2026-11-19,N/A,162\n")).toEqual({
      rates: [
        { quote: "USD", ratedOn: "2026-11-20", rate: "1.0837" },
        { quote: "JPY", ratedOn: "2026-11-20", rate: "162.345" },
        { quote: "JPY", ratedOn: "2026-11-19", rate: "162" },
      ],
      skipped: [],
    });
  });

  test.each([
    ["", "no header"],
    ["<xml/>", "no header"],
    ["Date\n2026-11-20", "no header"],
    ["Date,USD", "1 to 100 days, got 0"],
    [`Date,USD\n${"2026-11-20,1\n".repeat(101)}`, "1 to 100 days, got 101"],
    ["Date,USD,USD\n2026-11-20,1,1", 'a column "USD"'],
    ["Date,US Dollar\n2026-11-20,1", 'a column "US Dollar"'],
    ["Date,USD\n2026-02-30,1.1", "row 2 begins with no day"],
    ["Date,USD\n20 Nov 2026,1.1", "row 2 begins with no day"],
    ["Date,USD\n2026-11-20,1.1\n2026-11-20,1.2", "says 2026-11-20 twice"],
    ["Date,USD\n2026-11-20,1.1,2.2", "has 2 rates, and the header 1"],
    ["Date,USD\n2026-11-20,1,1", "has 2 rates, and the header 1"],
    ["Date,EUR\n2026-11-20,1", "EUR is what it is based on"],
    ["Date,USD\n2026-11-20,0", "row 2, USD, is no rate"],
    ["Date,USD\n2026-11-20,0.0000", "row 2, USD, is no rate"],
    ["Date,USD\n2026-11-20,-1.1", "row 2, USD, is no rate"],
    ["Date,USD\n2026-11-20,1.12345678901", "row 2, USD, is no rate"],
    ["Date,USD\n2026-11-20,12345678901", "row 2, USD, is no rate"],
    ["Date,USD\n2026-11-20,1e3", "row 2, USD, is no rate"],
    ["Date,BGN\n2026-11-20,1.9558", "no rate of a currency that is in use"],
  ])("that is none is refused with what is wrong: %j", (text, problem) => {
    expect(read(text)).toEqual(expect.stringContaining(problem));
  });

  test("keeps each rate as it was published, but for zeros that say nothing", () => {
    expect(["1.08370", "162", "100.0", "0.376", "007.5", "0.0000000001"].map(readRate)).toEqual([
      ...["1.0837", "162", "100", "0.376", "7.5", "0.0000000001"],
    ]);
    expect(exactRate("162.345")).toEqual(rational(162_345n, 1_000n));
  });
});

const leg = (base: Currency, quote: Currency, rate: string): RateLeg => ({
  ...{ base, quote, rate, ratedOn: "2026-11-20", source: "ECB", revision: 1 },
});

describe("the way from one currency into another", () => {
  const known = [leg("EUR", "USD", "1.0837"), leg("EUR", "JPY", "162.345")];

  test("is the rate of the two, either way round, without rounding", () => {
    expect(cross("EUR", "USD", known)?.rate).toEqual(rational(10_837n, 10_000n));
    expect(cross("USD", "EUR", known)?.rate).toEqual(rational(10_000n, 10_837n));
  });

  test("leads through the euro, else the dollar, and is exact there too", () => {
    const yen = cross("USD", "JPY", known);
    // 1 / 1.0837 × 162.345
    expect(yen?.rate).toEqual(rational(10_000n * 162_345n, 10_837n * 1_000n));
    expect(yen?.legs).toEqual(known);
    const dinars = cross("EUR", "BHD", [...known, leg("USD", "BHD", "0.376")]);
    // 1.0837 × 0.376 = 0.4074712
    expect(dinars?.rate).toEqual(rational(10_837n * 376n, 10_000n * 1_000n));
  });

  test("is not there where no two rates meet", () => {
    expect(cross("JPY", "BHD", known)).toBeNull();
    expect(cross("CHF", "EUR", known)).toBeNull();
  });

  test("and back is where one was, over all rates", () => {
    const rates = fc.bigInt({ min: 1n, max: 10n ** 10n - 1n });
    fc.assert(
      fc.property(rates, rates, fc.bigInt({ min: 0n, max: 10n ** 12n }), (usd, jpy, minor) => {
        const both = [leg("EUR", "USD", `${usd}`), leg("EUR", "JPY", `${jpy}`)];
        const there = cross("USD", "JPY", both);
        const back = cross("JPY", "USD", both);
        if (!there || !back) throw new Error("there is a way");
        const again = times(times(rational(minor), there.rate), back.rate);
        expect(roundRational(again, "down")).toBe(minor);
        expect(roundRational(again, "half_up")).toBe(minor);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("what becomes of a rate", () => {
  const file = (rate: string) => ({
    ...{ base: "EUR" as const, rates: [{ quote: "USD" as const, ratedOn: "2026-11-20", rate }] },
  });
  const standing = { ...leg("EUR", "USD", "1.0837"), revision: 2 };

  test("that stands as it is given is nothing", () => {
    expect(decideRates(file("1.0837"), [standing], false)).toEqual({
      ...{ added: [], corrected: [], unchanged: 1 },
    });
  });

  test("that stands and differs is refused, with both, unless it is meant", () => {
    const refused = decideRates(file("1.0873"), [standing], false);
    expect(isRefusal(refused) && refused.message).toContain(
      "of USD for 1 EUR on 2026-11-20 stands at 1.0837 (ECB), and is 1.0873",
    );
    expect(decideRates(file("1.0873"), [standing], true)).toMatchObject({
      ...{ added: [], corrected: [{ rate: "1.0873", revision: 3 }], unchanged: 0 },
    });
  });

  test("of the same two the other way round is one that stands", () => {
    const refused = decideRates(file("1.0837"), [leg("USD", "EUR", "0.9228")], false);
    expect(isRefusal(refused)).toBe(true);
  });
});
