import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, expect, test } from "vitest";

import { RECORD_INVARIANTS } from "../../src/app/invariants/records.ts";
import type { Caller } from "../../src/platform/graphql/index.ts";
import { openApi } from "../support/api.ts";
import type { Api } from "../support/api.ts";
import { addPartner, partnerCaller } from "../support/people.ts";
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

const REGISTER_ALL = `
  mutation ($input: RegisterLeadsInput!, $key: String!) {
    registerLeads(input: $input) @idempotent(key: $key) {
      registeredCount
      results {
        index clientKey
        lead { id stage company { name } timeline { nodes { type } } }
        errors { code message path ... on DuplicateLeadError { existingLeadId matchedOn } }
      }
      errors { code message path }
    }
  }`;

const lead = (name: string, more: Record<string, unknown> = {}) => ({
  company: { name, domain: `${name.toLowerCase()}.com`, country: "DE" },
  contact: {
    name: "Anna Weber",
    email: `anna@${name.toLowerCase()}.com`,
    consent: { basis: "CONSENT" },
  },
  ...more,
});

async function registerAll(
  caller: Caller,
  rows: readonly unknown[],
  { key = `${randomUUID()}`, errorPolicy = "REJECT_FAILED" } = {},
) {
  const { data, errors } = await api.run(caller, REGISTER_ALL, {
    input: { rows, errorPolicy },
    key,
  });
  expect(errors).toBeUndefined();
  return data?.registerLeads;
}

const countOf = async (what: string): Promise<number> => {
  const [row] = await world.asOwner<{ n: number }>(`select count(*)::integer as n from ${what}`);
  return row?.n ?? 0;
};

test("each sound row becomes a lead with its event, audit row, job and claims; each other says why not", async () => {
  const { results, registeredCount, errors } = await registerAll(alpha, [
    { clientKey: "a", lead: lead("Aachen") },
    { clientKey: "b", lead: { ...lead("Bonn"), company: { name: " ", country: "Germany" } } },
    { lead: lead("Celle") },
  ]);

  expect(errors).toEqual([]);
  expect(registeredCount).toBe(2);
  expect(results).toMatchObject([
    {
      index: 0,
      clientKey: "a",
      lead: {
        stage: "SUBMITTED",
        company: { name: "Aachen" },
        timeline: { nodes: [{ type: "REGISTERED" }] },
      },
      errors: [],
    },
    {
      index: 1,
      clientKey: "b",
      lead: null,
      errors: [
        { code: "VALIDATION_FAILED", path: ["rows", "1", "lead", "company", "name"] },
        { code: "VALIDATION_FAILED", path: ["rows", "1", "lead", "company", "country"] },
      ],
    },
    { index: 2, clientKey: null, lead: { company: { name: "Celle" } }, errors: [] },
  ]);
  expect(await countOf("lead_claim")).toBe(4);
  expect(await countOf("graphile_worker._private_jobs where key like 'match_lead:%'")).toBe(2);
});

test("a row is the duplicate of a row before it, and of a lead that was there", async () => {
  const once = await registerAll(alpha, [{ lead: lead("Dessau") }]);
  const { results } = await registerAll(alpha, [
    { lead: lead("Dessau") },
    { lead: lead("Emden") },
    { lead: { ...lead("Emden"), contact: { ...lead("Emden").contact, email: "b@emden.com" } } },
  ]);

  expect(results).toMatchObject([
    {
      lead: null,
      errors: [
        {
          code: "DUPLICATE_LEAD",
          existingLeadId: once.results[0].lead.id,
          path: ["rows", "0", "lead", "contact", "email"],
        },
      ],
    },
    { lead: { company: { name: "Emden" } }, errors: [] },
    {
      lead: null,
      errors: [
        {
          code: "DUPLICATE_LEAD",
          existingLeadId: results[1].lead.id,
          matchedOn: ["COMPANY"],
        },
      ],
    },
  ]);
});

test("the same external reference with the same content is the same lead, inside a call and across calls", async () => {
  const row = { lead: lead("Fulda", { externalReference: "F-1" }) };
  const { results, registeredCount } = await registerAll(alpha, [row, row]);
  const again = await registerAll(alpha, [row]);

  expect(registeredCount).toBe(2);
  const [first, second] = results;
  expect(second.lead.id).toBe(first.lead.id);
  expect(again.results[0].lead.id).toBe(first.lead.id);
  expect(await countOf("lead where external_reference = 'F-1'")).toBe(1);
});

test("with REJECT_ALL one bad row keeps all others out, and each bad row says why", async () => {
  const before = await countOf("lead");
  const rows = [{ lead: lead("Gera") }, { lead: { ...lead("Hof"), company: {} } }];
  const { results, registeredCount, errors } = await registerAll(alpha, rows, {
    errorPolicy: "REJECT_ALL",
  });

  expect(registeredCount).toBe(0);
  expect(errors).toMatchObject([
    { code: "BUSINESS_RULE", message: expect.stringContaining("1 of 2 rows were refused") },
  ]);
  expect(results).toMatchObject([
    { lead: null, errors: [] },
    { lead: null, errors: [{ code: "VALIDATION_FAILED" }] },
  ]);
  expect(await countOf("lead")).toBe(before);
});

test("where no row is sound nothing is kept, and the same key may try again", async () => {
  const key = randomUUID();
  const rows = [{ lead: lead("Aachen") }];
  const first = await registerAll(alpha, rows, { key });
  expect(first).toMatchObject({
    registeredCount: 0,
    results: [{ lead: null, errors: [{ code: "DUPLICATE_LEAD" }] }],
    errors: [{ code: "BUSINESS_RULE", path: ["rows"] }],
  });
  expect(await countOf(`idempotency_claim where key = '${key}'`)).toBe(0);
  expect(await registerAll(alpha, rows, { key })).toEqual(first);
});

test("a repeated key answers with the same leads and the same codes, and registers nothing", async () => {
  const rows = [{ lead: lead("Iserlohn") }, { lead: lead("Aachen") }];
  const key = randomUUID();
  const first = await registerAll(alpha, rows, { key });
  const before = await countOf("lead");
  const second = await registerAll(alpha, rows, { key });

  expect(second.results[0]).toEqual(first.results[0]);
  const { message: _, ...refused } = first.results[1].errors[0];
  expect(second.results[1]).toMatchObject({ lead: null, errors: [refused] });
  expect(await countOf("lead")).toBe(before);
  const kept = await world.asOwner("select outcome from idempotency_claim where key = $1", [key]);
  expect(JSON.stringify(kept)).not.toContain("Aachen");
});

test("what another partner holds changes nothing in the answer", async () => {
  const rows = [{ clientKey: "x", lead: lead("Aachen") }];
  const rival = await registerAll(beta, rows);
  const alone = await registerAll(beta, [{ clientKey: "x", lead: lead("Jena") }]);
  const shape = (payload: unknown) =>
    JSON.stringify(payload)
      .replaceAll(/lead_\w+/g, "…")
      .replaceAll("Aachen", "Jena");
  expect(shape(rival)).toBe(shape(alone));
});

test("no rows and more than a hundred are refused", async () => {
  for (const count of [0, 101]) {
    const rows = Array.from({ length: count }, (_, index) => ({ lead: lead(`Many${index}`) }));
    const { results, errors } = await registerAll(alpha, rows);
    expect(results).toEqual([]);
    expect(errors).toMatchObject([{ code: "VALIDATION_FAILED", path: ["rows"] }]);
  }
});

test("a hundred rows take as many statements and round trips as two", async () => {
  const cost = async (count: number, name: string) => {
    const before = { ...world.database.traffic };
    const rows = Array.from({ length: count }, (_, index) => ({ lead: lead(`${name}${index}`) }));
    const { registeredCount } = await registerAll(alpha, rows);
    expect(registeredCount).toBe(count);
    const { statements, roundTrips } = world.database.traffic;
    return [statements - before.statements, roundTrips - before.roundTrips];
  };
  const two = await cost(2, "Two");
  expect(await cost(100, "Hundred")).toEqual(two);
  expect(two[1]).toBeLessThanOrEqual(3);
});

test("of two calls at once with one company between them one registers it", async () => {
  for (let round = 0; round < 5; round += 1) {
    const rows = (own: string) => [
      { lead: lead(`${own}${round}`) },
      { lead: lead(`Race${round}`) },
    ];
    const both = await Promise.all([
      registerAll(alpha, rows("Left")),
      registerAll(alpha, rows("Right")),
    ]);
    expect(
      both.map(({ registeredCount }) => registeredCount).toSorted((one, other) => one - other),
    ).toEqual([1, 2]);
    expect(await countOf(`company where name = 'Race${round}'`)).toBe(1);
  }
});

test("after all that keys, audit rows and events tell the same story", async () => {
  const faults = await Promise.all(RECORD_INVARIANTS.map(({ sql }) => world.asOwner(sql)));
  expect(faults.flat()).toEqual([]);
});

test("results may be asked for twice, each time with other fields", async () => {
  const { data, errors } = await api.run(
    alpha,
    `mutation ($input: RegisterLeadsInput!) {
      registerLeads(input: $input) @idempotent(key: "asked-twice") {
        one: results { lead { id } } other: results { lead { stage company { name } } }
      }
    }`,
    { input: { rows: [{ lead: lead("Kassel") }, { lead: lead("Lahr") }] } },
  );
  expect(errors).toBeUndefined();
  expect(data?.registerLeads.other).toEqual([
    { lead: { stage: "SUBMITTED", company: { name: "Kassel" } } },
    { lead: { stage: "SUBMITTED", company: { name: "Lahr" } } },
  ]);
});
