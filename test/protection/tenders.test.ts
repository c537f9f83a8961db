import { afterAll, beforeAll, expect, test } from "vitest";

import type { LeadId } from "../../src/kernel/index.ts";
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

const correct = (by: Caller, leadId: LeadId, tender: object | null) =>
  desk.run(by, "updateLead", { leadId, tender }, `lead { id stage ${TENDER} }`);

test("a tender is corrected while the lead is in review, and the dispute with others who are for it ends", async () => {
  const one = await forTender(alpha, "Klinikum", "K-1");
  const other = await forTender(beta, "Klinikum", "K-11");
  expect((await desk.act(desk.sales, "acceptLead", other)).errors).toMatchObject([
    { code: "CONFLICT_OPEN" },
  ]);
  const tender = { reference: "K 1", issuer: null, dueOn: "2026-05-01" };
  const corrected = await correct(beta, other, tender);
  expect(corrected).toMatchObject({ lead: { tender }, errors: [] });
  // it is compared anew
  expect((await desk.act(desk.sales, "acceptLead", other)).errors).toMatchObject([
    { code: "MATCHING_PENDING" },
  ]);
  await desk.match(beta, other);
  await desk.done(desk.sales, "acceptLead", one);
  await desk.done(desk.sales, "acceptLead", other);
  expect(
    (await desk.lead(desk.sales, one, "conflicts { nodes { state } }")).conflicts.nodes,
  ).toEqual([{ state: "LAPSED" }]);
});

test("that a lead is for no tender after all brings it into the others' way", async () => {
  const one = await forTender(alpha, "Rathaus", "R-1");
  const other = await forTender(beta, "Rathaus", "R-1");
  const none = await correct(beta, other, null);
  expect(none).toMatchObject({ lead: { tender: null }, errors: [] });
  await desk.match(beta, other);
  expect((await desk.act(desk.sales, "acceptLead", one)).errors).toMatchObject([
    { code: "CONFLICT_OPEN" },
  ]);
});

test("from acceptance on its partner proposes another tender, and what it holds follows once that is taken", async () => {
  const one = await forTender(alpha, "Schule", "S-1");
  const other = await forTender(beta, "Schule", "S-1");
  await desk.done(desk.sales, "acceptLead", one);
  await desk.done(desk.sales, "acceptLead", other);

  // for another tender it would stand against the one that is accepted beside it
  const proposed = await correct(beta, other, { reference: "S-2" });
  expect(proposed.errors).toEqual([]);
  expect(proposed.lead.tender.reference).toBe("S-1");
  const shown = await desk.lead(
    beta,
    other,
    "corrections { nodes { state fields tender { reference issuer dueOn } } }",
  );
  expect(shown.corrections.nodes).toEqual([
    { state: "OPEN", fields: ["TENDER"], tender: { reference: "S-2", issuer: null, dueOn: null } },
  ]);
  const refused = await desk.act(desk.sales, "takeCorrection", other);
  expect(refused.errors).toMatchObject([{ code: "PROSPECT_PROTECTED" }]);
  expect((await desk.lead(beta, other, TENDER)).tender.reference).toBe("S-1");

  // once that one is released it is taken, and the next for the old tender waits
  await desk.done(alpha, "releaseProtection", one);
  await desk.done(desk.sales, "takeCorrection", other);
  expect((await desk.lead(beta, other, TENDER)).tender.reference).toBe("S-2");
  const gamma = await desk.partner("Gamma Schulbau");
  const email = "gina@schule.com";
  const late = await desk.register(gamma, "Schule", {
    email,
    input: { tender: { reference: "S-2" } },
  });
  await desk.world.asOwner(
    "update conflict set state = 'LAPSED', ended_at = opened_at where state = 'OPEN'",
  );
  await desk.done(desk.sales, "acceptLead", late);
  const holds = await desk.world.asOwner<{ n: number }>(
    `select count(distinct shared_as)::integer as n
     from protection_hold
     join account on account.id = protection_hold.account_id
     where account.name = 'Schule' and upper_inf(period)`,
  );
  expect(holds).toEqual([{ n: 1 }]);
});

test("who asks for a tender is told of no lead that is for the same one, and of every other", async () => {
  const ask = async (tenderReference?: string) => {
    const asker = await desk.partner(`Asker ${tenderReference ?? "of none"}`);
    const company = { name: "Theater", domain: "theater.com" };
    return desk.run(asker, "checkLead", { company, tenderReference }, "availability");
  };
  await forTender(alpha, "Theater", "T/1");
  expect((await ask("t 1")).availability).toBe("AVAILABLE");
  expect((await ask("T-2")).availability).toBe("NOT_AVAILABLE");
  expect((await ask()).availability).toBe("NOT_AVAILABLE");
  expect((await ask("--")).errors).toMatchObject([
    { code: "VALIDATION_FAILED", path: ["tenderReference"] },
  ]);
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
