import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import type { LeadId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { MET } from "../protection/timed-desk.ts";

import { bounty, openIncentiveDesk, percent } from "./incentive-desk.ts";
import type { IncentiveDesk } from "./incentive-desk.ts";

let desk: IncentiveDesk;
beforeAll(async () => {
  desk = await openIncentiveDesk();
});
afterAll(() => desk.world.close());
beforeEach(() => desk.at("2026-02-02T10:00:00.000Z"));

const usd = (amount: string) => ({ amount, currency: "USD" });

/** Settles a lead by hand: one proposes, another approves. */
async function settled(leadId: LeadId, parts: readonly (readonly [Caller, number])[]) {
  const shares = parts.map(([{ actor }, sharePpm]) => ({ partnerId: actor.partnerId, sharePpm }));
  const proposal = { leadId, shares, reason: "As they agreed" };
  const shown = "attributionProposal { id }";
  const proposed = await desk.run(desk.finance, "proposeAttribution", proposal, shown);
  expect(proposed.errors).toEqual([]);
  const decision = { attributionProposalId: proposed.attributionProposal.id, isApproved: true };
  const decided = await desk.run(desk.leader, "decideAttributionProposal", decision, shown);
  expect(decided.errors).toEqual([]);
}

async function won(programId: string, amount: string): Promise<LeadId> {
  const leadId = await desk.sql(desk.alpha, programId);
  await desk.move("convertLead", leadId, { amount: usd(amount), closeOn: "2031-01-01" });
  await desk.move("winLead", leadId, { amount: usd(amount), closedOn: "2026-02-01" });
  return leadId;
}

const changed = (leadId: LeadId, amount: string) =>
  desk.run(
    desk.leader,
    "changeDeal",
    { leadId, amount: usd(amount), reason: "As signed" },
    "lead { id }",
  );

test("a deal that was won for nothing and corrected since keeps what it earned when it is settled otherwise", async () => {
  const leadId = await won(await desk.paying([percent("10")]), "0");
  expect((await changed(leadId, "84300.00")).errors).toEqual([]);
  expect(await desk.owed(leadId)).toEqual(["Alpha 843000"]);

  await settled(leadId, [
    [desk.alpha, 600_000],
    [desk.beta, 400_000],
  ]);
  expect(await desk.owed(leadId)).toEqual(["Alpha 505800", "Beta 337200"]);
});

test("what was changed of a deal counts where it is settled otherwise: 60,000.00, and not the 84,300.00 it was won for", async () => {
  const leadId = await won(await desk.paying([percent("10")]), "84300.00");
  expect((await changed(leadId, "60000.00")).errors).toEqual([]);
  await settled(leadId, [[desk.beta, 1_000_000]]);
  expect(await desk.owed(leadId)).toEqual(["Alpha 0", "Beta 600000"]);
  expect((await changed(leadId, "70000.00")).errors).toEqual([]);
  expect(await desk.owed(leadId)).toEqual(["Alpha 0", "Beta 700000"]);
});

test("what a change alone had earned can be taken back", async () => {
  const leadId = await won(await desk.paying([percent("10")]), "0");
  await changed(leadId, "1000.00");
  const [credit] = await desk.credits(desk.alpha, leadId, "id");
  const why = { reason: "WON_CANCELLED", evidence: "They never signed" };
  const input = { creditId: credit?.id, ...why };
  const reversed = await desk.run(desk.finance, "reverseCredit", input, "reversal { id }");
  expect(reversed.errors).toEqual([]);
  expect(await desk.owed(leadId)).toEqual(["Alpha 0"]);
});

test("an award made anew has what the budget of the version in force leaves, and not of the one it was earned by", async () => {
  const rules = [bounty("SQL", "100.00")];
  const programId = await desk.paying(rules);
  const budget = (amount: string) => ({ budget: { amount: usd(amount), onExcess: "FORFEIT" } });
  desk.at("2026-02-02T11:00:00.000Z");
  await desk.nextVersion(programId, { rules, ...budget("100.00") });
  const first = await desk.sql(desk.alpha, programId);
  desk.at("2026-02-02T12:00:00.000Z");
  await desk.nextVersion(programId, { rules, ...budget("300.00") });
  await desk.sql(desk.alpha, programId);
  expect(await desk.owed(await desk.sql(desk.alpha, programId))).toEqual(["Alpha 10000"]);

  await settled(first, [[desk.beta, 1_000_000]]);
  expect(await desk.owed(first)).toEqual(["Alpha 0", "Beta 10000"]);
});

test("under a monthly cap what is made anew counts in the month in which it was earned", async () => {
  const rules = [bounty("SQL", "100.00")];
  const programId = await desk.paying(rules);
  const partnerCap = { amount: usd("150.00"), window: "MONTH", onExcess: "FORFEIT" };
  desk.at("2026-02-24T11:00:00.000Z");
  await desk.nextVersion(programId, { rules, partnerCap });
  const first = await desk.sql(desk.alpha, programId);
  const [credit] = await desk.credits(desk.alpha, first, "id");
  desk.at("2026-02-25T11:00:00.000Z");
  const why = { reason: "INACCURATE_DATA", trueOn: "2026-01-01", evidence: "Nobody is there" };
  await desk.run(
    desk.finance,
    "reverseCredit",
    { creditId: credit?.id, ...why },
    "reversal { id }",
  );
  desk.at("2026-03-02T11:00:00.000Z");
  const appeal = { creditId: credit?.id, grounds: "We met them" };
  const made = await desk.run(desk.alpha, "appealReversal", appeal, "appeal { id }");
  const upheld = { appealId: made.appeal.id, decision: "UPHOLD" };
  const decided = await desk.run(desk.controller, "decideReversalAppeal", upheld, "appeal { id }");
  expect(decided.errors).toEqual([]);
  await settled(first, [[desk.beta, 1_000_000]]);
  await settled(first, [[desk.alpha, 1_000_000]]);
  expect(await desk.owed(first)).toEqual(["Alpha 10000", "Beta 0"]);
  expect(await desk.owed(await desk.sql(desk.alpha, programId))).toEqual(["Alpha 5000"]);
});

test("what a lead had earned before it was merged goes along when the one it was merged into is settled otherwise", async () => {
  const programId = await desk.paying([bounty("SQL", "100.00")]);
  const survivor = await desk.sql(desk.beta, programId);
  desk.at("2026-02-02T11:00:00.000Z");
  const merged = await desk.sql(desk.alpha, programId);
  desk.at("2026-02-02T11:30:00.000Z");
  const input = { leadIds: [survivor, merged], survivorId: survivor, split: "SURVIVOR_HAS_ALL" };
  const one = await desk.run(
    desk.sales,
    "mergeLeads",
    { ...input, reason: "One firm" },
    "lead { id }",
  );
  expect(one.errors).toEqual([]);
  expect(await desk.owed(merged)).toEqual(["Alpha 10000"]);

  desk.at("2026-02-02T12:00:00.000Z");
  await settled(survivor, [
    [desk.alpha, 250_000],
    [desk.beta, 750_000],
  ]);
  expect(await desk.owed(survivor)).toEqual(["Alpha 2500", "Beta 7500"]);
  expect(await desk.owed(merged)).toEqual(["Alpha 2500", "Beta 7500"]);
});

test("a fraud that is reported is decided before its lead is settled otherwise", async () => {
  const leadId = await desk.sql(desk.alpha, await desk.paying([bounty("SQL", "100.00")]));
  const [credit] = await desk.credits(desk.alpha, leadId, "id");
  const report = { creditId: credit?.id, reason: "FRAUD", evidence: "The firm is theirs" };
  const reported = await desk.run(desk.finance, "reverseCredit", report, "reversal { id }");
  const anew = { leadId, reason: "A touch came late" };
  const refused = await desk.run(desk.leader, "settleAttribution", anew, "lead { id }");
  expect(refused.errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
  expect(await desk.awards(leadId)).toEqual(["SQL 10000"]);

  const decision = { reversalId: reported.reversal.id, decision: "DECLINE", note: "It is not" };
  await desk.run(desk.controller, "decideReversal", decision, "reversal { id }");
  const settled = await desk.run(desk.leader, "settleAttribution", anew, "lead { id }");
  expect(settled.errors).toEqual([]);
});

test("a change earns nothing that another lead of the deal has earned", async () => {
  const programId = await desk.paying([percent("10")]);
  const [first, second] = await desk.shared(programId, 1_000_000);
  for (const [leadId, amount] of [
    [first, "0"],
    [second, "50000.00"],
  ] as const) {
    await desk.move("qualifyLead", leadId, MET);
    await desk.move("convertLead", leadId, { amount: usd(amount), closeOn: "2031-01-01" });
    await desk.move("winLead", leadId, { amount: usd(amount), closedOn: "2026-02-01" });
  }
  const before = [await desk.awards(first), await desk.awards(second)];
  expect(before).toEqual([["WON 0"], ["WON 500000"]]);
  expect((await changed(first, "50000.00")).errors).toEqual([]);
  expect([await desk.awards(first), await desk.awards(second)]).toEqual(before);
});

test("what one incentive program took back is credited again although another pays for the same SQL", async () => {
  const programId = await desk.paying([bounty("SQL", "100.00")]);
  await desk.payingBeside(programId, [bounty("SQL", "30.00")]);
  const leadId = await desk.sql(desk.alpha, programId);
  expect(await desk.owed(leadId)).toEqual(["Alpha 13000"]);
  const credits = await desk.credits(desk.alpha, leadId, "id amount { amount }");
  const creditId = credits.find(({ amount }) => amount.amount === "100.00")?.id;
  const why = { reason: "INACCURATE_DATA", trueOn: "2026-01-01", evidence: "Nobody is there" };
  await desk.run(desk.finance, "reverseCredit", { creditId, ...why }, "reversal { id }");
  expect(await desk.owed(leadId)).toEqual(["Alpha 3000"]);
  const appeal = { creditId, grounds: "We met them" };
  const made = await desk.run(desk.alpha, "appealReversal", appeal, "appeal { id }");
  const upheld = { appealId: made.appeal.id, decision: "UPHOLD" };
  const decided = await desk.run(desk.controller, "decideReversalAppeal", upheld, "appeal { id }");
  expect(decided.errors).toEqual([]);
  expect(await desk.owed(leadId)).toEqual(["Alpha 13000"]);
});

test("all of it leaves every promise of the data kept", async () => {
  expect(await desk.broken()).toEqual([]);
});
