import { afterAll, beforeAll, expect, test } from "vitest";

import { openLivingWorld, registration } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { done } from "../support/mutate.ts";
import type { Json } from "../support/served-world.ts";

let world: LivingWorld;
let submitted: string;

beforeAll(async () => {
  world = await openLivingWorld();
  const input: Json = registration("Übermut");
  const made = await done(
    world,
    world.members.PARTNER_MEMBER.key,
    "registerLead",
    {
      ...input,
      company: { ...input["company"], name: "Müller & Söhne Übermut GmbH", domain: "uebermut.com" },
      contact: { ...input["contact"], name: "Zoë Brandt", email: "zoe.brandt@uebermut.com" },
      externalReference: "CRM-4711/b",
      notes: "Wants Kubernetes, by spring",
    },
    "lead { id reference }",
  );
  submitted = made["lead"].id;
});
afterAll(() => world.close());

async function found(search: string, bearer: string, more = ""): Promise<readonly string[]> {
  const query = `query ($search: String) { leads(search: $search, first: 100${more}) { totalCount nodes { id } } }`;
  const { data, errors } = await world.ask(bearer, query, { search });
  expect(errors, search).toEqual([]);
  expect(data?.["leads"].totalCount).toBe(data?.["leads"].nodes.length);
  return data?.["leads"].nodes.map((node: Json) => node["id"]);
}

const own = (): string => world.members.PARTNER_MEMBER.key;

test("its partner finds a lead by company, person, references and notes, however they are written", async () => {
  const { data } = await world.ask(own(), `{ lead(by: { id: "${submitted}" }) { reference } }`);
  const searches = [
    "übermut",
    "MULLER sohne",
    "zoe",
    "Zoë brandt UEBER",
    "zoe.brandt@uebermut.com",
    "crm-4711",
    "4711",
    "kuber spring",
    data?.["lead"].reference,
  ];
  for (const search of searches)
    expect([search, await found(search, own())]).toEqual([search, [submitted]]);
});

test("every word must be there, and each from its beginning", async () => {
  for (const search of ["muller zorn", "bermut", "brand kubernetesx"])
    expect([search, await found(search, own())]).toEqual([search, []]);
});

test("a search goes with filters, orders and pages", async () => {
  const both = await found("kanarek", own());
  expect(both.length).toBeGreaterThan(3);
  expect(await found("kanarek", own(), ", filter: { stages: [WON] }")).toEqual([world.leads.won]);
  const backwards = await found(
    "kanarek",
    own(),
    ", orderBy: { field: CLAIMED_AT, direction: ASC }",
  );
  expect(backwards).toEqual(both.toReversed());
  const page =
    'query ($after: String) { leads(search: "kanarek", first: 2, after: $after) { nodes { id } pageInfo { endCursor } } }';
  const first = (await world.ask(own(), page)).data?.["leads"];
  const second = (await world.ask(own(), page, { after: first.pageInfo.endCursor })).data?.[
    "leads"
  ];
  expect([...first.nodes, ...second.nodes].map((node: Json) => node["id"])).toEqual(
    both.slice(0, 4),
  );
  const elsewhere = await world.ask(own(), page.replace("kanarek", "kanare"), {
    after: first.pageInfo.endCursor,
  });
  expect(elsewhere.errors[0]?.["extensions"].code).toBe("BAD_USER_INPUT");
});

test("the vendor finds by persons and notes from acceptance on, and who sees no persons never does", async () => {
  const sales = world.members.SALES_REP.key;
  expect(await found("ubermut muller", sales)).toEqual([submitted]);
  expect(await found("crm-4711", sales)).toEqual([submitted]);
  for (const search of ["zoe", "brandt muller", "kubernetes"])
    expect([search, await found(search, sales)]).toEqual([search, []]);
  expect(await found("kanarek won person", sales)).toEqual([world.leads.won]);
  expect(await found("kanarek won person", world.members.ANALYST.key)).toEqual([]);
  expect(await found("kanarek won", world.members.ANALYST.key)).toEqual([world.leads.won]);
});

test("a rival finds nothing of it", async () => {
  for (const search of ["übermut", "kanarek", "zoe", "4711"])
    expect([search, await found(search, world.rival.key)]).toEqual([search, []]);
  expect((await found("beta", world.rival.key)).length).toBe(1);
});
