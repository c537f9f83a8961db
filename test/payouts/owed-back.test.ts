import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { idOf, parseId, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId, PartnerId } from "../../src/kernel/index.ts";
import { openApprovalDesk } from "../approval/approval-desk.ts";
import type { ApprovalDesk } from "../approval/approval-desk.ts";
import { bounty, percent } from "../incentives/incentive-desk.ts";
import { MET } from "../protection/timed-desk.ts";
import type { Answer } from "../support/api.ts";
import { plantUsableAccount } from "../support/plant-payouts.ts";

let desk: ApprovalDesk;
let alpha: PartnerId;
let beta: PartnerId;
const MONDAY = "2026-02-02T10:00:00.000Z";
const DAY_45 = "2026-03-19T10:00:00.000Z";
const SCHEDULE = {
  reversalDays: 60,
  clawbackSchedule: [
    { untilDay: 30, percent: "100" },
    { untilDay: 60, percent: "50" },
  ],
};
beforeAll(async () => {
  desk = await openApprovalDesk();
  [alpha, beta] = [desk.alpha, desk.beta].map(({ actor }) => partnerOf(actor.partnerId)) as [
    PartnerId,
    PartnerId,
  ];
  desk.at(MONDAY);
  for (const each of [alpha, beta])
    await plantUsableAccount(desk.world, each, "USD", new Date(MONDAY));
});
afterAll(() => desk.world.close());
beforeEach(() => desk.at(MONDAY));

function partnerOf(id: string | null): PartnerId {
  if (id === null) throw new Error("a partner acts");
  const parsed = parseId("prt", id);
  return parsed.ok ? parsed.id : idOf("prt", id);
}

const usd = (amount: string) => ({ amount, currency: "USD" });
const said = (errors: readonly Answer[]) => errors.map(({ message }) => message).join(" ");
const BATCH =
  "payoutBatch { id selectionHash payouts(first: 9) { nodes { id amount { amount } } } }";

async function done(
  by: ApprovalDesk["finance"],
  verb: string,
  input: object,
  selection: string,
): Promise<Answer> {
  const answer = await desk.run(by, verb, input, selection);
  if (answer["errors"].length > 0) throw new Error(said(answer["errors"]));
  return answer;
}

const drafting = () =>
  desk.run(desk.finance, "draftPayoutBatch", { currency: "USD", partnerIds: [alpha, beta] }, BATCH);

/** All that is payable, sent to the bank; its payouts. */
async function sent(): Promise<readonly Answer[]> {
  const { payoutBatch, errors } = await drafting();
  if (errors.length > 0) throw new Error(said(errors));
  const { id: payoutBatchId, selectionHash, payouts } = payoutBatch;
  await done(desk.controller, "approvePayoutBatch", { payoutBatchId, selectionHash }, BATCH);
  await done(desk.controller, "sendPayoutBatch", { payoutBatchId }, BATCH);
  return payouts.nodes;
}

/** All that is payable, booked by the bank; its payouts. */
async function paid(on = "2026-02-02"): Promise<readonly Answer[]> {
  const payouts = await sent();
  for (const { id: payoutId } of payouts)
    await done(
      desk.finance,
      "settlePayout",
      { payoutId, bookedOn: on, bankReference: "STMT" },
      "payout { id }",
    );
  return payouts;
}

const giveBack = (payout: Answer = {}, on: string) =>
  done(
    desk.finance,
    "returnPayout",
    { payoutId: payout["id"], returnedOn: on, bankReference: "STMT 2", reason: "AC04 closed" },
    "payout { state }",
  );

/** Lets all holds go, by two persons. */
async function letGo(): Promise<void> {
  const { creditHolds } = await desk.query(
    desk.finance,
    "{ creditHolds(first: 50) { nodes { id releasedAt } } }",
  );
  for (const { id: creditHoldId, releasedAt } of creditHolds.nodes) {
    if (releasedAt !== null) continue;
    const selection = "creditHold { id }";
    await done(desk.finance, "requestHoldRelease", { creditHoldId, reason: "Seen" }, selection);
    const decided = { creditHoldId, isReleased: true, note: "Seen" };
    await done(desk.controller, "decideHoldRelease", decided, selection);
  }
}

/** Where a lead's money stands, role by role: in cents, what is owed to partners or was recovered above nothing. */
async function stands(...leads: readonly LeadId[]): Promise<string> {
  const rows = await desk.world.asOwner<{ told: string }>(
    `select account.role || ' ' || -sum(entry.amount_minor) as told
     from journal_entry as entry
     join ledger_account as account on account.id = entry.account_id
     where entry.credit_id in (select id from credit where lead_id = any($1))
     group by account.role
     having sum(entry.amount_minor) <> 0
     order by account.role`,
    [leads.map(uuidOf)],
  );
  return rows.map(({ told }) => told).join(", ");
}

const SHOWN =
  "id kind state outstanding { amount } owedBack { amount } payable { amount } reversalReason";
async function creditOf(leadId: LeadId, by = desk.alpha): Promise<Answer> {
  const found = (await desk.credits(by, leadId, SHOWN)).find(({ kind }) => kind === "AWARD");
  if (!found) throw new Error("it has earned nothing");
  return found;
}
async function figures(leadId: LeadId, by = desk.alpha) {
  const { state, outstanding, owedBack, payable } = await creditOf(leadId, by);
  return [state, outstanding.amount, owedBack.amount, payable.amount];
}

async function takeBack(leadId: LeadId, reason = "INACCURATE_DATA", by = desk.finance) {
  const { id: creditId } = await creditOf(leadId);
  const trueOn = reason === "INACCURATE_DATA" ? { trueOn: "2026-01-01" } : {};
  const why = { creditId, reason, evidence: "Their letter", ...trueOn };
  const answer = await desk.run(by, "reverseCredit", why, "reversal { id state }");
  return { reversal: answer["reversal"], told: said(answer["errors"]) };
}

/** An SQL of Alpha's that earned so much by a version with a schedule, approved. */
async function approvedSql(amount: string): Promise<LeadId> {
  const rules = [bounty("SQL", amount)];
  desk.at("2026-02-01T10:00:00.000Z");
  const programId = await desk.paying(rules);
  desk.at(MONDAY);
  await desk.nextVersion(programId, { rules, ...SCHEDULE });
  const leadId = await desk.sql(desk.alpha, programId);
  await desk.approved(await desk.creditsOf(leadId));
  return leadId;
}

describe("credit that was paid", () => {
  test("is owed back as the schedule says: 33.34 paid, half of it on day 45, 16.67 owed; and what else came stays paid", async () => {
    const leadId = await approvedSql("33.34");
    await paid();
    desk.at(DAY_45);
    expect(await takeBack(leadId)).toMatchObject({ reversal: { state: "DONE" }, told: "" });

    expect(await figures(leadId)).toEqual(["PAID", "16.67", "16.67", "0.00"]);
    expect(await stands(leadId)).toBe(
      "bank 3334, clawback_receivable -1667, expense -3334, expense_recovery 1667",
    );
    expect(said((await drafting())["errors"])).toContain("Nothing is payable in USD");
    const again = await takeBack(leadId);
    expect(again.told).toContain("as much was before");
    expect(await desk.broken()).toEqual([]);
  });

  test("is taken back as a whole for fraud, once another person confirms it, with what is left of it", async () => {
    const leadId = await approvedSql("33.34");
    await paid();
    desk.at(DAY_45);
    await takeBack(leadId);
    const { reversal } = await takeBack(leadId, "FRAUD");
    expect(reversal).toMatchObject({ state: "PROPOSED" });
    expect(await figures(leadId)).toEqual(["PAID", "16.67", "16.67", "0.00"]);
    const confirmed = { reversalId: reversal.id, decision: "CONFIRM" };
    await done(desk.controller, "decideReversal", confirmed, "reversal { state }");

    expect(await figures(leadId)).toEqual(["REVERSED", "0.00", "33.34", "0.00"]);
    expect(await stands(leadId)).toBe(
      "bank 3334, clawback_receivable -3334, expense -3334, expense_recovery 3334",
    );
    expect(await desk.broken()).toEqual([]);
  });

  test("whose payout comes back is owed no more, and only the rest is payable again", async () => {
    const half = await approvedSql("33.34");
    const whole = await approvedSql("20.00");
    const [payout] = await paid();
    expect(payout).toMatchObject({ amount: { amount: "53.34" } });
    await takeBack(whole, "ENTERED_IN_ERROR", desk.leader);
    expect(await figures(whole)).toEqual(["REVERSED", "0.00", "20.00", "0.00"]);
    desk.at(DAY_45);
    await takeBack(half);
    await giveBack(payout, "2026-03-19");

    expect(await figures(half)).toEqual(["APPROVED", "16.67", "0.00", "16.67"]);
    expect(await figures(whole)).toEqual(["REVERSED", "0.00", "0.00", "0.00"]);
    expect(await stands(half)).toBe("expense -3334, expense_recovery 1667, payable 1667");
    expect(await stands(whole)).toBe("expense -2000, expense_recovery 2000");
    expect(await desk.broken()).toEqual([]);
    await letGo();
    const left = await takeBack(half, "FRAUD");
    expect(left.reversal).toMatchObject({ state: "PROPOSED" });
    const early = await desk.run(
      ...([desk.controller, "decideReversal"] as const),
      { reversalId: left.reversal.id, decision: "CONFIRM" },
      "reversal { state }",
    );
    expect(said(early["errors"])).toContain("pay it first");
    await done(
      ...([desk.controller, "decideReversal"] as const),
      { reversalId: left.reversal.id, decision: "DECLINE", note: "Not so" },
      "reversal { state }",
    );
    const [again] = await paid("2026-03-19");
    expect(again).toMatchObject({ amount: { amount: "16.67" } });
    expect(await figures(half)).toEqual(["PAID", "16.67", "0.00", "0.00"]);
    expect(await stands(half)).toBe("bank 1667, expense -3334, expense_recovery 1667");
    expect(await desk.broken()).toEqual([]);
  });

  test("for a deal that shrinks is owed back by the difference: 10 % of 1000.00 paid, of 600.00 kept; it does not grow", async () => {
    const programId = await desk.paying([percent("10")]);
    const leadId = await desk.sql(desk.alpha, programId);
    await desk.move("convertLead", leadId, { amount: usd("1000.00"), closeOn: "2031-01-01" });
    await desk.move("winLead", leadId, { amount: usd("1000.00"), closedOn: "2026-02-01" });
    await desk.approved(await desk.creditsOf(leadId));
    const deal = (amount: string) => ({ leadId, amount: usd(amount), reason: "As signed" });
    const [payout] = await sent();
    const early = await desk.run(desk.leader, "changeDeal", deal("600.00"), "lead { id }");
    expect(said(early["errors"])).toContain("was sent to the bank with payout");
    const settled = { bookedOn: "2026-02-02", bankReference: "STMT" };
    await done(
      ...([desk.finance, "settlePayout"] as const),
      { payoutId: payout?.["id"], ...settled },
      "payout { id }",
    );
    const more = await desk.run(desk.leader, "changeDeal", deal("1200.00"), "lead { id }");
    expect(said(more["errors"])).toContain("it does not become more");
    await done(desk.leader, "changeDeal", deal("600.00"), "lead { id }");

    expect(await figures(leadId)).toEqual(["PAID", "60.00", "40.00", "0.00"]);
    expect(await stands(leadId)).toBe(
      "bank 10000, clawback_receivable -4000, expense -10000, expense_recovery 4000",
    );
    const back = await desk.run(desk.leader, "changeDeal", deal("800.00"), "lead { id }");
    expect(said(back["errors"])).toContain("What is left of it is neither more than that");
    await done(desk.leader, "changeDeal", deal("100.00"), "lead { id }");
    expect(await figures(leadId)).toEqual(["PAID", "10.00", "90.00", "0.00"]);
    expect(await desk.broken()).toEqual([]);
  });

  test("is owed back by whoever was paid, and taken back from who was not, of a lead that two share", async () => {
    const programId = await desk.paying([bounty("SQL", "100.00")]);
    const [leadId] = await desk.shared(programId, 600_000);
    await desk.move("qualifyLead", leadId, MET);
    const ids = await desk.creditsOf(leadId);
    const [alphas, betas] = ids;
    await desk.approved([alphas as string]);
    await paid();
    await takeBack(leadId, "ENTERED_IN_ERROR", desk.leader);

    expect(betas).toBeDefined();
    expect(await stands(leadId)).toMatch(
      /^bank [46]000, clawback_receivable -[46]000, expense -[46]000, expense_recovery [46]000$/,
    );
    expect(await desk.broken()).toEqual([]);
  });

  test("is not said to be owed back beyond what was paid, in the database neither, and ends with its payout alone", async () => {
    const leadId = await approvedSql("33.34");
    const [payout] = await paid();
    desk.at(DAY_45);
    await takeBack(leadId);
    const credit = `credit_id in (select id from credit where lead_id = '${uuidOf(leadId)}')`;
    const more = desk.world.asOwner(`
      insert into credit_clawback (posting_id, partner_id, credit_id, approval_id, payout_id, amount_minor, clawed_at)
      select gen_random_uuid(), partner_id, credit_id, approval_id, payout_id, 1668, clawed_at from credit_clawback where ${credit}`);
    await expect(more).rejects.toThrow("no more is taken back of a credit than its payout paid");
    const ended = desk.world.asOwner(
      `update credit_clawback set ended_at = clawed_at where ${credit}`,
    );
    await expect(ended).rejects.toThrow("is owed until its payout comes back");
    await giveBack(payout, "2026-03-19");
    await letGo();
    expect(await desk.broken()).toEqual([]);
    await paid("2026-03-19");
  });
});

describe("at one time", () => {
  test("what comes back and is taken back is either owed no more or not owed yet, never paid twice", async () => {
    const leadId = await approvedSql("33.34");
    const [payout] = await paid();
    desk.at(DAY_45);
    await Promise.all([takeBack(leadId), giveBack(payout, "2026-03-19")]);
    expect(["clawback_receivable", "accrued", "payable"]).toContain(
      (await stands(leadId)).split(/[, ]+/).find((word) => /^(acc|claw|pay)/.test(word)),
    );
    const { outstanding, owedBack } = await creditOf(leadId);
    expect([outstanding.amount, owedBack.amount]).toEqual(["16.67", "0.00"]);
    expect(await desk.broken()).toEqual([]);
  });
});
