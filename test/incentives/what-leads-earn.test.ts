import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { MET } from "../protection/timed-desk.ts";
import type { Answer } from "../support/api.ts";

import { bounty, openIncentiveDesk, percent } from "./incentive-desk.ts";
import type { IncentiveDesk } from "./incentive-desk.ts";

let desk: IncentiveDesk;
let gold: string;
let platinum: string;
beforeAll(async () => {
  desk = await openIncentiveDesk();
  gold = await onTier(desk.alpha, "Gold", 1);
  platinum = await onTier(desk.beta, "Platinum", 2);
});
afterAll(() => desk.world.close());

const usd = (amount: string) => ({ amount, currency: "USD" });
const RULES = [bounty("SQL", "200.00"), bounty("OPPORTUNITY", "50.00"), percent("7.5")];

const ESTIMATE = `milestone programVersion amount { amount } sharePpm tier multiplier capLeft { amount }
  dealFrom explanation assumptions`;

async function estimated(by: Caller, leadId: LeadId): Promise<readonly Answer[] | null> {
  const { data, errors } = await desk.api.run(
    by,
    `query ($id: ID!) { estimateEarnings(leadId: $id) { ${ESTIMATE} } }`,
    { id: leadId },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  const told = data?.["estimateEarnings"] ?? null;
  return told === null ? null : JSON.parse(JSON.stringify(told));
}

const amounts = (told: readonly Answer[] | null) =>
  told?.map(({ milestone, amount }) => `${milestone} ${amount?.amount ?? "?"}`);

/** Puts a partner on a tier of its own; the tier's id. */
async function onTier(by: Caller, name: string, rank: number): Promise<string> {
  const made = await desk.run(
    desk.sales,
    "createPartnerTier",
    { name, rank },
    "partnerTier { id }",
  );
  const tierId: string = made.partnerTier.id;
  const { partnerId } = by.actor;
  const [row] = await desk.world.asOwner<{ version: number }>(
    "select version from partner where id = $1",
    [uuidOf(partnerId ?? newId("prt"))],
  );
  const input = { partnerId, tierId, expectedVersion: row?.version };
  const put = await desk.run(desk.sales, "setPartnerTier", input, "partner { id }");
  expect(put.errors).toEqual([]);
  return tierId;
}

/** Qualifies, opens and wins a lead for as much as it was estimated at; what each came to for its partner. */
async function earnAll(by: Caller, leadId: LeadId, worth: string): Promise<readonly string[]> {
  await desk.move("qualifyLead", leadId, MET);
  await desk.move("convertLead", leadId, { amount: usd(worth), closeOn: "2026-12-01" });
  await desk.move("winLead", leadId, { amount: usd(worth), closedOn: "2026-02-01" });
  const credits = await desk.credits(by, leadId, "kind milestone amount { amount }");
  const order = ["SQL", "OPPORTUNITY", "WON"];
  return credits
    .filter(({ kind }) => kind === "AWARD")
    .map(({ milestone, amount }) => `${milestone} ${amount.amount}`)
    .toSorted(
      (a, b) => order.indexOf(a.split(" ")[0] ?? "") - order.indexOf(b.split(" ")[0] ?? ""),
    );
}

/** Pays on top of the other rules of its milestone. */
const spiff = (key: string, amount: string, startsAt: string, endsAt: string) => ({
  ...bounty("SQL", amount),
  spiff: { key, name: `The ${key} push`, startsAt, endsAt },
});

const accelerator = (kind: string, fromLead: number, multiplier: string) => ({
  ...{ kind, period: "MONTH" },
  brackets: [
    { fromLead: 1, multiplier: "1" },
    { fromLead, multiplier },
  ],
});

describe("what a lead may earn yet", () => {
  // 200.00 × 1.2, 50.00 × 1.2, and of 900.00 nothing: the lead earns 300.00 at most
  test("is told by milestone with version, tier, part and cap, and is what is earned then", async () => {
    const terms = {
      ...{ rounding: "HALF_EVEN", leadCap: usd("300.00") },
      partnerCap: { amount: usd("5000.00"), window: "MONTH", onExcess: "FORFEIT" },
      tierMultipliers: [{ tierId: gold, multiplier: "1.2" }],
    };
    const programId = await desk.paying(RULES, terms);
    const leadId = await desk.accepted(desk.alpha, programId, { estimatedValue: usd("10000.00") });
    const told = await estimated(desk.alpha, leadId);

    expect(amounts(told)).toEqual(["SQL 240.00", "OPPORTUNITY 60.00", "WON 0.00"]);
    expect(told?.[0]).toMatchObject({
      ...{
        programVersion: 1,
        sharePpm: 1_000_000,
        tier: "Gold",
        multiplier: "1.2",
        dealFrom: null,
      },
      capLeft: { amount: "5000.00" },
      assumptions: [
        "The lead is settled to its partner alone; to whom it is owed is settled when it is qualified.",
        "All of it is reached now, under the versions, tiers and rates of now.",
        "The program can pay it: what is left of a budget is not looked at.",
      ],
    });
    expect(told?.[2]).toMatchObject({
      ...{ dealFrom: "ESTIMATE", capLeft: { amount: "4700.00" } },
      explanation: [
        expect.stringMatching(
          /, version 1, pays 7.5 % of a deal that is won, here of 10000.00 USD.$/,
        ),
        expect.stringMatching(/^Your part is 100 %, times 1.2 for tier Gold: 900.00 USD.$/),
        "A lead earns up to 300.00 USD over all its milestones, which leaves less of this.",
      ],
    });
    expect(await estimated(desk.finance, leadId)).toEqual(told);
    expect(await estimated(desk.beta, leadId)).toBeNull();

    const before = await desk.world.asOwner("select * from award");
    expect(await estimated(desk.alpha, leadId)).toEqual(told);
    expect(await desk.world.asOwner("select * from award")).toEqual(before);

    expect(await earnAll(desk.alpha, leadId, "10000.00")).toEqual(amounts(told));
    expect(await estimated(desk.alpha, leadId)).toBeNull();
  });

  test("is what is earned, whatever the program pays, while nothing changes in between", async () => {
    const cents = (most: bigint) =>
      fc
        .bigInt(1n, most)
        .map((minor) => `${minor / 100n}.${String(minor % 100n).padStart(2, "0")}`);
    const draft = fc.record({
      ...{ sql: cents(50_000n), opportunity: cents(20_000n), worth: cents(1_000_000n) },
      rate: fc.integer({ min: 1, max: 400_000 }).map((parts) => (parts / 10_000).toFixed(4)),
      rounding: fc.constantFrom("HALF_EVEN", "HALF_UP", "DOWN"),
      multiplier: fc.option(
        fc.integer({ min: 1, max: 3_000 }).map((parts) => (parts / 1_000).toFixed(3)),
      ),
      ...{ leadCap: fc.option(cents(100_000n)), cap: fc.option(cents(100_000n)) },
      ...{ onTop: fc.option(cents(20_000n)), least: fc.option(fc.bigInt(0n, 10_000n)) },
      kind: fc.option(fc.constantFrom("MARGINAL", "RETROACTIVE")),
    });
    await fc.assert(
      fc.asyncProperty(draft, async ({ sql, opportunity, rate, worth, multiplier, ...more }) => {
        const { rounding, onTop, least, kind } = more;
        // what is limited is not accelerated
        const [leadCap, cap] = kind === null ? [more.leadCap, more.cap] : [null, null];
        const large = { key: "large", label: "Large", expression: `value >= ${least ?? 0n}` };
        const rules = [
          {
            ...bounty("SQL", sql),
            ...(kind && { accelerator: accelerator(kind, 2, "1.3") }),
          },
          ...(onTop === null
            ? []
            : [spiff("winter", onTop, "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")]),
          { ...bounty("OPPORTUNITY", opportunity), conditions: least === null ? [] : [large] },
          percent(rate),
        ];
        const programId = await desk.paying(rules, {
          ...{ rounding, leadCap: leadCap === null ? null : usd(leadCap) },
          partnerCap:
            cap === null ? null : { amount: usd(cap), window: "MONTH", onExcess: "FORFEIT" },
          tierMultipliers: multiplier === null ? [] : [{ tierId: gold, multiplier }],
        });
        if (kind !== null) await desk.sql(desk.alpha, programId);
        const leadId = await desk.accepted(desk.alpha, programId, { estimatedValue: usd(worth) });
        const told = amounts(await estimated(desk.alpha, leadId));
        expect(told).toHaveLength(onTop === null ? 3 : 4);
        expect(await earnAll(desk.alpha, leadId, worth)).toEqual(told);
      }),
      { numRuns: 5 },
    );
  });

  // one of its leads is won: with one at the target of 50 % that are 75 %, and so 1.5 times. The third lead counts 1.2
  // times and raises the two before, of 100.00 each, by 20.00 each
  test("goes by how leads fare and how many they are, by spiffs in their time, and by what is asked", async () => {
    desk.at("2026-02-03T10:00:00.000Z");
    const terms = {
      rounding: "HALF_EVEN",
      quality: { targetPercent: "50", prior: 1, windowDays: 30, floor: "0.5", ceiling: "2" },
    };
    const large = { key: "large", label: "Worth 50000 or more", expression: "value >= 50000" };
    const dear = { key: "dear", label: "Won for 1000", expression: "dealAmount >= 1000" };
    const programId = await desk.paying(
      [
        { ...bounty("SQL", "100.00"), accelerator: accelerator("RETROACTIVE", 3, "1.2") },
        spiff("winter", "50.00", "2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z"),
        spiff("spring", "70.00", "2026-03-01T00:00:00Z", "2026-06-01T00:00:00Z"),
        { ...bounty("OPPORTUNITY", "40.00"), conditions: [large] },
        { ...percent("10"), conditions: [dear] },
      ],
      terms,
    );
    const first = await desk.sql(desk.alpha, programId);
    await desk.sql(desk.alpha, programId);
    await desk.move("winLead", first, { amount: usd("10.00"), closedOn: "2026-02-03" });
    desk.at("2026-02-05T10:00:00.000Z");
    const leadId = await desk.accepted(desk.alpha, programId, { estimatedValue: usd("10000.00") });
    const told = await estimated(desk.alpha, leadId);

    expect(amounts(told)).toEqual(["SQL 180.00", "SQL 75.00", "OPPORTUNITY 0.00", "WON 1500.00"]);
    expect(told?.[0]?.["explanation"].slice(1)).toEqual([
      "Your part is 100 %, times 1.5 for how your leads fared: of 1 that were closed in the 30 days before, 1 were won.",
      "It is your 3rd lead of February 2026, which counts 1.2 times.",
      "Besides it raises what your 2 others of February 2026 earned, by 40.00 USD.",
    ]);
    expect(told?.[0]?.["assumptions"]).toContain(
      "No other lead of yours comes to those that count, or goes from them, before it.",
    );
    expect(told?.[1]?.["explanation"][0]).toMatch(/^The winter push of /);
    expect(told?.[2]?.["explanation"].slice(1)).toEqual([
      "Nothing is earned here: the rule asks something that does not hold.",
      "It is not met: Worth 50000 or more",
    ]);
    expect(told?.[2]?.["assumptions"].slice(1, 3)).toEqual([
      "What the rule asks of the lead is asked of it as it is known now.",
      "The deal is opened before it is won: where it is won at once the rule pays nothing.",
    ]);

    // of one that is not registered yet it is not known what holds
    const document = `query ($draft: LeadToEstimateInput!) { estimateEarnings(draft: $draft) { ${ESTIMATE} } }`;
    const draft = { programId, estimatedValue: usd("10000.00") };
    const { data } = await desk.api.run(desk.alpha, document, { draft });
    const drafted = JSON.parse(JSON.stringify(data?.["estimateEarnings"]));
    expect(amounts(drafted)).toEqual([
      ...["SQL 180.00", "SQL 75.00", "OPPORTUNITY 60.00", "WON 1500.00"],
    ]);
    expect(drafted[2].assumptions).toContain(
      "It holds what the rule asks of a lead: Worth 50000 or more.",
    );

    // neither is what a deal is worth of which nothing is known
    const bonus = await desk.paying([{ ...bounty("WON", "10.00"), conditions: [dear] }]);
    const unknown = await estimated(desk.alpha, await desk.accepted(desk.alpha, bonus));
    expect(amounts(unknown)).toEqual(["WON 10.00"]);
    expect(unknown?.[0]?.["assumptions"]).toContain(
      "It holds what the rule asks of a lead: Won for 1000.",
    );

    expect(await earnAll(desk.alpha, leadId, "10000.00")).toEqual(amounts(told));
    const trueUps = (await desk.credits(desk.alpha, leadId, "kind amount { amount }")).filter(
      ({ kind }) => kind === "TRUE_UP",
    );
    expect(trueUps).toMatchObject([{ amount: { amount: "40.00" } }]);

    // finance reads how each came about, whatever it is
    const { awards } = await desk.lead(
      desk.finance,
      leadId,
      "awards(last: 50) { nodes { kind gross { amount } explanation { sentences steps { kind } } } }",
    );
    const shown = awards.nodes.map(({ kind, gross, explanation }: Answer) => [
      ...[kind, gross.amount, ...explanation.steps.map((step: Answer) => step["kind"])],
    ]);
    expect(shown.map((each: string[]) => each.join(" ")).toSorted()).toEqual([
      "AWARD 0.00 BASE GATE SHARE",
      "AWARD 1500.00 BASE FACTOR SHARE",
      "AWARD 180.00 BASE FACTOR FACTOR SHARE",
      "AWARD 75.00 BASE FACTOR SHARE",
      "TRUE_UP 40.00 TRUE_UP SHARE",
    ]);
    const closed = awards.nodes.find(({ gross }: Answer) => gross.amount === "0.00");
    expect(closed.explanation.sentences[1]).toContain(
      "It is not met: Worth 50000 or more (value >= 50000; value is 10000).",
    );
  });

  test("tells nothing of rivals: not whether there are any, nor on which tier they stand", async () => {
    const factors = (betas: string) => ({
      rounding: "HALF_EVEN",
      tierMultipliers: [
        { tierId: gold, multiplier: "1.2" },
        { tierId: platinum, multiplier: betas },
      ],
    });
    const [one, other] = [
      await desk.paying(RULES, factors("0.5")),
      await desk.paying(RULES, factors("1.5")),
    ];
    const company = { name: "Contested", domain: "contested.example" };
    const alone = await estimated(desk.alpha, await desk.accepted(desk.alpha, one, { company }));
    expect(amounts(alone)).toEqual(["SQL 240.00", "OPPORTUNITY 60.00", "WON ?"]);
    const contested = { domain: "contested.example", input: { programId: other } };
    await desk.register(desk.beta, "Contested", contested);
    const next = { name: "Contested Next", domain: "next.example" };
    const rivalled = await desk.accepted(desk.alpha, other, { company: next });
    await desk.register(desk.beta, "Contested Next", { ...contested, domain: "next.example" });
    const seen = (told: unknown) => JSON.stringify(told).replaceAll(/[0-9a-f-]{36}/g, "(name)");
    expect(seen(await estimated(desk.alpha, rivalled))).toEqual(seen(alone));

    // settled with a rival on another tier, it is told of its own part alone
    const told = [];
    for (const programId of [one, other]) {
      const [leadId] = await desk.shared(programId, 600_000);
      await desk.move("qualifyLead", leadId, MET);
      told.push(seen(await estimated(desk.alpha, leadId)));
      const [credit] = await desk.credits(
        desk.alpha,
        leadId,
        "amount { amount } awardGross { amount } explanation",
      );
      told.push(seen(credit));
    }
    expect(told.slice(0, 2)).toEqual(told.slice(2));
    expect(told[1]).toContain("144.00");
  });

  test("goes by the partner's own part, once that is settled", async () => {
    const programId = await desk.paying(RULES);
    const [leadId] = await desk.shared(programId, 600_000);
    await desk.move("qualifyLead", leadId, MET);
    const told = await estimated(desk.alpha, leadId);
    expect(amounts(told)).toEqual(["OPPORTUNITY 30.00", "WON ?"]);
    expect(told?.[1]).toMatchObject({ sharePpm: 600_000, dealFrom: "UNKNOWN", explanation: [] });
  });

  test("of a lead that is not registered yet is told to who sees its program", async () => {
    const programId = await desk.paying(RULES);
    const ask = async (by: Caller, draft: object) => {
      const document = `query ($draft: LeadToEstimateInput!) { estimateEarnings(draft: $draft) { ${ESTIMATE} } }`;
      return desk.api.run(by, document, { draft });
    };
    const told = await ask(desk.alpha, { programId, estimatedValue: usd("1000.00") });
    expect(amounts(told.data?.["estimateEarnings"])).toEqual([
      ...["SQL 200.00", "OPPORTUNITY 50.00", "WON 75.00"],
    ]);
    const gamma = await desk.partner("Gamma");
    expect((await ask(gamma, { programId })).data?.["estimateEarnings"]).toBeNull();
    const wrong = await ask(desk.alpha, { programId, estimatedValue: usd("-1") });
    expect(wrong.errors?.[0]?.message).toContain("draft.estimatedValue");
  });
});

describe("what a lead earned", () => {
  const AWARDS = `awards(last: 50) { nodes {
    kind milestone programVersion gross { minorUnits } forfeited { minorUnits } gate reversedAt
    explanation { sentences steps { kind label partnerId amount { minorUnits } } } } }`;

  test("is explained to finance, of all who share it; a partner that shares it reads its own part alone", async () => {
    const programId = await desk.paying(RULES);
    const [leadId] = await desk.shared(programId, 600_000);
    await earnAll(desk.alpha, leadId, "1000.00");
    const change = { leadId, amount: usd("600.00"), reason: "As it was signed" };
    const changed = await desk.run(desk.leader, "changeDeal", change, "lead { id }");
    expect(changed.errors).toEqual([]);

    const { awards } = await desk.lead(desk.finance, leadId, AWARDS);
    const sums = awards.nodes.map(({ kind, milestone, gross, forfeited, explanation }: Answer) => {
      const sum = (isShare: boolean) =>
        explanation.steps
          .filter((step: Answer) => (step["kind"] === "SHARE") === isShare)
          .reduce((all: bigint, step: Answer) => all + BigInt(step["amount"].minorUnits), 0n);
      const paid = BigInt(gross.minorUnits) - BigInt(forfeited.minorUnits);
      expect([sum(true), sum(false)]).toEqual([paid, paid]);
      return `${kind} ${milestone} ${paid}`;
    });
    expect(sums.toSorted()).toEqual([
      ...["ADJUST WON -3000", "AWARD OPPORTUNITY 5000", "AWARD SQL 20000", "AWARD WON 7500"],
    ]);
    const won = awards.nodes.find(({ milestone }: Answer) => milestone === "SQL");
    expect(won.explanation.sentences.slice(1)).toEqual([
      "Alpha has 60 %, and earned 120.00 USD.",
      "Beta has 40 %, and earned 80.00 USD.",
      "In all that is 200.00 USD.",
    ]);

    const seen = "amount { amount } awardGross { amount } explanation";
    const [own] = await desk.credits(desk.alpha, leadId, seen);
    expect(own).toMatchObject({ amount: { amount: "120.00" }, awardGross: null });
    const [whole] = await desk.credits(desk.finance, leadId, seen);
    expect(whole).toMatchObject({ awardGross: { amount: "200.00" } });
    const sole = await desk.sql(desk.alpha, programId);
    const [all] = await desk.credits(desk.alpha, sole, seen);
    expect(all).toMatchObject({ awardGross: { amount: "200.00" } });
  });
});
