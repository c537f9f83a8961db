import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { earnAward } from "../../src/incentives/domain/award.ts";
import type { AwardToEarn } from "../../src/incentives/domain/award.ts";
import { explainAward } from "../../src/incentives/domain/award-explanation.ts";
import type { AdjustmentTrace, PartTakenTrace } from "../../src/incentives/domain/award-step.ts";
import type { Calculation } from "../../src/incentives/domain/calculation.ts";
import { NO_CAPS } from "../../src/incentives/domain/cap-terms.ts";
import type { CapTerms } from "../../src/incentives/domain/cap-terms.ts";
import { NO_LIMITS } from "../../src/incentives/domain/caps.ts";
import type { Milestone, Pay } from "../../src/incentives/domain/incentive-program.ts";
import type { TrueUpAccount } from "../../src/incentives/domain/true-up.ts";
import type { Pace } from "../../src/incentives/domain/lead-pace.ts";
import { money } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";

const [ALPHA, BETA, VENDOR] = [newId("prt"), newId("prt"), newId("prt")];
const NAMES = new Map<string, string>([
  [ALPHA, "Alpha"],
  [BETA, "Beta"],
]);
const BOUNTY: Pay = { kind: "FIXED_BOUNTY", amount: money(20_000n, "EUR") };

interface Given extends Partial<AwardToEarn> {
  readonly pay?: Pay;
  readonly caps?: CapTerms;
  readonly milestone?: Milestone;
  /** Alpha's, Beta's and the vendor's own. */
  readonly weights?: readonly [bigint, bigint, bigint];
}

const under = (milestone: Milestone) => ({
  ...{ programName: "Summer bounties", programVersion: 3, milestone },
  ...{ currency: "EUR", expressions: new Map<string, string>() },
  partners: new Map([...NAMES].map(([id, name]) => [id, { name, held: 0n }])),
});

/** Alpha's third of three leads of February. */
const pace = (multiplierPpm: bigint): Pace => ({
  ...({ partnerId: ALPHA, kind: "MARGINAL", period: "MONTH", startsOn: "2026-02-01" } as const),
  ...{ place: 3, units: 3, fromUnit: 3, multiplierPpm },
});

function earn(given: Given) {
  const { pay = BOUNTY, caps = NO_CAPS, milestone = "SQL" } = given;
  return earnAward({
    ...{ awardId: newId("awd"), leadId: newId("lead"), tender: null, room: NO_LIMITS },
    ...{ hasLiveCreditInCycle: false, isEarned: false, deal: null, exchange: null },
    ...{ eventAt: new Date("2026-02-27T10:00:00Z"), effectiveOn: "2026-02-27" },
    factors: new Map(),
    beneficiaries: [ALPHA, BETA, VENDOR].map((partnerId, index) => ({
      ...{ creditId: newId("crd"), partnerId, partnerName: "", touchRank: index + 1 },
      sharePpm: (given.weights ?? [600_000n, 400_000n, 0n])[index] ?? 0n,
      isPaid: partnerId !== VENDOR,
    })),
    ...given,
    rule: {
      ...{ programId: newId("inc"), programName: "Summer bounties", versionId: newId("pgv") },
      ...{ versionNumber: 3, ruleKey: "rule", milestone, currency: "EUR", rounding: "HALF_EVEN" },
      ...{ pay, caps },
    },
  });
}

/** An award's explanation, of what is kept of it. */
function explained(given: Given) {
  const kept: Calculation = JSON.parse(JSON.stringify(earn(given).calculation));
  return explainAward(kept, under(given.milestone ?? "SQL"));
}

/** Each step with what it did to the sum. */
const figures = ({ steps }: ReturnType<typeof explained>) =>
  steps.map(({ kind, minor, partnerId }) =>
    [kind, NAMES.get(partnerId ?? ""), minor].filter((each) => each !== undefined).join(" "),
  );

const GOLD_AND_PLATINUM = new Map([
  [ALPHA, { tier: "Gold", multiplierPpm: 1_200_000n }],
  [BETA, { tier: "Platinum", multiplierPpm: 1_500_000n }],
]);

describe("an award is explained by steps that add up", () => {
  // 120.00 × 1.2 = 144.00 and 80.00 × 1.5 = 120.00 are 264.00, of which the lead may earn 180.00: split by 72 : 60
  test("of tiers, the lead's cap, a partner's cap and the budget", () => {
    const room = {
      lead: { limit: 30_000n, used: 12_000n },
      partners: new Map([
        [
          ALPHA,
          { limit: 50_000n, used: 41_000n, window: "MONTH", startsOn: "2026-02-01" } as const,
        ],
      ]),
      budget: { limit: 100_000n, used: 85_000n },
    };
    const caps: CapTerms = {
      leadCap: 30_000n,
      partnerCap: { minor: 50_000n, window: "MONTH", onExcess: "FORFEIT" },
      budget: { minor: 100_000n, onExcess: "FORFEIT" },
    };
    const told = explained({ room, caps, factors: GOLD_AND_PLATINUM });

    expect(figures(told)).toEqual([
      "BASE 20000",
      "FACTOR Alpha 2400",
      "FACTOR Beta 4000",
      "LEAD_CAP -8400",
      "PARTNER_CAP Alpha -818",
      "BUDGET -2182",
      "SHARE Alpha 7857",
      "SHARE Beta 7143",
    ]);
    expect(told.sentences).toEqual([
      "Summer bounties, version 3, pays 200.00 EUR for a lead that is qualified.",
      "The 60 % of Alpha count times 1.2 for tier Gold, which is 24.00 EUR more.",
      "The 40 % of Beta count times 1.5 for tier Platinum, which is 40.00 EUR more.",
      "A lead earns up to 300.00 EUR, and this one had earned 120.00 EUR, so that of 264.00 EUR it became 180.00 EUR.",
      "Alpha earns up to 500.00 EUR in the month from 2026-02-01 on, and had earned 410.00 EUR, so that of 98.18 EUR it became 90.00 EUR.",
      "The program pays up to 1000.00 EUR, and had paid 850.00 EUR, so that of 171.82 EUR it became 150.00 EUR.",
      "Alpha has 60 %, and earned 78.57 EUR.",
      "Beta has 40 %, and earned 71.43 EUR.",
      "In all that is 150.00 EUR.",
    ]);
  });

  test("of a deal in another currency, with the rate, its day and its source", () => {
    const legs = [
      {
        ...({ base: "EUR", quote: "USD", rate: "1.25", ratedOn: "2026-02-26" } as const),
        ...{ source: "ECB", revision: 1 },
      },
    ];
    const exchange = { rate: { numerator: 4n, denominator: 5n }, legs };
    const pay: Pay = { kind: "PERCENT_OF_DEAL", ratePpm: 75_000n };
    const deal = money(1_000_000n, "USD");
    const told = explained({ pay, deal, exchange, milestone: "WON" });

    expect(figures(told)).toEqual(["BASE 60000", "SHARE Alpha 36000", "SHARE Beta 24000"]);
    expect(told.sentences.slice(0, 2)).toEqual([
      "Summer bounties, version 3, pays 7.5 % of a deal that is won, here of 10000.00 USD. At 1 EUR = 1.25 USD (ECB, 2026-02-26) that is 600.00 EUR.",
      "Alpha has 60 %, and earned 360.00 EUR.",
    ]);
  });

  test("of what is the vendor's own, and of a tender", () => {
    const weights = [300_000n, 200_000n, 500_000n] as const;
    expect(figures(explained({ weights, tender: { partners: 3, earned: [] } }))).toEqual([
      "BASE 20000",
      "TENDER -13333",
      "VENDOR_PART -3334",
      "SHARE Alpha 2000",
      "SHARE Beta 1333",
    ]);
  });

  test("of a gate that was closed, and what would have opened it", () => {
    const told = explained({ isEarned: true });
    expect(figures(told)).toEqual(["BASE 20000", "GATE -20000", "SHARE Alpha 0", "SHARE Beta 0"]);
    expect(told.sentences[1]).toBe(
      "Nothing was earned. Another lead of the same deal has earned the milestone. It earns once what the other lead earned is taken back.",
    );
  });

  // 120.00 × 1.2 = 144.00, × 1.25 = 180.00, × 1.5 = 270.00; Beta's 80.00 × 0.9 = 72.00
  test("of factors that multiply: each of what those before it made of the part", () => {
    const fared = { won: 3n, closed: 4n, windowDays: 90, factorPpm: 1_250_000n };
    const told = explained({
      factors: new Map([[ALPHA, { tier: "Gold", multiplierPpm: 1_200_000n }]]),
      quality: new Map([
        [ALPHA, fared],
        [BETA, { ...fared, won: 1n, factorPpm: 900_000n }],
      ]),
      pace: pace(1_500_000n),
    });
    expect(figures(told)).toEqual([
      ...["BASE 20000", "FACTOR Alpha 2400", "FACTOR Alpha 3600", "FACTOR Beta -800"],
      ...["FACTOR Alpha 9000", "SHARE Alpha 27000", "SHARE Beta 7200"],
    ]);
    expect(told.sentences.slice(2, 5)).toEqual([
      "The 60 % of Alpha count times 1.25 for how its leads fared (of 4 that were closed in the 90 days before, 3 were won), which is 36.00 EUR more.",
      "The 40 % of Beta count times 0.9 for how its leads fared (of 4 that were closed in the 90 days before, 1 were won), which is 8.00 EUR less.",
      "The 60 % of Alpha count times 1.5 for being its 3rd lead of February 2026, which is 90.00 EUR more.",
    ]);
  });

  test("of conditions that did not hold, with what they ask and what of that the lead said", () => {
    const conditions = {
      outcomes: [
        { key: "large", label: "Large deals", isMet: false },
        { key: "german", label: "Germany", isMet: true },
        { key: "sized", label: "With a size", isMet: null },
      ],
      facts: { value: "4000", country: "DE", fields: {} },
    };
    const kept = earn({ conditions }).calculation;
    const expressions = new Map([
      ["large", "value >= 5000"],
      ["german", 'country == "DE"'],
      ["sized", 'fields["size"] != ""'],
    ]);
    expect(explainAward(kept, { ...under("SQL"), expressions }).sentences[1]).toBe(
      'Nothing was earned. Something that the rule asks of a lead does not hold of this one. It is not met: Large deals (value >= 5000; value is 4000). It could not be told of this lead, which counts as not met: With a size (fields["size"] != ""; fields is {}). It would have earned had all held that the rule asks of a lead.',
    );
    expect(figures(explained({ conditions }))[1]).toBe("GATE -20000");
  });

  test("of a milestone that was passed over", () => {
    const told = explained({ isPassedOver: true, milestone: "OPPORTUNITY" });
    expect(told.sentences[1]).toBe(
      "Nothing was earned. A move passed over the milestone, and the rule pays where it is reached alone. It would have earned had the opportunity been opened before it was won.",
    );
  });

  test("of what is held back of it", () => {
    const partners = new Map([
      [ALPHA as string, { name: "Alpha", held: 2_400n }],
      [BETA, { name: "Beta", held: 0n }],
    ]);
    const { sentences } = explainAward(earn({}).calculation, { ...under("SQL"), partners });
    expect(sentences.slice(1, 3)).toEqual([
      "Alpha has 60 %, and earned 120.00 EUR, of which 24.00 EUR is held back until it vests.",
      "Beta has 40 %, and earned 80.00 EUR.",
    ]);
  });

  test("of a spiff, by its name", () => {
    const kept = earn({}).calculation;
    const spiff = { name: "March", startsAt: "2026-03-01", endsAt: "2026-04-01" };
    expect(explainAward({ ...kept, spiff }, under("SQL")).sentences[0]).toBe(
      "March of Summer bounties, version 3, from 2026-03-01 until 2026-04-01, pays on top 200.00 EUR for a lead that is qualified.",
    );
  });

  // of 200.00 a change by −60.00 was made before it was taken back: 140.00 count again
  test("of one that counts again with what it had changed by", () => {
    const kept = earn({}).calculation;
    const again = new Map([
      [ALPHA as string, 8_400n],
      [BETA, 5_600n],
    ]);
    const told = explainAward(kept, under("WON"), again);
    expect(figures(told)).toEqual([
      ...["BASE 20000", "CHANGE -6000", "SHARE Alpha 8400", "SHARE Beta 5600"],
    ]);
    expect(told.sentences[1]).toBe(
      "It was taken back wrongly and counts again, with all that it had changed by until then, which is -60.00 EUR.",
    );
  });

  // 27 leads, one of 100.00 goes: 3,900.00 − 3,950.00
  test("of a true-up, whose partner is the one that is credited", () => {
    const account: TrueUpAccount = {
      trueUp: {
        ...({ because: "CAME", period: "MONTH", startsOn: "2026-02-01" } as const),
        ...{ units: 11, place: 11, worthMinor: "132000" },
      },
      ...{ currency: "EUR", gate: null, grossMinor: "20000", ppm: "1000000", minor: "20000" },
    };
    const partners = new Map([[ALPHA as string, { name: "Alpha", held: 0n }]]);
    const told = explainAward(account, { ...under("SQL"), partners });
    expect(figures(told)).toEqual(["TRUE_UP Alpha 20000", "SHARE Alpha 20000"]);
    expect(told.sentences).toEqual([
      "The 11th lead of Alpha in February 2026 changes what the 10 others earned by 200.00 EUR. Together they come to 1320.00 EUR.",
      "For Alpha that is 200.00 EUR.",
      "In all that is 200.00 EUR.",
    ]);
    const went: TrueUpAccount = {
      ...{ ...account, grossMinor: "-5000", minor: "-5000" },
      trueUp: { ...account.trueUp, because: "WENT", units: 26, place: null, worthMinor: "390000" },
    };
    expect(explainAward(went, { ...under("SQL"), partners }).sentences[0]).toBe(
      "A lead of Alpha in February 2026 that counts no more changes what the 26 others earned by -50.00 EUR. Together they come to 3900.00 EUR.",
    );
  });

  test("of a part that is taken back, with what was before", () => {
    const taken: PartTakenTrace = {
      ...{ adjusts: newId("awd"), takenBackPpm: "500000", grossMinor: "-5000" },
      takenBack: [
        { partnerId: ALPHA, beforeMinor: "3000", minor: "3000" },
        { partnerId: BETA, beforeMinor: "2000", minor: "2000" },
      ],
    };
    const told = explainAward(taken, under("SQL"));
    expect(figures(told)).toEqual(["TAKEN_BACK -5000", "SHARE Alpha -3000", "SHARE Beta -2000"]);
    expect(told.sentences[0]).toBe(
      "By the schedule of its version 50 % of the award are taken back by then, of which 50.00 EUR were before: it changes by -50.00 EUR.",
    );
  });

  const percentOf = (minor: string) => ({
    ...({ kind: "PERCENT_OF_DEAL", currency: "EUR", dealCurrency: "EUR", minor } as const),
    ...({ dealMinor: "8430000", ratePpm: "100000", rounding: "DOWN" } as const),
  });

  test("of a change, by how much and why", () => {
    const change: AdjustmentTrace = {
      ...{ adjusts: newId("awd"), base: percentOf("843000") },
      ...{ dealMinor: "6000000", dealCurrency: "EUR", targetMinor: "600000" },
      ...{ grossMinor: "-243000", forfeitedMinor: "0" },
      shares: [
        { partnerId: ALPHA, minor: "-145800" },
        { partnerId: BETA, minor: "-97200" },
      ],
    };
    const told = explainAward(change, under("WON"));
    expect(figures(told)).toEqual(["CHANGE -243000", "SHARE Alpha -145800", "SHARE Beta -97200"]);
    expect(told.sentences[0]).toBe(
      "The deal is worth 60000.00 EUR as it is known now, of which the award comes to 6000.00 EUR: it changes by -2430.00 EUR.",
    );
  });

  // Alpha alone: 3,000.00 of which a cap left 2,000.00; by a half of the deal it is 1,500.00
  test("of a change within what is limited", () => {
    const change: AdjustmentTrace = {
      ...{ adjusts: newId("awd"), base: percentOf("300000"), dealCurrency: "EUR" },
      ...{ dealMinor: "1500000", targetMinor: "150000" },
      ...{ grossMinor: "-150000", forfeitedMinor: "-100000" },
      shares: [{ partnerId: ALPHA, minor: "-50000", wantedMinor: "-150000" }],
    };
    const told = explainAward(change, under("WON"));
    expect(figures(told)).toEqual([
      ...["CHANGE -150000", "OVER_LIMIT Alpha 100000", "SHARE Alpha -50000"],
    ]);
    expect(told.sentences[1]).toBe(
      "What Alpha had over a limit goes first, since it never had it: that changes its part by 1000.00 EUR.",
    );

    // 1,000.00 more, of which its window leaves 400.00
    const cap = {
      ...({ kind: "PARTNER", partnerId: ALPHA, window: "MONTH", startsOn: "2026-02-01" } as const),
      ...{ limitMinor: "240000", usedMinor: "200000", beforeMinor: "100000", afterMinor: "40000" },
    };
    const more: AdjustmentTrace = {
      ...{ ...change, grossMinor: "100000", forfeitedMinor: "60000", caps: [cap] },
      shares: [{ partnerId: ALPHA, minor: "40000", wantedMinor: "100000" }],
    };
    expect(figures(explainAward(more, under("WON")))).toEqual([
      ...["CHANGE 100000", "PARTNER_CAP Alpha -60000", "SHARE Alpha 40000"],
    ]);
  });

  test("of any award that the engine makes: the steps are what is paid, and so are the shares", () => {
    const limit = fc.record({ limit: fc.bigInt(0n, 60_000n), used: fc.bigInt(0n, 60_000n) });
    const excess = fc.constantFrom("FORFEIT" as const, "REDISTRIBUTE" as const);
    const beyond = fc.constantFrom("FORFEIT" as const, "WHOLE_OR_NOTHING" as const);
    const facts = fc.record({
      ...{ minor: fc.bigInt(0n, 50_000n), alphas: fc.bigInt(0n, 500_000n) },
      ...{ betas: fc.bigInt(0n, 500_000n), isEarned: fc.boolean(), excess, beyond },
      multipliers: fc.array(fc.option(fc.bigInt(1n, 5_000_000n)), { minLength: 2, maxLength: 2 }),
      partners: fc.option(fc.integer({ min: 1, max: 4 })),
      ...{ lead: fc.option(limit), window: fc.option(limit), budget: fc.option(limit) },
      qualities: fc.array(fc.option(fc.bigInt(1n, 5_000_000n)), { minLength: 2, maxLength: 2 }),
      ...{ paced: fc.option(fc.bigInt(1n, 5_000_000n)), isMet: fc.option(fc.boolean()) },
    });
    fc.assert(
      fc.property(facts, ({ minor, alphas, betas, multipliers, lead, window, budget, ...more }) => {
        const months = { window: "MONTH", startsOn: "2026-02-01" } as const;
        const award = earn({
          pay: { kind: "FIXED_BOUNTY", amount: money(minor, "EUR") },
          weights: [alphas, betas, 1_000_000n - alphas - betas],
          isEarned: more.isEarned,
          tender: more.partners === null ? null : { partners: more.partners, earned: [] },
          factors: new Map(
            [ALPHA, BETA].flatMap((id, index) => {
              const multiplierPpm = multipliers[index];
              return multiplierPpm ? [[id, { tier: "Gold", multiplierPpm }] as const] : [];
            }),
          ),
          quality: new Map(
            [ALPHA, BETA].flatMap((id, index) => {
              const factorPpm = more.qualities[index];
              const fared = { won: 1n, closed: 2n, windowDays: 90 };
              return factorPpm ? [[id, { ...fared, factorPpm }] as const] : [];
            }),
          ),
          pace: more.paced === null ? null : pace(more.paced),
          conditions:
            more.isMet === null
              ? null
              : { facts: {}, outcomes: [{ key: "one", label: "One", isMet: more.isMet }] },
          room: {
            ...{ lead, budget },
            partners: new Map(window ? [[ALPHA, { ...window, ...months }]] : []),
          },
          caps: {
            leadCap: lead && lead.limit,
            partnerCap: window && { minor: 1n, window: "MONTH", onExcess: more.excess },
            budget: budget && { minor: 1n, onExcess: more.beyond },
          },
        });
        const { steps } = explainAward(award.calculation, under("SQL"));
        const [rounding = 0n] = steps
          .filter(({ kind }) => kind === "ROUNDING")
          .map(({ minor: odd }) => odd);
        const sum = (isShare: boolean) =>
          steps
            .filter(({ kind }) => (kind === "SHARE") === isShare)
            .reduce((all, step) => all + step.minor, 0n);

        expect(steps.map(({ kind }) => kind)).not.toContain("OTHER");
        // of six factors, each rounded for itself, and the tender's own
        expect(rounding >= -4n && rounding <= 4n).toBe(true);
        expect(sum(false)).toBe(award.gross.minor - award.forfeited.minor);
        expect(sum(true)).toBe(award.gross.minor - award.forfeited.minor);
      }),
      { numRuns: 500 },
    );
  });
});
