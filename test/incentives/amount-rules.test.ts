import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { money, rational, uuidOf } from "../../src/kernel/index.ts";
import type { Currency, LeadId, Money } from "../../src/kernel/index.ts";
import type {
  AcceleratorKind,
  AmountAccelerator,
} from "../../src/incentives/domain/accelerator.ts";
import { cutOf } from "../../src/incentives/domain/amount-pace.ts";
import { earnAward } from "../../src/incentives/domain/award.ts";
import type { AwardToEarn } from "../../src/incentives/domain/award.ts";
import { worthIn } from "../../src/incentives/domain/basis.ts";
import { NO_CAPS } from "../../src/incentives/domain/cap-terms.ts";
import { NO_LIMITS } from "../../src/incentives/domain/caps.ts";
import { countedOf } from "../../src/incentives/domain/counted.ts";
import type { Exchange } from "../../src/incentives/domain/exchange.ts";
import { explainCredit } from "../../src/incentives/domain/explanation.ts";
import type { Rounding } from "../../src/incentives/domain/incentive-program.ts";
import { paceOf, trueUpOf, worthOf } from "../../src/incentives/domain/volume.ts";
import type { Unit, Volume } from "../../src/incentives/domain/volume.ts";
import { newId } from "../../src/platform/ids.ts";

const [ALPHA, BETA] = [newId("prt"), newId("prt")];
const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 0, minute));
const NOTHING: Volume = { units: [], truedUpMinor: 0n };

/** Once, above 10,000.00 1.2 times, above 25,000.00 1.5 times. */
const BRACKETS = [
  { aboveMinor: 0n, multiplierPpm: 1_000_000n },
  { aboveMinor: 1_000_000n, multiplierPpm: 1_200_000n },
  { aboveMinor: 2_500_000n, multiplierPpm: 1_500_000n },
];
const accelerator = (
  kind: AcceleratorKind,
  brackets: AmountAccelerator["brackets"] = BRACKETS,
): AmountAccelerator => ({ measure: "AMOUNT", kind, period: "MONTH", currency: "USD", brackets });

interface Deal {
  readonly deal: Money;
  readonly eventAt?: Date;
  readonly leadId?: LeadId;
  readonly ratePpm?: bigint;
  readonly currency?: Currency;
  readonly rounding?: Rounding;
  readonly exchange?: Exchange | null;
  /** In parts per million, where Beta has the rest. */
  readonly alphas?: bigint;
  readonly tier?: bigint;
}

function earning(rule: AmountAccelerator, volume: Volume, given: Deal): AwardToEarn {
  const { deal, eventAt = at(volume.units.length), leadId = newId("lead") } = given;
  const { ratePpm = 100_000n, currency = "USD", rounding = "HALF_EVEN", exchange = null } = given;
  const { alphas = 1_000_000n, tier } = given;
  const worthMinor = worthIn({ currency, rounding }, deal, exchange);
  if (worthMinor === null) throw new Error("no rate tells it");
  const coming = { eventAt, leadId, partnerId: ALPHA, startsOn: "2026-11-01", worthMinor };
  const part = { creditId: newId("crd"), partnerName: "One", isPaid: true };
  return {
    ...{ awardId: newId("awd"), leadId, deal, exchange, tender: null },
    rule: {
      ...{ programId: newId("inc"), programName: "Deals", versionId: newId("pgv") },
      ...{ versionNumber: 1, ruleKey: "won", milestone: "WON", currency, rounding },
      ...{ pay: { kind: "PERCENT_OF_DEAL", ratePpm }, caps: NO_CAPS },
    },
    beneficiaries: [
      { ...part, partnerId: ALPHA, sharePpm: alphas, touchRank: 1 },
      ...(alphas === 1_000_000n
        ? []
        : [{ ...part, partnerId: BETA, sharePpm: 1_000_000n - alphas, touchRank: 2 }]),
    ],
    ...{ hasLiveCreditInCycle: false, isEarned: false, room: NO_LIMITS },
    factors: new Map(tier ? [[ALPHA, { tier: "Gold", multiplierPpm: tier }]] : []),
    ...{ eventAt, effectiveOn: "2026-11-01", pace: paceOf(rule, volume, coming) },
  };
}

/** A deal comes to those that count: what it earns by itself, and by how much the others are trued up. */
function come(volume: Volume, rule: AmountAccelerator, given: Deal) {
  const facts = earning(rule, volume, given);
  const earned = earnAward(facts);
  const own = earned.credits[0]?.amount.minor ?? 0n;
  const { awardId, leadId, eventAt, pace } = facts;
  if (!pace) throw new Error("it has a pace");
  const counts = earned.calculation.accelerator !== undefined;
  const unit: Unit = { awardId, leadId, eventAt, ...countedOf(rule, facts, pace), ownMinor: own };
  const units = counts ? [...volume.units, unit] : volume.units;
  const trueUp = counts ? trueUpOf({ units, truedUpMinor: volume.truedUpMinor }) : 0n;
  return {
    ...{ unit, own, trueUp, earned },
    volume: { units, truedUpMinor: volume.truedUpMinor + trueUp },
  };
}

function go(volume: Volume, ...going: readonly (Unit | undefined)[]) {
  const units = volume.units.filter((unit) => !going.includes(unit));
  const trueUp = trueUpOf({ units, truedUpMinor: volume.truedUpMinor });
  const reversed = going.reduce((sum, unit) => sum + (unit?.ownMinor ?? 0n), 0n);
  return { trueUp, reversed, volume: { units, truedUpMinor: volume.truedUpMinor + trueUp } };
}

const credited = ({ units, truedUpMinor }: Volume) =>
  units.reduce((sum, { ownMinor }) => sum + ownMinor, truedUpMinor);

const usd = (minor: bigint) => money(minor, "USD");

/** So many deals of 1,000.00, each of which earns 100.00 once. */
function deals(kind: AcceleratorKind, count: number) {
  let last = come(NOTHING, accelerator(kind), { deal: usd(100_000n) });
  for (let n = 2; n <= count; n += 1)
    last = come(last.volume, accelerator(kind), { deal: usd(100_000n) });
  return last;
}

describe("10 % of deals of 1,000.00: once, above 10,000.00 1.2 times, above 25,000.00 1.5 times", () => {
  test("come to 1,000.00 for ten, 1,120.00 or 1,320.00 for eleven, and so on: what comes to a sum exactly lies below it", () => {
    const worth = (kind: AcceleratorKind) =>
      [10, 11, 25, 26, 27].map((count) => credited(deals(kind, count).volume));
    expect(worth("MARGINAL")).toEqual([100_000n, 112_000n, 280_000n, 295_000n, 310_000n]);
    expect(worth("RETROACTIVE")).toEqual([100_000n, 132_000n, 300_000n, 390_000n, 405_000n]);
  });

  test("pay the eleventh 120.00 and raise those before by 200.00, the 26th 150.00 and 750.00", () => {
    expect(deals("RETROACTIVE", 11)).toMatchObject({ own: 12_000n, trueUp: 20_000n });
    expect(deals("RETROACTIVE", 26)).toMatchObject({ own: 15_000n, trueUp: 75_000n });
    for (const count of [10, 12, 25, 27]) expect(deals("RETROACTIVE", count).trueUp).toBe(0n);
  });

  test("take back 1,050.00 in all where the last two of 27 go, and 100.00 and 50.00 where the third does", () => {
    const { volume } = deals("RETROACTIVE", 27);
    expect(go(volume, volume.units[25], volume.units[26])).toMatchObject({
      ...{ reversed: 30_000n, trueUp: -75_000n },
    });
    expect(go(volume, volume.units[2])).toMatchObject({ reversed: 10_000n, trueUp: -5_000n });
    const marginal = deals("MARGINAL", 27).volume;
    expect(go(marginal, marginal.units[2])).toMatchObject({ reversed: 10_000n, trueUp: -5_000n });
  });
});

describe("a deal that crosses a sum", () => {
  test("is cut there where it is marginal, and raises all where it is not: 12,000.00 behind 8,000.00", () => {
    const first = { deal: usd(800_000n) };
    const marginal = come(NOTHING, accelerator("MARGINAL"), first).volume;
    // 200.00 for 2,000.00, 1,200.00 for 10,000.00
    expect(come(marginal, accelerator("MARGINAL"), { deal: usd(1_200_000n) })).toMatchObject({
      ...{ own: 140_000n, trueUp: 0n },
    });
    const all = come(NOTHING, accelerator("RETROACTIVE"), first).volume;
    // 1,440.00, and 160.00 more for the first
    expect(come(all, accelerator("RETROACTIVE"), { deal: usd(1_200_000n) })).toMatchObject({
      ...{ own: 144_000n, trueUp: 16_000n },
    });
    expect(cutOf(accelerator("MARGINAL"), 800_000n, 1_200_000n)).toEqual([
      { minor: 200_000n, multiplierPpm: 1_000_000n },
      { minor: 1_000_000n, multiplierPpm: 1_200_000n },
    ]);
  });

  test("may lie in three brackets: 40,000.00 come to 1,000.00, 1,800.00 and 2,250.00", () => {
    const { own, earned } = come(NOTHING, accelerator("MARGINAL"), { deal: usd(4_000_000n) });
    expect(own).toBe(505_000n);
    const [credit] = earned.credits;
    if (!credit) throw new Error("it has a credit");
    const under = { programName: "Deals", programVersion: 1, milestone: "WON" };
    expect(explainCredit(credit.account, under)).toEqual([
      "Deals, version 1, pays 10 % of a deal that is won, here of 40000.00 USD.",
      "Your part is 100 %.",
      "Your deals of November 2026 before it are worth 0.00 USD: of it count 10000.00 USD times 1, 15000.00 USD times 1.2 and 15000.00 USD times 1.5.",
      "You earned 5050.00 USD.",
    ]);
  });

  test.each([
    // 99.5 + 0.6 = 100.1 yen; by parts it would be 100 and 1
    ["JPY", 100_000n, 995n, 1_200_000n, 1_000n, 100n],
    // 0.1 + 0.0606 = 0.1606 dinars
    ["BHD", 100_000n, 1_000n, 1_200_000n, 1_505n, 161n],
    // 7.5 % of 1.00 and of 2.33 times 1.2: 7.5 + 20.97 = 28.47 cents; by parts it would be 8 and 21
    ["USD", 75_000n, 100n, 1_200_000n, 333n, 28n],
  ] as const)("is rounded once in %s", (currency, ratePpm, sum, times, minor, own) => {
    const brackets = [
      { aboveMinor: 0n, multiplierPpm: 1_000_000n },
      { aboveMinor: sum, multiplierPpm: times },
    ];
    const given = { deal: money(minor, currency), currency, ratePpm };
    expect(come(NOTHING, accelerator("MARGINAL", brackets), given).own).toBe(own);
  });

  test("counts in the program's currency where it is in another: 10,000.00 EUR at 1.0837 are 10,837.00 USD", () => {
    const exchange = { rate: rational(10_837n, 10_000n), legs: [] };
    const given = { deal: money(1_000_000n, "EUR"), exchange };
    const { own, unit } = come(NOTHING, accelerator("MARGINAL"), given);
    expect(unit).toMatchObject({ worthMinor: 1_083_700n });
    // 1,000.00 of 10,000.00, 100.44 of 837.00
    expect(own).toBe(110_044n);
  });

  test("multiplies its partner's own part alone, behind its tier: 60 % times 1.25 times 1.4, and 40 %", () => {
    const brackets = [
      { aboveMinor: 0n, multiplierPpm: 1_000_000n },
      { aboveMinor: 50_005n, multiplierPpm: 1_800_000n },
    ];
    // 10 % of 1,000.10 are 100.01, half of which counts 1.8 times: 100.01 × (0.6 × 1.25 × 1.4 + 0.4) = 145.0145
    const given = { deal: usd(100_010n), alphas: 600_000n, tier: 1_250_000n };
    const { earned } = come(NOTHING, accelerator("MARGINAL", brackets), given);
    expect(earned.gross.minor).toBe(14_501n);
    expect(earned.credits.map(({ amount }) => amount.minor)).toEqual([10_501n, 4_000n]);
  });
});

describe("whatever comes and goes", () => {
  const brackets = fc
    .uniqueArray(fc.bigInt(1n, 5_000n), { minLength: 1, maxLength: 3 })
    .chain((sums) =>
      fc
        .uniqueArray(fc.bigInt(1n, 3_000_000n), {
          ...{ minLength: sums.length + 1, maxLength: sums.length + 1 },
        })
        .map((ppms) => {
          const sorted = (all: readonly bigint[]) => all.toSorted((a, b) => (a < b ? -1 : 1));
          const [above, to] = [[0n, ...sorted(sums)], sorted(ppms)];
          return above.map((aboveMinor, n) => ({ aboveMinor, multiplierPpm: to[n] ?? 0n }));
        }),
    );
  const rule = fc
    .tuple(fc.constantFrom<AcceleratorKind>("MARGINAL", "RETROACTIVE"), brackets)
    .map(([kind, given]) => accelerator(kind, given));
  const step = fc.oneof(
    fc.record({
      minute: fc.integer({ min: 0, max: 5 }),
      version: fc.integer({ min: 0, max: 1 }),
      minor: fc.bigInt(0n, 9_999n),
      ratePpm: fc.bigInt(0n, 1_000_000n),
      alphas: fc.bigInt(1n, 1_000_000n),
    }),
    fc.record({ which: fc.nat() }),
  );

  /** The same sum of what is Alpha's alone, told another way: cent by cent of what each deal is worth. */
  const counted = (units: readonly Unit[]): bigint => {
    const key = ({ eventAt, leadId }: Unit) => `${eventAt.toISOString()} ${uuidOf(leadId)}`;
    const worth = (unit: Unit) => ("basis" in unit ? unit.worthMinor : 0n);
    const sum = (of: readonly Unit[]) => of.reduce((all, unit) => all + worth(unit), 0n);
    return units.reduce((all, unit) => {
      if (!("basis" in unit)) return all;
      const { basis, worthMinor } = unit;
      const before = sum(units.filter((other) => key(other) < key(unit)));
      const ppmOf = (cent: bigint) =>
        unit.brackets.findLast(({ aboveMinor }) => aboveMinor < cent)?.multiplierPpm ?? 0n;
      let millionths = 0n;
      for (let cent = 1n; cent <= worthMinor; cent += 1n)
        millionths += unit.kind === "MARGINAL" ? ppmOf(before + cent) : ppmOf(sum(units));
      // what the rule pays, times what each part weighs: Alpha's own more, in so many parts of a whole
      const whole = worthMinor * 1_000_000n;
      const weights = basis.weights.map((weight, index) =>
        index === basis.own ? weight * millionths : weight * whole,
      );
      const total = weights.reduce((a, b) => a + b, 0n);
      const [n, d] = [basis.base.numerator * total, basis.base.denominator * whole * 10n ** 18n];
      const floor = n / d;
      const twice = (n % d) * 2n;
      const gross = floor + (twice > d || (twice === d && floor % 2n === 1n) ? 1n : 0n);
      const shares = weights.map((weight) => (gross * weight) / total);
      const rests = weights.map((weight) => (gross * weight) % total);
      const left = gross - shares.reduce((a, b) => a + b, 0n);
      const own = rests[basis.own] ?? 0n;
      const rank = rests.filter((rest, i) => rest > own || (rest === own && i < basis.own)).length;
      return all + (shares[basis.own] ?? 0n) + (BigInt(rank) < left ? 1n : 0n);
    }, 0n);
  };

  test("a partner has what its deals come to, each under its version's own brackets, and never less than nothing on the way", () => {
    fc.assert(
      fc.property(fc.tuple(rule, rule), fc.array(step, { maxLength: 12 }), (versions, steps) => {
        let volume: Volume = NOTHING;
        for (const each of steps) {
          const before = credited(volume);
          if ("minute" in each) {
            const { minor, minute, ratePpm, alphas } = each;
            const came = come(volume, versions[each.version] ?? versions[0], {
              ...{ deal: usd(minor), eventAt: at(minute), ratePpm, alphas },
            });
            expect(before + came.own + came.trueUp).toBeGreaterThanOrEqual(0n);
            ({ volume } = came);
          } else if (volume.units.length > 0) {
            const went = go(volume, volume.units[each.which % volume.units.length]);
            // the true-up is posted first
            expect(before + went.trueUp).toBeGreaterThanOrEqual(0n);
            ({ volume } = went);
          }
          if (volume.units.length > 0) expect(worthOf(volume.units)).toBe(counted(volume.units));
        }
      }),
      { numRuns: 60 },
    );
  });

  test("a deal is cut into all of itself, and a retroactive rule pays at least what a marginal one does", () => {
    fc.assert(
      fc.property(
        brackets,
        fc.array(fc.bigInt(1n, 9_999n), { minLength: 1, maxLength: 8 }),
        (given, worths) => {
          const [marginal, retroactive] = (["MARGINAL", "RETROACTIVE"] as const).map((kind) => {
            let volume: Volume = NOTHING;
            for (const minor of worths) {
              const came = come(volume, accelerator(kind, given), {
                ...{ deal: usd(minor), ratePpm: 1_000_000n },
              });
              ({ volume } = came);
            }
            return credited(volume);
          });
          // rounding may favour the one that is cut by a cent for each deal
          expect((retroactive ?? 0n) + BigInt(worths.length)).toBeGreaterThanOrEqual(
            marginal ?? 0n,
          );
          let before = 0n;
          for (const minor of worths) {
            const cut = cutOf(accelerator("MARGINAL", given), before, minor);
            expect(cut.reduce((sum, part) => sum + part.minor, 0n)).toBe(minor);
            before += minor;
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
