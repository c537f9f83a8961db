import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import { bounty, percent } from "../incentives/incentive-desk.ts";
import { MET } from "../protection/timed-desk.ts";

import { DAY_45, MONDAY, openPayingDesk, said } from "./paying-desk.ts";
import type { PayingDesk } from "./paying-desk.ts";

let desk: PayingDesk;
beforeAll(async () => {
  desk = await openPayingDesk();
});
afterAll(() => desk.world.close());
beforeEach(() => desk.at(MONDAY));
afterEach(() => desk.repaidAll());

const usd = (amount: string) => ({ amount, currency: "USD" });

describe("credit that was paid", () => {
  test("is owed back as the schedule says: 33.34 paid, half of it on day 45, 16.67 owed; and what else came stays paid", async () => {
    const leadId = await desk.approvedSql("33.34");
    await desk.paid();
    desk.at(DAY_45);
    expect(await desk.takeBack(leadId)).toMatchObject({ reversal: { state: "DONE" }, told: "" });

    expect(await desk.figures(leadId)).toEqual(["PAID", "16.67", "16.67", "0.00"]);
    expect(await desk.books(leadId)).toBe(
      "bank 3334, clawback_receivable -1667, expense -3334, expense_recovery 1667",
    );
    expect(said((await desk.drafting())["errors"])).toContain("Nothing is payable in USD");
    const again = await desk.takeBack(leadId);
    expect(again.told).toContain("as much was before");
    expect(await desk.broken()).toEqual([]);
  });

  test("is taken back as a whole for fraud, once another person confirms it, with what is left of it", async () => {
    const leadId = await desk.approvedSql("33.34");
    await desk.paid();
    desk.at(DAY_45);
    await desk.takeBack(leadId);
    const { reversal } = await desk.takeBack(leadId, "FRAUD");
    expect(reversal).toMatchObject({ state: "PROPOSED" });
    expect(await desk.figures(leadId)).toEqual(["PAID", "16.67", "16.67", "0.00"]);
    const confirmed = { reversalId: reversal.id, decision: "CONFIRM" };
    await desk.does(desk.controller, "decideReversal", confirmed, "reversal { state }");

    expect(await desk.figures(leadId)).toEqual(["REVERSED", "0.00", "33.34", "0.00"]);
    expect(await desk.books(leadId)).toBe(
      "bank 3334, clawback_receivable -3334, expense -3334, expense_recovery 3334",
    );
    expect(await desk.broken()).toEqual([]);
  });

  test("whose payout comes back is owed no more, and only the rest is payable again", async () => {
    const half = await desk.approvedSql("33.34");
    const whole = await desk.approvedSql("20.00");
    const [payout] = await desk.paid();
    expect(payout).toMatchObject({ amount: { amount: "53.34" } });
    await desk.takeBack(whole, "ENTERED_IN_ERROR", desk.leader);
    expect(await desk.figures(whole)).toEqual(["REVERSED", "0.00", "20.00", "0.00"]);
    desk.at(DAY_45);
    await desk.takeBack(half);
    await desk.giveBack(payout, "2026-03-19");

    expect(await desk.figures(half)).toEqual(["APPROVED", "16.67", "0.00", "16.67"]);
    expect(await desk.figures(whole)).toEqual(["REVERSED", "0.00", "0.00", "0.00"]);
    expect(await desk.books(half)).toBe("expense -3334, expense_recovery 1667, payable 1667");
    expect(await desk.books(whole)).toBe("expense -2000, expense_recovery 2000");
    expect(await desk.broken()).toEqual([]);
    await desk.letGo();
    const left = await desk.takeBack(half, "FRAUD");
    expect(left.reversal).toMatchObject({ state: "PROPOSED" });
    const early = await desk.run(
      ...([desk.controller, "decideReversal"] as const),
      { reversalId: left.reversal.id, decision: "CONFIRM" },
      "reversal { state }",
    );
    expect(said(early["errors"])).toContain("pay it first");
    await desk.does(
      ...([desk.controller, "decideReversal"] as const),
      { reversalId: left.reversal.id, decision: "DECLINE", note: "Not so" },
      "reversal { state }",
    );
    const [again] = await desk.paid("2026-03-19");
    expect(again).toMatchObject({ amount: { amount: "16.67" } });
    expect(await desk.figures(half)).toEqual(["PAID", "16.67", "0.00", "0.00"]);
    expect(await desk.books(half)).toBe("bank 1667, expense -3334, expense_recovery 1667");
    expect(await desk.broken()).toEqual([]);
  });

  test("for a deal that shrinks is owed back by the difference: 10 % of 1000.00 paid, of 600.00 kept; it does not grow", async () => {
    const programId = await desk.paying([percent("10")]);
    const leadId = await desk.sql(desk.alpha, programId);
    await desk.move("convertLead", leadId, { amount: usd("1000.00"), closeOn: "2031-01-01" });
    await desk.move("winLead", leadId, { amount: usd("1000.00"), closedOn: "2026-02-01" });
    await desk.approved(await desk.creditsOf(leadId));
    const deal = (amount: string) => ({ leadId, amount: usd(amount), reason: "As signed" });
    const [payout] = await desk.sent();
    const early = await desk.run(desk.leader, "changeDeal", deal("600.00"), "lead { id }");
    expect(said(early["errors"])).toContain("was sent to the bank with payout");
    const settled = { bookedOn: "2026-02-02", bankReference: "STMT" };
    await desk.does(
      ...([desk.finance, "settlePayout"] as const),
      { payoutId: payout?.["id"], ...settled },
      "payout { id }",
    );
    const more = await desk.run(desk.leader, "changeDeal", deal("1200.00"), "lead { id }");
    expect(said(more["errors"])).toContain("it does not become more");
    await desk.does(desk.leader, "changeDeal", deal("600.00"), "lead { id }");

    expect(await desk.figures(leadId)).toEqual(["PAID", "60.00", "40.00", "0.00"]);
    expect(await desk.books(leadId)).toBe(
      "bank 10000, clawback_receivable -4000, expense -10000, expense_recovery 4000",
    );
    const back = await desk.run(desk.leader, "changeDeal", deal("800.00"), "lead { id }");
    expect(said(back["errors"])).toContain("What is left of it is neither more than that");
    await desk.does(desk.leader, "changeDeal", deal("100.00"), "lead { id }");
    expect(await desk.figures(leadId)).toEqual(["PAID", "10.00", "90.00", "0.00"]);
    expect(await desk.broken()).toEqual([]);
  });

  test("is owed back by whoever was paid, and taken back from who was not, of a lead that two share", async () => {
    const programId = await desk.paying([bounty("SQL", "100.00")]);
    const [leadId] = await desk.shared(programId, 600_000);
    await desk.move("qualifyLead", leadId, MET);
    const ids = await desk.creditsOf(leadId);
    const [alphas, betas] = ids;
    await desk.approved([alphas as string]);
    await desk.paid();
    await desk.takeBack(leadId, "ENTERED_IN_ERROR", desk.leader);

    expect(betas).toBeDefined();
    expect(await desk.books(leadId)).toMatch(
      /^bank [46]000, clawback_receivable -[46]000, expense -[46]000, expense_recovery [46]000$/,
    );
    expect(await desk.broken()).toEqual([]);
  });

  test("is not said to be owed back beyond what was paid, in the database neither, and ends with its payout alone", async () => {
    const leadId = await desk.approvedSql("33.34");
    const [payout] = await desk.paid();
    desk.at(DAY_45);
    await desk.takeBack(leadId);
    const credit = `credit_id in (select id from credit where lead_id = '${uuidOf(leadId)}')`;
    const more = desk.world.asOwner(`
      insert into credit_clawback (posting_id, partner_id, credit_id, approval_id, payout_id, amount_minor, clawed_at)
      select gen_random_uuid(), partner_id, credit_id, approval_id, payout_id, 1668, clawed_at from credit_clawback where ${credit}`);
    await expect(more).rejects.toThrow("no more is taken back of a credit than its payout paid");
    const ended = desk.world.asOwner(
      `update credit_clawback set ended_at = clawed_at where ${credit}`,
    );
    await expect(ended).rejects.toThrow("is owed until its payout comes back");
    await desk.giveBack(payout, "2026-03-19");
    await desk.letGo();
    expect(await desk.broken()).toEqual([]);
    await desk.paid("2026-03-19");
  });
});

describe("at one time", () => {
  test("what comes back and is taken back is either owed no more or not owed yet, never paid twice", async () => {
    const leadId = await desk.approvedSql("33.34");
    const [payout] = await desk.paid();
    desk.at(DAY_45);
    await Promise.all([desk.takeBack(leadId), desk.giveBack(payout, "2026-03-19")]);
    expect(["clawback_receivable", "accrued", "payable"]).toContain(
      (await desk.books(leadId)).split(/[, ]+/).find((word) => /^(acc|claw|pay)/.test(word)),
    );
    const { outstanding, owedBack } = await desk.creditOf(leadId);
    expect([outstanding.amount, owedBack.amount]).toEqual(["16.67", "0.00"]);
    expect(await desk.broken()).toEqual([]);
  });
});
