import { afterAll, beforeAll, expect, test } from "vitest";

import type { Caller } from "../../src/platform/graphql/index.ts";

import { openTimedDesk } from "./timed-desk.ts";
import type { TimedDesk } from "./timed-desk.ts";

let desk: TimedDesk;
let alpha: Caller;
let beta: Caller;

beforeAll(async () => {
  desk = await openTimedDesk();
  [alpha, beta] = [await desk.partner("Alpha"), await desk.partner("Beta")];
});
afterAll(() => desk.world.close());

const forTender = (by: Caller, name: string, reference: string) =>
  desk.register(by, name, {
    email: `${by === alpha ? "anna" : "bert"}@${name.toLowerCase()}.com`,
    input: { tender: { reference, issuer: "City of Kiel", dueOn: "2026-04-01" } },
  });

const TENDER = "tender { reference issuer dueOn } protection { state exclusive }";

test("several partners are accepted for one tender, none of them alone", async () => {
  const one = await forTender(alpha, "Stadtwerke", "2026/S 012-345");
  const other = await forTender(beta, "Stadtwerke", "2026/s 012 345");
  const { conflicts, likenesses } = await desk.lead(
    desk.sales,
    other,
    "conflicts { totalCount } likenesses { totalCount }",
  );
  expect([conflicts.totalCount, likenesses.totalCount]).toEqual([0, 0]);
  await desk.done(desk.sales, "acceptLead", one);
  await desk.done(desk.sales, "acceptLead", other);
  expect(await desk.lead(alpha, one, TENDER)).toEqual({
    tender: { reference: "2026/S 012-345", issuer: "City of Kiel", dueOn: "2026-04-01" },
    protection: { state: "RUNNING", exclusive: false },
  });
  expect((await desk.lead(beta, other, TENDER)).protection).toEqual({
    state: "RUNNING",
    exclusive: false,
  });
});

test("whoever is for another tender, or for none, is in their way as ever", async () => {
  const first = await forTender(alpha, "Hafen", "A-1");
  const another = await forTender(beta, "Hafen", "A-2");
  expect((await desk.act(desk.sales, "acceptLead", another)).errors).toMatchObject([
    { code: "CONFLICT_OPEN" },
  ]);
  await desk.done(desk.sales, "rejectLead", another, { reasonCode: "TOO_EARLY" });
  await desk.done(desk.sales, "acceptLead", first);
  const none = await desk.register(await desk.partner("Gamma"), "Hafen");
  const refused = await desk.act(desk.sales, "acceptLead", none);
  expect(refused.errors).toMatchObject([{ code: "CONFLICT_OPEN" }]);
});

test("a lead that is for none is accepted alone", async () => {
  const leadId = await desk.register(alpha, "Allein");
  await desk.done(desk.sales, "acceptLead", leadId);
  expect(await desk.lead(alpha, leadId, TENDER)).toEqual({
    tender: null,
    protection: { state: "RUNNING", exclusive: true },
  });
});

test("two that are accepted for one tender at once both are", async () => {
  const one = await forTender(alpha, "Messe", "M 7");
  const other = await forTender(beta, "Messe", "M7");
  const both = await Promise.all(
    [one, other].map((leadId) => desk.act(desk.sales, "acceptLead", leadId)),
  );
  expect(both.map(({ errors }) => errors)).toEqual([[], []]);
  const holds = await desk.world.asOwner<{ n: number }>(
    `select count(distinct shared_as)::integer as n
     from protection_hold
     join account on account.id = protection_hold.account_id
     where account.name = 'Messe'`,
  );
  expect(holds).toEqual([{ n: 1 }]);
});

test("a reference needs something by which it is known", async () => {
  const input = {
    company: { name: "Leer", domain: "leer.com" },
    contact: { name: "Anna", email: "anna@leer.com", consent: { basis: "CONSENT" } },
    tender: { reference: "--" },
  };
  const made = await desk.run(alpha, "registerLead", input, "lead { id }");
  expect(made.errors).toMatchObject([{ code: "VALIDATION_FAILED", path: ["tender", "reference"] }]);
});
