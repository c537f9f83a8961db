import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { checkInvariants } from "../../src/app/invariants/check-invariants.ts";
import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import type { Answer } from "../support/api.ts";
import { addSalesRep } from "../support/people.ts";

import { openTouchedDesk, partnerOf } from "./touched-desk.ts";
import type { TouchedDesk } from "./touched-desk.ts";

let desk: TouchedDesk;
beforeAll(async () => {
  desk = await openTouchedDesk();
});
afterAll(() => desk.world.close());

const asked = async (by: Caller, query: string, variables: object): Promise<Answer> => {
  const { data, errors } = await desk.api.run(by, query, { ...variables });
  if (errors) throw new Error(JSON.stringify(errors));
  return JSON.parse(JSON.stringify(data));
};
const nameOf = (partnerId: string): string =>
  Object.entries({ Alpha: desk.alpha, Beta: desk.beta, Gamma: desk.gamma }).find(
    ([, caller]) => partnerOf(caller) === partnerId,
  )?.[0] ?? partnerId;
const portionsOf = (shares: readonly { partnerId: string; sharePpm: number }[]) =>
  Object.fromEntries(shares.map(({ partnerId, sharePpm }) => [nameOf(partnerId), sharePpm]));

const MODELS = [
  "DEAL_REGISTRATION",
  "FIRST_TOUCH",
  "LAST_TOUCH",
  "LINEAR",
  "U_SHAPED",
  "W_SHAPED",
  "TIME_DECAY",
  "ROLE_WEIGHTED",
];

async function under(by: Caller, leadId: LeadId, models = MODELS) {
  const query = `query ($id: ID!, $models: [AttributionModel!]!) {
    attributionUnder(leadId: $id, models: $models) { model othersPpm shares { partnerId sharePpm } } }`;
  const { attributionUnder } = await asked(by, query, { id: leadId, models });
  return (
    attributionUnder &&
    Object.fromEntries(
      attributionUnder.map(({ model, othersPpm, shares }: Answer) => [
        model,
        { ...portionsOf(shares), ...(othersPpm > 0 ? { others: othersPpm } : {}) },
      ]),
    )
  );
}

/** Registered by Alpha on the first day, touched by Beta on the second and fourth and by Gamma on the third. */
async function touchedByThree(): Promise<LeadId> {
  const leadId = await desk.registered();
  const { beta, gamma } = desk;
  await desk.touched(leadId, { of: beta, on: 2 }, { of: gamma, on: 3 }, { of: beta, on: 4 });
  return leadId;
}

describe("Of 200.00 that three share", () => {
  test.each([
    ["DEAL_REGISTRATION", {}, { Alpha: 20_000 }],
    ["FIRST_TOUCH", {}, { Alpha: 20_000 }],
    ["LAST_TOUCH", {}, { Beta: 20_000 }],
    ["LINEAR", {}, { Alpha: 5_000, Beta: 10_000, Gamma: 5_000 }],
    // .4 to the first and the last, .1 to each of the two between
    ["U_SHAPED", {}, { Alpha: 8_000, Beta: 10_000, Gamma: 2_000 }],
    // .3 to the first, the last and Gamma's, the last before the acceptance; .1 to Beta's other one
    ["W_SHAPED", {}, { Alpha: 6_000, Beta: 8_000, Gamma: 6_000 }],
    // 1/8, 1/4 + 1 and 1/2 of 15/8: 66,667, 666,667 and 266,666 ppm, the odd cent to the earliest
    ["TIME_DECAY", { halfLifeDays: 1 }, { Alpha: 1_334, Beta: 13_333, Gamma: 5_333 }],
    [
      "ROLE_WEIGHTED",
      { roleWeights: [{ role: "SOURCED", weight: 2 }] },
      { Alpha: 5_000, Beta: 10_000, Gamma: 5_000 },
    ],
  ])("%s gives each its part", async (model, more, cents) => {
    await desk.inForce(model, more);
    const leadId = await touchedByThree();
    expect(await desk.qualified(leadId)).toEqual(cents);
    const named = await desk.world.asOwner(
      "select from credit join partner on partner.id = credit.partner_id where lead_id = $1 and name <> partner_name",
      [uuidOf(leadId)],
    );
    expect(named).toEqual([]);
  });
});

describe("A lead under other models", () => {
  test("is what each of them would give, beside what stands", async () => {
    await desk.inForce("TIME_DECAY", { halfLifeDays: 1 });
    const leadId = await touchedByThree();
    expect(await under(desk.sales, leadId)).toBeNull();
    await desk.qualified(leadId);

    expect(await under(desk.sales, leadId)).toEqual({
      DEAL_REGISTRATION: { Alpha: 1_000_000 },
      FIRST_TOUCH: { Alpha: 1_000_000 },
      LAST_TOUCH: { Beta: 1_000_000 },
      LINEAR: { Alpha: 250_000, Beta: 500_000, Gamma: 250_000 },
      U_SHAPED: { Alpha: 400_000, Beta: 500_000, Gamma: 100_000 },
      W_SHAPED: { Alpha: 300_000, Beta: 400_000, Gamma: 300_000 },
      TIME_DECAY: { Alpha: 66_667, Beta: 666_667, Gamma: 266_666 },
      ROLE_WEIGHTED: { Alpha: 250_000, Beta: 500_000, Gamma: 250_000 },
    });
    expect((await desk.books(leadId)).SOURCED).toEqual({
      Alpha: 66_667,
      Beta: 666_667,
      Gamma: 266_666,
    });
  });

  test("tells its partner its own part, what all others come to, and nobody else anything", async () => {
    await desk.inForce("LINEAR");
    const leadId = await touchedByThree();
    await desk.qualified(leadId);

    const models = ["LINEAR", "LAST_TOUCH"];
    expect(await under(desk.alpha, leadId, models)).toEqual({
      LINEAR: { Alpha: 250_000, others: 750_000 },
      LAST_TOUCH: { others: 1_000_000 },
    });
    expect(await under(desk.beta, leadId, models)).toBeNull();
  });

  test("goes by what was known when it was settled, not by what is recorded since", async () => {
    await desk.inForce("LINEAR");
    const leadId = await desk.registered();
    await desk.qualified(leadId);
    desk.onDay(8);
    await desk.record(leadId, { of: desk.beta, on: 2 });
    expect(await under(desk.sales, leadId, ["LINEAR"])).toEqual({ LINEAR: { Alpha: 1_000_000 } });

    await desk.run(desk.sales, "settleAttribution", { leadId, reason: "Late" }, "lead { id }");
    expect(await under(desk.sales, leadId, ["LINEAR"])).toEqual({
      LINEAR: { Alpha: 500_000, Beta: 500_000 },
    });
  });
});

describe("What was settled", () => {
  const asOf = async (by: Caller, leadId: LeadId, at: string) => {
    const query = `query ($id: ID!, $at: DateTime!) {
      attributionAsOf(leadId: $id, at: $at) { othersPpm shares { partnerId sharePpm } influencedPartnerIds } }`;
    const { attributionAsOf: told } = await asked(by, query, { id: leadId, at });
    return (
      told && {
        ...portionsOf(told.shares),
        ...(told.othersPpm > 0 ? { others: told.othersPpm } : {}),
        influenced: told.influencedPartnerIds.map(nameOf),
      }
    );
  };
  /** As the lead itself tells it now. */
  const shown = async (by: Caller, leadId: LeadId) => {
    const selection =
      "attribution { othersPpm shares { sharePpm partner { name } } } influenced { partner { name } }";
    const { attribution, influenced } = await desk.lead(by, leadId, selection);
    const { othersPpm, shares } = attribution ?? { othersPpm: 0, shares: [] };
    return {
      ...Object.fromEntries(
        shares.map(({ sharePpm, partner }: Answer) => [partner.name, sharePpm]),
      ),
      ...(othersPpm > 0 ? { others: othersPpm } : {}),
      influenced: influenced.map(({ partner }: Answer) => partner.name),
    };
  };

  /** Whoever acts here has done nothing before. */
  const somebody = () => addSalesRep(desk.world, "Somebody New");
  const steps: Readonly<Record<string, (leadId: LeadId, parts: object[]) => Promise<Answer>>> = {
    settledAnew: async (leadId) =>
      desk.run(await somebody(), "settleAttribution", { leadId, reason: "Anew" }, "lead { id }"),
    touched: (leadId) => desk.record(leadId, { of: desk.gamma, on: 3 }),
    byHand: async (leadId, shares) => {
      const proposal = { leadId, shares, reason: "By hand" };
      const made = await desk.run(
        await somebody(),
        "proposeAttribution",
        proposal,
        "attributionProposal { id }",
      );
      const { id } = made.attributionProposal;
      const approval = { attributionProposalId: id, isApproved: true };
      return desk.run(
        await somebody(),
        "decideAttributionProposal",
        approval,
        "attributionProposal { id }",
      );
    },
    disputed: async (leadId, shares) => {
      const said = { leadId, statement: "It was us" };
      const made = await desk.run(
        desk.alpha,
        "disputeAttribution",
        said,
        "attributionDispute { id }",
      );
      const { id } = made.attributionDispute;
      const decision = { attributionDisputeId: id, outcome: "UPHELD", answer: "It was", shares };
      return desk.run(
        await somebody(),
        "decideAttributionDispute",
        decision,
        "attributionDispute { id }",
      );
    },
  };

  test("is read as it was shown at any time, whatever was settled since, and adds up each time", async () => {
    const step = fc.record({
      what: fc.constantFrom(...Object.keys(steps)),
      ppm: fc.integer({ min: 1, max: 999_999 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 5 }), async (given) => {
        await desk.inForce("LINEAR");
        const leadId = await desk.registered();
        await desk.touched(leadId, { of: desk.beta, on: 2 });
        await desk.qualified(leadId);
        const seen: { at: string; vendor: object; alpha: object }[] = [];
        const look = async (at: string) => {
          seen.push({
            at,
            vendor: await shown(desk.sales, leadId),
            alpha: await shown(desk.alpha, leadId),
          });
        };
        await look(desk.day(5));
        for (const [index, { what, ppm }] of given.entries()) {
          desk.onDay(6 + index);
          const shares = [
            { partnerId: partnerOf(desk.beta), sharePpm: ppm },
            { partnerId: partnerOf(desk.alpha), sharePpm: 1_000_000 - ppm },
          ];
          const { errors, results } = (await steps[what]?.(leadId, shares)) ?? {};
          expect(errors ?? results[0].errors).toEqual([]);
          await look(desk.day(6 + index));
          const cents = Object.values(await desk.earned(leadId));
          expect(cents.reduce((sum, minor) => sum + minor, 0)).toBe(20_000);
        }

        for (const { at, vendor, alpha } of seen) {
          const later = new Date(Date.parse(at) + 3_600_000).toISOString();
          for (const when of [at, later]) {
            expect(await asOf(desk.sales, leadId, when)).toEqual(vendor);
            expect(await asOf(desk.alpha, leadId, when)).toEqual(alpha);
          }
        }
        expect(await asOf(desk.sales, leadId, desk.day(4))).toEqual({ influenced: [] });
        expect(await asOf(desk.beta, leadId, desk.day(9))).toBeNull();
      }),
      { numRuns: 5 },
    );
  });

  test("by a merge is kept, unless the merge says who has what", async () => {
    const merged = async (split: string) => {
      await desk.inForce("LINEAR");
      const leadId = await desk.registered();
      await desk.touched(leadId, { of: desk.beta, on: 2 });
      await desk.qualified(leadId);
      const other = await desk.registered(desk.gamma);
      desk.onDay(6);
      const shares =
        split === "SPLIT"
          ? [
              { leadId, sharePpm: 600_000 },
              { leadId: other, sharePpm: 400_000 },
            ]
          : [];
      const input = { leadIds: [leadId, other], survivorId: leadId, split, shares, reason: "One" };
      const { errors } = await desk.run(desk.manager, "mergeLeads", input, "lead { id }");
      expect(errors).toEqual([]);
      return { leadId, other };
    };

    const all = await merged("SURVIVOR_HAS_ALL");
    expect(await desk.books(all.leadId)).toEqual({
      SOURCED: { Alpha: 500_000, Beta: 500_000 },
      INFLUENCED: {},
    });
    const beside = await merged("INFLUENCED_ONLY");
    for (const id of [beside.leadId, beside.other])
      expect(await desk.books(id)).toEqual({
        SOURCED: { Alpha: 500_000, Beta: 500_000 },
        INFLUENCED: { Gamma: 1_000_000 },
      });
    const own = await desk.lead(desk.gamma, beside.other, "influenced { role }");
    expect(own).toEqual({ influenced: [{ role: "INFLUENCED" }] });
    const parted = await merged("SPLIT");
    expect(await desk.books(parted.leadId)).toMatchObject({
      SOURCED: { Alpha: 600_000, Gamma: 400_000 },
    });
  });

  test("holds who claimed the prospect as well and lost it, in the other book, whatever roles weigh", async () => {
    const roleWeights = [
      { role: "SOURCED", weight: 1 },
      { role: "INFLUENCED", weight: 1 },
    ];
    await desk.inForce("ROLE_WEIGHTED", { roleWeights });
    desk.onDay(1);
    const domain = "lost-and-won.com";
    const own = await desk.register(desk.alpha, "Lost and won", { domain });
    const rivals = await desk.register(desk.beta, "Lost and won", { domain });
    const [conflict] = await desk.world.asOwner<{ id: string; version: number }>(
      "select id, version from conflict where array[incumbent_lead_id, challenger_lead_id] @> $1::uuid[]",
      [[own, rivals].map(uuidOf)],
    );
    const decision = {
      ...{ conflictId: idOf("cfl", conflict?.id ?? ""), expectedVersion: conflict?.version },
      ...{ outcome: "FIRST_WINS", rule: "EARLIEST_CLAIM", evidence: "The claims" },
    };
    // who decides the conflict may qualify as well: that touch weighs nothing
    const { errors } = await desk.run(desk.sales, "decideConflict", decision, "conflict { id }");
    expect(errors).toEqual([]);

    expect(await desk.qualified(own)).toEqual({ Alpha: 20_000 });
    expect((await desk.books(own)).INFLUENCED).toEqual({ Beta: 1_000_000 });
    const selection = "touchpoints { nodes { source role partner { name } } }";
    expect((await desk.lead(desk.sales, own, selection)).touchpoints.nodes).toEqual([
      { source: "CONFLICT", role: "INFLUENCED", partner: { name: "Beta" } },
    ]);
    for (const [by, id] of [
      [desk.alpha, own],
      [desk.beta, rivals],
    ] as const)
      expect((await desk.lead(by, id, selection)).touchpoints.nodes).toEqual([]);
    expect((await desk.lead(desk.beta, rivals, "influenced { role }")).influenced).toEqual([]);
  });
});

describe("A report", () => {
  const ROWS = `rows { dimensions { dimension value } sourcedLeads sourcedValue { amount currency } influencedLeads
    models { model leads value { amount } } }`;
  const report = async (by: Caller, more: object = {}) => {
    const query = `query ($input: AttributionReportInput!) { attributionReport(input: $input) { ${ROWS} } }`;
    const period = { from: desk.day(0).slice(0, 10), to: desk.day(60).slice(0, 10) };
    const input = { ...period, groupBy: ["PARTNER"], models: ["FIRST_TOUCH"], ...more };
    const { attributionReport } = await asked(by, query, { input });
    return attributionReport.rows.map(({ dimensions, ...row }: Answer) => ({
      of: dimensions.map(({ value }: Answer) => nameOf(value)).join(" "),
      ...row,
    }));
  };

  test("sets what stands beside what models would give, in both books, and adds no currencies", async () => {
    await desk.inForce("LINEAR");
    const [won, other] = [await desk.registered(), await desk.registered()];
    await desk.touched(won, { of: desk.beta, on: 2 });
    await desk.qualified(won);
    await desk.qualified(other);
    const amount = { amount: "1000.01", currency: "EUR" };
    await desk.done(desk.sales, "convertLead", won, { amount, closeOn: "2031-01-01" });
    const closedOn = desk.day(5).slice(0, 10);
    await desk.done(desk.sales, "winLead", won, { amount, closedOn });
    desk.onDay(30);
    await desk.record(other, { of: desk.gamma, on: 2 });

    const alpha = {
      ...{ of: "Alpha", sourcedLeads: "1.500000", influencedLeads: 0 },
      sourcedValue: [{ amount: "500.01", currency: "EUR" }],
      models: [{ model: "FIRST_TOUCH", leads: "2.000000", value: [{ amount: "1000.01" }] }],
    };
    const nothing = { model: "FIRST_TOUCH", leads: "0.000000", value: [] };
    const beta = {
      ...{ of: "Beta", sourcedLeads: "0.500000", influencedLeads: 0 },
      ...{ sourcedValue: [{ amount: "500.00", currency: "EUR" }], models: [nothing] },
    };
    const gamma = {
      ...{ of: "Gamma", sourcedLeads: "0.000000", influencedLeads: 1 },
      ...{ sourcedValue: [], models: [nothing] },
    };
    expect(await report(desk.sales)).toEqual([alpha, beta, gamma]);
    expect(await report(desk.sales, { partnerId: partnerOf(desk.beta) })).toEqual([beta]);
    // a partner has its own part of its own leads, whomever it names
    expect(await report(desk.alpha)).toEqual([alpha]);
    expect(await report(desk.alpha, { partnerId: partnerOf(desk.beta) })).toEqual([]);
    expect(await report(desk.beta)).toEqual([]);
    const [together] = await report(desk.sales, { groupBy: ["PROGRAM", "MONTH"], models: [] });
    expect(together).toMatchObject({
      of: `${desk.programId} ${desk.day(5).slice(0, 7)}`,
      sourcedLeads: "2.000000",
      influencedLeads: 1,
    });
    expect(await report(desk.sales, { to: desk.day(5).slice(0, 10) })).toEqual([]);
  });
});

test("All promises are kept by it", async () => {
  const { jobs, auth } = desk.world.urls;
  const urls = { jobs, auth, owner: desk.world.ownerUrl };
  const checked = await checkInvariants({ urls, isServed: false });
  expect(checked.filter(({ rows }) => rows !== 0 && rows !== null)).toEqual([]);
});
