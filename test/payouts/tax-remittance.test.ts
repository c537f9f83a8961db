import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { bounty } from "../incentives/incentive-desk.ts";
import type { Answer } from "../support/api.ts";

import { openPayingDesk, said } from "./paying-desk.ts";
import type { PayingDesk } from "./paying-desk.ts";
import { ruled, taxedIn } from "./taxing.ts";

let desk: PayingDesk;
let day = 1;
/** The day of a test: what was withheld on others is none of its business. */
const today = () => `2026-03-${String(day).padStart(2, "0")}`;
beforeAll(async () => {
  desk = await openPayingDesk();
  await taxedIn(desk, desk.partners[0], "US");
  await ruled(desk);
});
afterAll(() => desk.world.close());
beforeEach(() => {
  day += 1;
  desk.at(`${today()}T10:00:00.000Z`);
});

async function earned(amount: string): Promise<LeadId> {
  const programId = await desk.paying([bounty("SQL", amount)]);
  const leadId = await desk.sql(desk.alpha, programId);
  await desk.approved(await desk.creditsOf(leadId));
  return leadId;
}

const SHOWN =
  "taxRemittance { id state country amount { amount currency } payoutCount withheldFromOn withheldUntilOn remittedOn bankReference recordedBy { id } decidedBy { id } note }";
const recording = (amount: string, more: object = {}, by = desk.finance) =>
  desk.run(
    by,
    "recordTaxRemittance",
    {
      ...{ country: "US", amount: { amount, currency: "USD" }, bankReference: randomUUID() },
      ...{ withheldFromOn: today(), withheldUntilOn: today(), remittedOn: today() },
      ...more,
    },
    SHOWN,
  );
const deciding = (id: string, isConfirmed = true, by = desk.controller) =>
  desk.run(by, "decideTaxRemittance", { taxRemittanceId: id, isConfirmed, note: "Seen" }, SHOWN);
async function handedOn(amount: string): Promise<string> {
  const { taxRemittance, errors } = await recording(amount);
  expect(errors).toEqual([]);
  expect(said((await deciding(taxRemittance.id))["errors"])).toBe("");
  return taxRemittance.id;
}

const shown = (payouts: readonly Answer[]) =>
  payouts
    .map(({ method, state, amount, gross, withheld }) =>
      [method, state, amount.amount, gross.amount, withheld.amount].join(" "),
    )
    .toSorted();
const transferOf = (payouts: readonly Answer[]) =>
  payouts.find(({ method }) => method === "TRANSFER");

/** What is withheld in the books, and what payouts say of that. */
async function standing(effectiveTo = today()): Promise<readonly string[]> {
  const { reconciliation } = await desk.query(
    desk.finance,
    `{ reconciliation(effectiveTo: "${effectiveTo}") { isReconciled accounts { role balance { amount } openPayouts { amount } openPayoutCount difference { amount } } } }`,
  );
  expect(reconciliation.isReconciled).toBe(true);
  return reconciliation.accounts
    .filter(({ role }: Answer) => role === "WHT_PAYABLE")
    .map(({ balance, openPayouts, openPayoutCount }: Answer) =>
      [balance.amount, openPayouts.amount, openPayoutCount].join(" "),
    );
}

describe("what was withheld is handed on", () => {
  test("as finance says and another person confirms: all of it, once, and the books owe it no more", async () => {
    await earned("1333.00");
    await earned("100.00");
    await desk.paid(today());
    expect(await standing()).toEqual(["343.92 343.92 1"]);
    const { taxRemittance } = await recording("343.92");
    expect(taxRemittance).toMatchObject({
      ...{ state: "WAITING", country: "US", amount: { amount: "343.92", currency: "USD" } },
      ...{ payoutCount: 1, remittedOn: today(), decidedBy: null },
    });
    expect(await standing()).toEqual(["343.92 343.92 1"]);
    const own = await deciding(taxRemittance.id, true, desk.finance);
    expect(said(own["errors"])).not.toBe("");

    const done = await deciding(taxRemittance.id);
    expect(done["taxRemittance"]).toMatchObject({ state: "CONFIRMED", note: "Seen" });
    expect(await standing()).toEqual(["0.00 0.00 0"]);
    const lines = await desk.world.asOwner(
      `select account.role, entry.amount_minor::text as minor, txn.effective_date::text as on_day
       from journal_txn as txn
       join journal_entry as entry on entry.txn_id = txn.id
       join ledger_account as account on account.id = entry.account_id
       where txn.kind = 'WHT_REMITTED' and txn.source_id = $1
       order by account.role`,
      [uuidOf(taxRemittance.id)],
    );
    expect(lines).toEqual([
      { role: "bank", minor: "-34392", on_day: today() },
      { role: "wht_payable", minor: "34392", on_day: today() },
    ]);
    expect(await desk.broken()).toEqual([]);
    expect(said((await deciding(taxRemittance.id))["errors"])).toContain("has decided");
    expect(said((await recording("343.92"))["errors"])).toContain("Nothing in USD");
  });

  test("no more and no less than is withheld, of days that are over", async () => {
    await earned("10.00");
    await desk.paid(today());
    for (const [amount, more, why] of [
      ["2.41", {}, "2.40 USD that were withheld by rules of US"],
      ["2.39", {}, "all of it is, or name other days"],
      ["2.40", { country: "DE" }, "Nothing in USD that was withheld by a rule of DE"],
      ["2.40", { remittedOn: "2026-12-31" }, "lies in the future"],
      ["2.40", { withheldUntilOn: "2026-04-01" }, "lies before withheldUntilOn"],
      ["2.40", { withheldFromOn: "2026-04-01" }, "lies before withheldFromOn"],
      ["0.00", {}, "must be more than 0"],
    ] as const) {
      const { errors } = await recording(amount, more);
      expect(said(errors), why).toContain(why);
    }
    await handedOn("2.40");
    expect(await desk.broken()).toEqual([]);
  });

  test("and counts as withheld of the next attempt, where its transfer came back: 1,013.08 are payable, and paid as a whole", async () => {
    const leadId = await earned("1333.00");
    const payouts = await desk.paid(today());
    await handedOn("319.92");
    await desk.giveBack(transferOf(payouts) ?? {}, today());
    expect(await desk.figures(leadId)).toEqual(["APPROVED", "1333.00", "0.00", "1013.08"]);
    expect(await desk.books(leadId)).toBe("expense -133300, payable 101308, wht_payable 31992");
    expect(await desk.broken()).toEqual([]);
    await desk.letGo();
    const { payoutBatch } = await desk.drafting();
    expect(shown(payoutBatch.payouts.nodes)).toEqual(["TRANSFER SCHEDULED 1013.08 1333.00 319.92"]);
    const again = await desk.sending(payoutBatch);
    await desk.giveBack(transferOf(again) ?? {}, today());
    await desk.letGo();
    // of what is paid with it as much as of anything
    await earned("100.00");
    const third = await desk.paid(today());
    expect(shown(third)).toEqual([
      "TRANSFER SENT 1089.08 1433.00 343.92",
      "WITHHOLDING WITHHELD 24.00 24.00 24.00",
    ]);
    expect(await desk.figures(leadId)).toEqual(["PAID", "1333.00", "0.00", "0.00"]);
    await handedOn("24.00");
    expect(await standing()).toEqual(["0.00 0.00 0"]);
    expect(await desk.broken()).toEqual([]);
  });

  test("or is not, where the other person declines it: it is withheld as before, whatever became of its transfer", async () => {
    const leadId = await earned("1333.00");
    const payouts = await desk.paid(today());
    const { taxRemittance } = await recording("319.92");
    await desk.giveBack(transferOf(payouts) ?? {}, today());
    expect(await desk.figures(leadId)).toEqual(["APPROVED", "1333.00", "0.00", "1013.08"]);
    const declined = await deciding(taxRemittance.id, false);
    expect(declined["taxRemittance"]).toMatchObject({ state: "DECLINED" });
    expect(await standing()).toEqual(["319.92 319.92 1"]);
    expect(await desk.broken()).toEqual([]);
    await desk.letGo();
    expect(shown(await desk.paid(today()))).toEqual(["TRANSFER SENT 1013.08 1333.00 319.92"]);
    await handedOn("319.92");
    expect(await desk.broken()).toEqual([]);
  });

  test("or comes back with its transfer: of the two that are said at once one waits for the other", async () => {
    for (let round = 0; round < 4; round += 1) {
      day += 1;
      desk.at(`${today()}T10:00:00.000Z`);
      const leadId = await earned("100.00");
      const [transfer] = (await desk.paid(today())).filter(({ method }) => method === "TRANSFER");
      const back = { payoutId: transfer?.["id"], returnedOn: today(), reason: "AC04" };
      const [remitted] = await Promise.all([
        recording("24.00"),
        desk.does(
          desk.finance,
          "returnPayout",
          { ...back, bankReference: "STMT 2" },
          "payout { state }",
        ),
      ]);
      const isRemitted = remitted["taxRemittance"] !== null;
      expect((await desk.figures(leadId))[3]).toBe(isRemitted ? "76.00" : "100.00");
      expect(await desk.broken()).toEqual([]);
      await desk.letGo();
      await desk.paid(today());
    }
  });
});

describe("the database", () => {
  test("takes no remittance of more, confirmed by who recorded it, or of what was handed on before", async () => {
    await earned("20.00");
    await desk.paid(today());
    const { taxRemittance } = await recording("4.80");
    const uuid = uuidOf(taxRemittance.id);
    const insider = desk.finance.actor.id ?? "";
    const acting = `set local app.actor_id = '${insider}';`;
    await expect(
      desk.world.asOwner(
        `${acting} update tax_remittance set state = 'CONFIRMED', decided_by = '${insider}', decided_at = recorded_at, note = 'x',
           posting_id = gen_random_uuid() where id = '${uuid}'`,
      ),
    ).rejects.toThrow("another person");
    const other = desk.controller.actor.id ?? "";
    await expect(
      desk.world.asOwner(
        `set local app.actor_id = '${other}';
         update tax_remittance set state = 'CONFIRMED', decided_by = '${other}', decided_at = recorded_at, note = 'x',
           posting_id = gen_random_uuid() where id = '${uuid}'`,
      ),
    ).rejects.toThrow("posted as it is confirmed");
    await expect(
      desk.world.asOwner(`update payout set remittance_id = null where remittance_id = '${uuid}'`),
    ).rejects.toThrow("handed on once");
    await expect(
      desk.world.asOwner(`
        ${acting}
        insert into tax_remittance (id, country, currency, withheld_from, withheld_until, amount_minor, payout_count, remitted_on,
          bank_reference, recorded_by, recorded_at)
        select gen_random_uuid(), country, currency, withheld_from, withheld_until, amount_minor + 1, payout_count, remitted_on, 'other',
          recorded_by, recorded_at
        from tax_remittance where id = '${uuid}'`),
    ).rejects.toThrow("what was withheld by the rules of its country");
    await expect(
      desk.world.asOwner(`delete from tax_remittance where id = '${uuid}'`),
    ).rejects.toThrow("tax_remittance");
    expect(said((await deciding(taxRemittance.id))["errors"])).toBe("");
    expect(await desk.broken()).toEqual([]);
  });
});
