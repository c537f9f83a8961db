import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { money, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import type {
  AcceleratorKind,
  LeadAccelerator as Accelerator,
} from "../../src/incentives/domain/accelerator.ts";
import { bracketAt } from "../../src/incentives/domain/accelerator.ts";
import { earnAward } from "../../src/incentives/domain/award.ts";
import type { AwardToEarn } from "../../src/incentives/domain/award.ts";
import { NO_CAPS } from "../../src/incentives/domain/cap-terms.ts";
import { NO_LIMITS } from "../../src/incentives/domain/caps.ts";
import { explainCredit } from "../../src/incentives/domain/explanation.ts";
import { partsByBracket } from "../../src/incentives/domain/parts-by-bracket.ts";
import { explainTrueUp, ordinal, periodInWords } from "../../src/incentives/domain/true-up.ts";
import type { TrueUpAccount } from "../../src/incentives/domain/true-up.ts";
import { paceOf, trueUpOf, worthOf } from "../../src/incentives/domain/volume.ts";
import type { LeadPace as Pace } from "../../src/incentives/domain/lead-pace.ts";
import type { LeadUnit as Unit, Volume as AnyVolume } from "../../src/incentives/domain/volume.ts";
import { newId } from "../../src/platform/ids.ts";

type Volume = AnyVolume<Unit>;

const [ALPHA, BETA] = [newId("prt"), newId("prt")];

/** 1–10 at 100.00, 11–25 at 120.00, from the 26th on 150.00. */
const accelerator = (kind: AcceleratorKind): Accelerator => ({
  ...{ kind, period: "MONTH" },
  brackets: [
    { fromUnit: 1, multiplierPpm: 1_000_000n },
    { fromUnit: 11, multiplierPpm: 1_200_000n },
    { fromUnit: 26, multiplierPpm: 1_500_000n },
  ],
});

const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 0, minute));
const NOTHING: Volume = { units: [], truedUpMinor: 0n };

/** A bounty that Alpha earns for a lead of its own, with what it shares. */
function earning(pace: Pace, more: Partial<AwardToEarn> = {}, minor = 10_000n): AwardToEarn {
  return {
    ...{ awardId: newId("awd"), leadId: newId("lead"), deal: null, exchange: null, tender: null },
    rule: {
      ...{ programId: newId("inc"), programName: "Bounties", versionId: newId("pgv") },
      ...{ versionNumber: 1, ruleKey: "sql_bounty", milestone: "SQL", currency: "USD" },
      ...{ pay: { kind: "FIXED_BOUNTY", amount: money(minor, "USD") }, rounding: "HALF_EVEN" },
      caps: NO_CAPS,
    },
    beneficiaries: [beneficiary(ALPHA, 1_000_000n)],
    ...{ hasLiveCreditInCycle: false, isEarned: false, factors: new Map(), room: NO_LIMITS },
    ...{ eventAt: at(0), effectiveOn: "2026-11-01", pace },
    ...more,
  };
}

const beneficiary = (partnerId: typeof ALPHA, sharePpm: bigint, isPaid = true) => ({
  ...{ creditId: newId("crd"), partnerId, partnerName: "One", sharePpm, touchRank: 1, isPaid },
});

interface Came {
  readonly unit: Unit;
  readonly own: bigint;
  readonly trueUp: bigint;
  readonly volume: Volume;
}

/** A lead comes to those that count: what it earns by itself, and by how much the others are trued up. */
function come(
  volume: Volume,
  rule: Accelerator,
  lead: { readonly eventAt: Date; readonly leadId?: LeadId; readonly minor?: bigint },
): Came {
  const { eventAt, leadId = newId("lead"), minor = 10_000n } = lead;
  const pace = paceOf(rule, volume, {
    ...{ eventAt, leadId, partnerId: ALPHA, startsOn: "2026-11-01" },
  });
  const facts = earning(pace, {}, minor);
  const own = earnAward(facts).credits[0]?.amount.minor ?? 0n;
  const unit: Unit = {
    ...{ awardId: facts.awardId, leadId, eventAt, kind: rule.kind, ownMinor: own },
    fromUnits: rule.brackets.map(({ fromUnit }) => fromUnit),
    parts: partsByBracket(facts, pace, rule),
  };
  const units = [...volume.units, unit];
  const trueUp = trueUpOf({ units, truedUpMinor: volume.truedUpMinor });
  return { unit, own, trueUp, volume: { units, truedUpMinor: volume.truedUpMinor + trueUp } };
}

/** Some of them go: what they earned by themselves is reversed, and the others are trued up. */
function go(volume: Volume, ...going: readonly (Unit | undefined)[]) {
  const units = volume.units.filter((unit) => !going.includes(unit));
  const trueUp = trueUpOf({ units, truedUpMinor: volume.truedUpMinor });
  const reversed = going.reduce((sum, unit) => sum + (unit?.ownMinor ?? 0n), 0n);
  return { trueUp, reversed, volume: { units, truedUpMinor: volume.truedUpMinor + trueUp } };
}

const credited = ({ units, truedUpMinor }: Volume) =>
  units.reduce((sum, { ownMinor }) => sum + ownMinor, truedUpMinor);

/** So many leads, one after the other. */
function leads(kind: AcceleratorKind, count: number): Came {
  let last: Came | null = null;
  for (let n = 1; n <= count; n += 1)
    last = come(last?.volume ?? NOTHING, accelerator(kind), { eventAt: at(n) });
  if (!last) throw new Error("there are none");
  return last;
}

describe("1–10 at 100.00, 11–25 at 120.00, from 26 on 150.00", () => {
  test("come to 1,000.00 for ten leads, 1,120.00 or 1,320.00 for eleven, and so on", () => {
    const worth = (kind: AcceleratorKind) =>
      [10, 11, 25, 26, 27].map((count) => credited(leads(kind, count).volume));
    expect(worth("MARGINAL")).toEqual([100_000n, 112_000n, 280_000n, 295_000n, 310_000n]);
    expect(worth("RETROACTIVE")).toEqual([100_000n, 132_000n, 300_000n, 390_000n, 405_000n]);
  });

  test("pay the eleventh lead 120.00 and raise those before by 200.00, the 26th 150.00 and 750.00", () => {
    expect(leads("RETROACTIVE", 11)).toMatchObject({ own: 12_000n, trueUp: 20_000n });
    expect(leads("RETROACTIVE", 26)).toMatchObject({ own: 15_000n, trueUp: 75_000n });
    for (const count of [10, 12, 25, 27]) expect(leads("RETROACTIVE", count).trueUp).toBe(0n);
  });

  test("pay each lead by its own place where they are marginal, and raise none", () => {
    for (const [count, own] of [
      [10, 10_000n],
      [11, 12_000n],
      [25, 12_000n],
      [26, 15_000n],
    ] as const)
      expect(leads("MARGINAL", count)).toMatchObject({ own, trueUp: 0n });
  });

  test("take back 1,050.00 in all where the last two of 27 go: 300.00 of their own, 750.00 of the others", () => {
    const { volume } = leads("RETROACTIVE", 27);
    const both = go(volume, volume.units[25], volume.units[26]);
    expect(both).toMatchObject({ reversed: 30_000n, trueUp: -75_000n });
    expect(credited(both.volume)).toBe(300_000n);
    const one = go(volume, volume.units[26]);
    expect(one).toMatchObject({ reversed: 15_000n, trueUp: 0n });
    expect(go(one.volume, volume.units[25])).toMatchObject({ reversed: 15_000n, trueUp: -75_000n });
  });

  test("take back 100.00 of its own and 50.00 of the 26th where the third of 27 goes", () => {
    const { volume } = leads("RETROACTIVE", 27);
    expect(go(volume, volume.units[2])).toMatchObject({ reversed: 10_000n, trueUp: -5_000n });
    // marginal: the 11th becomes the 10th, the 26th the 25th: 20.00 and 30.00 less
    const marginal = leads("MARGINAL", 27).volume;
    expect(go(marginal, marginal.units[2])).toMatchObject({ reversed: 10_000n, trueUp: -5_000n });
  });

  test("give all of it back when the lead comes again", () => {
    for (const kind of ["MARGINAL", "RETROACTIVE"] as const) {
      const { volume } = leads(kind, 27);
      const third = volume.units[2];
      if (!third) throw new Error("there is no third");
      const without = go(volume, third).volume;
      const again = come(without, accelerator(kind), third);
      expect(credited(again.volume)).toBe(credited(volume));
    }
  });

  test("count a lead that is recorded late by when it was reached, and true up those behind it", () => {
    const { volume } = leads("MARGINAL", 10);
    // it is the second of eleven: 100.00 by itself, and the last one lies in the next bracket
    const late = come(volume, accelerator("MARGINAL"), { eventAt: at(1.5) });
    expect(late).toMatchObject({ own: 10_000n, trueUp: 2_000n });
  });
});

describe("a partner's pace", () => {
  const eleventh = paceOf(accelerator("RETROACTIVE"), leads("RETROACTIVE", 10).volume, {
    ...{ eventAt: at(60), leadId: newId("lead"), partnerId: ALPHA, startsOn: "2026-11-01" },
  });

  test("acts on its own part, behind its tier, rounded once: 100.01 × (0.6 × 1.25 × 1.2 + 0.4) = 130.013", () => {
    const shared = earning(
      eleventh,
      {
        beneficiaries: [beneficiary(ALPHA, 600_000n), beneficiary(BETA, 400_000n)],
        factors: new Map([[ALPHA, { tier: "Gold", multiplierPpm: 1_250_000n }]]),
      },
      10_001n,
    );
    const { gross, credits, calculation } = earnAward(shared);
    expect(gross.minor).toBe(13_001n);
    // 90.009 and 40.004
    expect(credits.map(({ amount }) => amount.minor)).toEqual([9_001n, 4_000n]);
    expect(calculation).toMatchObject({
      engineVersion: "8",
      accelerator: { place: 11, units: 11, fromUnit: 11, multiplierPpm: "1200000" },
    });
    expect(partsByBracket(shared, eleventh, accelerator("RETROACTIVE"))).toEqual([
      ...[7_501n, 9_001n, 11_251n],
    ]);
  });

  test("is told to that partner alone", () => {
    const { credits } = earnAward(
      earning(eleventh, {
        beneficiaries: [beneficiary(ALPHA, 500_000n), beneficiary(BETA, 500_000n)],
      }),
    );
    const under = { programName: "Bounties", programVersion: 1, milestone: "SQL" };
    const told = credits.map(({ account }) => explainCredit(account, under).join(" "));
    expect(told[0]).toContain("It is your 11th lead of November 2026, which counts 1.2 times.");
    expect(told[1]).not.toContain("lead of November");
  });

  test("does not change what a gate has closed", () => {
    const { gross, calculation } = earnAward(earning(eleventh, { hasLiveCreditInCycle: true }));
    expect(gross.minor).toBe(0n);
    expect(calculation).not.toHaveProperty("accelerator");
  });
});

test("a true-up says in words how it came about", () => {
  const account: TrueUpAccount = {
    trueUp: {
      because: "CAME",
      period: "MONTH",
      startsOn: "2026-11-01",
      units: 11,
      place: 11,
      worthMinor: "132000",
    },
    currency: "USD",
    gate: null,
    grossMinor: "20000",
    ppm: "1000000",
    minor: "20000",
  };
  expect(explainTrueUp(account)).toEqual([
    "Your 11th lead of November 2026 raises what the 10 others earned, by 200.00 USD.",
    "Together they come to 1320.00 USD.",
  ]);
  const gone: TrueUpAccount["trueUp"] = {
    ...account.trueUp,
    because: "WENT",
    units: 26,
    place: null,
  };
  expect(
    explainTrueUp({ ...account, trueUp: { ...gone, worthMinor: "390000" }, minor: "-5000" }),
  ).toEqual([
    "A lead of November 2026 counts no more, besides its own credit: the brackets that the 26 others lie in now change what they earned by -50.00 USD.",
    "Together they come to 3900.00 USD.",
  ]);
  expect([1, 2, 3, 11, 12, 13, 21, 102].map(ordinal)).toEqual([
    ...["1st", "2nd", "3rd", "11th", "12th", "13th", "21st", "102nd"],
  ]);
  expect(periodInWords("QUARTER", "2026-10-01")).toBe("quarter 4 of 2026");
  expect(periodInWords("YEAR", "2026-01-01")).toBe("2026");
});

describe("whatever comes and goes", () => {
  const rising = fc
    .uniqueArray(fc.integer({ min: 2, max: 8 }), { minLength: 1, maxLength: 3 })
    .chain((begins) =>
      fc
        .uniqueArray(fc.bigInt(1n, 3_000_000n), {
          ...{ minLength: begins.length + 1, maxLength: begins.length + 1 },
        })
        .map((ppms) => {
          const [from, to] = [
            [1, ...begins.toSorted((a, b) => a - b)],
            ppms.toSorted((a, b) => (a < b ? -1 : 1)),
          ];
          return from.map((fromUnit, n) => ({ fromUnit, multiplierPpm: to[n] ?? 0n }));
        }),
    );
  const rule = fc.record({
    kind: fc.constantFrom<AcceleratorKind>("MARGINAL", "RETROACTIVE"),
    period: fc.constant("MONTH" as const),
    brackets: rising,
  });
  const step = fc.oneof(
    fc.record({
      comes: fc.constant(true),
      minute: fc.integer({ min: 0, max: 5 }),
      version: fc.integer({ min: 0, max: 1 }),
      minor: fc.bigInt(0n, 99_999n),
      which: fc.nat(),
    }),
    fc.record({ comes: fc.constant(false), which: fc.nat() }),
  );

  /** The same sum, told another way: each lead by how many come before it. */
  const counted = (units: readonly Unit[]): bigint => {
    const key = ({ eventAt, leadId }: Unit) => `${eventAt.toISOString()} ${uuidOf(leadId)}`;
    return units.reduce((sum, unit) => {
      const before = units.filter((other) => key(other) < key(unit)).length;
      const lies = unit.kind === "MARGINAL" ? before + 1 : units.length;
      const bracket = unit.fromUnits.filter((from) => from <= lies).length - 1;
      return sum + (unit.parts[bracket] ?? 0n);
    }, 0n);
  };

  test("a partner has what the leads that count come to, under each version's own brackets, and never less than nothing on the way", () => {
    fc.assert(
      fc.property(fc.tuple(rule, rule), fc.array(step, { maxLength: 25 }), (versions, steps) => {
        let volume: Volume = NOTHING;
        for (const each of steps) {
          const before = credited(volume);
          if ("minute" in each) {
            const came = come(volume, versions[each.version] ?? versions[0], {
              ...{ eventAt: at(each.minute), minor: each.minor },
            });
            expect(came.own).toBeGreaterThanOrEqual(0n);
            expect(before + came.own + came.trueUp).toBeGreaterThanOrEqual(0n);
            ({ volume } = came);
          } else if (volume.units.length > 0) {
            const went = go(volume, volume.units[each.which % volume.units.length]);
            // the true-up is posted first
            expect(before + went.trueUp).toBeGreaterThanOrEqual(0n);
            ({ volume } = went);
          }
          expect(credited(volume)).toBe(counted(volume.units));
          expect(worthOf(volume.units)).toBe(counted(volume.units));
        }
      }),
      { numRuns: 300 },
    );
  });

  test("a retroactive rule pays at least what a marginal one does", () => {
    fc.assert(
      fc.property(rising, fc.integer({ min: 1, max: 12 }), (brackets, count) => {
        const [marginal, retroactive] = (["MARGINAL", "RETROACTIVE"] as const).map((kind) => {
          let volume: Volume = NOTHING;
          for (let n = 0; n < count; n += 1)
            ({ volume } = come(volume, { kind, period: "YEAR", brackets }, { eventAt: at(n) }));
          return credited(volume);
        });
        expect(retroactive).toBeGreaterThanOrEqual(marginal ?? 0n);
      }),
      { numRuns: 60 },
    );
  });

  test("each lead lies in the last bracket that has begun", () => {
    expect([1, 10, 11, 25, 26, 1_000].map((n) => bracketAt([1, 11, 26], n))).toEqual([
      ...[0, 0, 1, 1, 2, 2],
    ]);
  });
});
