import { describe, expect, test } from "vitest";

import { earnAward } from "../../src/incentives/domain/award.ts";
import { allocateOver } from "../../src/incentives/domain/adjustment.ts";
import type { BudgetExcess, PartnerCapExcess } from "../../src/incentives/domain/cap-terms.ts";
import type { Exchange } from "../../src/incentives/domain/exchange.ts";
import type { Rounding } from "../../src/incentives/domain/incentive-program.ts";
import { allocate, money, rational, toPpm } from "../../src/kernel/index.ts";
import type { Currency, PartnerId } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";

/**
 * Awards that somebody reckoned with pencil and paper, in the smallest unit of their currency. What takes a database to
 * show is elsewhere: which tier counts at midnight (tiers-earn), which version (version-pin), two awards at one budget
 * (what-is-limited), deals that shrink (deal-changes).
 */
interface Example {
  readonly currency: Currency;
  /** A bounty, or a percent in parts per million of a deal, in whichever currency, at a rate. */
  readonly pays:
    | bigint
    | {
        readonly ratePpm: bigint;
        readonly deal: bigint;
        readonly in?: Currency;
        readonly at?: readonly [bigint, bigint];
      };
  readonly rounding?: Rounding;
  /** How the touches weigh, the earliest first; one partner has all where this is left out. */
  readonly weights?: readonly bigint[];
  /** The partners' factors, in parts per million. */
  readonly factors?: readonly bigint[];
  /** Of the lead: how much it may earn, and has earned. */
  readonly leadCap?: readonly [limit: bigint, used: bigint];
  /** Of each partner in the window: how much it may earn, and what the first has earned. */
  readonly partnerCap?: readonly [limit: bigint, used: bigint, over?: PartnerCapExcess];
  readonly budget?: readonly [limit: bigint, used: bigint, over?: BudgetExcess];
  readonly gross: bigint;
  readonly credits: readonly bigint[];
}

const percent = (
  ratePpm: bigint,
  deal: bigint,
  from?: Currency,
  at?: readonly [bigint, bigint],
) => ({
  ...{ ratePpm, deal },
  ...(from === undefined ? {} : { in: from }),
  ...(at === undefined ? {} : { at }),
});
const one = (minor: bigint) => ({ gross: minor, credits: [minor] });

const USD: Readonly<Record<string, Example>> = {
  "100.00 over three: 33.34, 33.33 and 33.33": {
    ...{ currency: "USD", pays: 10_000n, weights: [1n, 1n, 1n] },
    ...{ gross: 10_000n, credits: [3_334n, 3_333n, 3_333n] },
  },
  "99.99 as 50, 30 and 20: 49.99, 30.00 and 20.00": {
    ...{ currency: "USD", pays: 9_999n, weights: [50n, 30n, 20n] },
    ...{ gross: 9_999n, credits: [4_999n, 3_000n, 2_000n] },
  },
  "0.01 over three: the earliest has it": {
    ...{ currency: "USD", pays: 1n, weights: [1n, 1n, 1n], gross: 1n, credits: [1n, 0n, 0n] },
  },
  "200.00 as 333333, 333333 and 333334 parts: a tie goes to the earlier": {
    ...{ currency: "USD", pays: 20_000n, weights: [333_333n, 333_333n, 333_334n] },
    ...{ gross: 20_000n, credits: [6_667n, 6_666n, 6_667n] },
  },
  "5 % of 1,234.50 is 61.725: to the even cent": {
    ...{ currency: "USD", pays: percent(50_000n, 123_450n), ...one(6_172n) },
  },
  "5 % of 1,234.50 is 61.725: away from zero": {
    ...{ currency: "USD", pays: percent(50_000n, 123_450n), rounding: "HALF_UP", ...one(6_173n) },
  },
  "5 % of 1,235.50 is 61.775: to the even cent": {
    ...{ currency: "USD", pays: percent(50_000n, 123_550n), ...one(6_178n) },
  },
  "5 % of 1,235.50 is 61.775: away from zero": {
    ...{ currency: "USD", pays: percent(50_000n, 123_550n), rounding: "HALF_UP", ...one(6_178n) },
  },
  "5 % of 0.10 is half a cent: to the even one, which is none": {
    ...{ currency: "USD", pays: percent(50_000n, 10n), ...one(0n) },
  },
  "5 % of 0.10 is half a cent: away from zero": {
    ...{ currency: "USD", pays: percent(50_000n, 10n), rounding: "HALF_UP", ...one(1n) },
  },
  "a third of 1,000.00 is 333.34, of which 180.00 are left in the partner's month": {
    ...{ currency: "USD", pays: 100_000n, weights: [1n, 1n, 1n], partnerCap: [500_000n, 482_000n] },
    ...{ gross: 100_000n, credits: [18_000n, 33_333n, 33_333n] },
  },
  "10 % of 84,300.00 after 400.00 of 7,500.00: 7,100.00, as 4,260.00 and 2,840.00": {
    ...{ currency: "USD", pays: percent(100_000n, 8_430_000n), weights: [60n, 40n] },
    ...{ leadCap: [750_000n, 40_000n], gross: 843_000n, credits: [426_000n, 284_000n] },
  },
  "the first 200.00 of a budget of 250.00": {
    ...{
      currency: "USD",
      pays: 20_000n,
      budget: [25_000n, 0n],
      gross: 20_000n,
      credits: [20_000n],
    },
  },
  "the second: 50.00": {
    ...{
      currency: "USD",
      pays: 20_000n,
      budget: [25_000n, 20_000n],
      gross: 20_000n,
      credits: [5_000n],
    },
  },
  "the second, where it is to be all or nothing: nothing": {
    ...{ currency: "USD", pays: 20_000n, budget: [25_000n, 20_000n, "WHOLE_OR_NOTHING"] },
    ...{ gross: 20_000n, credits: [0n] },
  },
  "200.00 as 100, 60 and 40 with 123.45 left of the budget": {
    ...{ currency: "USD", pays: 20_000n, weights: [100n, 60n, 40n], budget: [12_345n, 0n] },
    ...{ gross: 20_000n, credits: [6_173n, 3_703n, 2_469n] },
  },
  "7.5 % of €48,750.55 at 1.0837 is 3,962.325…: rounded once": {
    ...{ currency: "USD", pays: percent(75_000n, 4_875_055n, "EUR", [10_837n, 10_000n]) },
    ...one(396_232n),
  },
  "7.5 % of €0.19 at 1.0837 is 1.54 cents: two, which rounded before as well would be one": {
    ...{ currency: "USD", pays: percent(75_000n, 19n, "EUR", [10_837n, 10_000n]), ...one(2n) },
  },
  "200.00 on the 15th, before the partner is gold": {
    currency: "USD",
    pays: 20_000n,
    ...one(20_000n),
  },
  "200.00 from the 16th on, with gold's 1.2": {
    ...{ currency: "USD", pays: 20_000n, factors: [1_200_000n], ...one(24_000n) },
  },
  "250.00 with 200.00 a lead, 2 to 1: capped, then split": {
    ...{ currency: "USD", pays: 25_000n, weights: [2n, 1n], leadCap: [20_000n, 0n] },
    ...{ gross: 25_000n, credits: [13_333n, 6_667n] },
  },
};

const YEN: Readonly<Record<string, Example>> = {
  "¥1,000 × 1.25 as 50, 30 and 20": {
    ...{ currency: "JPY", pays: 1_000n, weights: [50n, 30n, 20n] },
    ...{
      factors: [1_250_000n, 1_250_000n, 1_250_000n],
      gross: 1_250n,
      credits: [625n, 375n, 250n],
    },
  },
  "¥30,000 × 1.15 over seven: ¥4,929 four times, ¥4,928 three times": {
    ...{ currency: "JPY", pays: 30_000n, weights: [1n, 1n, 1n, 1n, 1n, 1n, 1n] },
    factors: Array.from({ length: 7 }, () => 1_150_000n),
    ...{ gross: 34_500n, credits: [4_929n, 4_929n, 4_929n, 4_929n, 4_928n, 4_928n, 4_928n] },
  },
  "€1,234.56 at 162.345 are 200,424.6432": {
    ...{ currency: "JPY", pays: percent(1_000_000n, 123_456n, "EUR", [162_345n, 1_000n]) },
    ...one(200_425n),
  },
  // 999.99 × 0.05 = 49.9995; × 162.345 = 8,117.1688275
  "5 % of €999.99 at 162.345": {
    ...{
      currency: "JPY",
      pays: percent(50_000n, 99_999n, "EUR", [162_345n, 1_000n]),
      ...one(8_117n),
    },
  },
  // 1,234,567 × 0.075 = 92,592.525
  "7.5 % of ¥1,234,567": {
    ...{ currency: "JPY", pays: percent(75_000n, 1_234_567n), ...one(92_593n) },
  },
  "7.5 % of ¥1,234,567, towards zero": {
    ...{ currency: "JPY", pays: percent(75_000n, 1_234_567n), rounding: "DOWN", ...one(92_592n) },
  },
  // 60 % of 50,000 are 30,000, with 25,000 left of the quarter
  "¥50,000 as 60 and 40, with ¥5,000 of ¥30,000 earned": {
    ...{ currency: "JPY", pays: 50_000n, weights: [60n, 40n], partnerCap: [30_000n, 5_000n] },
    ...{ gross: 50_000n, credits: [25_000n, 20_000n] },
  },
  "the same, where what is over goes to who has room": {
    ...{ currency: "JPY", pays: 50_000n, weights: [60n, 40n] },
    ...{
      partnerCap: [30_000n, 5_000n, "REDISTRIBUTE"],
      gross: 50_000n,
      credits: [25_000n, 25_000n],
    },
  },
  "¥1 as 50, 30 and 20": {
    ...{ currency: "JPY", pays: 1n, weights: [50n, 30n, 20n], gross: 1n, credits: [1n, 0n, 0n] },
  },
};

const DINARS: Readonly<Record<string, Example>> = {
  "BHD 10.000 over three": {
    ...{ currency: "BHD", pays: 10_000n, weights: [1n, 1n, 1n] },
    ...{ gross: 10_000n, credits: [3_334n, 3_333n, 3_333n] },
  },
  "$50.00 at 0.376": {
    ...{
      currency: "BHD",
      pays: percent(1_000_000n, 5_000n, "USD", [376n, 1_000n]),
      ...one(18_800n),
    },
  },
  // 1,000.004 × 0.125 = 125.0005
  "12.5 % of BHD 1,000.004: to the even fils": {
    ...{ currency: "BHD", pays: percent(125_000n, 1_000_004n), ...one(125_000n) },
  },
  "12.5 % of BHD 1,000.004: away from zero": {
    ...{
      currency: "BHD",
      pays: percent(125_000n, 1_000_004n),
      rounding: "HALF_UP",
      ...one(125_001n),
    },
  },
  // 333333 and 666667 parts: 24,999.975 and 50,000.025
  "BHD 75.000, 1 to 2": {
    ...{
      currency: "BHD",
      pays: 75_000n,
      weights: [1n, 2n],
      gross: 75_000n,
      credits: [25_000n, 50_000n],
    },
  },
  // 123.456 × 0.376 = 46.419456
  "10 % of $1,234.56 at 0.376": {
    ...{
      currency: "BHD",
      pays: percent(100_000n, 123_456n, "USD", [376n, 1_000n]),
      ...one(46_419n),
    },
  },
};

const UNIDADES: Readonly<Record<string, Example>> = {
  "CLF 10.0000 over three": {
    ...{ currency: "CLF", pays: 100_000n, weights: [1n, 1n, 1n] },
    ...{ gross: 100_000n, credits: [33_334n, 33_333n, 33_333n] },
  },
  // 123.4567 × 0.025 = 3.0864175
  "2.5 % of CLF 123.4567": {
    ...{ currency: "CLF", pays: percent(25_000n, 1_234_567n), ...one(30_864n) },
  },
  "CLF 1.0000 over two, with the smallest unit left of the budget": {
    ...{ currency: "CLF", pays: 10_000n, weights: [1n, 1n], budget: [50_000n, 49_999n] },
    ...{ gross: 10_000n, credits: [1n, 0n] },
  },
  // 40 % of 7.7777 are 3.11108, 60 % × 1.5 are 6.99993: 10.11101
  "CLF 7.7777, 60 % of it × 1.5": {
    ...{ currency: "CLF", pays: 77_777n, weights: [40n, 60n], factors: [1_000_000n, 1_500_000n] },
    ...{ gross: 101_110n, credits: [31_111n, 69_999n] },
  },
};

const EUROS: Readonly<Record<string, Example>> = {
  "150.00 as 45, 35 and 20": {
    ...{ currency: "EUR", pays: 15_000n, weights: [45n, 35n, 20n] },
    ...{ gross: 15_000n, credits: [6_750n, 5_250n, 3_000n] },
  },
  // 99.99 / 2 × 0.85 = 42.49575 and × 1.15 = 57.49425, together 99.99
  "99.99 over two, one × 0.85, one × 1.15": {
    ...{ currency: "EUR", pays: 9_999n, weights: [1n, 1n], factors: [850_000n, 1_150_000n] },
    ...{ gross: 9_999n, credits: [4_250n, 5_749n] },
  },
  // 333.33 as 166.665, 99.999 and 66.666: the two cents go to .999 and .666
  "3.3333 % of 10,000.00 as 50, 30 and 20": {
    ...{ currency: "EUR", pays: percent(33_333n, 1_000_000n), weights: [50n, 30n, 20n] },
    ...{ gross: 33_333n, credits: [16_666n, 10_000n, 6_667n] },
  },
  "50.00 with a cent left of what the lead may earn": {
    ...{ currency: "EUR", pays: 5_000n, weights: [1n, 1n], leadCap: [10_000n, 9_999n] },
    ...{ gross: 5_000n, credits: [1n, 0n] },
  },
  "0.5 % of 1.00 is half a cent: none": {
    ...{ currency: "EUR", pays: percent(5_000n, 100n), ...one(0n) },
  },
  "0.5 % of 3.00 is a cent and a half: two": {
    ...{ currency: "EUR", pays: percent(5_000n, 300n), ...one(2n) },
  },
  // 30,000 × 0.125 = 3,750; / 162.345 = 23.0989…
  "12.5 % of ¥30,000 at 1 / 162.345": {
    ...{
      currency: "EUR",
      pays: percent(125_000n, 30_000n, "JPY", [1_000n, 162_345n]),
      ...one(2_310n),
    },
  },
  // 10 % of 84,300.00 = 8,430.00, of which the lead may earn 7,100.00; of 3,550.00 each may have 1,000.00, and the budget bears 1,500.00
  "a lead's cap comes before a partner's, and both before the budget": {
    ...{ currency: "EUR", pays: percent(100_000n, 8_430_000n), weights: [1n, 1n] },
    ...{ leadCap: [750_000n, 40_000n], partnerCap: [100_000n, 0n], budget: [150_000n, 0n] },
    ...{ gross: 843_000n, credits: [75_000n, 75_000n] },
  },
};

/** The award as the engine makes it. */
function earned(example: Example) {
  const { currency, pays, rounding = "HALF_EVEN", weights = [1n], factors = [] } = example;
  const partners: readonly PartnerId[] = weights.map(() => newId("prt"));
  const { leadCap, partnerCap, budget } = example;
  const limit = ([of, used]: readonly [bigint, bigint, ...unknown[]]) => ({ limit: of, used });
  const exchange: Exchange | null =
    typeof pays === "bigint" || !pays.at ? null : { rate: rational(...pays.at), legs: [] };
  return earnAward({
    ...{ awardId: newId("awd"), leadId: newId("lead"), tender: null },
    ...{ hasLiveCreditInCycle: false, isEarned: false },
    rule: {
      ...{ programId: newId("inc"), programName: "Examples", versionId: newId("pgv") },
      ...{ versionNumber: 1, ruleKey: "won", milestone: "WON", currency, rounding },
      pay:
        typeof pays === "bigint"
          ? { kind: "FIXED_BOUNTY", amount: money(pays, currency) }
          : { kind: "PERCENT_OF_DEAL", ratePpm: pays.ratePpm },
      caps: {
        leadCap: leadCap?.[0] ?? null,
        partnerCap: partnerCap
          ? { minor: partnerCap[0], window: "MONTH", onExcess: partnerCap[2] ?? "FORFEIT" }
          : null,
        budget: budget ? { minor: budget[0], onExcess: budget[2] ?? "FORFEIT" } : null,
      },
    },
    deal: typeof pays === "bigint" ? null : money(pays.deal, pays.in ?? currency),
    exchange,
    room: {
      lead: leadCap ? limit(leadCap) : null,
      partners: new Map(
        partners.flatMap((partnerId, index) => {
          if (!partnerCap) return [];
          const used = index === 0 ? partnerCap[1] : 0n;
          return [
            [partnerId, { limit: partnerCap[0], used, window: "MONTH", startsOn: "2026-02-01" }],
          ];
        }),
      ),
      budget: budget ? limit(budget) : null,
    },
    factors: new Map(
      partners.flatMap((partnerId, index) => {
        const multiplierPpm = factors[index];
        return multiplierPpm === undefined ? [] : [[partnerId, { tier: "Gold", multiplierPpm }]];
      }),
    ),
    beneficiaries: toPpm(weights).map((sharePpm, index) => ({
      ...{ creditId: newId("crd"), partnerId: partners[index] ?? newId("prt") },
      ...{ partnerName: `P${index}`, sharePpm, touchRank: index + 1, isPaid: true },
    })),
    eventAt: new Date("2026-02-16T00:00:00Z"),
    effectiveOn: "2026-02-16",
  });
}

describe.each([
  ["in dollars", USD],
  ["in yen", YEN],
  ["in dinars", DINARS],
  ["in unidades de fomento", UNIDADES],
  ["in euros", EUROS],
])("what is earned %s", (_, examples) => {
  test.each(Object.entries(examples))("%s", (_name, example) => {
    const award = earned(example);

    expect(award.gross).toEqual(money(example.gross, example.currency));
    expect(award.credits.map(({ amount }) => amount.minor)).toEqual(example.credits);
    const paid = example.credits.reduce((sum, minor) => sum + minor, 0n);
    expect(award.forfeited.minor).toBe(example.gross - paid);
  });
});

describe("what is taken back", () => {
  test.each<[string, bigint, readonly bigint[], readonly bigint[]]>([
    ["−100.00 over three", -10_000n, [1n, 1n, 1n], [-3_334n, -3_333n, -3_333n]],
    ["−1,100.00 over 4,260.00 and 2,840.00", -110_000n, [426_000n, 284_000n], [-66_000n, -44_000n]],
    ["−¥1 over ¥4, ¥1,147 and ¥837", -1n, [4n, 1_147n, 837n], [0n, -1n, 0n]],
    // 37 % of each: 1,233.58, 1,233.21 and 1,233.21
    [
      "−BHD 3.700 over 3.334, 3.333 and 3.333",
      -3_700n,
      [3_334n, 3_333n, 3_333n],
      [-1_234n, -1_233n, -1_233n],
    ],
    ["all of CLF 0.0003 over two and one units", -3n, [2n, 1n], [-2n, -1n]],
  ])("%s", (_, minor, outstanding, parts) => {
    expect(allocateOver(minor, outstanding, outstanding)).toEqual(parts);
  });

  test("a new split of what is left would have raised somebody's share: 1,988 to 1,987", () => {
    const weights = [3_064n, 810_502n, 591_320n];
    expect(allocate(1_988n, weights)).toEqual([4n, 1_147n, 837n]);
    expect(allocate(1_987n, weights)).toEqual([5n, 1_146n, 836n]);
    expect(allocateOver(-1n, [4n, 1_147n, 837n], weights)).toEqual([0n, -1n, 0n]);
  });
});
