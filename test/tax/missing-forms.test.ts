import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { checkInvariants } from "../../src/app/invariants/check-invariants.ts";
import { idOf, parseId, uuidOf } from "../../src/kernel/index.ts";
import type { PartnerId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { watchTaxForms } from "../../src/tax/index.ts";
import { openApprovalDesk } from "../approval/approval-desk.ts";
import type { ApprovalDesk } from "../approval/approval-desk.ts";
import { bounty } from "../incentives/incentive-desk.ts";
import type { Answer } from "../support/api.ts";
import { formInput, profileInput, ruleInput } from "../support/plant-tax.ts";
import { plantUsableAccount } from "../support/plant-payouts.ts";

const MONDAY = "2026-02-02T10:00:00.000Z";
const RULE_OF_2026 = idOf("txr", "01970000-0000-7000-8000-0000000000c2");

let desk: ApprovalDesk;
let alpha: PartnerId;
beforeAll(async () => {
  desk = await openApprovalDesk();
  desk.at(MONDAY);
  const parsed = parseId("prt", desk.alpha.actor.partnerId ?? "");
  if (!parsed.ok) throw new Error("Alpha is a partner");
  alpha = parsed.id;
  await plantUsableAccount(desk.world, alpha, "USD", new Date(MONDAY));
}, 120_000);
afterAll(() => desk.world.close());

async function run(by: Caller, verb: string, input: object, shown: string): Promise<Answer> {
  const payload = await desk.run(by, verb, input, shown);
  if (payload["errors"].length > 0) throw new Error(JSON.stringify(payload["errors"]));
  return payload;
}

/** Where a partner is taxed, from now on. */
async function taxedIn(country: string): Promise<void> {
  const said = profileInput({ partnerId: alpha, country });
  const { taxProfile } = await run(desk.finance, "saveTaxProfile", said, "taxProfile { id }");
  const seen = { taxProfileId: taxProfile.id, isVerified: true, taxId: said.taxId, note: "Seen" };
  await run(desk.controller, "decideTaxProfile", seen, "taxProfile { id }");
}

/** A form that is recorded and accepted. */
async function accepted(more: object): Promise<string> {
  const said = formInput({ partnerId: alpha, ...more });
  const { taxForm } = await run(desk.finance, "recordTaxForm", said, "taxForm { id }");
  const seen = { taxFormId: taxForm.id, isAccepted: true, note: "Seen" };
  await run(desk.controller, "decideTaxForm", seen, "taxForm { id }");
  return taxForm.id;
}

const ended = (taxFormId: string) =>
  run(desk.finance, "endTaxForm", { taxFormId, reason: "It was wrong" }, "taxForm { id }");

async function inForce(more: object): Promise<void> {
  const { taxRule } = await run(
    desk.finance,
    "saveTaxRule",
    ruleInput({ ...more }),
    "taxRule { id }",
  );
  const seen = { taxRuleId: taxRule.id, isApproved: true, note: "Seen" };
  await run(desk.controller, "decideTaxRule", seen, "taxRule { id }");
}

/** An SQL of Alpha's that earned so much, approved. */
async function payable(amount: string): Promise<void> {
  const programId = await desk.paying([bounty("SQL", amount)]);
  const leadId = await desk.sql(desk.alpha, programId);
  await desk.approved(await desk.creditsOf(leadId));
}

const watch = (at = MONDAY) =>
  watchTaxForms({ database: desk.world.database, newId, clock: () => new Date(at) }, "test");

async function holds(by = desk.finance, shown = "kind reason"): Promise<Answer[]> {
  const { creditHolds } = await desk.query(
    by,
    `{ creditHolds(first: 50, filter: { partnerId: "${alpha}", isActive: true }) { nodes { id told ${shown} } } }`,
  );
  return creditHolds.nodes;
}

const draft = () =>
  desk.run(
    desk.finance,
    "draftPayoutBatch",
    { currency: "USD", partnerIds: [alpha] },
    "payoutBatch { id selectionHash payouts(first: 1) { nodes { id amount { amount } } } }",
  );

describe("A partner whose form is missing", () => {
  test("is held once what is paid and payable reaches the threshold of its country's rule, and not before", async () => {
    await taxedIn("US");
    await payable("1999.99");
    await watch();
    expect(await holds()).toEqual([]);
    const seen = { taxRuleId: RULE_OF_2026, isApproved: true, note: "We pay from the US" };
    await run(desk.controller, "decideTaxRule", seen, "taxRule { id }");
    await watch();
    expect(await holds()).toEqual([]);

    await payable("0.01");
    await watch();
    await watch();

    const [hold, ...others] = await holds();
    expect(others).toEqual([]);
    expect(hold).toMatchObject({ told: "TAX_FORM", kind: "TAX_FORM" });
    expect(hold?.["reason"]).toBe(
      "No form of the kinds W_9 is accepted and valid, and 2000.00 USD are paid and payable in 2026. The rule of US from 2026 on asks for one from 2000.00 USD on. If it were paid without one, 480.00 USD would have to be withheld.",
    );
    expect(await holds(desk.alpha, "")).toMatchObject([{ told: "TAX_FORM" }]);
    const { errors } = await draft();
    expect(errors).toMatchObject([{ message: expect.stringContaining("It is held.") }]);
  });

  test("is not let go by two persons, but by a form", async () => {
    const [hold] = await holds();
    const asked = { creditHoldId: hold?.["id"], reason: "They are in a hurry" };
    const { errors } = await desk.run(
      desk.finance,
      "requestHoldRelease",
      asked,
      "creditHold { id }",
    );
    expect(errors).toMatchObject([
      { code: "BUSINESS_RULE", message: expect.stringContaining("A tax form is missing") },
    ]);
    const uuid = uuidOf(hold?.["id"]);
    await expect(
      desk.world.asOwner(
        `update credit_hold set released_at = placed_at, released_by = '01970000-0000-7000-8000-00000000000a' where id = '${uuid}'`,
      ),
    ).rejects.toThrow("once none is missing");
    await expect(
      desk.world.asOwner(
        `insert into hold_release (id, hold_id, reason, requested_by, requested_at)
         values (gen_random_uuid(), '${uuid}', 'x', '${uuidOf(newId("mem"))}', now())`,
      ),
    ).rejects.toThrow("no dispute or tax form ends");
  });

  test("is let go by itself once one is accepted that the rule asks for, and paid", async () => {
    await accepted({ kind: "W_8BEN_E" });
    await watch();
    expect(await holds()).toHaveLength(1);

    const said = formInput({ partnerId: alpha, kind: "W_9", lastValidOn: null });
    const { taxForm } = await run(desk.finance, "recordTaxForm", said, "taxForm { id }");
    await watch();
    expect(await holds()).toHaveLength(1);
    const seen = { taxFormId: taxForm.id, isAccepted: true, note: "Seen" };
    await run(desk.controller, "decideTaxForm", seen, "taxForm { id }");
    await watch();
    expect(await holds()).toEqual([]);
    await expect(
      desk.world.asOwner(`
        set local app.actor_id = '01970000-0000-7000-8000-00000000000a';
        insert into credit_hold (id, partner_id, kind, told, reason, placed_by, placed_at, tax_rule_id)
        values (gen_random_uuid(), '${uuidOf(alpha)}', 'TAX_FORM', 'TAX_FORM', 'x', '01970000-0000-7000-8000-00000000000a',
          '${MONDAY}', '${uuidOf(RULE_OF_2026)}')`),
    ).rejects.toThrow("where the form that it asks for is missing");

    const { payoutBatch } = await draft();
    const of = { payoutBatchId: payoutBatch.id };
    const approving = { ...of, selectionHash: payoutBatch.selectionHash };
    await run(desk.controller, "approvePayoutBatch", approving, "payoutBatch { id }");
    await run(desk.controller, "sendPayoutBatch", of, "payoutBatch { id }");
    const [{ id: payoutId }] = payoutBatch.payouts.nodes;
    const booked = { payoutId, bookedOn: "2026-02-02", bankReference: "STMT 1" };
    await run(desk.finance, "settlePayout", booked, "payout { id }");
    await ended(taxForm.id);
  });

  test("is held by what was paid in the year, and no more in the next", async () => {
    await watch();
    expect(await holds()).toHaveLength(1);
    await watch("2027-01-01T00:00:00.000Z");
    expect(await holds()).toEqual([]);
    await watch();
    const form = await accepted({ kind: "NONE_NEEDED", lastValidOn: "2026-02-03" });
    await watch();
    expect(await holds()).toEqual([]);

    await watch("2026-02-03T23:59:59.999Z");
    expect(await holds()).toEqual([]);
    await watch("2026-02-04T00:00:00.000Z");
    expect(await holds()).toHaveLength(1);
    await ended(form);
  });

  test("is asked by the rule of the country in which it is taxed, by no sum of another currency's", async () => {
    await taxedIn("FR");
    await watch("2026-02-04T12:00:00.000Z");
    expect(await holds()).toEqual([]);
    const frozen = { country: "FR", forms: ["VAT_CERTIFICATE"] };
    const threshold = { amount: "5000.00", currency: "EUR" };
    await inForce({ ...frozen, threshold, year: 2027 });
    await watch("2026-02-04T13:00:00.000Z");
    expect(await holds()).toEqual([]);

    await inForce({ ...frozen, threshold, year: 2025 });
    await watch("2026-02-04T14:00:00.000Z");
    const [hold] = await holds();
    expect(hold?.["reason"]).toContain(
      "asks for one from 5000.00 EUR on, and in other currencies from the first cent.",
    );
    await inForce({ ...frozen, forms: [], year: 2025, threshold });
    await watch("2026-02-04T15:00:00.000Z");
    expect(await holds()).toEqual([]);
  });
});

describe("Rules of countries", () => {
  test("are put in force by another person, once", async () => {
    const said = ruleInput({ country: "NO" });
    const { taxRule } = await run(
      desk.finance,
      "saveTaxRule",
      said,
      "taxRule { id state threshold { amount currency } forms report withholdingPercent }",
    );
    expect(taxRule).toMatchObject({
      ...{ state: "WAITING", report: "DAC7", withholdingPercent: "15.825" },
      ...{
        threshold: { amount: "100.00", currency: "EUR" },
        forms: ["VAT_CERTIFICATE", "W_8BEN_E"],
      },
    });
    const uuid = uuidOf(taxRule.id);
    const insider = desk.finance.actor.id ?? "";
    await expect(
      desk.world.asOwner(`
        set local app.actor_id = '${insider}';
        update tax_rule set state = 'IN_FORCE', decided_at = proposed_at, decided_by = '${insider}', note = 'x'
        where id = '${uuid}'`),
    ).rejects.toThrow("another person");
    const seen = { taxRuleId: taxRule.id, isApproved: true, note: "Seen" };
    await run(desk.controller, "decideTaxRule", seen, "taxRule { id }");
    const again = await desk.run(desk.controller, "decideTaxRule", seen, "taxRule { id }");
    expect(again["errors"]).toMatchObject([{ code: "ALREADY_DONE" }]);
    await expect(
      desk.world.asOwner(`update tax_rule set threshold_minor = 1 where id = '${uuid}'`),
    ).rejects.toThrow("decided once");
  });

  test("come with those of the US for 2025 and 2026, which count for nobody until somebody says so", async () => {
    const { taxRules } = await desk.query(
      desk.finance,
      `{ taxRules(filter: { country: "US" }) { nodes { year state threshold { amount } forms report withholdingPercent source } } }`,
    );
    expect(taxRules.nodes).toMatchObject([
      { year: 2026, state: "IN_FORCE", threshold: { amount: "2000.00" }, forms: ["W_9"] },
      { year: 2025, state: "WAITING", threshold: { amount: "600.00" }, withholdingPercent: "24" },
    ]);
    expect(taxRules.nodes[0].source).toContain("Public Law 119-21");
  });

  test("are told with all that is wrong with them", async () => {
    const wrong = ruleInput({
      ...{ country: "XX", year: 1999, forms: ["NONE_NEEDED"], withholdingPercent: "0" },
      threshold: { amount: "-1", currency: "EUR" },
    });
    const { errors } = await desk.run(desk.finance, "saveTaxRule", wrong, "taxRule { id }");
    expect((errors as Answer[]).map(({ path }) => path.join("."))).toEqual([
      ...["year", "forms", "withholdingPercent", "country", "threshold"],
    ]);
  });
});

test("The year's report says what was paid by quarter, as whom, by which forms, and whether the threshold is reached", async () => {
  await taxedIn("US");
  await accepted({ kind: "W_9", lastValidOn: null });
  const { taxReport } = await desk.query(
    desk.finance,
    `{ taxReport(input: { year: 2026 }) { year formsOn rows {
        partnerId legalName legalForm country vatId isSelfBilled paid { amount currency } paidByQuarter { amount } payouts
        forms taxRuleId report threshold { amount currency } isThresholdReached } } }`,
  );
  expect(taxReport).toMatchObject({ year: 2026, formsOn: "2026-02-02" });
  expect(taxReport.rows).toEqual([
    {
      ...{ partnerId: alpha, legalName: "Alder GmbH", legalForm: "COMPANY", country: "US" },
      ...{ vatId: "DE123456789", isSelfBilled: true, payouts: 1 },
      paid: { amount: "2000.00", currency: "USD" },
      paidByQuarter: ["2000.00", "0.00", "0.00", "0.00"].map((amount) => ({ amount })),
      ...{ forms: ["W_8BEN_E", "W_9"], taxRuleId: RULE_OF_2026, report: "FORM_1099_NEC" },
      threshold: { amount: "2000.00", currency: "USD" },
      isThresholdReached: true,
    },
  ]);
  const { taxReport: before } = await desk.query(
    desk.finance,
    "{ taxReport(input: { year: 2025 }) { formsOn rows { partnerId } } }",
  );
  expect(before).toEqual({ formsOn: "2025-12-31", rows: [] });
});

test("After all of it every promise is kept", async () => {
  const { urls, ownerUrl } = desk.world;
  const checked = await checkInvariants({
    urls: { jobs: urls.jobs, auth: urls.auth, owner: ownerUrl },
    isServed: false,
  });
  expect(checked.filter(({ rows }) => rows !== 0 && rows !== null)).toEqual([]);
});
