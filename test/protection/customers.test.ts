import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { LeadId, ProductLineId } from "../../src/kernel/index.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";

import { MET, openTimedDesk } from "./timed-desk.ts";
import type { TimedDesk } from "./timed-desk.ts";

let desk: TimedDesk;
let alpha: Caller;
let cloud: ProductLineId;
let desktop: ProductLineId;
let number = 0;

beforeAll(async () => {
  desk = await openTimedDesk();
  alpha = await desk.partner("Alpha");
  [cloud, desktop] = [await line("Cloud"), await line("Desktop")];
});
afterAll(() => desk.world.close());

async function line(name: string): Promise<ProductLineId> {
  const made = await desk.run(desk.sales, "saveProductLine", { name }, "productLine { id }");
  return made.productLine.id;
}

const domainOf = (name: string) => `${name.toLowerCase()}.com`;
const of = (kind: string, ...productLineIds: ProductLineId[]) => ({
  email: `p${(number += 1)}@mail.example`,
  input: { kind, productLineIds },
});

const CUSTOMERS =
  "account { id customers { source customerFrom customerUntil productLine { id } } }";
const mark = (name: string, more: object = {}) =>
  desk.run(
    desk.sales,
    "markCustomer",
    { company: { name, domain: domainOf(name) }, ...more },
    CUSTOMERS,
  );

const codesOf = async (leadId: LeadId) =>
  (await desk.act(desk.sales, "acceptLead", leadId)).errors.map(
    ({ code }: { code: string }) => code,
  );

describe("kinds that are for customers", () => {
  test("are accepted once the company is known as one; to its partner nothing shows before", async () => {
    const leads: LeadId[] = [];
    for (const kind of ["CROSS_SELL", "UPSELL", "RENEWAL"])
      leads.push(await desk.register(alpha, `Kunde${kind}`.replace("_", ""), of(kind)));
    for (const leadId of leads) expect(await codesOf(leadId)).toEqual(["BUSINESS_RULE"]);
    for (const name of ["KundeCROSSSELL", "KundeUPSELL", "KundeRENEWAL"])
      expect((await mark(name)).errors).toEqual([]);
    for (const leadId of leads) expect(await codesOf(leadId)).toEqual([]);
  });

  test("ask for the same product lines where it is more of them, and for any where it is another", async () => {
    await mark("Zeilen", { productLineIds: [cloud] });
    const elsewhere = await desk.register(alpha, "Zeilen", of("RENEWAL", desktop));
    expect(await codesOf(elsewhere)).toEqual(["BUSINESS_RULE"]);
    await desk.done(alpha, "withdrawLead", elsewhere);
    expect(await codesOf(await desk.register(alpha, "Zeilen", of("RENEWAL", cloud)))).toEqual([]);
    const gamma = await desk.partner("Gamma");
    expect(await codesOf(await desk.register(gamma, "Zeilen", of("CROSS_SELL", desktop)))).toEqual(
      [],
    );
  });

  test("are refused again once it is none any more", async () => {
    const { account } = await mark("Ende");
    const ended = await desk.run(desk.sales, "endCustomer", { accountId: account.id }, CUSTOMERS);
    expect(ended.account.customers).toEqual([
      {
        source: "BY_HAND",
        customerFrom: "2026-02-02T10:00:00.000Z",
        customerUntil: "2026-02-02T10:00:00.000Z",
        productLine: { id: expect.any(String) },
      },
    ]);
    const again = await desk.run(desk.sales, "endCustomer", { accountId: account.id }, CUSTOMERS);
    expect(again.errors).toMatchObject([{ code: "ALREADY_DONE" }]);
    expect(await codesOf(await desk.register(alpha, "Ende", of("UPSELL")))).toEqual([
      "BUSINESS_RULE",
    ]);
  });
});

test("new business with a customer is for sales to judge, and to refuse without saying why", async () => {
  await mark("Bestand");
  const leadId = await desk.register(alpha, "Bestand");
  const seen = await desk.lead(desk.sales, leadId, "customers { source customerUntil }");
  expect(seen.customers).toEqual([{ source: "BY_HAND", customerUntil: null }]);
  const lead = await desk.done(desk.sales, "rejectLead", leadId, {
    reasonCode: "EXISTING_CUSTOMER",
  });
  expect(lead).toMatchObject({ stage: "REJECTED", reasonCode: "NOT_AVAILABLE" });
  const asked = await desk.api.run(
    alpha,
    `{ lead(by: { id: "${leadId}" }) { stage customers { source } } }`,
  );
  expect(asked.errors?.[0]?.extensions["code"]).toBe("FORBIDDEN");
  const other = await desk.register(alpha, "Bestandsneu");
  expect(await codesOf(other)).toEqual([]);
});

test("a deal that is won makes a customer of its lines, and one that is taken back has made none", async () => {
  const won = await wonDeal("Gewonnen");
  expect(await customersOf(won)).toMatchObject([
    { source: "WON", customerUntil: null, productLine: { id: cloud } },
  ]);
  const renewal = await desk.register(alpha, "Gewonnen", of("RENEWAL", cloud));
  expect(await codesOf(renewal)).toEqual([]);

  const undone = await wonDeal("Zurueck");
  await desk.done(desk.manager, "undoMove", undone, { reason: "Not signed" });
  const [made] = await customersOf(undone);
  expect(made.customerUntil).toBe(made.customerFrom);
});

const customersOf = async (leadId: LeadId) =>
  (
    await desk.lead(
      desk.sales,
      leadId,
      "customers { source customerFrom customerUntil productLine { id } }",
    )
  ).customers;

async function wonDeal(name: string): Promise<LeadId> {
  const leadId = await desk.register(alpha, name, of("NEW_BUSINESS", cloud));
  await desk.done(desk.sales, "acceptLead", leadId);
  await desk.done(desk.sales, "qualifyLead", leadId, MET);
  const amount = { amount: "10.00", currency: "EUR" };
  await desk.done(desk.sales, "convertLead", leadId, { amount, closeOn: "2026-03-01" });
  await desk.done(desk.sales, "winLead", leadId, { amount, closedOn: "2026-02-02" });
  return leadId;
}

test("of two that say the same at once one is first, and there is one account", async () => {
  const both = await Promise.all([mark("Doppelt"), mark("Doppelt")]);
  const codes: string[] = both.map(({ errors }) => errors[0]?.code ?? "DONE");
  expect(codes.toSorted()).toEqual(["ALREADY_DONE", "DONE"]);
  const accounts = await desk.world.asOwner("select from account where name = 'Doppelt'");
  expect(accounts).toHaveLength(1);
});
