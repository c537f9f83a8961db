import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { bounty } from "../incentives/incentive-desk.ts";
import type { Answer } from "../support/api.ts";
import { plantUsableAccount } from "../support/plant-payouts.ts";

import { DAY_45, MONDAY, openPayingDesk, said } from "./paying-desk.ts";
import type { PayingDesk } from "./paying-desk.ts";
import { formed, ruled, taxedIn, unformed } from "./taxing.ts";

let desk: PayingDesk;
beforeAll(async () => {
  desk = await openPayingDesk();
  const [alpha, beta] = desk.partners;
  for (const currency of ["JPY", "BHD"])
    await plantUsableAccount(desk.world, alpha, currency, new Date(MONDAY));
  await taxedIn(desk, alpha, "US");
  await taxedIn(desk, beta, "DE");
  await ruled(desk);
});
afterAll(() => desk.world.close());
beforeEach(() => desk.at(MONDAY));

/** An SQL of a partner's that earned so much, approved. */
async function earned(amount: string, currency = "USD", by = desk.alpha): Promise<LeadId> {
  const rule = { ...bounty("SQL", "1.00"), amount: { amount, currency } };
  const programId = await desk.paying([rule], { currency });
  const leadId = await desk.sql(by, programId);
  await desk.approved(await desk.creditsOf(leadId));
  return leadId;
}

const shown = (payouts: readonly Answer[]) =>
  payouts
    .map(({ method, state, amount, gross, withheld }) =>
      [method, state, amount.amount, gross.amount, withheld.amount].join(" "),
    )
    .toSorted();

const transferOf = (payouts: readonly Answer[]): Answer => {
  const found = payouts.find(({ method }) => method === "TRANSFER");
  if (!found) throw new Error("nothing is transferred");
  return found;
};

const settle = (payout: Answer, on = "2026-02-02") =>
  desk.does(
    desk.finance,
    "settlePayout",
    { payoutId: payout["id"], bookedOn: on, bankReference: "STMT" },
    "payout { id }",
  );

/** What the payments of a batch come to, as its list for the bank has them. */
async function filed(batch: Answer): Promise<readonly string[]> {
  const files = `{ node(id: "${batch["id"]}") { ... on PayoutBatch { bankFiles(first: 5) { nodes { format paymentCount total { amount } } } } } }`;
  const { node } = await desk.query(desk.finance, files);
  return node.bankFiles.nodes.map(({ format, paymentCount, total }: Answer) =>
    [format, paymentCount, total.amount].join(" "),
  );
}

describe("of what is paid without a form", () => {
  test("24 % of 1,333.00 are withheld, which are 319.92, and 1,013.08 are paid", async () => {
    const leadId = await earned("1333.00");
    const { payoutBatch } = await desk.drafting();
    expect(payoutBatch).toMatchObject({
      ...{ total: { amount: "1333.00" }, offset: { amount: "0.00" } },
      withheld: { amount: "319.92" },
    });
    expect(shown(payoutBatch.payouts.nodes)).toEqual([
      "TRANSFER SCHEDULED 1013.08 1333.00 319.92",
      "WITHHOLDING SCHEDULED 319.92 319.92 319.92",
    ]);
    expect(await desk.books(leadId)).toBe("expense -133300, in_transit 101308, wht_payable 31992");
    expect(await desk.broken()).toEqual([]);

    const payouts = await desk.sending(payoutBatch);
    expect(shown(payouts)).toEqual([
      "TRANSFER SENT 1013.08 1333.00 319.92",
      "WITHHOLDING WITHHELD 319.92 319.92 319.92",
    ]);
    expect(await filed(payoutBatch)).toEqual(["PAYMENT_LIST 1 1013.08"]);
    expect(await desk.figures(leadId)).toEqual(["SCHEDULED", "1333.00", "0.00", "0.00"]);
    await settle(transferOf(payouts));
    expect(await desk.figures(leadId)).toEqual(["PAID", "1333.00", "0.00", "0.00"]);
    expect(await desk.books(leadId)).toBe("bank 101308, expense -133300, wht_payable 31992");
    expect(await desk.broken()).toEqual([]);
  });

  test.each([
    ["JPY", "1001", "240", "761"],
    ["BHD", "10.001", "2.400", "7.601"],
  ])("it is rounded once in the units of %s", async (currency, gross, withheld, net) => {
    await earned(gross, currency);
    const { payoutBatch } = await desk.drafting({ currency });
    expect(shown(payoutBatch.payouts.nodes)).toEqual([
      `TRANSFER SCHEDULED ${net} ${gross} ${withheld}`,
      `WITHHOLDING SCHEDULED ${withheld} ${withheld} ${withheld}`,
    ]);
    const payouts = await desk.sending(payoutBatch);
    await settle(transferOf(payouts));
    expect(await desk.broken()).toEqual([]);
  });

  test("it is withheld once of all credits together, and of each program no more than it has", async () => {
    for (const amount of ["0.01", "0.01", "0.02"]) await earned(amount);
    const { payoutBatch } = await desk.drafting();
    expect(shown(payoutBatch.payouts.nodes)).toEqual([
      "TRANSFER SCHEDULED 0.03 0.04 0.01",
      "WITHHOLDING SCHEDULED 0.01 0.01 0.01",
    ]);
    await settle(transferOf(await desk.sending(payoutBatch)));
    expect(await desk.broken()).toEqual([]);
  });

  test("nothing is withheld of who is taxed elsewhere, or has a form", async () => {
    const form = await formed(desk, desk.partners[0]);
    await earned("100.00");
    await earned("50.00", "USD", desk.beta);
    const payouts = await desk.paid();
    expect(shown(payouts)).toEqual([
      "TRANSFER SENT 100.00 100.00 0.00",
      "TRANSFER SENT 50.00 50.00 0.00",
    ]);
    await unformed(desk, form);
    expect(await desk.broken()).toEqual([]);
  });

  test("the minimum is asked of what is left to pay", async () => {
    const leadId = await earned("60.00");
    const minimum = { amount: "50.00", currency: "USD" };
    const { errors } = await desk.drafting({ minimum });
    expect(said(errors)).toContain(
      "60.00 USD of 1 partners: All of it comes to less than the minimum",
    );
    expect(await desk.figures(leadId)).toEqual(["APPROVED", "60.00", "0.00", "60.00"]);
    const { payoutBatch } = await desk.drafting({ minimum: { ...minimum, amount: "45.60" } });
    expect(shown(payoutBatch.payouts.nodes)[0]).toBe("TRANSFER SCHEDULED 45.60 60.00 14.40");
    await settle(transferOf(await desk.sending(payoutBatch)));
  });
});

describe("what was withheld", () => {
  test("is payable again once its batch is withdrawn", async () => {
    const leadId = await earned("1333.00");
    const { payoutBatch } = await desk.drafting();
    const why = { payoutBatchId: payoutBatch.id, reason: "Not now" };
    await desk.does(desk.finance, "cancelPayoutBatch", why, "payoutBatch { id }");
    expect(await desk.figures(leadId)).toEqual(["APPROVED", "1333.00", "0.00", "1333.00"]);
    expect(await desk.books(leadId)).toBe("expense -133300, payable 133300");
    expect(await desk.broken()).toEqual([]);
    await desk.paid();
  });

  test.each([
    ["before the bank booked it", false],
    ["after it", true],
  ])("comes back with its transfer %s, and is withheld anew", async (_, isBooked) => {
    const leadId = await earned("1333.00");
    const payouts = await desk.sent();
    if (isBooked) await settle(transferOf(payouts));
    await desk.giveBack(transferOf(payouts), "2026-02-02");
    expect(await desk.figures(leadId)).toEqual(["APPROVED", "1333.00", "0.00", "1333.00"]);
    expect(await desk.books(leadId)).toBe("expense -133300, payable 133300");
    expect(await desk.broken()).toEqual([]);
    await desk.letGo();
    expect(shown(await desk.paid())).toEqual([
      "TRANSFER SENT 1013.08 1333.00 319.92",
      "WITHHOLDING WITHHELD 319.92 319.92 319.92",
    ]);
    expect(await desk.broken()).toEqual([]);
  });

  test("makes a batch stand still once a form has come, and another is drafted without it", async () => {
    await earned("100.00");
    const { payoutBatch } = await desk.drafting();
    const form = await formed(desk, desk.partners[0]);
    const { id: payoutBatchId, selectionHash } = payoutBatch;
    const approving = { payoutBatchId, selectionHash };
    const { errors } = await desk.run(
      desk.controller,
      "approvePayoutBatch",
      approving,
      "payoutBatch { id }",
    );
    expect(said(errors)).toContain("is to have another amount of tax withheld by now");
    const why = { payoutBatchId, reason: "A form came" };
    await desk.does(desk.finance, "cancelPayoutBatch", why, "payoutBatch { id }");
    const { payoutBatch: second } = await desk.drafting();
    expect(shown(second.payouts.nodes)).toEqual(["TRANSFER SCHEDULED 100.00 100.00 0.00"]);
    await unformed(desk, form);
    const sending = { payoutBatchId: second.id, selectionHash: second.selectionHash };
    const { errors: still } = await desk.run(
      desk.controller,
      "approvePayoutBatch",
      sending,
      "payoutBatch { id }",
    );
    expect(said(still)).toContain("another amount of tax");
    await desk.does(
      desk.finance,
      "cancelPayoutBatch",
      { payoutBatchId: second.id, reason: "It ended" },
      "payoutBatch { id }",
    );
    await desk.paid();
  });

  test("is owed back with what was paid, all of it, and nothing is withheld of what sets it off", async () => {
    desk.at(DAY_45);
    const leadId = await earned("1333.00");
    await desk.paid("2026-03-19");
    expect((await desk.takeBack(leadId, "ENTERED_IN_ERROR", desk.leader)).told).toBe("");
    expect(await desk.figures(leadId)).toEqual(["REVERSED", "0.00", "1333.00", "0.00"]);
    expect((await desk.clawbacks()).map(({ outstanding }) => outstanding.amount)).toEqual(
      expect.arrayContaining(["1013.08", "319.92"]),
    );
    const next = await earned("2000.00");
    const { payoutBatch } = await desk.drafting();
    expect(shown(payoutBatch.payouts.nodes)).toEqual([
      "OFFSET SCHEDULED 1333.00 1333.00 0.00",
      "TRANSFER SCHEDULED 506.92 667.00 160.08",
      "WITHHOLDING SCHEDULED 160.08 160.08 160.08",
    ]);
    await settle(transferOf(await desk.sending(payoutBatch)), "2026-03-19");
    expect(await desk.figures(next)).toEqual(["PAID", "2000.00", "0.00", "0.00"]);
    expect(await desk.broken()).toEqual([]);
  });

  test("is owed no more once its transfer came back", async () => {
    desk.at(MONDAY);
    const leadId = await desk.approvedSql("1333.00");
    const payouts = await desk.paid();
    desk.at(DAY_45);
    await desk.takeBack(leadId);
    expect(await desk.figures(leadId)).toEqual(["PAID", "666.50", "666.50", "0.00"]);
    await desk.giveBack(transferOf(payouts), "2026-03-19");
    expect(await desk.figures(leadId)).toEqual(["APPROVED", "666.50", "0.00", "666.50"]);
    expect(await desk.broken()).toEqual([]);
    await desk.letGo();
    expect(shown(await desk.paid("2026-03-19"))).toEqual([
      "TRANSFER SENT 506.54 666.50 159.96",
      "WITHHOLDING WITHHELD 159.96 159.96 159.96",
    ]);
    expect(await desk.broken()).toEqual([]);
  });

  test("is nothing of which the bank can say anything", async () => {
    await earned("10.00");
    const payouts = await desk.paid();
    const withheld = payouts.find(({ method }) => method === "WITHHOLDING");
    const told = { payoutId: withheld?.["id"], bankReference: "STMT" };
    for (const [verb, more] of [
      ["settlePayout", { bookedOn: "2026-02-02" }],
      ["returnPayout", { returnedOn: "2026-02-02", reason: "AC04" }],
    ] as const) {
      const { errors } = await desk.run(desk.finance, verb, { ...told, ...more }, "payout { id }");
      expect(said(errors)).toContain("what was withheld for the tax office");
    }
  });

  test("is told to its partner with its payout, and to nobody else", async () => {
    desk.at("2026-03-20T10:00:00.000Z");
    await earned("10.00");
    await desk.paid("2026-03-20");
    const asked =
      "{ payouts(first: 2) { nodes { method amount { amount } gross { amount } withheld { amount } state } } }";
    const { payouts } = await desk.query(desk.alpha, asked);
    expect(shown(payouts.nodes)).toEqual([
      "TRANSFER PAID 7.60 10.00 2.40",
      "WITHHOLDING WITHHELD 2.40 2.40 2.40",
    ]);
    const { payouts: betas } = await desk.query(desk.beta, asked);
    expect(betas.nodes.filter(({ method }: Answer) => method === "WITHHOLDING")).toEqual([]);
  });

  test("is in the year's report, with the gross", async () => {
    const { taxReport } = await desk.query(
      desk.finance,
      "{ taxReport(input: { year: 2026 }) { rows { partnerId paid { amount currency } withheld { amount } } } }",
    );
    const [alpha] = desk.partners;
    const rows = taxReport.rows.filter(({ partnerId }: Answer) => partnerId === alpha);
    expect(rows).toContainEqual({
      ...{ partnerId: alpha, paid: { amount: "1001", currency: "JPY" } },
      withheld: { amount: "240" },
    });
    expect(rows).toContainEqual({
      ...{ partnerId: alpha, paid: { amount: "10.001", currency: "BHD" } },
      withheld: { amount: "2.400" },
    });
  });
});

describe("the database", () => {
  test("takes a transfer back with what was withheld beside it, or not at all", async () => {
    await earned("20.00");
    const payouts = await desk.sent();
    const transfer = transferOf(payouts);
    const uuid = uuidOf(transfer["id"]);
    const insider = desk.finance.actor.id ?? "";
    await expect(
      desk.world.asOwner(`
        set local app.actor_id = '${insider}';
        update payout_credit set ended_at = now() where payout_id = '${uuid}';
        update payout set state = 'RETURNED', returned_on = current_date, return_reference = 'X', return_reason = 'X',
          ended_by = '${insider}', ended_at = now()
        where id = '${uuid}'`),
    ).rejects.toThrow(/comes back with it|came back or was withdrawn/);
    await settle(transfer);
    expect(await desk.broken()).toEqual([]);
  });
});
