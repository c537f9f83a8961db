import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "vitest";

import type { LeadId } from "../../src/kernel/index.ts";
import type { Answer } from "../support/api.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";

import { openClockDesk } from "./clock-desk.ts";
import type { ClockDesk } from "./clock-desk.ts";

let desk: ClockDesk;
let beta: Caller;
const leads: Record<string, LeadId> = {};

/**
 * Six leads of two partners, all registered on 2 February at 10:00 with 48 hours to answer:
 *
 * | lead     | partner | what happens                              | acceptance | conversion (10 hours)   |
 * |----------|---------|-------------------------------------------|------------|-------------------------|
 * | prompt   | Alpha   | accepted after 1 h, qualified after 2     | met        | met                     |
 * | late     | Alpha   | accepted after 49 h, returned after 60    | breached   | breached                |
 * | ignored  | Alpha   | nothing                                   | breached   |                         |
 * | refused  | Beta    | rejected after 47 h                       | met        |                         |
 * | withdrawn| Beta    | withdrawn after 3 h                       |            |                         |
 * | asked    | Beta    | asked after 40 h, not answered            | rests      |                         |
 */
beforeAll(async () => {
  desk = await openClockDesk();
  beta = await desk.partner("Beta");
  await desk.policy({ clock: "CONVERSION", targetMinutes: 600 });
  for (const name of ["prompt", "late", "ignored"])
    leads[name] = await desk.register(desk.partnerOne, `${name} ${randomUUID()}`);
  for (const name of ["refused", "withdrawn", "asked"])
    leads[name] = await desk.register(beta, `${name} ${randomUUID()}`);
  const of = (name: string): LeadId => leads[name] ?? "lead_";
  const { sales } = desk;
  const { MET } = await import("../protection/timed-desk.ts");
  desk.at("2026-02-02T11:00:00Z");
  await desk.done(sales, "acceptLead", of("prompt"));
  desk.at("2026-02-02T12:00:00Z");
  await desk.done(sales, "qualifyLead", of("prompt"), MET);
  desk.at("2026-02-02T13:00:00Z");
  await desk.done(beta, "withdrawLead", of("withdrawn"));
  desk.at("2026-02-04T02:00:00Z");
  const questions = [{ field: "NOTES", question: "Which?" }];
  await desk.done(sales, "requestInformation", of("asked"), { questions });
  desk.at("2026-02-04T09:00:00Z");
  await desk.done(sales, "rejectLead", of("refused"), { reasonCode: "TOO_EARLY" });
  desk.at("2026-02-04T11:00:00Z");
  await desk.done(sales, "acceptLead", of("late"));
  desk.at("2026-02-04T22:00:00Z");
  const back = { reasonCode: "TIMING_LATER", revisitOn: "2026-03-01" };
  await desk.done(sales, "returnLead", of("late"), back);
  desk.at("2026-02-05T00:00:00Z");
});
afterAll(() => desk.world.close());

const FEBRUARY = { from: "2026-02-01T00:00:00Z", until: "2026-03-01T00:00:00Z" };

const ask = async (caller: Caller, field: string, type: string, input: object, selection: string) =>
  desk.api.run(caller, `query ($input: ${type}!) { ${field}(input: $input) { ${selection} } }`, {
    input,
  });
const breaches = async (input: object = {}): Promise<string[]> => {
  const { data, errors } = await ask(
    desk.sales,
    "slaBreaches",
    "SlaBreachesInput",
    { ...FEBRUARY, ...input },
    "nodes { kind dueAt lead { id } }",
  );
  expect(errors).toBeUndefined();
  const nameOf = (id: string) => Object.keys(leads).find((name) => leads[name] === id);
  return data.slaBreaches.nodes.map((node: Answer) => `${nameOf(node.lead.id)} ${node.kind}`);
};
const report = async (groupBy: readonly string[], input: object = {}): Promise<Answer[]> => {
  const { data, errors } = await ask(
    desk.sales,
    "slaReport",
    "SlaReportInput",
    { ...FEBRUARY, groupBy, ...input },
    "rows { dimensions { dimension value } met breached running breachRate }",
  );
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data.slaReport.rows));
};

test("the list names what ran out, the longest due first, whether it was looked at or not", async () => {
  const all = await breaches();
  expect(all.slice(0, 2).toSorted()).toEqual(["ignored ACCEPTANCE", "late ACCEPTANCE"]);
  expect(all.slice(2)).toEqual(["late CONVERSION"]);
});

test("it can be narrowed by clock, partner and time", async () => {
  const partnerId = beta.session.partnerId;
  expect(await breaches({ clock: "CONVERSION" })).toEqual(["late CONVERSION"]);
  expect(await breaches({ partnerId })).toEqual([]);
  expect(await breaches({ until: "2026-02-04T10:00:00Z" })).toEqual([]);
  expect(await breaches({ from: "2026-02-04T21:00:00Z" })).toEqual(["late CONVERSION"]);
});

test("the totals are those counted by hand", async () => {
  expect(await report([])).toEqual([
    { dimensions: [], met: 3, breached: 3, running: 1, breachRate: "0.5000" },
  ]);
  expect(await report(["CLOCK"])).toEqual([
    {
      dimensions: [{ dimension: "CLOCK", value: "ACCEPTANCE" }],
      met: 2,
      breached: 2,
      running: 1,
      breachRate: "0.5000",
    },
    {
      dimensions: [{ dimension: "CLOCK", value: "CONVERSION" }],
      met: 1,
      breached: 1,
      running: 0,
      breachRate: "0.5000",
    },
  ]);
  const byPartner = await report(["PARTNER"]);
  const of = (caller: Caller) =>
    byPartner.find((row) => row.dimensions[0].value === caller.session.partnerId);
  expect(of(desk.partnerOne)).toMatchObject({
    met: 2,
    breached: 3,
    running: 0,
    breachRate: "0.6000",
  });
  expect(of(beta)).toMatchObject({ met: 1, breached: 0, running: 1, breachRate: "0.0000" });
  const byOwner = await report(["OWNER"], { clock: "CONVERSION" });
  expect(byOwner).toEqual([
    {
      dimensions: [{ dimension: "OWNER", value: expect.stringMatching(/^mem_/) }],
      met: 1,
      breached: 1,
      running: 0,
      breachRate: "0.5000",
    },
  ]);
});

test("a period without clocks has one row of nothing, or none by group", async () => {
  const input = { from: "2025-01-01T00:00:00Z", until: "2025-02-01T00:00:00Z" };
  expect(await report([], input)).toEqual([
    { dimensions: [], met: 0, breached: 0, running: 0, breachRate: null },
  ]);
  expect(await report(["PARTNER"], input)).toEqual([]);
});

test("a period that ends before it begins is refused, and partners have no such report", async () => {
  const turned = { from: FEBRUARY.until, until: FEBRUARY.from };
  const { errors } = await ask(desk.sales, "slaReport", "SlaReportInput", turned, "rows { met }");
  expect(errors?.[0]?.extensions?.["code"]).toBe("BAD_USER_INPUT");
  for (const [field, type, selection] of [
    ["slaReport", "SlaReportInput", "rows { met }"],
    ["slaBreaches", "SlaBreachesInput", "nodes { kind }"],
  ] as const) {
    const denied = await ask(desk.partnerOne, field, type, FEBRUARY, selection);
    expect(denied.errors?.[0]?.extensions?.["code"]).toBe("FORBIDDEN");
  }
});
