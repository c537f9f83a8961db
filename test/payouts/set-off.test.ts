import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { idOf, uuidOf } from "../../src/kernel/index.ts";
import type { ClawbackId, LeadId } from "../../src/kernel/index.ts";
import { whyNotDecided } from "../../src/payouts/domain/clawback.ts";
import { whyNotRecorded } from "../../src/payouts/domain/repayment.ts";
import { divide, share } from "../../src/payouts/domain/set-off.ts";
import { bounty } from "../incentives/incentive-desk.ts";
import type { Answer } from "../support/api.ts";
import { plantUsableAccount } from "../support/plant-payouts.ts";

import { DAY_45, MONDAY, openPayingDesk, said } from "./paying-desk.ts";
import type { PayingDesk } from "./paying-desk.ts";

let desk: PayingDesk;
beforeAll(async () => {
  desk = await openPayingDesk();
});
afterAll(() => desk.world.close());
beforeEach(() => desk.at(MONDAY));
afterEach(async () => {
  desk.at("2026-04-30T10:00:00.000Z");
  await desk.letGo();
  await desk.repaidAll();
});

/** A credit of 33.34 that was paid, and of which 16.67 are owed back since day 45; its lead, its claim and what paid it. */
async function owing(): Promise<{ leadId: LeadId; claim: string; payout: Answer }> {
  desk.at(MONDAY);
  const leadId = await desk.approvedSql("33.34");
  const [payout] = await desk.paid();
  desk.at(DAY_45);
  await desk.takeBack(leadId);
  const { id: creditId } = await desk.creditOf(leadId);
  const found = (await desk.clawbacks()).find((each) => each["creditId"] === creditId);
  return { leadId, claim: found?.["id"], payout };
}

/** An SQL that earned so much on day 45, approved. */
async function earned(amount: string): Promise<LeadId> {
  const programId = await desk.paying([bounty("SQL", amount)]);
  const leadId = await desk.sql(desk.alpha, programId);
  await desk.approved(await desk.creditsOf(leadId));
  return leadId;
}

const claimOf = async (id: string): Promise<readonly string[]> => {
  const found = (await desk.clawbacks()).find((each) => each["id"] === id);
  const isOwed = found?.["outstanding"].amount !== "0.00";
  if (found?.["state"] !== "RETURNED") expect(found?.["state"]).toBe(isOwed ? "OWED" : "SETTLED");
  return ["outstanding", "offset", "repaid", "writtenOff"].map((each) => found?.[each].amount);
};

const shown = (payouts: readonly Answer[]) =>
  payouts.map(({ method, state, amount }) => `${method} ${state} ${amount.amount}`).toSorted();

const cancel = (batch: Answer) =>
  desk.does(
    desk.finance,
    "cancelPayoutBatch",
    { payoutBatchId: batch["id"], reason: "Not now" },
    "payoutBatch { state }",
  );

describe("what is owed back is set off", () => {
  test("of 16.67 the next 10.00 as a whole, so that no bank sees it and 6.67 are left; of the next 20.00 6.67, and 13.33 are paid", async () => {
    const { leadId, claim } = await owing();
    const ten = await earned("10.00");
    const { payoutBatch: first } = await desk.drafting();
    expect(first).toMatchObject({ total: { amount: "10.00" }, offset: { amount: "10.00" } });
    expect(first.payouts.nodes[0]).toMatchObject({
      ...{ method: "OFFSET", state: "SCHEDULED", payoutAccount: null },
      offsets: { nodes: [{ amount: { amount: "10.00" }, clawback: { id: claim } }] },
    });
    expect(await claimOf(claim)).toEqual(["6.67", "10.00", "0.00", "0.00"]);
    expect(await desk.figures(ten)).toEqual(["SCHEDULED", "10.00", "0.00", "0.00"]);
    expect(shown(await desk.sending(first))).toEqual(["OFFSET OFFSET 10.00"]);
    const files = `{ node(id: "${first.id}") { ... on PayoutBatch { bankFiles(first: 5) { nodes { format } } } } }`;
    expect((await desk.query(desk.finance, files)).node.bankFiles.nodes).toEqual([]);
    expect(await desk.figures(ten)).toEqual(["PAID", "10.00", "0.00", "0.00"]);
    expect(await desk.figures(leadId)).toEqual(["PAID", "16.67", "6.67", "0.00"]);
    expect(await desk.books(ten, leadId)).toBe(
      "bank 3334, clawback_receivable -667, expense -4334, expense_recovery 1667",
    );
    expect(await desk.broken()).toEqual([]);

    const twenty = await earned("20.00");
    const payouts = await desk.paid("2026-03-19");
    expect(shown(payouts)).toEqual(["OFFSET OFFSET 6.67", "TRANSFER SENT 13.33"]);
    expect(await claimOf(claim)).toEqual(["0.00", "16.67", "0.00", "0.00"]);
    expect(await desk.figures(twenty)).toEqual(["PAID", "20.00", "0.00", "0.00"]);
    expect(await desk.books(ten, twenty, leadId)).toBe(
      "bank 4667, expense -6334, expense_recovery 1667",
    );
    expect(said((await desk.drafting())["errors"])).toContain("Nothing is payable in USD");
    expect(await desk.broken()).toEqual([]);
  });

  test("again once its batch is withdrawn, and what it had set off is owed until then", async () => {
    const { claim } = await owing();
    const ten = await earned("10.00");
    const { payoutBatch } = await desk.drafting();
    await cancel(payoutBatch);
    expect(await claimOf(claim)).toEqual(["16.67", "0.00", "0.00", "0.00"]);
    expect(await desk.figures(ten)).toEqual(["APPROVED", "10.00", "0.00", "10.00"]);
    expect(await desk.broken()).toEqual([]);
    expect(shown(await desk.sent())).toEqual(["OFFSET OFFSET 10.00"]);
    expect(await desk.broken()).toEqual([]);
  });

  test("whatever the minimum, which what is left to transfer has to reach", async () => {
    const { claim } = await owing();
    await earned("60.00");
    const minimum = { amount: "50.00", currency: "USD" };
    const { payoutBatch } = await desk.drafting({ minimum });
    expect(shown(payoutBatch.payouts.nodes)).toEqual(["OFFSET SCHEDULED 16.67"]);
    expect(payoutBatch.leftOut.nodes).toEqual([
      { reason: "LESS_THAN_MINIMUM", amount: { amount: "43.33" } },
    ]);
    await desk.sending(payoutBatch);
    expect(await claimOf(claim)).toEqual(["0.00", "16.67", "0.00", "0.00"]);
    await earned("6.67");
    expect(shown(await desk.paid("2026-03-19", { minimum }))).toEqual(["TRANSFER SENT 50.00"]);
    expect(await desk.broken()).toEqual([]);
  });

  test("not while it is held, nor while its partner disagrees: all is paid, and a batch that sets it off stands still", async () => {
    const { leadId, claim } = await owing();
    const { id: creditId } = await desk.creditOf(leadId);
    await earned("10.00");
    const { payoutBatch } = await desk.drafting();
    await desk.hold({ creditId });
    const { id: payoutBatchId, selectionHash } = payoutBatch;
    const still = await desk.run(
      ...([desk.controller, "approvePayoutBatch"] as const),
      { payoutBatchId, selectionHash },
      "payoutBatch { id }",
    );
    expect(said(still["errors"])).toContain("disputes what is set off, or is held over it");
    await cancel(payoutBatch);
    expect(shown(await desk.paid("2026-03-19"))).toEqual(["TRANSFER SENT 10.00"]);
    expect(await claimOf(claim)).toEqual(["16.67", "0.00", "0.00", "0.00"]);
    await desk.letGo();
    await earned("1.00");
    expect(shown(await desk.sent())).toEqual(["OFFSET OFFSET 1.00"]);
    expect(await desk.broken()).toEqual([]);
  });

  test("in its own currency alone, and another partner's is not touched", async () => {
    const { claim } = await owing();
    const [alpha, beta] = desk.partners;
    await plantUsableAccount(desk.world, alpha, "EUR", new Date(MONDAY));
    const euros = await desk.sql(
      desk.alpha,
      await desk.paying([bounty("SQL", "5.00", "EUR")], { currency: "EUR" }),
    );
    const others = await desk.sql(desk.beta, await desk.paying([bounty("SQL", "7.00")]));
    for (const leadId of [euros, others]) await desk.approved(await desk.creditsOf(leadId));
    expect(shown(await desk.paid("2026-03-19", { currency: "EUR" }))).toEqual([
      "TRANSFER SENT 5.00",
    ]);
    expect(shown(await desk.paid("2026-03-19", { partnerIds: [beta] }))).toEqual([
      "TRANSFER SENT 7.00",
    ]);
    expect(await claimOf(claim)).toEqual(["16.67", "0.00", "0.00", "0.00"]);
    expect(await desk.broken()).toEqual([]);
  });

  test("and stands when the payout comes back of which it was owed: 33.34 less what is still owed are payable again", async () => {
    const { leadId, claim, payout } = await owing();
    const ten = await earned("10.00");
    const { payoutBatch } = await desk.drafting();
    await expect(desk.giveBack(payout, "2026-03-19")).rejects.toThrow(
      `is set off in ${payoutBatch.id}, which is not sent`,
    );
    await desk.sending(payoutBatch);
    await desk.giveBack(payout, "2026-03-19");
    expect(await desk.figures(leadId)).toEqual(["APPROVED", "16.67", "0.00", "26.67"]);
    expect(await claimOf(claim)).toEqual(["0.00", "10.00", "0.00", "0.00"]);
    expect(await desk.books(leadId, ten)).toBe(
      "expense -4334, expense_recovery 1667, payable 2667",
    );
    expect(await desk.broken()).toEqual([]);
    await desk.letGo();
    expect(shown(await desk.paid("2026-03-19"))).toEqual(["TRANSFER SENT 26.67"]);
    expect(await desk.figures(leadId)).toEqual(["PAID", "16.67", "0.00", "0.00"]);
    expect(await desk.broken()).toEqual([]);
  });

  test("and stands when what was left to transfer comes back: 13.33 are payable again, and no more", async () => {
    await owing();
    const twenty = await earned("20.00");
    const payouts = await desk.paid("2026-03-19");
    await desk.giveBack(
      payouts.find(({ method }) => method === "TRANSFER"),
      "2026-03-19",
    );
    expect(await desk.figures(twenty)).toEqual(["APPROVED", "20.00", "0.00", "3.33"]);
    expect(await desk.broken()).toEqual([]);
    await desk.letGo();
    expect(shown(await desk.paid("2026-03-19"))).toEqual(["TRANSFER SENT 3.33"]);
  });

  test("and what it was set off against is taken back itself: what was set off and what was transferred are owed", async () => {
    const { claim } = await owing();
    const twenty = await earned("20.00");
    const payouts = await desk.paid("2026-03-19");
    await desk.takeBack(twenty, "ENTERED_IN_ERROR", desk.leader);
    expect(await desk.figures(twenty)).toEqual(["REVERSED", "0.00", "20.00", "0.00"]);
    const { id: creditId } = await desk.creditOf(twenty);
    const own = (await desk.clawbacks()).filter((each) => each["creditId"] === creditId);
    expect(own.map(({ amount }) => String(amount.amount)).toSorted()).toEqual(["16.67", "3.33"]);
    expect(await desk.broken()).toEqual([]);
    await desk.giveBack(
      payouts.find(({ method }) => method === "TRANSFER"),
      "2026-03-19",
    );
    expect(await desk.figures(twenty)).toEqual(["REVERSED", "0.00", "16.67", "0.00"]);
    expect(await claimOf(claim)).toEqual(["0.00", "16.67", "0.00", "0.00"]);
    expect(await desk.broken()).toEqual([]);
  });

  test("no more than is owed, by nobody else's, and not twice: the database keeps that too", async () => {
    const { claim } = await owing();
    await earned("10.00");
    const { payoutBatch } = await desk.drafting();
    const [payout] = payoutBatch.payouts.nodes;
    const ids = [uuidOf(payout.id), uuidOf(idOf("clw", uuidOf(claim as `clw_${string}`)))];
    const more = desk.world.asOwner(
      `insert into payout_offset (payout_id, partner_id, clawback_id, amount_minor)
       select payout.id, payout.partner_id, clawed.posting_id, 668
       from payout cross join credit_clawback as clawed
       where payout.id = $1 and clawed.posting_id <> $2 and clawed.partner_id = payout.partner_id limit 1`,
      ids,
    );
    await expect(more).rejects.toThrow(/no more is set off than a partner owes|was shown/);
    const ended = desk.world.asOwner(
      "update payout_offset set ended_at = now() where payout_id = $1",
      ids.slice(0, 1),
    );
    await expect(ended).rejects.toThrow("is owed again once its batch was withdrawn");
    const told = await desk.run(
      ...([desk.finance, "returnPayout"] as const),
      { payoutId: payout.id, returnedOn: "2026-03-19", bankReference: "S", reason: "No" },
      "payout { id }",
    );
    expect(said(told["errors"])).toContain("was not sent yet");
    await desk.sending(payoutBatch);
    const settled = await desk.run(
      ...([desk.finance, "settlePayout"] as const),
      { payoutId: payout.id, bookedOn: "2026-03-19", bankReference: "S" },
      "payout { id }",
    );
    expect(said(settled["errors"])).toContain("no bank had it");
  });
});

describe("what is owed back", () => {
  test("is paid back as the bank says, no more than that, and is not set off again", async () => {
    const { leadId, claim } = await owing();
    const answered = async (amount: string, more: object = {}) => {
      const { clawback, errors } = await desk.repay(claim, amount, {
        receivedOn: "2026-03-19",
        ...more,
      });
      return clawback?.outstanding.amount ?? said(errors);
    };
    expect(await answered("16.68")).toBe("No more than 16.67 USD of it is owed.");
    expect(await answered("1.00", { receivedOn: "2026-03-18" })).toContain("before it was owed");
    expect(await answered("1.00", { receivedOn: "2026-03-20" })).toContain("lies in the future");
    expect(await answered("1.00", { amount: { amount: "1.00", currency: "EUR" } })).toBe(
      "It is owed in USD.",
    );
    expect(await answered("6.67")).toBe("10.00");
    expect(await answered("6.67")).toContain("one booking is told once");
    expect(await desk.books(leadId)).toBe(
      "bank 2667, clawback_receivable -1000, expense -3334, expense_recovery 1667",
    );
    await earned("12.00");
    expect(shown(await desk.paid("2026-03-19"))).toEqual([
      "OFFSET OFFSET 10.00",
      "TRANSFER SENT 2.00",
    ]);
    expect(await claimOf(claim)).toEqual(["0.00", "10.00", "6.67", "0.00"]);
    expect(await answered("0.01")).toBe("Nothing of it is owed any more.");
    expect(await desk.broken()).toEqual([]);
  });

  test("is written off by two persons, and read by its partner without who or why", async () => {
    const { leadId, claim } = await owing();
    const amount = { amount: "6.67", currency: "USD" };
    const proposal = { clawbackId: claim, amount, reason: "They closed down" };
    const shownOff = "writeOff { id state amount { amount } }";
    const { writeOff } = await desk.does(desk.finance, "proposeWriteOff", proposal, shownOff);
    expect(writeOff).toMatchObject({ state: "WAITING", amount: { amount: "6.67" } });
    expect(await claimOf(claim)).toEqual(["16.67", "0.00", "0.00", "0.00"]);
    const twice = await desk.run(desk.finance, "proposeWriteOff", proposal, shownOff);
    expect(said(twice["errors"])).toContain("waits for another person's decision");
    const decision = { writeOffId: writeOff.id, isApproved: true };
    const { writeOff: done } = await desk.does(
      ...([desk.controller, "decideWriteOff"] as const),
      ...([decision, shownOff] as const),
    );
    expect(done).toMatchObject({ state: "APPROVED" });
    expect(await claimOf(claim)).toEqual(["10.00", "0.00", "0.00", "6.67"]);
    expect(await desk.books(leadId)).toBe(
      "bank 3334, clawback_receivable -1000, expense -3334, expense_recovery 1667, writeoff -667",
    );
    expect(await desk.figures(leadId)).toEqual(["PAID", "16.67", "10.00", "0.00"]);
    const own = await desk.clawbacks(desk.alpha);
    expect(own.find(({ id }) => id === claim)).toMatchObject({ writtenOff: { amount: "6.67" } });
    expect(await desk.clawbacks(desk.beta)).toEqual([]);
    const again = await desk.run(desk.controller, "decideWriteOff", decision, shownOff);
    expect(said(again["errors"])).toContain("has decided over this write-off before");
    expect(await desk.broken()).toEqual([]);
  });

  test("is not written off by who proposed it, in the database neither, nor beyond what is owed by then", async () => {
    const { claim } = await owing();
    const amount = { amount: "16.67", currency: "USD" };
    const proposal = { clawbackId: claim, amount, reason: "They closed down" };
    const { writeOff } = await desk.does(
      ...([desk.finance, "proposeWriteOff"] as const),
      ...([proposal, "writeOff { id }"] as const),
    );
    const as = desk.world.asOwner(
      `update clawback_write_off
       set state = 'APPROVED', decided_by = proposed_by, decided_at = proposed_at, posting_id = clawback_id
       where id = $1`,
      [uuidOf(writeOff.id)],
    );
    await expect(as).rejects.toThrow(/who acts decides|another person/);
    await desk.repay(claim, "0.01", { receivedOn: "2026-03-19" });
    const decided = (more: object) =>
      desk.run(
        ...([desk.controller, "decideWriteOff"] as const),
        { writeOffId: writeOff.id, ...more },
        "writeOff { state }",
      );
    expect(said((await decided({ isApproved: true }))["errors"])).toBe(
      "No more than 16.66 USD of it is owed.",
    );
    expect(said((await decided({ isApproved: false }))["errors"])).toContain("say why");
    const { writeOff: declined } = await decided({ isApproved: false, note: "Ask again" });
    expect(declined).toEqual({ state: "DECLINED" });
    expect(await claimOf(claim)).toEqual(["16.66", "0.00", "0.01", "0.00"]);
    expect(await desk.broken()).toEqual([]);
  });

  test("is neither said to be paid back nor written off by who ever worked for the partner, in the database neither", async () => {
    const { claim } = await owing();
    const { writeOff } = await desk.does(
      ...([desk.finance, "proposeWriteOff"] as const),
      { clawbackId: claim, amount: { amount: "1.00", currency: "USD" }, reason: "Small" },
      "writeOff { id }",
    );
    const insider = desk.controller.actor.id ?? "";
    const [alpha] = desk.partners;
    // a login is of one side: nothing else keeps a partner's own people from it in the database
    const asInsider = (statement: string) =>
      desk.world.asOwner(`
        set local app.actor_id = '${insider}';
        alter table membership drop constraint membership_user_fkey;
        insert into membership (id, user_id, partner_id, display_name, email, roles, created_at, updated_at)
        select gen_random_uuid(), user_id, '${uuidOf(alpha)}', 'Carl', email, '{PARTNER_MEMBER}', now(), now()
        from membership where id = '${insider}';
        ${statement}`);
    const clawback = uuidOf(claim as ClawbackId);
    await expect(
      asInsider(`
        insert into clawback_repayment (posting_id, partner_id, clawback_id, amount_minor, received_on, bank_reference, recorded_by, recorded_at)
        values ('${clawback}', '${uuidOf(alpha)}', '${clawback}', 1, current_date, 'S', '${insider}', now())`),
    ).rejects.toThrow("nobody says that a partner paid back for whom they worked");
    await expect(
      asInsider(`
        update clawback_write_off
        set state = 'APPROVED', decided_by = '${insider}', decided_at = proposed_at, posting_id = clawback_id
        where id = '${uuidOf(writeOff.id)}'`),
    ).rejects.toThrow("nobody writes off what a partner owes for whom they worked");
    expect(whyNotRecorded({ isOfOwnPartner: true })?.message).toContain(
      "You worked for the partner",
    );
    const standing = { state: "WAITING", isOwn: false, isOfOwnPartner: true } as const;
    expect(whyNotDecided(standing, true)?.message).toContain("You worked for the partner");
    expect(whyNotDecided(standing, false)).toBeNull();
    const declined = { writeOffId: writeOff.id, isApproved: false, note: "Ask again" };
    await desk.does(desk.controller, "decideWriteOff", declined, "writeOff { id }");
  });

  test("and was written off costs nothing once its payout comes back: what was never the partner's is not payable", async () => {
    const { leadId, claim, payout } = await owing();
    const proposal = {
      clawbackId: claim,
      amount: { amount: "6.67", currency: "USD" },
      reason: "Small",
    };
    const { writeOff } = await desk.does(
      ...([desk.finance, "proposeWriteOff"] as const),
      ...([proposal, "writeOff { id }"] as const),
    );
    const decision = { writeOffId: writeOff.id, isApproved: true };
    await desk.does(desk.controller, "decideWriteOff", decision, "writeOff { id }");
    await desk.giveBack(payout, "2026-03-19");
    expect(await desk.figures(leadId)).toEqual(["APPROVED", "16.67", "0.00", "16.67"]);
    expect(await desk.books(leadId)).toBe("expense -3334, expense_recovery 1667, payable 1667");
    expect(await desk.broken()).toEqual([]);
    await desk.letGo();
    await desk.paid("2026-03-19");
  });
});

describe("at one time", () => {
  test("two drafts set a claim off once", async () => {
    const { claim } = await owing();
    await earned("20.00");
    const drafts = await Promise.all([desk.drafting(), desk.drafting()]);
    const made = drafts.flatMap(({ payoutBatch }) => payoutBatch ?? []);
    expect(made).toHaveLength(1);
    expect(await claimOf(claim)).toEqual(["0.00", "16.67", "0.00", "0.00"]);
    expect(await desk.broken()).toEqual([]);
    for (const batch of made) await cancel(batch);
    await desk.paid("2026-03-19");
  });

  test("a draft, a repayment and a write-off never come to more than is owed", async () => {
    const { claim } = await owing();
    await earned("10.00");
    const { writeOff } = await desk.does(
      ...([desk.finance, "proposeWriteOff"] as const),
      { clawbackId: claim, amount: { amount: "10.00", currency: "USD" }, reason: "Small" },
      "writeOff { id }",
    );
    const [draft] = await Promise.all([
      desk.drafting(),
      desk.repay(claim, "10.00", { receivedOn: "2026-03-19" }),
      desk.run(
        ...([desk.controller, "decideWriteOff"] as const),
        { writeOffId: writeOff.id, isApproved: true },
        "writeOff { state }",
      ),
    ]);
    const [outstanding = "", ...ended] = await claimOf(claim);
    const cents = (text: string) => Math.round(Number(text) * 100);
    expect(cents(outstanding)).toBeGreaterThanOrEqual(0);
    expect([outstanding, ...ended].reduce((sum, each) => sum + cents(each), 0)).toBe(1667);
    expect(await desk.broken()).toEqual([]);
    if (draft.payoutBatch) await cancel(draft.payoutBatch);
    await desk.paid("2026-03-19");
  });

  test("a draft that sets off and a payout that comes back: one of the two waits for the other", async () => {
    const { leadId, payout } = await owing();
    await earned("10.00");
    const [draft] = await Promise.all([
      desk.drafting(),
      desk.giveBack(payout, "2026-03-19").catch(() => null),
    ]);
    expect(await desk.broken()).toEqual([]);
    if (draft.payoutBatch) await cancel(draft.payoutBatch);
    await desk.letGo();
    await desk.paid("2026-03-19");
    expect(await desk.broken()).toEqual([]);
    expect(["0.00", "6.67"]).toContain((await desk.figures(leadId))[2]);
  });
});

test("whatever is payable and owed: no more is set off than either, all is paid or set off, and no program is left with less than nothing", () => {
  const uuid = (n: number) => `01970000-0000-7000-8000-${String(n).padStart(12, "0")}`;
  const part = fc.record({
    program: fc.nat(3),
    minor: fc.bigInt(-500n, 2_000n).filter((n) => n !== 0n),
  });
  const owed = fc.array(fc.bigInt(1n, 3_000n), { maxLength: 5 });
  const sum = (all: readonly { readonly minor: bigint }[]) =>
    all.reduce((s, { minor }) => s + minor, 0n);
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), owed, (parts, claims) => {
      const credits = parts
        .map(({ program, minor }, n) => ({ n, programId: idOf("inc", uuid(program)), minor }))
        .filter(
          ({ programId }, _, all) => sum(all.filter((each) => each.programId === programId)) >= 0n,
        );
      const against = claims.map((minor, n) => ({
        ...{ clawbackId: idOf("clw", uuid(n)), creditId: idOf("crd", uuid(n)) },
        ...{ programId: idOf("inc", uuid(9)), minor },
      }));
      const { setOff, claims: taken, rest } = divide(credits, against);
      const all = sum(credits);
      const least = sum(against) < all ? sum(against) : all;
      expect([sum(setOff), sum(taken)]).toEqual([least, least]);
      expect(sum(rest)).toBe(all - least);
      for (const { n, minor } of credits)
        expect(sum([...setOff, ...rest].filter((each) => each.n === n))).toBe(minor);
      for (const some of [setOff, rest])
        for (const those of Map.groupBy(some, ({ programId }) => programId).values())
          expect(sum(those)).toBeGreaterThanOrEqual(0n);
      for (const each of setOff) expect(each.minor > 0n || each.minor < 0n).toBe(true);
      const sums = [...Map.groupBy(setOff, ({ programId }) => programId).values()].map(sum);
      expect(share(sums, taken).map(sum)).toEqual(sums);
    }),
    { numRuns: 500 },
  );
});
