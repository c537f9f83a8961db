import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { earnMonths } from "../../src/incentives/index.ts";
import { runSimulation } from "../../src/incentives/run-simulation.ts";
import type { LeadId, SimulationId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import type { Answer } from "../support/api.ts";

import { openIncentiveDesk, percent } from "./incentive-desk.ts";
import type { IncentiveDesk } from "./incentive-desk.ts";

let desk: IncentiveDesk;
beforeAll(async () => {
  desk = await openIncentiveDesk();
});
afterAll(() => desk.world.close());

const BEGUN = "2026-01-02T10:00:00.000Z";
const monthly = { ...percent("10"), recurringMonths: 3 };
const usd = (amount: string) => ({ amount, currency: "USD" });

async function wonAt(
  programId: string,
  time: string,
  deal: object,
  by: Caller = desk.alpha,
): Promise<LeadId> {
  desk.at(BEGUN);
  const leadId = await desk.sql(by, programId);
  desk.at(time);
  await desk.move("convertLead", leadId, { amount: deal, closeOn: "2031-01-01" });
  await desk.move("winLead", leadId, { amount: deal, closedOn: "2026-01-01" });
  return leadId;
}

/**
 * A deal of 1,000.00 that is won on January 15th, and worth 2,000.00 from March 20th on; one of 500.00 of February 10th; one
 * of 300.00 of the same day that is lost to the books: what it had earned is taken back.
 */
async function threeDeals(programId: string): Promise<void> {
  const first = await wonAt(programId, "2026-01-15T10:00:00.000Z", usd("1000.00"));
  await wonAt(programId, "2026-02-10T10:00:00.000Z", usd("500.00"));
  const third = await wonAt(programId, "2026-02-10T11:00:00.000Z", usd("300.00"));
  desk.at("2026-02-11T10:00:00.000Z");
  const credits = await desk.credits(desk.alpha, third, "id milestone");
  const creditId = credits.find(({ milestone }) => milestone === "WON")?.["id"];
  const why = { creditId, reason: "INACCURATE_DATA", evidence: "A fax", trueOn: "2026-01-01" };
  expect((await desk.run(desk.finance, "reverseCredit", why, "reversal { id }")).errors).toEqual(
    [],
  );
  desk.at("2026-03-20T10:00:00.000Z");
  const change = { leadId: first, amount: usd("2000.00"), reason: "As signed" };
  expect((await desk.run(desk.leader, "changeDeal", change, "lead { id }")).errors).toEqual([]);
}

async function tried(
  programId: string,
  from: string,
  until: string,
  askedAt: string,
): Promise<Answer> {
  desk.at(askedAt);
  const { data } = await desk.api.run(
    desk.finance,
    "{ incentivePrograms(first: 50) { nodes { program { id } inForce { id } draft { id } } } }",
  );
  const node: Answer = data?.incentivePrograms.nodes.find(
    (each: Answer) => each["program"].id === programId,
  );
  const asked = { programVersionId: (node["draft"] ?? node["inForce"]).id, from, until };
  const { errors, simulation } = await desk.run(
    desk.finance,
    "simulateProgram",
    asked,
    "simulation { id }",
  );
  expect(errors).toEqual([]);
  const simulationId = simulation.id as SimulationId;
  const clock = () => new Date(askedAt);
  await runSimulation({ database: desk.world.database, clock })({ simulationId }, "test");
  const seen = await desk.api.run(
    desk.finance,
    `query ($id: ID!) { node(id: $id) { ... on Simulation { status result { milestones months forfeited { amount }
       total { before { amount } after { amount } } byMilestone { milestone count sum { before { amount } after { amount } } } } } } }`,
    { id: simulationId },
  );
  return JSON.parse(JSON.stringify(seen.data?.["node"]));
}

const earnAt = (time: string): Promise<number> => {
  desk.at(time);
  return earnMonths({ database: desk.world.database, newId, clock: () => new Date(time) }, "test");
};

describe("a version that pays by the month is tried", () => {
  test("on each month that came in the period: of what the deal was worth on its day, also of deals that were won before", async () => {
    desk.at(BEGUN);
    const programId = await desk.paying([percent("10")]);
    await threeDeals(programId);
    desk.at("2026-03-25T10:00:00.000Z");
    await desk.nextVersion(programId, { rules: [monthly] });
    // 50.00 with the second win; 100.00 and 50.00 in February and March of the first, 50.00 in March of the second;
    // the second's third month, of April 10th, had not come
    expect(await tried(programId, "2026-02-01", "2026-05-01", "2026-04-01T10:00:00.000Z")).toEqual({
      status: "DONE",
      result: {
        ...{ milestones: 3, months: 3, forfeited: { amount: "0.00" } },
        total: { before: { amount: "50.00" }, after: { amount: "300.00" } },
        byMilestone: expect.arrayContaining([
          {
            ...{ milestone: "WON", count: 1 },
            sum: { before: { amount: "50.00" }, after: { amount: "300.00" } },
          },
        ]),
      },
    });
    // a period of two days, in which nothing was won
    expect(
      await tried(programId, "2026-03-14", "2026-03-16", "2026-04-01T10:00:00.000Z"),
    ).toMatchObject({
      result: { ...{ milestones: 0, months: 1 }, total: { after: { amount: "100.00" } } },
    });
  });

  test("within what limits it, month after month by the windows of their days", async () => {
    desk.at(BEGUN);
    const programId = await desk.paying([percent("10")]);
    await threeDeals(programId);
    desk.at("2026-03-25T10:00:00.000Z");
    const partnerCap = { amount: usd("120.00"), window: "MONTH" };
    await desk.nextVersion(programId, { rules: [monthly], partnerCap });
    // February: 50.00, and 70.00 of 100.00; March: the same
    expect(
      await tried(programId, "2026-02-01", "2026-05-01", "2026-04-01T10:00:00.000Z"),
    ).toMatchObject({
      result: { months: 3, forfeited: { amount: "60.00" }, total: { after: { amount: "240.00" } } },
    });
  });

  test("and comes to what was earned by it, month by month", async () => {
    desk.at(BEGUN);
    const programId = await desk.paying([monthly]);
    const first = await wonAt(programId, "2026-01-31T10:00:00.000Z", usd("1000.00"));
    await wonAt(programId, "2026-02-10T10:00:00.000Z", usd("333.33"));
    expect(await earnAt("2026-03-01T08:00:00.000Z")).toBe(1);
    desk.at("2026-03-05T10:00:00.000Z");
    const change = { leadId: first, amount: usd("2000.00"), reason: "As signed" };
    expect((await desk.run(desk.leader, "changeDeal", change, "lead { id }")).errors).toEqual([]);
    expect(await earnAt("2026-04-20T08:00:00.000Z")).toBe(3);
    // 100.00 on the last of February, 200.00 of March 31st; three times 33.33
    const both = { before: { amount: "399.99" }, after: { amount: "399.99" } };
    expect(
      await tried(programId, "2026-02-01", "2026-05-01", "2026-04-20T10:00:00.000Z"),
    ).toMatchObject({ result: { months: 4, total: both } });
    const january = { before: { amount: "100.00" }, after: { amount: "100.00" } };
    expect(
      await tried(programId, "2026-01-01", "2026-02-01", "2026-04-20T10:00:00.000Z"),
    ).toMatchObject({ result: { months: 0, total: january } });
    // once, where it was paid by the month: 33.33 with the win, of 399.99 that were earned
    desk.at("2026-04-21T10:00:00.000Z");
    await desk.nextVersion(programId, { rules: [percent("10")] });
    expect(
      await tried(programId, "2026-02-01", "2026-05-01", "2026-04-21T11:00:00.000Z"),
    ).toMatchObject({
      result: {
        months: 0,
        total: { before: { amount: "399.99" }, after: { amount: "33.33" } },
      },
    });
  });

  test("at the last rate before each month's day, and not where its win earns nothing for what the rule asks", async () => {
    desk.at(BEGUN);
    const programId = await desk.paying([percent("10")], { currency: "EUR" });
    await wonAt(programId, "2026-01-15T10:00:00.000Z", usd("1000.00"));
    desk.at("2026-03-20T10:00:00.000Z");
    const csv = "Date,USD\n2026-03-15,2\n2026-03-14,1.6\n2026-02-14,1.25";
    const sent = { source: "ECB", csv };
    const done = await desk.run(
      ...[desk.controller, "importExchangeRates", sent, "exchangeRateImport { id }"],
    );
    expect(done.errors).toEqual([]);
    await desk.nextVersion(programId, { rules: [monthly] });
    // its win found no rate; 100.00 USD at 1.25, and at 1.6: that of the 15th was published at 16:00
    expect(
      await tried(programId, "2026-02-01", "2026-05-01", "2026-04-01T10:00:00.000Z"),
    ).toMatchObject({ result: { months: 2, total: { after: { amount: "142.50" } } } });
    const large = { key: "large", label: "Large", expression: "dealAmount >= 5000" };
    await desk.nextVersion(programId, { rules: [{ ...monthly, conditions: [large] }] });
    expect(
      await tried(programId, "2026-02-01", "2026-05-01", "2026-04-01T10:00:00.000Z"),
    ).toMatchObject({ result: { months: 0, total: { after: { amount: "0.00" } } } });
  });

  test("ends for a partner 90 days behind its termination", async () => {
    desk.at(BEGUN);
    const programId = await desk.paying([percent("10")]);
    const gone = await desk.partner("Gone");
    const { partnerId } = gone.actor;
    await desk.run(desk.sales, "enrolPartner", { programId, partnerId }, "program { id }");
    await wonAt(programId, "2026-01-15T10:00:00.000Z", usd("1000.00"), gone);
    desk.at("2026-01-20T10:00:00.000Z");
    const ended = { partnerId, state: "TERMINATED", expectedVersion: 1 };
    const { errors } = await desk.run(desk.sales, "setPartnerState", ended, "partner { id }");
    expect(errors).toEqual([]);
    await desk.nextVersion(programId, { rules: [{ ...percent("10"), recurringMonths: 6 }] });
    // February 15th, March 15th and April 15th, and nothing on May 15th: April 20th is the 90th day
    expect(
      await tried(programId, "2026-02-01", "2026-06-01", "2026-06-01T10:00:00.000Z"),
    ).toMatchObject({
      result: {
        months: 4,
        forfeited: { amount: "100.00" },
        total: { after: { amount: "300.00" } },
      },
    });
  });
});
