import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { isFreeMail } from "../../src/app/free-mail.ts";
import { idOf, isRefusal, uuidOf } from "../../src/kernel/index.ts";
import type { LeadId } from "../../src/kernel/index.ts";
import { readRegistration } from "../../src/leads/domain/registration.ts";
import { readKnownPrograms, registerLead } from "../../src/leads/index.ts";
import type { KnownPrograms } from "../../src/leads/store/program-rules.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { newId } from "../../src/platform/ids.ts";
import { fingerprintOf } from "../../src/platform/mutation/index.ts";
import { openApi } from "../support/api.ts";
import type { Api } from "../support/api.ts";
import { addPartner, partnerCaller, vendorCaller } from "../support/people.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

const PROGRAM = idOf("prg", "01970000-0000-7000-8000-000000000001");

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
    actions: [
      { action: "COMMENT", allowed: true },
      { action: "ADD_CONTACT", allowed: true },
      { action: "ANSWER_REQUEST", allowed: true },
      { action: "REMOVE_CONTACT", allowed: true },
      { action: "RESUBMIT", allowed: false },
      { action: "SET_PRIMARY_CONTACT", allowed: true },
      { action: "UPDATE_CONTACT", allowed: true },
      { action: "UPDATE", allowed: true },
      { action: "SUBMIT_EVIDENCE", allowed: true },
      { action: "WITHDRAW", allowed: true },
      { action: "REPORT_PROGRESS", allowed: true },
      { action: "REQUEST_EXTENSION", allowed: false },
      { action: "APPEAL", allowed: false },
      { action: "RELEASE_PROTECTION", allowed: false },
    ],
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
    "company.name",
    "company.domain",
    "company.country",
    "estimatedValue",
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
    "select mutation, outcome, subject_ids from audit_entry where subject_ids @> array[$1]",
    [lead.id],
  );
  expect(audit).toEqual([
    {
      mutation: "registerLead",
      outcome: "DONE",
      subject_ids: [lead.id, expect.stringMatching(/^evt_/)],
    },
  ]);
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

describe("what a registration leaves behind", () => {
  const ROWS: Readonly<Record<string, string>> = {
    lead: "to_jsonb(row) - 'id' from lead as row where id = $1",
    company: "to_jsonb(row) - 'lead_id' from company as row where lead_id = $1",
    keys: "row.key from company_key as row where lead_id = $1 order by key",
    contact: "to_jsonb(row) - 'id' - 'lead_id' from contact as row where lead_id = $1",
    claims:
      "jsonb_build_array(row.kind, row.key) from lead_claim as row where lead_id = $1 order by kind, key",
    events: "to_jsonb(row) - 'id' - 'lead_id' from lead_event as row where lead_id = $1",
    audit:
      "to_jsonb(row) - 'id' - 'subject_ids' from audit_entry as row where subject_ids @> array[$2]",
    outcome:
      "to_jsonb(row) - 'key' || jsonb_build_object('outcome', row.outcome - 'leadId' - 'eventId' - 'subjects') from idempotency_claim as row where outcome ->> 'leadId' = $2",
    job: "task_identifier from graphile_worker.jobs where key = 'match_lead:' || $1",
  };

  /** All rows of a lead but for what is of this one alone: its ids. */
  async function rowsOf(leadId: LeadId) {
    const rows: Record<string, unknown[]> = {};
    for (const [name, query] of Object.entries(ROWS)) {
      const values = [uuidOf(leadId), leadId].filter((_, index) => query.includes(`$${index + 1}`));
      const text = `select ${query.includes("$1") ? query : query.replaceAll("$2", "$1")}`;
      rows[name] = (await world.asOwner(text, values)).flatMap((row) => Object.values(row));
    }
    return rows;
  }

  test("is the same, whether it was assumed that nothing stands in the way or looked up", async () => {
    const given = {
      ...input("Zweimal", { externalReference: "Z-1", notes: "a note" }),
      kind: "NEW_BUSINESS",
      source: "EVENT",
      estimatedValue: { amount: "12.50", currency: "EUR" },
    };
    const read = readRegistration(given as never, new Date());
    if (!read.ok) throw new Error(JSON.stringify(read));
    const at = new Date();
    const register = async (programs: KnownPrograms | null) => {
      const done = await registerLead({
        database: world.database,
        newId,
        isFreeMail,
        programs,
      })({
        mutation: "registerLead",
        key: randomUUID(),
        fingerprint: fingerprintOf(given),
        actor: alpha.actor,
        session: alpha.session,
        at,
        command: read.command,
      });
      if (isRefusal(done)) throw new Error(done.message);
      const rows = await rowsOf(done.outcome.leadId);
      // out of the way of the next one
      await world.asOwner("delete from lead_claim where lead_id = $1", [
        uuidOf(done.outcome.leadId),
      ]);
      await world.asOwner(
        "update lead set external_reference = null, version = version + 1 where id = $1",
        [uuidOf(done.outcome.leadId)],
      );
      return rows;
    };

    const lookedUp = await register(null);
    const assumed = await register(await readKnownPrograms(world.database));
    expect(Object.values(assumed).every((rows) => rows.length > 0)).toBe(true);
    expect(assumed).toEqual(lookedUp);
  });

  test("is one audit row and nothing else where it is refused, and the key is free again", async () => {
    await register(alpha, input("Einmal", { externalReference: "E-1" }));
    const tables = [
      "lead",
      "company",
      "company_key",
      "contact",
      "lead_claim",
      "lead_event",
      "idempotency_claim",
    ];
    const count = () =>
      world.asOwner(
        `select ${tables.map((table) => `(select count(*) from ${table}) as ${table}`).join(", ")}`,
      );
    const before = await count();
    const key = randomUUID();
    const again = await register(alpha, input("Einmal"), key);
    const suspended = partnerCaller(await addPartner(world, "Ruhend"));
    await world.asOwner("update partner set state = 'SUSPENDED' where name = 'Ruhend'");
    const whileSuspended = await register(suspended, input("Ruhend"));
    expect(again.errors).toMatchObject([{ code: "DUPLICATE_LEAD" }]);
    expect(whileSuspended.errors).toMatchObject([{ code: "BUSINESS_RULE" }]);
    expect(await count()).toEqual(before);
    expect((await register(alpha, input("Anderes"), key)).errors).toEqual([]);
  });
});

test("the default program is the one there is when the lead is registered", async () => {
  const other = uuidOf(newId("prg"));
  await world.asOwner(
    `insert into program (id, name, time_zone, qualified_by, acceptance_hours, conversion_days, protection_days, created_at, updated_at)
     select $1, 'Another', time_zone, qualified_by, acceptance_hours, conversion_days, protection_days, now(), now()
     from program where is_default`,
    [other],
  );
  const makeDefault = async (id: string) => {
    await world.asOwner("update program set is_default = false where is_default");
    await world.asOwner("update program set is_default = true where id = $1", [id]);
  };
  await makeDefault(other);
  try {
    const { lead } = await register(alpha, input("Neues Programm"));
    const [row] = await world.asOwner("select program_id from lead where id = $1", [
      uuidOf(lead.id),
    ]);
    expect(row).toEqual({ program_id: other });
  } finally {
    await makeDefault(uuidOf(PROGRAM));
  }
});
