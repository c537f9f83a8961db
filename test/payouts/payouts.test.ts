import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { idOf, parseId, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId, PartnerId } from "../../src/kernel/index.ts";
import { whyNotApproved } from "../../src/payouts/domain/batch.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { openApprovalDesk } from "../approval/approval-desk.ts";
import type { ApprovalDesk } from "../approval/approval-desk.ts";
import { bounty, percent } from "../incentives/incentive-desk.ts";
import type { Answer } from "../support/api.ts";
import { addSalesRep } from "../support/people.ts";
import { plantUsableAccount } from "../support/plant-payouts.ts";

let desk: ApprovalDesk;
let alpha: PartnerId;
let beta: PartnerId;
const MONDAY = "2026-02-02T10:00:00.000Z";
beforeAll(async () => {
  desk = await openApprovalDesk();
  [alpha, beta] = [desk.alpha, desk.beta].map(({ actor }) => partnerOf(actor.partnerId)) as [
    PartnerId,
    PartnerId,
  ];
  desk.at(MONDAY);
  await account(alpha);
  await account(beta);
});
afterAll(() => desk.world.close());
beforeEach(() => desk.at(MONDAY));

function partnerOf(id: string | null): PartnerId {
  if (id === null) throw new Error("a partner acts");
  const parsed = parseId("prt", id);
  return parsed.ok ? parsed.id : idOf("prt", id);
}

const account = (partnerId: PartnerId) =>
  plantUsableAccount(desk.world, partnerId, "USD", new Date(MONDAY));

const said = (errors: readonly Answer[]) => errors.map(({ message }) => message).join(" ");
const codes = (errors: readonly Answer[]) => errors.map(({ code }) => code);

/** The partner pays back what it owes, so that nothing is set off. */
async function paidBack(): Promise<void> {
  const { clawbacks } = await desk.query(
    desk.finance,
    "{ clawbacks(state: OWED, first: 9) { nodes { id outstanding { amount currency } } } }",
  );
  for (const { id: clawbackId, outstanding: amount } of clawbacks.nodes) {
    const bank = { receivedOn: "2026-02-02", bankReference: "STMT 3" };
    const input = { clawbackId, amount, ...bank, evidence: "Their letter" };
    const shown = "repaymentProposal { id }";
    const proposed = await desk.run(desk.finance, "proposeRepayment", input, shown);
    expect(proposed["errors"]).toEqual([]);
    const { id: repaymentProposalId } = proposed["repaymentProposal"];
    const decision = { repaymentProposalId, isApproved: true };
    const { errors } = await desk.run(desk.controller, "decideRepayment", decision, shown);
    expect(errors).toEqual([]);
  }
}

const BATCH = `payoutBatch { id state selectionHash payoutCount total { amount } minimum { amount } sentAt cancelReason
  payouts(first: 50) { nodes { id state amount { amount } partner { id } credits(first: 50) { nodes { amount { amount } credit { id } } } } }
  leftOut(first: 50) { nodes { reason creditCount amount { amount } partner { id } } } }`;
const PAYOUT = "payout { id state bookedOn bankReference returnReason }";

/** What came of a batch, and why not. */
const ask = async (by: Caller, verb: string, input: object) => {
  const { payoutBatch, errors } = await desk.run(by, verb, input, BATCH);
  return { batch: payoutBatch, errors: errors as readonly Answer[] };
};
const draft = (more: object = {}) =>
  ask(desk.finance, "draftPayoutBatch", { currency: "USD", partnerIds: [alpha, beta], ...more });
async function drafted(more: object = {}): Promise<Answer> {
  const { batch, errors } = await draft(more);
  if (errors.length > 0) throw new Error(said(errors));
  return batch;
}
const on = ({ id: payoutBatchId }: Answer, more: object = {}) => ({ payoutBatchId, ...more });
const approve = ({ id, selectionHash }: Answer, by = desk.controller) =>
  ask(by, "approvePayoutBatch", { payoutBatchId: id, selectionHash });
const send = (batch: Answer) => ask(desk.controller, "sendPayoutBatch", on(batch));
const cancel = (batch: Answer) =>
  ask(desk.finance, "cancelPayoutBatch", on(batch, { reason: "Not now" }));
async function sent(more: object = {}): Promise<Answer> {
  const batch = await drafted(more);
  for (const { errors } of [await approve(batch), await send(batch)])
    if (errors.length > 0) throw new Error(said(errors));
  return batch;
}
const settle = ({ id }: Answer, more: object = {}) =>
  desk.run(
    desk.finance,
    "settlePayout",
    { payoutId: id, bookedOn: "2026-02-02", bankReference: "STMT 1", ...more },
    PAYOUT,
  );
const giveBack = ({ id }: Answer, more: object = {}) =>
  desk.run(
    desk.finance,
    "returnPayout",
    {
      ...{ payoutId: id, returnedOn: "2026-02-02", bankReference: "STMT 2" },
      ...{ reason: "AC04 closed", ...more },
    },
    PAYOUT,
  );
const payoutsOf = (batch: Answer): Answer[] => batch["payouts"].nodes;
const firstOf = (batch: Answer): Answer => payoutsOf(batch)[0];

/** An SQL of a partner's that earned so much, approved; its credit. */
async function payable(by: Caller, amount: string): Promise<[LeadId, string]> {
  const programId = await desk.paying([bounty("SQL", amount)]);
  const leadId = await desk.sql(by, programId);
  const [creditId] = await desk.creditsOf(leadId);
  if (creditId === undefined) throw new Error("it earned");
  await desk.approved([creditId]);
  return [leadId, creditId];
}

/** Where a lead's money stands, role by role, in cents that are owed. */
async function stands(...leads: readonly LeadId[]): Promise<string> {
  const rows = await desk.world.asOwner<{ told: string }>(
    `select account.role || ' ' || -sum(entry.amount_minor) as told
     from journal_entry as entry
     join ledger_account as account on account.id = entry.account_id
     where account.role <> 'expense' and entry.credit_id in (select id from credit where lead_id = any($1))
     group by account.role
     having sum(entry.amount_minor) <> 0
     order by account.role`,
    [leads.map(uuidOf)],
  );
  return rows.map(({ told }) => told).join(", ");
}

const shown = async (leadId: LeadId, by = desk.alpha) =>
  (await desk.credits(by, leadId, "kind state payable { amount }"))[0];

const reverse = (creditId: string) =>
  desk.run(
    desk.leader,
    "reverseCredit",
    { creditId, reason: "ENTERED_IN_ERROR", evidence: "A slip" },
    "reversal { id }",
  );

/** Lets all holds of Alpha go, by two persons. */
async function letGo(): Promise<void> {
  const { creditHolds } = await desk.query(
    desk.finance,
    "{ creditHolds(first: 50) { nodes { id kind releasedAt partner { id } } } }",
  );
  for (const hold of creditHolds.nodes.filter(({ releasedAt }: Answer) => releasedAt === null)) {
    const creditHoldId = hold.id;
    const selection = "creditHold { id }";
    await desk.run(desk.finance, "requestHoldRelease", { creditHoldId, reason: "Seen" }, selection);
    const decided = { creditHoldId, isReleased: true, note: "Seen" };
    await desk.run(desk.controller, "decideHoldRelease", decided, selection);
  }
}

/** Pays all that is left payable, so that the next test begins with nothing. */
async function payAll(): Promise<void> {
  const { batch, errors } = await draft();
  if (errors.length > 0) return;
  await approve(batch);
  await send(batch);
  for (const each of payoutsOf(batch)) await settle(each);
}

describe("a month of payouts", () => {
  test("is drafted, approved by another person, sent, and paid as the bank books it, to the cent", async () => {
    const [first, one] = await payable(desk.alpha, "33.34");
    const [second] = await payable(desk.alpha, "66.67");
    const [third] = await payable(desk.beta, "20.00");

    // 33.34 + 66.67 to Alpha; Beta's 20.00 are below the minimum
    const batch = await drafted({ minimum: { amount: "50.00", currency: "USD" } });
    expect(batch).toMatchObject({ state: "DRAFT", payoutCount: 1, total: { amount: "100.01" } });
    expect(batch["leftOut"].nodes).toEqual([
      {
        ...{ reason: "LESS_THAN_MINIMUM", creditCount: 1, amount: { amount: "20.00" } },
        partner: { id: beta },
      },
    ]);
    const payout = firstOf(batch);
    expect(payout).toMatchObject({ state: "SCHEDULED", amount: { amount: "100.01" } });
    expect(payout["credits"].nodes).toContainEqual({
      ...{ amount: { amount: "33.34" }, credit: { id: one } },
    });
    expect(await stands(first, second)).toBe("in_transit 10001");
    expect(await stands(third)).toBe("payable 2000");
    expect(await shown(first)).toMatchObject({ state: "SCHEDULED", payable: { amount: "0.00" } });

    expect((await approve(batch)).batch).toMatchObject({ state: "APPROVED" });
    expect((await send(batch)).batch).toMatchObject({ state: "SENT", sentAt: MONDAY });
    expect(await stands(first, second)).toBe("cash_clearing 10001");
    expect(await shown(first)).toMatchObject({ state: "SCHEDULED" });

    desk.at("2026-02-04T10:00:00.000Z");
    const early = await settle(payout, { bookedOn: "2026-02-05" });
    expect(said(early.errors)).toContain("lies in the future");
    const done = await settle(payout, { bookedOn: "2026-02-03", bankReference: "STMT 31" });
    expect(done).toMatchObject({
      payout: { state: "PAID", bookedOn: "2026-02-03", bankReference: "STMT 31" },
      errors: [],
    });
    expect(await stands(first, second)).toBe("bank 10001");
    expect(await shown(first)).toMatchObject({ state: "PAID", payable: { amount: "0.00" } });
    expect(codes((await settle(payout)).errors)).toEqual(["ALREADY_DONE"]);
    const own = await desk.query(
      desk.alpha,
      "{ payouts(first: 5) { nodes { id state amount { amount } payoutAccount { numberEnds } } } }",
    );
    expect(own.payouts.nodes).toContainEqual({
      ...{ id: payout["id"], state: "PAID", amount: { amount: "100.01" } },
      payoutAccount: { numberEnds: expect.stringMatching(/^[0-9]{4}$/) },
    });
    const rivals = await desk.query(desk.beta, "{ payouts(first: 5) { nodes { id } } }");
    expect(rivals.payouts.nodes).toEqual([]);

    // what was carried on is paid with what came since, and nothing of Alpha's again
    const [fourth] = await payable(desk.beta, "40.00");
    const next = await sent({ minimum: { amount: "50.00", currency: "USD" } });
    expect(next).toMatchObject({ payoutCount: 1, total: { amount: "60.00" } });
    await settle(firstOf(next), { bookedOn: "2026-02-04" });
    expect(await stands(third, fourth)).toBe("bank 6000");
    expect(said((await draft()).errors)).toContain("Nothing is payable in USD");
    expect(await desk.broken()).toEqual([]);
  });

  test("is approved by nobody who drafted it, in the database neither, and by no hash but its own", async () => {
    const [leadId] = await payable(desk.alpha, "10.00");
    await desk.world.asOwner("update membership set roles = '{CONTROLLER,FINANCE}' where id = $1", [
      desk.finance.actor.id,
    ]);
    const batch = await drafted();
    expect(said((await approve(batch, desk.finance)).errors)).toContain("You drafted this batch");
    const other = { ...batch, selectionHash: "a".repeat(64) };
    expect(said((await approve(other)).errors)).toContain("not the hash of the batch");
    const id = uuidOf(batch["id"]);
    const acting = `select set_config('app.actor_id', '${desk.finance.actor.id}', true);`;
    await expect(
      desk.world.asOwner(
        `${acting} update payout_batch set state = 'APPROVED', approved_by = drafted_by, approved_at = drafted_at where id = '${id}'`,
      ),
    ).rejects.toThrow(/another person than who drafted them/);
    expect(said((await send(batch)).errors)).toContain("Nobody has approved the batch");
    expect(await stands(leadId)).toBe("in_transit 1000");
    await cancel(batch);
    await payAll();
  });

  test("is sent by nobody who drafted it, in the database neither, but by who approved it", async () => {
    const [leadId] = await payable(desk.alpha, "10.00");
    const batch = await drafted();
    await approve(batch);
    const { errors } = await ask(desk.finance, "sendPayoutBatch", on(batch));
    expect(said(errors)).toContain("You drafted this batch: somebody else sends it");
    await expect(
      desk.world.asOwner(`
        select set_config('app.actor_id', '${desk.finance.actor.id}', true);
        update payout_batch set state = 'SENT', sent_by = drafted_by, sent_at = approved_at where id = '${uuidOf(batch["id"])}';
        update payout set state = 'SENT', sent_at = scheduled_at where batch_id = '${uuidOf(batch["id"])}'`),
    ).rejects.toThrow(/sent by another person than who drafted them/);
    expect(await stands(leadId)).toBe("in_transit 1000");
    expect((await send(batch)).errors).toEqual([]);
    await settle(firstOf(batch));
  });

  test("is approved by nobody who verified an account of it, until something was paid to it", async () => {
    await payable(desk.alpha, "10.00");
    const { id: controller } = desk.controller.actor;
    if (controller === null) throw new Error("the controller acts");
    await plantUsableAccount(desk.world, alpha, "USD", new Date(MONDAY), controller);

    const first = await drafted({ partnerIds: [alpha] });
    expect(said((await approve(first)).errors)).toBe(
      `Somebody else has to approve this batch: you verified the account of ${alpha}, to which nothing was paid before. Or have it cancelled, and these partners drafted apart with partnerIds.`,
    );
    await expect(
      desk.world.asOwner(`
        select set_config('app.actor_id', '${controller}', true);
        update payout_batch set state = 'APPROVED', approved_by = '${controller}', approved_at = drafted_at
        where id = '${uuidOf(first["id"])}'`),
    ).rejects.toThrow(/who verified an account/);
    const other = await addSalesRep(desk.world, "Olga Other");
    expect((await approve(first, other)).errors).toEqual([]);
    await send(first);
    await settle(firstOf(first));

    await payable(desk.alpha, "11.00");
    const next = await drafted({ partnerIds: [alpha] });
    expect((await approve(next)).errors).toEqual([]);
    await send(next);
    await settle(firstOf(next));
  });

  test("is approved by nobody who ever worked for a partner of it", async () => {
    await payable(desk.alpha, "10.00");
    const batch = await drafted({ partnerIds: [alpha] });
    // a login is of one side: nothing else keeps a partner's own people from it in the database
    const insider = desk.controller.actor.id ?? "";
    await expect(
      desk.world.asOwner(`
        set local app.actor_id = '${insider}';
        alter table membership drop constraint membership_user_fkey;
        insert into membership (id, user_id, partner_id, display_name, email, roles, created_at, updated_at)
        select gen_random_uuid(), user_id, '${uuidOf(alpha)}', 'Carl', email, '{PARTNER_MEMBER}', now(), now()
        from membership where id = '${insider}';
        update payout_batch set state = 'APPROVED', approved_by = '${insider}', approved_at = drafted_at
        where id = '${uuidOf(batch["id"])}'`),
    ).rejects.toThrow(/worked for a partner, does not approve/);
    const standing = {
      state: "DRAFT",
      selectionHash: "",
      draftedAt: new Date(),
      approvedAt: null,
    } as const;
    const barred = [{ partnerId: alpha, bar: "WORKED_FOR" }] as const;
    expect(whyNotApproved({ ...standing, isOwn: false, barred }, "")?.message).toContain(
      `you worked for ${alpha}`,
    );
    await cancel(batch);
    await payAll();
  });

  test("stands still while credit of it is held or its account has gone, and is drafted anew without", async () => {
    const [, held] = await payable(desk.alpha, "10.00");
    const [free] = await payable(desk.beta, "7.00");
    const batch = await drafted();
    await desk.hold({ creditId: held });
    const refused = await approve(batch);
    expect(said(refused.errors)).toContain(`${alpha} has credit in it that is held`);
    expect(said(refused.errors)).toContain("cancel the batch and draft it anew");
    expect((await cancel(batch)).batch).toMatchObject({
      ...{ state: "CANCELLED", cancelReason: "Not now" },
    });
    const without = await drafted();
    expect(without).toMatchObject({ payoutCount: 1, total: { amount: "7.00" } });
    expect(without["leftOut"].nodes).toMatchObject([{ reason: "HELD" }]);
    expect((await approve(without)).errors).toEqual([]);
    await account(beta);
    const gone = await send(without);
    expect(said(gone.errors)).toContain(`${beta} has no verified account any more`);
    expect(await stands(free)).toBe("in_transit 700");
    await cancel(without);
    expect(await stands(free)).toBe("payable 700");
    await letGo();
    await payAll();
  });

  test("goes to nobody whose account has not cooled", async () => {
    await payable(desk.alpha, "10.00");
    await plantUsableAccount(desk.world, alpha, "USD", new Date("2026-02-17T10:00:00.000Z"));
    const { errors } = await draft();
    expect(said(errors)).toContain("no account of this currency that is verified");
    desk.at("2026-02-17T10:00:00.000Z");
    expect(await drafted()).toMatchObject({ total: { amount: "10.00" } });
    desk.at(MONDAY);
    await account(alpha);
  });
});

describe("what is in a payout", () => {
  test("is not taken back or changed; once its batch is cancelled it is", async () => {
    await cancelAll();
    await payAll();
    const programId = await desk.paying([percent("10")]);
    const leadId = await desk.sql(desk.alpha, programId);
    const amount = { amount: "1000.00", currency: "USD" };
    await desk.move("convertLead", leadId, { amount, closeOn: "2031-01-01" });
    await desk.move("winLead", leadId, { amount, closedOn: "2026-02-01" });
    const [creditId] = (await desk.creditsOf(leadId)) as [string];
    await desk.approved([creditId]);
    const batch = await drafted();
    const why = await reverse(creditId);
    expect(said(why.errors)).toContain(`of batch ${batch["id"]}. Cancel the batch`);
    const change = { leadId, amount: { amount: "600.00", currency: "USD" }, reason: "As signed" };
    const changed = await desk.run(desk.leader, "changeDeal", change, "lead { id }");
    expect(said(changed.errors)).toContain(`it is in payout ${firstOf(batch)["id"]}`);
    const again = await desk.run(
      ...([desk.finance, "proposeApproval", { creditIds: [creditId] }] as const),
      "approvalProposal { id }",
    );
    expect(said(again.errors)).toContain("is approved already");

    await cancel(batch);
    expect((await desk.run(desk.leader, "changeDeal", change, "lead { id }")).errors).toEqual([]);
    expect(await stands(leadId)).toBe("accrued 6000");
    await desk.approved([creditId]);
    const paid = await sent();
    expect(paid).toMatchObject({ total: { amount: "60.00" } });
    expect(said((await cancel(paid)).errors)).toContain("was sent before");
    expect(said((await reverse(creditId)).errors)).toContain("was sent to the bank with payout");
    await settle(firstOf(paid));
    expect((await reverse(creditId)).errors).toEqual([]);
    expect(await stands(leadId)).toBe(
      "bank 6000, clawback_receivable -6000, expense_recovery 6000",
    );
    await paidBack();
    expect(await stands(leadId)).toBe("expense_recovery 6000");
  });

  test("comes back, holds its partner, and is paid by another payout; or is taken back", async () => {
    await payAll();
    const [leadId, creditId] = await payable(desk.alpha, "12.34");
    const batch = await sent();
    const payout = firstOf(batch);
    await settle(payout);
    const back = await giveBack(payout);
    expect(back).toMatchObject({
      payout: { state: "RETURNED", bookedOn: "2026-02-02", returnReason: "AC04 closed" },
      errors: [],
    });
    expect(await stands(leadId)).toBe("payable 1234");
    expect(await shown(leadId)).toMatchObject({ state: "APPROVED", payable: { amount: "12.34" } });
    expect(said((await draft()).errors)).toContain("12.34 USD of 1 partners: It is held.");

    await letGo();
    const again = await sent();
    expect(firstOf(again)["id"]).not.toBe(payout["id"]);
    expect(again).toMatchObject({ total: { amount: "12.34" } });
    // this time it comes back before the bank has booked it
    await giveBack(firstOf(again));
    await letGo();
    expect(await stands(leadId)).toBe("payable 1234");
    expect((await reverse(creditId)).errors).toEqual([]);
    expect(await stands(leadId)).toBe("");
    expect(await desk.broken()).toEqual([]);
  });
});

describe("at once", () => {
  test("two drafts pay a credit once, two controllers approve a batch once", async () => {
    const [leadId] = await payable(desk.alpha, "5.00");
    const both = await Promise.all([draft(), draft()]);
    expect(both.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
    expect(await stands(leadId)).toBe("in_transit 500");
    const batch = both.find(({ errors }) => errors.length === 0)?.batch;
    const decisions = await Promise.all([approve(batch), approve(batch)]);
    expect(decisions.flatMap(({ errors }) => codes(errors))).toEqual(["ALREADY_DONE"]);
    const ends = await Promise.all([send(batch), cancel(batch)]);
    expect(ends.flatMap(({ errors }) => codes(errors))).toEqual(["ALREADY_DONE"]);
    const isSent = (ends[0]?.errors.length ?? 0) === 0;
    expect(await stands(leadId)).toBe(isSent ? "cash_clearing 500" : "payable 500");
    expect(await desk.broken()).toEqual([]);
  });

  test("a draft and a reversal: the credit is in the batch, or taken back, never both", async () => {
    await payAll();
    for (let round = 0; round < 3; round += 1) {
      const [leadId, creditId] = await payable(desk.alpha, "5.00");
      const [batch, taken] = await Promise.all([draft(), reverse(creditId)]);
      const isDrafted = batch.errors.length === 0;
      expect(taken.errors.length === 0).toBe(!isDrafted);
      expect(await stands(leadId)).toBe(isDrafted ? "in_transit 500" : "");
      if (isDrafted) await cancel(batch.batch);
      if (isDrafted) expect((await reverse(creditId)).errors).toEqual([]);
    }
    expect(await desk.broken()).toEqual([]);
  });
});

test("the database pays no more of a credit than is payable, and keeps what was paid", async () => {
  await payAll();
  const [, creditId] = await payable(desk.alpha, "5.00");
  const batch = await drafted();
  const payout = uuidOf(firstOf(batch)["id"]);
  const acting = `select set_config('app.actor_id', '${desk.finance.actor.id}', true);`;
  const refused = (text: string, why: RegExp) =>
    expect(desk.world.asOwner(`${acting} ${text}`)).rejects.toThrow(why);
  await refused(
    `insert into payout_credit (payout_id, partner_id, credit_id, approval_id, amount_minor)
     select (select id from payout where id <> '${payout}' and partner_id = '${uuidOf(alpha)}' limit 1), partner_id, credit_id, approval_id, 1
     from payout_credit where payout_id = '${payout}'`,
    /no more of a credit is paid than is payable/,
  );
  await refused(
    `update credit_approval set ended_at = approved_at where credit_id = '${uuidOf(creditId as `crd_${string}`)}'`,
    /in a payout, or paid, is not changed/,
  );
  await refused(
    `update payout set state = 'PAID' where id = '${payout}'`,
    /payout_paid_with_evidence/,
  );
  await refused(
    `update payout set amount_minor = 1 where id = '${payout}'`,
    /does not change otherwise/,
  );
  await refused(`delete from payout where id = '${payout}'`, /are kept|foreign key/);
  await refused(
    `update payout_batch set state = 'CANCELLED', cancelled_by = '${desk.finance.actor.id}', cancelled_at = now(), cancel_reason = 'x' where id = '${uuidOf(batch["id"])}'`,
    /go on with it/,
  );
  await refused(
    `update payout set state = 'SENT', sent_at = scheduled_at where id = '${payout}'`,
    /goes on with its batch/,
  );
  await refused(
    `update payout_credit set ended_at = now() where payout_id = '${payout}'`,
    /payable again once its payout came back/,
  );
  await cancel(batch);
});

test("nothing comes to a batch that was shown, approved or not", async () => {
  await payAll();
  await payable(desk.alpha, "5.00");
  const [, betas] = await payable(desk.beta, "1.00");
  const minimum = { amount: "3.00", currency: "USD" };
  const batch = await drafted({ minimum });
  expect(batch["leftOut"].nodes).toMatchObject([{ reason: "LESS_THAN_MINIMUM" }]);
  const smuggled = () =>
    desk.world.asOwner(
      `select set_config('app.actor_id', '${desk.finance.actor.id}', true);
       with made as (
         insert into payout (id, batch_id, partner_id, account_id, currency, amount_minor, end_to_end_id, scheduled_at)
         select gen_random_uuid(), '${uuidOf(batch["id"])}', account.partner_id, account.id, 'USD', 100, 'SMUGGLED', now()
         from payout_account as account
         where account.partner_id = '${uuidOf(beta)}' and account.currency = 'USD' and account.state = 'VERIFIED'
         returning id, partner_id)
       insert into payout_credit (payout_id, partner_id, credit_id, approval_id, amount_minor)
       select made.id, made.partner_id, approval.credit_id, approval.id, 100
       from made
       join credit_approval as approval on approval.credit_id = '${uuidOf(betas as `crd_${string}`)}' and approval.ended_at is null`,
    );
  await expect(smuggled()).rejects.toThrow(/nothing comes to a batch that was shown/);
  await approve(batch);
  await expect(smuggled()).rejects.toThrow(/nothing comes to a batch|comes with it/);
  await cancel(batch);
});

/** Withdraws what waits. */
async function cancelAll(): Promise<void> {
  for (const state of ["DRAFT", "APPROVED"]) {
    const { payoutBatches } = await desk.query(
      desk.finance,
      `{ payoutBatches(first: 50, state: ${state}) { nodes { id } } }`,
    );
    for (const batch of payoutBatches.nodes) await cancel(batch);
  }
}
