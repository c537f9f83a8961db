import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { allocate, toPpm, WHOLE_PPM } from "../../src/kernel/index.ts";

const RUNS = { numRuns: 2_000 };

const amounts = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n });
/** Small weights make ties and zeros common, large ones make long remainders. */
const weight = fc.oneof(fc.bigInt({ min: 0n, max: 5n }), fc.bigInt({ min: 0n, max: 10n ** 7n }));
const weightLists = fc
  .array(weight, { minLength: 1, maxLength: 12 })
  .filter((weights) => weights.some((each) => each > 0n));

describe("splitting an amount by largest remainder", () => {
  it.each([
    ["USD 100.00 over three equal partners", 10000n, [1n, 1n, 1n], [3334n, 3333n, 3333n]],
    ["USD 99.99 over 50/30/20", 9999n, [50n, 30n, 20n], [4999n, 3000n, 2000n]],
    ["one cent over three partners", 1n, [1n, 1n, 1n], [1n, 0n, 0n]],
    ["a reversal of USD 100.00", -10000n, [1n, 1n, 1n], [-3334n, -3333n, -3333n]],
    [
      "USD 200.00 over thirds in ppm, the tie going to the earlier",
      20000n,
      [333_333n, 333_333n, 333_334n],
      [6667n, 6666n, 6667n],
    ],
    ["JPY 1,250 over 50/30/20", 1250n, [50n, 30n, 20n], [625n, 375n, 250n]],
    [
      "JPY 34,500 over seven equal partners",
      34500n,
      [1n, 1n, 1n, 1n, 1n, 1n, 1n],
      [4929n, 4929n, 4929n, 4929n, 4928n, 4928n, 4928n],
    ],
    ["BHD 10.000 over three equal partners", 10000n, [1n, 1n, 1n], [3334n, 3333n, 3333n]],
    ["USD 7,100.00 over 60/40", 710_000n, [60n, 40n], [426_000n, 284_000n]],
    ["a budget rest of 123.45 over 100/60/40", 12345n, [100n, 60n, 40n], [6173n, 3703n, 2469n]],
    ["a deal cut of 1,100.00 over 4,260/2,840", -110_000n, [4260n, 2840n], [-66_000n, -44_000n]],
    ["a cap of 200.00 over 2:1", 20000n, [2n, 1n], [13333n, 6667n]],
    ["a holdback of 20 % of 33.33", 3333n, [80n, 20n], [2666n, 667n]],
  ])("splits %s", (_, total, weights, shares) => {
    expect(allocate(total, weights)).toEqual(shares);
  });

  it("gives a partner with weight 0 nothing", () => {
    expect(allocate(100n, [0n, 1n, 0n])).toEqual([0n, 100n, 0n]);
  });

  it("splits nothing into nothings, whatever the weights", () => {
    expect(allocate(0n, [3n, 4n])).toEqual([0n, 0n]);
    expect(allocate(0n, [0n, 0n])).toEqual([0n, 0n]);
    expect(allocate(0n, [])).toEqual([]);
  });

  it("refuses to lose an amount that has nowhere to go", () => {
    expect(() => allocate(1n, [])).toThrow("there is no weight to allocate by");
    expect(() => allocate(-1n, [0n, 0n])).toThrow("there is no weight to allocate by");
  });

  it("refuses a negative weight, also when there is nothing to split", () => {
    expect(() => allocate(10n, [2n, -1n])).toThrow("a weight is negative");
    expect(() => allocate(0n, [2n, -1n])).toThrow("a weight is negative");
  });
});

describe("the laws of a split", () => {
  it("hands out exactly the total", () => {
    fc.assert(
      fc.property(amounts, weightLists, (total, weights) => {
        expect(sumOf(allocate(total, weights))).toBe(total);
      }),
      RUNS,
    );
  });

  it("keeps every share within one unit of the exact one", () => {
    fc.assert(
      fc.property(amounts, weightLists, (total, weights) => {
        const whole = sumOf(weights);
        allocate(total, weights).forEach((share, index) => {
          const error = share * whole - total * (weights[index] ?? 0n);
          expect(sizeOf(error) < whole).toBe(true);
        });
      }),
      RUNS,
    );
  });

  it("reverses a split to exactly minus what was paid", () => {
    fc.assert(
      fc.property(amounts, weightLists, (total, weights) => {
        expect(allocate(-total, weights)).toEqual(allocate(total, weights).map((share) => -share));
      }),
      RUNS,
    );
  });

  it("never pays a partner whose weight is 0", () => {
    fc.assert(
      fc.property(amounts, weightLists, (total, weights) => {
        const shares = allocate(total, weights);
        expect(shares.filter((_, index) => weights[index] === 0n).every((s) => s === 0n)).toBe(
          true,
        );
      }),
      RUNS,
    );
  });

  it("splits alike whether weights are counted in ones or in thousands", () => {
    const factors = fc.bigInt({ min: 1n, max: 10n ** 6n });
    fc.assert(
      fc.property(amounts, weightLists, factors, (total, weights, factor) => {
        const scaled = weights.map((each) => each * factor);
        expect(allocate(total, scaled)).toEqual(allocate(total, weights));
      }),
      RUNS,
    );
  });

  it("never gives a heavier partner less than a lighter one", () => {
    const positive = fc.bigInt({ min: 0n, max: 10n ** 12n });
    fc.assert(
      fc.property(positive, weightLists, (total, weights) => {
        const byWeight = allocate(total, weights)
          .map((share, index) => ({ share, weight: weights[index] ?? 0n }))
          .toSorted((a, b) => Number(a.weight - b.weight));
        for (const [index, { share, weight: own }] of byWeight.entries()) {
          const lighter = byWeight.slice(0, index).filter((other) => other.weight < own);
          expect(lighter.every((other) => other.share <= share)).toBe(true);
        }
      }),
      RUNS,
    );
  });

  it("may take a unit from one partner as the total grows, so a change is allocated itself", () => {
    const weights = [3064n, 810_502n, 591_320n];

    expect(allocate(1987n, weights)).toEqual([5n, 1146n, 836n]);
    expect(allocate(1988n, weights)).toEqual([4n, 1147n, 837n]);

    const outstanding = allocate(1988n, weights);
    const change = allocate(-1n, outstanding);
    expect(outstanding.map((share, index) => share + (change[index] ?? 0n))).toEqual([
      4n,
      1146n,
      837n,
    ]);
  });
});

describe("shares in parts per million", () => {
  it.each([
    ["one partner", [7n], [1_000_000n]],
    [
      "three equal partners, the first taking the odd part",
      [1n, 1n, 1n],
      [333_334n, 333_333n, 333_333n],
    ],
    ["40/20/40", [4n, 2n, 4n], [400_000n, 200_000n, 400_000n]],
    ["a partner without weight", [1n, 0n], [1_000_000n, 0n]],
  ])("states %s", (_, weights, ppm) => {
    expect(toPpm(weights)).toEqual(ppm);
  });

  it("always makes a whole", () => {
    fc.assert(
      fc.property(weightLists, (weights) => {
        expect(sumOf(toPpm(weights))).toBe(WHOLE_PPM);
      }),
      RUNS,
    );
  });

  it("does not invent shares where nobody has weight", () => {
    expect(() => toPpm([0n, 0n])).toThrow("there is no weight to allocate by");
  });
});

function sumOf(list: readonly bigint[]): bigint {
  return list.reduce((sum, each) => sum + each, 0n);
}

function sizeOf(value: bigint): bigint {
  return value < 0n ? -value : value;
}
