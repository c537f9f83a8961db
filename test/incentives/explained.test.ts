import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { money } from "../../src/kernel/index.ts";
import type { Money, PartnerId } from "../../src/kernel/index.ts";
import { earnAward } from "../../src/incentives/domain/award.ts";
import type { AwardToEarn } from "../../src/incentives/domain/award.ts";
import { NO_CAPS } from "../../src/incentives/domain/cap-terms.ts";
import type { CapTerms } from "../../src/incentives/domain/cap-terms.ts";
import { NO_LIMITS } from "../../src/incentives/domain/caps.ts";
import { explainCredit } from "../../src/incentives/domain/explanation.ts";
import type { Milestone, Pay } from "../../src/incentives/domain/incentive-program.ts";
import { newId } from "../../src/platform/ids.ts";

const [OWN, RIVAL] = [newId("prt"), newId("prt")];
const BOUNTY: Pay = { kind: "FIXED_BOUNTY", amount: money(20_000n, "EUR") };

interface Given extends Partial<AwardToEarn> {
  readonly pay?: Pay;
  readonly caps?: CapTerms;
  readonly milestone?: Milestone;
  readonly currency?: "EUR" | "USD";
  readonly weights?: readonly [bigint, bigint];
}

/** What a partner is told of its credit, of which it has a part beside a rival. */
function told(given: Given, whose: PartnerId = OWN): readonly string[] {
  const { pay = BOUNTY, caps = NO_CAPS, milestone = "SQL", currency = "EUR" } = given;
  const award = earnAward({
    ...{ awardId: newId("awd"), leadId: newId("lead"), tender: null, room: NO_LIMITS },
    ...{ hasLiveCreditInCycle: false, isEarned: false, deal: null, exchange: null },
    ...{ eventAt: new Date("2026-02-27T10:00:00Z"), effectiveOn: "2026-02-27" },
    factors: new Map(),
    beneficiaries: [OWN, RIVAL].map((partnerId, index) => ({
      ...{ creditId: newId("crd"), partnerId, partnerName: "Somebody", touchRank: index + 1 },
      ...{ sharePpm: given.weights?.[index] ?? [600_000n, 400_000n][index] ?? 0n, isPaid: true },
    })),
    ...given,
    rule: {
      ...{ programId: newId("inc"), programName: "Summer bounties", versionId: newId("pgv") },
      ...{ versionNumber: 3, ruleKey: "rule", milestone, currency, rounding: "HALF_EVEN" },
      ...{ pay, caps },
    },
  });
  const credit = award.credits.find(({ partnerId }) => partnerId === whose);
  if (!credit) throw new Error("there is one");
  // as it is kept, and read again
  const account = JSON.parse(JSON.stringify(credit.account));
  expect(JSON.stringify(account)).not.toContain(whose === OWN ? RIVAL : OWN);
  return explainCredit(account, {
    ...{ programName: "Summer bounties", programVersion: 3, milestone },
  });
}

describe("a credit is explained", () => {
  test("by what is paid, and the partner's part in it", () => {
    expect(told({})).toEqual([
      "Summer bounties, version 3, pays 200.00 EUR for a lead that is qualified.",
      "Your part is 60 %.",
      "You earned 120.00 EUR.",
    ]);
  });

  test("by its own tier alone", () => {
    const factors = new Map([
      [OWN, { tier: "Gold", multiplierPpm: 1_200_000n }],
      [RIVAL, { tier: "Platinum", multiplierPpm: 1_500_000n }],
    ]);
    expect(told({ factors })).toEqual([
      "Summer bounties, version 3, pays 200.00 EUR for a lead that is qualified.",
      "Your part is 60 %, times 1.2 for tier Gold.",
      "You earned 144.00 EUR.",
    ]);
  });

  test("by the deal, and the rate of its day", () => {
    const deal: Money = money(4_875_055n, "EUR");
    const exchange = {
      rate: { numerator: 10_837n, denominator: 10_000n },
      legs: [
        {
          ...({ base: "EUR", quote: "USD", rate: "1.0837", ratedOn: "2026-02-26" } as const),
          ...{ source: "ECB", revision: 1 },
        },
      ],
    };
    const pay: Pay = { kind: "PERCENT_OF_DEAL", ratePpm: 75_000n };
    expect(told({ pay, deal, exchange, milestone: "WON", currency: "USD" })).toEqual([
      "Summer bounties, version 3, pays 7.5 % of a deal that is won, here of 48750.55 EUR.",
      "At 1 EUR = 1.0837 USD (ECB, 2026-02-26) that is 3962.32 USD.",
      "Your part is 60 %.",
      "You earned 2377.39 USD.",
    ]);
    expect(told({ pay, deal, milestone: "WON", currency: "USD" }).at(-1)).toBe(
      "Nothing is earned here: no rate of exchange was known for that day.",
    );
  });

  test("by the caps that cut it, with what was left", () => {
    const own = {
      limit: 500_000n,
      used: 490_000n,
      window: "MONTH",
      startsOn: "2026-02-01",
    } as const;
    const room = {
      lead: { limit: 30_000n, used: 12_000n },
      partners: new Map([[OWN, own]]),
      budget: null,
    };
    const caps: CapTerms = {
      leadCap: 30_000n,
      partnerCap: { minor: 500_000n, window: "MONTH", onExcess: "FORFEIT" },
      budget: null,
    };
    expect(told({ room, caps })).toEqual([
      "Summer bounties, version 3, pays 200.00 EUR for a lead that is qualified.",
      "Your part is 60 %: 120.00 EUR.",
      "You earn up to 5000.00 EUR in the month from 2026-02-01 on, and had earned 4900.00 EUR: 100.00 EUR are left.",
      "You earned 100.00 EUR.",
    ]);
    expect(
      told({ room: { ...room, partners: new Map() }, caps: { ...caps, partnerCap: null } }),
    ).toEqual([
      "Summer bounties, version 3, pays 200.00 EUR for a lead that is qualified.",
      "Your part is 60 %: 120.00 EUR.",
      "A lead earns up to 300.00 EUR over all its milestones, which leaves less of this.",
      "You earned 108.00 EUR.",
    ]);
  });

  test("by what others could not be paid, where it has more for that", () => {
    const full = { limit: 5_000n, used: 5_000n, window: "MONTH", startsOn: "2026-02-01" } as const;
    const wide = { ...full, limit: 90_000n };
    const partners = new Map([
      [OWN, wide],
      [RIVAL, full],
    ]);
    const room = { lead: null, partners, budget: null };
    const partnerCap = { minor: 5_000n, window: "MONTH", onExcess: "REDISTRIBUTE" } as const;
    expect(told({ room, caps: { ...NO_CAPS, partnerCap } }).slice(1)).toEqual([
      "Your part is 60 %: 120.00 EUR.",
      "With what could not be paid otherwise it is 200.00 EUR instead of 120.00 EUR.",
      "You earned 200.00 EUR.",
    ]);
  });

  test("without what a cap leaves as it is, and without the figures of a budget", () => {
    const room = { lead: null, partners: new Map(), budget: { limit: 99_999n, used: 89_999n } };
    const budget = { minor: 99_999n, onExcess: "FORFEIT" } as const;
    const sentences = told({ room, caps: { ...NO_CAPS, budget } });
    expect(sentences).toEqual([
      "Summer bounties, version 3, pays 200.00 EUR for a lead that is qualified.",
      "Your part is 60 %: 120.00 EUR.",
      "The program could not pay all of this any more, so that less is paid.",
      "You earned 60.00 EUR.",
    ]);
    const wide = { ...room, lead: { limit: 90_000n, used: 0n }, budget: null };
    expect(told({ room: wide, caps: { ...NO_CAPS, leadCap: 90_000n } })).toHaveLength(3);
  });

  test("of a tender without saying among how many", () => {
    const tender = { partners: 3, earned: [] };
    const sentences = told({ tender, weights: [1_000_000n, 0n] });
    expect(sentences).toContain(
      "What is out to tender earns once for all who are accepted for it: this lead has its part of that.",
    );
    expect(sentences.at(-1)).toBe("You earned 66.67 EUR.");
  });

  test("where nothing is earned, in words that tell of nobody", () => {
    expect(told({ hasLiveCreditInCycle: true })).toEqual([
      "Summer bounties, version 3, pays 200.00 EUR for a lead that is qualified.",
      "Nothing is earned here: this company has earned it within the last 12 months.",
    ]);
    expect(told({ isEarned: true }).at(-1)).toBe(
      "Nothing is earned here: the deal has earned it before.",
    );
  });

  test("alike in two worlds that differ in the rival's tier alone, wherever it is paid the same", () => {
    const ppm = fc.bigInt(1n, 100_000_000n);
    const limit = fc.record({ limit: fc.bigInt(0n, 60_000n), used: fc.bigInt(0n, 60_000n) });
    const worlds = fc.record({
      ...{ share: fc.bigInt(1n, 999_999n), own: ppm, one: ppm, other: ppm },
      lead: fc.option(limit),
      window: fc.option(limit),
    });
    fc.assert(
      fc.property(worlds, ({ share, own, one, other, lead, window }) => {
        const seen = [one, other].map((multiplierPpm) => {
          const factors = new Map([
            [OWN, { tier: "Gold", multiplierPpm: own }],
            [RIVAL, { tier: "Platinum", multiplierPpm }],
          ]);
          const partnerCap = { minor: 60_000n, window: "MONTH", onExcess: "FORFEIT" } as const;
          return told({
            ...{ factors, weights: [share, 1_000_000n - share] },
            caps: { ...NO_CAPS, leadCap: lead && lead.limit, partnerCap: window && partnerCap },
            room: {
              ...{ lead, budget: null },
              partners: new Map(
                window ? [[OWN, { ...window, window: "MONTH", startsOn: "2026-02-01" }]] : [],
              ),
            },
          });
        });
        const [first, second] = seen;
        fc.pre(first?.at(-1) === second?.at(-1));
        expect(first).toEqual(second);
      }),
      { numRuns: 500 },
    );
  });
});
