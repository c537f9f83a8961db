import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { allocate } from "../../src/kernel/index.ts";
import type { PartnerId } from "../../src/kernel/index.ts";
import { windowStart } from "../../src/incentives/domain/cap-terms.ts";
import type { BudgetExcess, PartnerCapExcess } from "../../src/incentives/domain/cap-terms.ts";
import { capBudget, capLead, capPartners, capParts } from "../../src/incentives/domain/caps.ts";
import type { Part, PartnerLimit } from "../../src/incentives/domain/caps.ts";
import { newId } from "../../src/platform/ids.ts";

const [ALPHA, BETA, GAMMA] = [newId("prt"), newId("prt"), newId("prt")];
const IDS: readonly PartnerId[] = [ALPHA, BETA, GAMMA];

/** Parts of an award by weight, as they are split. */
const parts = (minor: bigint, weights: readonly bigint[], unpaid: number | null = null): Part[] =>
  allocate(minor, weights).map((share, index) => ({
    partnerId: IDS[index] ?? newId("prt"),
    weight: weights[index] ?? 0n,
    isPaid: index !== unpaid,
    minor: share,
  }));

const limit = (of: bigint, used: bigint): PartnerLimit => ({
  ...{ limit: of, used, window: "MONTH", startsOn: "2026-02-01" },
});
const minors = (given: readonly Part[]) => given.map(({ minor }) => minor);

describe("a lead's cap", () => {
  test("lets through what is left: 10 % of 84,300.00 after 400.00 of 7,500.00 are 7,100.00, 60 to 40", () => {
    const { value, traces } = capLead(843_000n, limit(750_000n, 40_000n));
    expect(value).toBe(710_000n);
    expect(minors(parts(value, [600_000n, 400_000n]))).toEqual([426_000n, 284_000n]);
    expect(traces).toEqual([
      {
        ...{ kind: "LEAD", limitMinor: "750000", usedMinor: "40000" },
        ...{ beforeMinor: "843000", afterMinor: "710000" },
      },
    ]);
  });

  test("of 200.00 is applied before 250.00 are split 2 to 1: 133.33 and 66.67", () => {
    const { value } = capLead(25_000n, limit(20_000n, 0n));
    expect(minors(parts(value, [2n, 1n]))).toEqual([13_333n, 6_667n]);
  });

  test("that was lowered below what was earned lets nothing through, and takes nothing back", () => {
    expect(capLead(100n, limit(500n, 900n)).value).toBe(0n);
  });

  test("in yen and dinars counts yen and fils", () => {
    // ¥30,000 with ¥25,500 of ¥50,000 earned; BHD 18.800 with 12.345 of 20.000
    expect(capLead(30_000n, limit(50_000n, 25_500n)).value).toBe(24_500n);
    expect(capLead(18_800n, limit(20_000n, 12_345n)).value).toBe(7_655n);
  });
});

describe("a partner's cap", () => {
  const month = new Map([[ALPHA, limit(500_000n, 482_000n)]]);

  test("of 5,000.00 with 4,820.00 used leaves 180.00 of 333.34, and 153.34 are forfeited", () => {
    const split = parts(100_000n, [1n, 1n, 1n]);
    expect(minors(split)).toEqual([33_334n, 33_333n, 33_333n]);
    const { value, traces } = capPartners(split, month, "FORFEIT");
    expect(minors(value)).toEqual([18_000n, 33_333n, 33_333n]);
    expect(traces).toEqual([
      {
        ...{ kind: "PARTNER", partnerId: ALPHA, limitMinor: "500000", usedMinor: "482000" },
        ...{ beforeMinor: "33334", afterMinor: "18000" },
        ...{ window: "MONTH", startsOn: "2026-02-01" },
      },
    ]);
  });

  test("gives what is over to those who have room, by weight, the odd cent to the earlier", () => {
    // 153.34 over 2 and 1: 102.23 and 51.11
    const split = parts(100_000n, [1n, 1n, 1n]).map((part, index) => ({
      ...part,
      weight: [1n, 2n, 1n][index] ?? 0n,
    }));
    const limits = new Map([
      ...month,
      [BETA, limit(500_000n, 0n)] as const,
      [GAMMA, limit(500_000n, 0n)] as const,
    ]);
    const { value } = capPartners(split, limits, "REDISTRIBUTE");
    expect(minors(value)).toEqual([18_000n, 33_333n + 10_223n, 33_333n + 5_111n]);
  });

  test("gives it again where that fills somebody, until all is placed or nobody has room", () => {
    const limits = new Map([
      [ALPHA, limit(100n, 100n)],
      [BETA, limit(350n, 0n)],
      [GAMMA, limit(1_000n, 0n)],
    ]);
    // 900 as 300 each; of Alpha's 300 Beta takes its last 50, Gamma the other 250
    const split = parts(900n, [1n, 1n, 1n]);
    expect(minors(capPartners(split, limits, "REDISTRIBUTE").value)).toEqual([0n, 350n, 550n]);
    const narrow = new Map([...limits, [GAMMA, limit(400n, 0n)] as const]);
    expect(minors(capPartners(split, narrow, "REDISTRIBUTE").value)).toEqual([0n, 350n, 400n]);
  });

  test("gives nothing of what is over to the vendor, nor to who has none of the award", () => {
    const limits = new Map([[ALPHA, limit(100n, 100n)]]);
    expect(minors(capPartners(parts(900n, [1n, 1n], 1), limits, "REDISTRIBUTE").value)).toEqual([
      ...[0n, 450n],
    ]);
    const idle = new Map([...limits, [BETA, limit(1_000n, 0n)] as const]);
    expect(minors(capPartners(parts(900n, [1n, 0n]), idle, "REDISTRIBUTE").value)).toEqual([
      0n,
      0n,
    ]);
  });
});

describe("a budget", () => {
  test("with 123.45 left is spread over 100.00, 60.00 and 40.00 as 61.73, 37.03 and 24.69", () => {
    const split = parts(20_000n, [100n, 60n, 40n]);
    const { value } = capBudget(split, limit(12_345n, 0n), "FORFEIT");
    expect(minors(value)).toEqual([6_173n, 3_703n, 2_469n]);
  });

  test("of 250.00 pays 200.00 and then 50.00, or 200.00 and then nothing", () => {
    const split = parts(20_000n, [1n]);
    const pays = (used: bigint, onExcess: BudgetExcess) =>
      minors(capBudget(split, limit(25_000n, used), onExcess).value);
    expect([pays(0n, "FORFEIT"), pays(20_000n, "FORFEIT")]).toEqual([[20_000n], [5_000n]]);
    expect([pays(0n, "WHOLE_OR_NOTHING"), pays(20_000n, "WHOLE_OR_NOTHING")]).toEqual([
      ...[[20_000n], [0n]],
    ]);
  });

  test("bears nothing of the vendor's own part", () => {
    const split = parts(20_000n, [1n, 1n], 1);
    expect(minors(capBudget(split, limit(10_000n, 0n), "WHOLE_OR_NOTHING").value)).toEqual([
      ...[10_000n, 10_000n],
    ]);
  });
});

test("a window begins with its month, its quarter or its year", () => {
  expect(windowStart("2026-02-28", "MONTH")).toBe("2026-02-01");
  const quarters = ["2026-01-31", "2026-03-31", "2026-04-01", "2026-09-30", "2026-12-31"];
  expect(quarters.map((day) => windowStart(day, "QUARTER"))).toEqual([
    ...["2026-01-01", "2026-01-01", "2026-04-01", "2026-07-01", "2026-10-01"],
  ]);
  expect(windowStart("2026-12-31", "YEAR")).toBe("2026-01-01");
});

describe("whatever limits an award", () => {
  const amount = fc.bigInt({ min: 0n, max: 10n ** 12n });
  const room = fc.option(fc.tuple(amount, amount), { nil: null });
  const given = fc.record({
    minor: amount,
    weights: fc
      .array(fc.bigInt({ min: 0n, max: 1_000n }), { minLength: 3, maxLength: 3 })
      .filter((weights) => weights.some((weight) => weight > 0n)),
    unpaid: fc.option(fc.nat(2), { nil: null }),
    rooms: fc.tuple(room, room, room),
    budget: room,
    partnerExcess: fc.constantFrom<PartnerCapExcess>("FORFEIT", "REDISTRIBUTE"),
    budgetExcess: fc.constantFrom<BudgetExcess>("FORFEIT", "WHOLE_OR_NOTHING"),
  });
  const left = (of: readonly [bigint, bigint]) => (of[1] < of[0] ? of[0] - of[1] : 0n);

  test("never pays more than there is, than a partner's room, or than the budget bears", () => {
    fc.assert(
      fc.property(given, (of) => {
        const split = parts(of.minor, of.weights, of.unpaid);
        const partners = new Map(
          of.rooms.flatMap((each, index) =>
            each ? [[IDS[index] ?? ALPHA, limit(each[0], each[1])] as const] : [],
          ),
        );
        const { value } = capParts(
          split,
          { lead: null, partners, budget: of.budget && limit(of.budget[0], of.budget[1]) },
          {
            leadCap: null,
            partnerCap: { minor: 1n, window: "MONTH", onExcess: of.partnerExcess },
            budget: { minor: 1n, onExcess: of.budgetExcess },
          },
        );
        const paid = value.filter(({ isPaid }) => isPaid);
        const sum = paid.reduce((all, { minor }) => all + minor, 0n);

        expect(value.every(({ minor }) => minor >= 0n)).toBe(true);
        expect(value.reduce((all, { minor }) => all + minor, 0n) <= of.minor).toBe(true);
        if (of.budget) expect(sum <= left(of.budget)).toBe(true);
        for (const { partnerId, minor } of paid) {
          const own = of.rooms[IDS.indexOf(partnerId)];
          if (own) expect(minor <= left(own)).toBe(true);
        }
        // who has no part of the award gets none of what is over
        for (const { weight, minor } of value) if (weight === 0n) expect(minor).toBe(0n);
      }),
      { numRuns: 3_000 },
    );
  });

  test("that is redistributed is placed as far as there is room", () => {
    fc.assert(
      fc.property(given, (of) => {
        const weights = of.weights.map((weight) => weight + 1n);
        const split = parts(of.minor, weights);
        const rooms = of.rooms.map((each) => each ?? ([10n ** 13n, 0n] as const));
        const partners = new Map(
          rooms.map((each, index) => [IDS[index] ?? ALPHA, limit(each[0], each[1])] as const),
        );
        const { value } = capPartners(split, partners, "REDISTRIBUTE");
        const all = rooms.reduce((sum, each) => sum + left(each), 0n);
        const placed = value.reduce((sum, { minor }) => sum + minor, 0n);
        expect(placed).toBe(of.minor < all ? of.minor : all);
      }),
      { numRuns: 3_000 },
    );
  });
});
