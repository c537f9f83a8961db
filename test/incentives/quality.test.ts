import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { money } from "../../src/kernel/index.ts";
import { earnAward } from "../../src/incentives/domain/award.ts";
import { NO_CAPS } from "../../src/incentives/domain/cap-terms.ts";
import { NO_LIMITS } from "../../src/incentives/domain/caps.ts";
import { adjustmentOf } from "../../src/incentives/domain/adjustment.ts";
import { explainCredit } from "../../src/incentives/domain/explanation.ts";
import { qualityFactor } from "../../src/incentives/domain/quality.ts";
import type { QualityTerms } from "../../src/incentives/domain/quality.ts";
import { newId } from "../../src/platform/ids.ts";

const HALF: QualityTerms = {
  ...{ targetPpm: 500_000n, prior: 4, windowDays: 90 },
  ...{ floorPpm: 800_000n, ceilingPpm: 1_300_000n },
};
const factor = (won: bigint, closed: bigint, terms = HALF) => qualityFactor(terms, { won, closed });

describe("how a partner's leads fare", () => {
  test("is what was won of what was closed, with four at the target, of the target", () => {
    // 2 of 4 alone; 5 of 8 are 62.5 %; 4 of 7 are 57.1428571 %
    expect([factor(0n, 0n), factor(3n, 4n), factor(2n, 3n)]).toEqual([
      ...[1_000_000n, 1_250_000n, 1_142_857n],
    ]);
  });

  test("is cut to the bounds", () => {
    expect([factor(9n, 9n), factor(0n, 9n)]).toEqual([1_300_000n, 800_000n]);
  });

  const terms = fc.record({
    targetPpm: fc.bigInt({ min: 1n, max: 1_000_000n }),
    prior: fc.integer({ min: 1, max: 1_000 }),
    windowDays: fc.constant(365),
    floorPpm: fc.bigInt({ min: 1n, max: 1_000_000n }),
    ceilingPpm: fc.bigInt({ min: 1_000_000n, max: 100_000_000n }),
  });
  const count = fc.bigInt({ min: 0n, max: 10_000n });

  test("lies between the bounds, and is once for whoever has closed nothing", () => {
    fc.assert(
      fc.property(terms, count, count, (given, won, lost) => {
        const ppm = factor(won, won + lost, given);
        expect(ppm >= given.floorPpm && ppm <= given.ceilingPpm).toBe(true);
        expect(factor(0n, 0n, given)).toBe(1_000_000n);
      }),
      { numRuns: 1_000 },
    );
  });

  test("is never less for one more that was won, and never more for one more that was lost", () => {
    fc.assert(
      fc.property(terms, count, count, (given, won, lost) => {
        const ppm = factor(won, won + lost, given);
        expect(factor(won + 1n, won + lost + 1n, given) >= ppm).toBe(true);
        expect(factor(won, won + lost + 1n, given) <= ppm).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test("says less the more leads at the target are added", () => {
    fc.assert(
      fc.property(terms, count, count, (given, won, lost) => {
        const off = (prior: number) => {
          const ppm = factor(won, won + lost, { ...given, prior });
          return ppm > 1_000_000n ? ppm - 1_000_000n : 1_000_000n - ppm;
        };
        expect(off(given.prior + 1) <= off(given.prior)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test("stays what it was where the deal is corrected: 10 % × 1.25 of 1,000.00 and of 2,000.00 are 125.00 and 250.00", () => {
    const partnerId = newId("prt");
    const base = {
      kind: "PERCENT_OF_DEAL",
      minor: "10000",
      currency: "EUR",
      rounding: "HALF_EVEN",
      dealMinor: "100000",
      dealCurrency: "EUR",
      ratePpm: "100000",
    } as const;
    const fared = { won: "3", closed: "4", windowDays: 90, factorPpm: "1250000" };
    const calculation = {
      ...{ engineVersion: "7", base, gate: null, quality: [{ partnerId, ...fared }] },
      ...{ grossMinor: "12500", shares: [] },
    };
    const credits = [{ partnerId, outstandingMinor: 12_500n, weightPpm: 1_000_000n }];
    const award = { calculation, credits, forfeitedMinor: 0n, leadRoomMinor: null };
    expect(adjustmentOf(award, money(200_000n, "EUR"), null)).toMatchObject({
      ...{ targetMinor: 25_000n, deltaMinor: 12_500n },
    });
  });

  test("multiplies its partner's own part after its tier's factor, and is rounded once: 60 % of 199.99 are 164.99", () => {
    const [own, rival] = [newId("prt"), newId("prt")];
    const quality = (won: bigint, factorPpm: bigint) => ({
      ...{ won, closed: 4n, windowDays: 90, factorPpm },
    });
    const award = earnAward({
      ...{ awardId: newId("awd"), leadId: newId("lead"), tender: null, room: NO_LIMITS },
      ...{ hasLiveCreditInCycle: false, isEarned: false, deal: null, exchange: null },
      ...{ eventAt: new Date("2026-02-27T10:00:00Z"), effectiveOn: "2026-02-27" },
      rule: {
        ...{ programId: newId("inc"), programName: "Deals", versionId: newId("pgv") },
        ...{ versionNumber: 1, ruleKey: "sql_bounty", milestone: "SQL", currency: "EUR" },
        ...{ rounding: "HALF_EVEN", caps: NO_CAPS },
        pay: { kind: "FIXED_BOUNTY", amount: money(19_999n, "EUR") },
      },
      factors: new Map([[own, { tier: "Gold", multiplierPpm: 1_100_000n }]]),
      quality: new Map([
        [own, quality(3n, 1_250_000n)],
        [rival, quality(1n, 800_000n)],
      ]),
      beneficiaries: [own, rival].map((partnerId, index) => ({
        ...{ creditId: newId("crd"), partnerId, partnerName: "Somebody", touchRank: index + 1 },
        ...{ sharePpm: index === 0 ? 600_000n : 400_000n, isPaid: true },
      })),
    });
    // 199.99 × (0.6 × 1.1 × 1.25 + 0.4 × 0.8) = 199.99 × 1.145 = 228.98855
    expect([award.gross.minor, award.credits.map(({ amount }) => amount.minor)]).toEqual([
      22_899n,
      [16_499n, 6_400n],
    ]);
    const account = award.credits[0]?.account;
    if (!account) throw new Error("there is one");
    expect(JSON.stringify(account)).not.toContain(rival);
    const under = { programName: "Deals", programVersion: 1, milestone: "SQL" };
    expect(explainCredit(account, under)).toEqual([
      "Deals, version 1, pays 199.99 EUR for a lead that is qualified.",
      "Your part is 60 %, times 1.1 for tier Gold, times 1.25 for how your leads fared: of 4 that were closed in the 90 days before, 3 were won.",
      "You earned 164.99 EUR.",
    ]);
  });
});
