import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { CreditId, LeadId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { MET } from "../protection/timed-desk.ts";
import type { Answer } from "../support/api.ts";

import { bounty, openIncentiveDesk } from "./incentive-desk.ts";
import type { IncentiveDesk } from "./incentive-desk.ts";

let desk: IncentiveDesk;
let programId: string;
beforeAll(async () => {
  desk = await openIncentiveDesk();
  programId = await desk.paying([bounty("SQL", "200.00")]);
});
afterAll(() => desk.world.close());
beforeEach(() => desk.at("2026-02-10T10:00:00.000Z"));

const creditOf = async (by: Caller, leadId: LeadId): Promise<string> =>
  (await desk.credits(by, leadId, "id")).at(-1)?.["id"];

/** Takes the credit of a lead back; its id. */
async function takenBack(leadId: LeadId): Promise<string> {
  const creditId = await creditOf(desk.alpha, leadId);
  const why = { reason: "DUPLICATE", evidence: "Our list of March", trueOn: "2026-01-01" };
  const done = await desk.run(
    desk.finance,
    "reverseCredit",
    { creditId, ...why },
    "reversal { id }",
  );
  expect(done.errors).toEqual([]);
  return creditId;
}

const codes = (errors: readonly Answer[]) =>
  errors.map(({ code, path }) => [code, (path ?? []).join(".")].join(" "));

const GROUNDS = "We had met them in January";
const appeal = (by: Caller, creditId: string) =>
  desk.run(by, "appealReversal", { creditId, grounds: GROUNDS }, "appeal { id state grounds }");

const decide = async (by: Caller, appealId: string, decision: string) =>
  (await desk.run(by, "decideReversalAppeal", { appealId, decision }, "appeal { state }")).errors;

test("an appeal that is upheld credits the same again, in the next generation, on the day of the decision", async () => {
  const leadId = await desk.sql(desk.alpha, programId);
  const creditId = await takenBack(leadId);
  const { appeal: made } = await appeal(desk.alpha, creditId);
  expect(made).toMatchObject({ state: "OPEN", grounds: GROUNDS });
  desk.at("2026-02-20T10:00:00.000Z");
  expect(await decide(desk.sales, made.id, "UPHOLD")).toEqual([]);

  expect(await desk.awards(leadId)).toEqual(["SQL 20000 reversed", "SQL 20000 again"]);
  expect(await desk.postings(leadId)).toEqual([
    "ACCRUE 2026-02-10 20000",
    "REVERSE 2026-02-10 -20000",
    "ACCRUE 2026-02-20 20000",
  ]);
  const shown = "state earnedAt effectiveOn amount { amount } appeal { state decidedAt }";
  const [old, again] = (await desk.credits(desk.alpha, leadId, shown)).toSorted((one, other) =>
    other["state"].localeCompare(one["state"]),
  );
  expect(old).toMatchObject({
    state: "REVERSED",
    appeal: { state: "UPHELD", decidedAt: "2026-02-20T10:00:00.000Z" },
  });
  // it was earned when it was
  expect(again).toEqual({
    ...{ state: "ACCRUED", earnedAt: "2026-02-10T10:00:00.000Z", effectiveOn: "2026-02-20" },
    ...{ amount: { amount: "200.00" }, appeal: null },
  });
});

test("all who share what was taken back have it again by one appeal: 133.33 and 66.67", async () => {
  const [leadId] = await desk.shared(programId, 666_667);
  await desk.move("qualifyLead", leadId, MET);
  expect(await desk.owed(leadId)).toEqual(["Alpha 13333", "Beta 6667"]);
  const creditId = await takenBack(leadId);
  const seen = await desk.api.run(desk.beta, "{ credits(first: 1) { nodes { id state } } }");
  const list = seen.data?.credits;
  expect(list.nodes[0].state).toBe("REVERSED");
  const own = await appeal(desk.alpha, creditId);
  const others = await appeal(desk.beta, list.nodes[0].id);
  expect(others.errors).toEqual([]);
  expect(await decide(desk.sales, own.appeal.id, "UPHOLD")).toEqual([]);
  expect(await desk.owed(leadId)).toEqual(["Alpha 13333", "Beta 6667"]);
  expect(codes(await decide(desk.sales, others.appeal.id, "DISMISS"))).toEqual([
    "ALREADY_DONE appealId",
  ]);
});

test("an appeal that is dismissed leaves the credit taken back, and may not be made again", async () => {
  const leadId = await desk.sql(desk.alpha, programId);
  const creditId = await takenBack(leadId);
  const made = await appeal(desk.alpha, creditId);
  expect(await decide(desk.sales, made.appeal.id, "DISMISS")).toEqual([]);
  expect(await desk.owed(leadId)).toEqual(["Alpha 0"]);
  expect(codes((await appeal(desk.alpha, creditId)).errors)).toEqual(["ALREADY_DONE creditId"]);
  expect(codes(await decide(desk.sales, made.appeal.id, "UPHOLD"))).toEqual([
    "ALREADY_DONE appealId",
  ]);
});

test("of two appeals at once one is made", async () => {
  const creditId = await takenBack(await desk.sql(desk.alpha, programId));
  const both = await Promise.all([appeal(desk.alpha, creditId), appeal(desk.alpha, creditId)]);
  expect(codes(both.flatMap(({ errors }) => errors))).toEqual(["ALREADY_DONE creditId"]);
});

test("an appeal is made within the days of the lead's program, and of what was taken back alone", async () => {
  const leadId = await desk.sql(desk.alpha, programId);
  expect(codes((await appeal(desk.alpha, await creditOf(desk.alpha, leadId))).errors)).toEqual([
    "BUSINESS_RULE creditId",
  ]);
  const creditId = await takenBack(leadId);
  desk.at("2026-02-25T00:00:00.000Z");
  expect(codes((await appeal(desk.alpha, creditId)).errors)).toEqual(["BUSINESS_RULE creditId"]);
  desk.at("2026-02-24T23:59:59.000Z");
  expect((await appeal(desk.alpha, creditId)).errors).toEqual([]);
});

test("what was undone with its move is not appealed", async () => {
  const leadId = await desk.sql(desk.alpha, programId);
  await desk.move("undoMove", leadId, { reason: "The wrong lead" });
  const creditId = await creditOf(desk.alpha, leadId);
  expect(codes((await appeal(desk.alpha, creditId)).errors)).toEqual(["BUSINESS_RULE creditId"]);
  expect(await desk.credits(desk.alpha, leadId, "reversalReason appealUntil")).toEqual([
    { reversalReason: "UNDONE", appealUntil: null },
  ]);
});

test("it is the partner's own: another learns of nothing, and the vendor does not appeal", async () => {
  const creditId = await takenBack(await desk.sql(desk.alpha, programId));
  const strangers = await appeal(desk.beta, creditId);
  const nobodys = await appeal(desk.beta, newId("crd"));
  expect(codes(strangers.errors)).toEqual(["NOT_FOUND creditId"]);
  expect(codes(nobodys.errors)).toEqual(["NOT_FOUND creditId"]);
  expect(codes((await appeal(desk.sales, creditId)).errors)).toEqual(["FORBIDDEN "]);
});

test("nobody decides who took the credit back, or whose lead it is", async () => {
  const creditId = await takenBack(await desk.sql(desk.alpha, programId));
  const made = await appeal(desk.alpha, creditId);
  for (const by of [desk.finance, desk.manager])
    expect(codes(await decide(by, made.appeal.id, "DISMISS"))).toEqual(["BUSINESS_RULE appealId"]);
  expect(await decide(desk.controller, made.appeal.id, "UPHOLD")).toEqual([]);
});

test("what was earned again meanwhile, by the lead or by another of the company, is not credited twice", async () => {
  const company = { name: "Twice", domain: "twice-appealed.example.com", country: "DE" };
  const leadId = await desk.sql(desk.alpha, programId, { company });
  const made = await appeal(desk.alpha, await takenBack(leadId));
  await desk.move("disqualifyLead", leadId, { reasonCode: "NO_NEED" });
  const other = await desk.sql(desk.alpha, programId, { company });
  expect(await desk.awards(other)).toEqual(["SQL 20000"]);
  expect(codes(await decide(desk.sales, made.appeal.id, "UPHOLD"))).toEqual([
    "BUSINESS_RULE appealId",
  ]);
  // once the other is taken back it is owed again
  await desk.move("undoMove", other, { reason: "Twice" });
  expect(await decide(desk.sales, made.appeal.id, "UPHOLD")).toEqual([]);
  expect(await desk.awards(leadId)).toEqual(["SQL 20000 reversed", "SQL 20000 again"]);
});

test("what the budget has no room for by now is not credited again, until it has", async () => {
  const rules = [bounty("SQL", "200.00")];
  const budget = (amount: string) => ({ budget: { amount: { amount, currency: "USD" } } });
  const limited = await desk.paying(rules);
  desk.at("2026-02-11T10:00:00.000Z");
  await desk.nextVersion(limited, { rules, ...budget("250.00") });
  const leadId = await desk.sql(desk.alpha, limited);
  const made = await appeal(desk.alpha, await takenBack(leadId));
  const other = await desk.sql(desk.beta, limited);
  expect(await desk.awards(other)).toEqual(["SQL 20000"]);
  expect(codes(await decide(desk.sales, made.appeal.id, "UPHOLD"))).toEqual(["BUSINESS_RULE "]);
  expect(await desk.owed(leadId)).toEqual(["Alpha 0"]);
  desk.at("2026-02-12T10:00:00.000Z");
  await desk.nextVersion(limited, { rules, ...budget("400.00") });
  expect(await decide(desk.sales, made.appeal.id, "UPHOLD")).toEqual([]);
  expect(await desk.owed(leadId)).toEqual(["Alpha 20000"]);
});

test("its days rest while the partner is suspended", async () => {
  const partnerId = desk.beta.actor.partnerId ?? "prt_";
  const set = async (state: string, at: string) => {
    desk.at(at);
    const [row] = await desk.world.asOwner<{ version: number }>(
      "select version from partner where id = $1",
      [uuidOf(partnerId)],
    );
    const input = { partnerId, state, expectedVersion: row?.version };
    const done = await desk.run(desk.sales, "setPartnerState", input, "partner { state }");
    expect(done.errors).toEqual([]);
  };
  const leadId = await desk.sql(desk.beta, programId);
  const creditId = await creditOf(desk.beta, leadId);
  const why = { reason: "DUPLICATE", evidence: "Our list of March", trueOn: "2026-01-01" };
  await desk.run(desk.finance, "reverseCredit", { creditId, ...why }, "reversal { id }");
  const until = async () =>
    (
      await desk.world.asOwner<{ until: Date }>(
        "select appeal_until as until from credit where id = $1",
        [uuidOf(creditId as CreditId)],
      )
    )[0]?.until;
  expect(await until()).toEqual(new Date("2026-02-25T00:00:00.000Z"));
  await set("SUSPENDED", "2026-02-20T10:00:00.000Z");
  await set("ACTIVE", "2026-03-02T10:00:00.000Z");
  const [shown] = (await desk.credits(desk.beta, leadId, "id appealUntil")).filter(
    ({ id }) => id === creditId,
  );
  expect(shown?.["appealUntil"]).toBe("2026-03-07T00:00:00.000Z");
  desk.at("2026-03-07T00:00:00.000Z");
  expect(codes((await appeal(desk.beta, creditId)).errors)).toEqual(["BUSINESS_RULE creditId"]);
  desk.at("2026-03-06T23:59:59.000Z");
  expect((await appeal(desk.beta, creditId)).errors).toEqual([]);
});

test("all of it leaves every promise of the data kept", async () => {
  expect(await desk.broken()).toEqual([]);
});
