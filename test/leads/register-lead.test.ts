import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "vitest";

import type { Caller } from "../../src/platform/graphql/index.ts";
import { openApi } from "../support/api.ts";
import type { Api } from "../support/api.ts";
import { addPartner, partnerCaller, vendorCaller } from "../support/people.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

let world: World;
let api: Api;
let alpha: Caller;
let beta: Caller;

beforeAll(async () => {
  world = await openWorld();
  api = await openApi(world);
  alpha = partnerCaller(await addPartner(world, "Alpha"));
  beta = partnerCaller(await addPartner(world, "Beta"));
});
afterAll(() => world.close());

const REGISTER = `
  mutation ($input: RegisterLeadInput!, $key: String!) {
    registerLead(input: $input) @idempotent(key: $key) {
      lead {
        id stage version claimedAt salesQualifiedAt company { name domain country }
        contact { name email phone } partner { name }
        actions { action allowed }
        timeline { nodes { seq type toStage actor { displayName isVendor } } totalCount }
      }
      errors {
        __typename
        ... on UserError { code message path }
        ... on DuplicateLeadError { existingLeadId matchedOn }
      }
    }
  }`;

const input = (name: string, more: Record<string, unknown> = {}) => ({
  company: { name, domain: `${name.toLowerCase().replaceAll(" ", "-")}.com`, country: "DE" },
  contact: {
    name: "Anna Weber",
    email: `anna@${name.toLowerCase().replaceAll(" ", "-")}.com`,
    phone: "030 123456",
    consent: { basis: "CONSENT" },
  },
  ...more,
});

const register = async (caller: Caller, given: unknown, key: string = randomUUID()) => {
  const { data, errors } = await api.run(caller, REGISTER, { input: given, key });
  expect(errors).toBeUndefined();
  return data?.registerLead;
};

test("a registered lead is SUBMITTED, claimed at the server's time, and its history begins", async () => {
  const { lead, errors } = await register(alpha, input("Nordwind"));
  expect(errors).toEqual([]);
  expect(lead).toMatchObject({
    stage: "SUBMITTED",
    version: 1,
    salesQualifiedAt: null,
    company: { name: "Nordwind", domain: "nordwind.com", country: "DE" },
    contact: { name: "Anna Weber", email: "anna@nordwind.com", phone: "+4930123456" },
    partner: { name: "Alpha" },
    actions: [{ action: "WITHDRAW", allowed: true }],
    timeline: { nodes: [{ seq: 1, type: "REGISTERED", toStage: "SUBMITTED" }], totalCount: 1 },
  });
});

test("the same key answers with the same lead; the same key with another content is refused", async () => {
  const key = randomUUID();
  const first = await register(alpha, input("Südhang"), key);
  const again = await register(alpha, input("Südhang"), key);
  const other = await register(alpha, input("Westtor"), key);
  expect(again.lead.id).toBe(first.lead.id);
  expect(other).toMatchObject({ lead: null, errors: [{ code: "IDEMPOTENCY_KEY_REUSED" }] });
});

test("without a key nothing is registered", async () => {
  const result = await api.run(
    alpha,
    `mutation { registerLead(input: { company: { name: "X" }, contact: { consent: { basis: CONSENT } } }) { lead { id } } }`,
  );
  expect(result.errors?.[0]?.extensions["code"]).toBe("IDEMPOTENCY_KEY_REQUIRED");
});

test("a partner's own open lead for the same person or company is named instead of registering again", async () => {
  const first = await register(alpha, input("Ostsee Handel"));
  const again = await register(alpha, input("Ostsee Handel", { notes: "again" }));
  expect(again).toMatchObject({
    lead: null,
    errors: [
      {
        __typename: "DuplicateLeadError",
        code: "DUPLICATE_LEAD",
        existingLeadId: first.lead.id,
        matchedOn: ["EMAIL", "COMPANY"],
      },
    ],
  });
});

test("the same external reference with the same content answers with the same lead, with other content is refused", async () => {
  const first = await register(alpha, input("Talblick", { externalReference: "T-1" }));
  const again = await register(alpha, input("Talblick", { externalReference: "T-1" }));
  const other = await register(alpha, input("Bergblick", { externalReference: "T-1" }));
  expect(again.lead.id).toBe(first.lead.id);
  expect(other.errors).toMatchObject([
    { code: "EXTERNAL_REFERENCE_IN_USE", existingLeadId: first.lead.id },
  ]);
});

test("another partner's registration of the same prospect is answered like any other", async () => {
  const first = await register(alpha, input("Zwillinge"));
  const rival = await register(beta, input("Zwillinge"));
  expect(rival.errors).toEqual([]);
  expect(Object.keys(rival.lead)).toEqual(Object.keys(first.lead));
  expect(rival.lead).toMatchObject({ stage: "SUBMITTED", version: 1 });
});

test("every problem of an input is told at once, with its path, and nothing is written", async () => {
  const before = await world.asOwner<{ n: string }>("select count(*) as n from lead");
  const { lead, errors } = await register(alpha, {
    company: { name: "", domain: "not a domain", country: "Germany" },
    contact: {
      name: "A\u0000",
      email: "nobody",
      phone: "12",
      consent: { basis: "CONSENT", obtainedAt: "2999-01-01T00:00:00Z" },
    },
    estimatedValue: { amount: "1.234", currency: "EUR" },
  });
  expect(lead).toBeNull();
  expect(errors.map((error: { path: string[] }) => error.path.join("."))).toEqual([
    "company.country",
    "estimatedValue",
    "company.name",
    "company.domain",
    "contact.name",
    "contact.email",
    "contact.phone",
    "contact.consent.obtainedAt",
  ]);
  expect(await world.asOwner("select count(*) as n from lead")).toEqual(before);
});

test("registering takes two round trips, its fields read included", async () => {
  const { traffic } = world.database;
  const before = traffic.roundTrips;
  await api.run(
    alpha,
    `mutation ($input: RegisterLeadInput!) { registerLead(input: $input) @idempotent(key: "trips") { lead { id stage company { name } } errors { __typename } } }`,
    { input: input("Zwei Wege") },
  );
  expect(traffic.roundTrips - before).toBe(2);
});

test("the registration, its audit row and its job stand in one transaction", async () => {
  const { lead } = await register(alpha, input("Dreiklang"));
  const audit = await world.asOwner(
    "select mutation, outcome, subject_ids from audit_entry where subject_ids = array[$1]",
    [lead.id],
  );
  expect(audit).toEqual([{ mutation: "registerLead", outcome: "DONE", subject_ids: [lead.id] }]);
  const jobs = await world.asOwner(
    "select task_identifier from graphile_worker.jobs where key like 'match_lead:%' order by id desc limit 1",
  );
  expect(jobs).toEqual([{ task_identifier: "match_lead" }]);
});

test("a rival's lead is answered like an id that nobody has", async () => {
  const { lead } = await register(alpha, input("Geheimnis"));
  const random = lead.id.slice(0, -6) + "zzzzzz";
  const ask = (id: string) =>
    api.run(
      beta,
      `query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } lead(by: { id: $id }) { id stage } }`,
      { id },
    );
  expect(await ask(lead.id)).toEqual(await ask(random));
});

test("the vendor sees the lead but not its contact before acceptance", async () => {
  const { lead } = await register(alpha, input("Nebelhorn"));
  const seen = await api.run(
    vendorCaller(),
    `query ($id: ID!) { lead(by: { id: $id }) { id company { name } contact { email } } }`,
    { id: lead.id },
  );
  expect(seen.data?.lead).toEqual({ id: lead.id, company: { name: "Nebelhorn" }, contact: null });
});

test("leaving a field of the company out, or adding one, makes no second company of it", async () => {
  const company = { name: "Dreifach", domain: "dreifach.com", country: "DE" };
  const consent = { basis: "CONSENT" };
  const first = await register(alpha, {
    company,
    contact: { name: "A", email: "one@dreifach.com", consent },
  });
  const attempts = [
    {
      company: { ...company, taxId: "DE 123456789" },
      contact: { name: "B", email: "two@dreifach.com", consent },
    },
    {
      company: { name: "Dreifach", country: "DE" },
      contact: { name: "C", email: "three@dreifach.com", consent },
    },
  ];
  for (const attempt of attempts) {
    const { errors } = await register(alpha, attempt);
    expect(errors).toMatchObject([
      { code: "DUPLICATE_LEAD", existingLeadId: first.lead.id, matchedOn: ["COMPANY"] },
    ]);
  }
});
