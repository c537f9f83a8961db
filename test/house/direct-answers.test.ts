import { getNamedType, isLeafType, isObjectType, isRequiredArgument } from "graphql";
import type { GraphQLObjectType } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";

import { ALL_ROLES } from "../../src/identity/index.ts";
import { openLivingWorld } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { OperationWriter } from "../support/operations.ts";
import { nodeIds, querySamples } from "../support/samples.ts";

/** Every test run makes do with some hundreds; more are asked for by hand. */
const OPERATIONS = Number(process.env["BATON_OPERATIONS"] ?? 200);
const SEED = Number(process.env["BATON_SEED"] ?? 20_261_126);

let world: LivingWorld;
beforeAll(async () => {
  world = await openLivingWorld();
  world.stopForgettingCredentials();
});
afterAll(() => world.close());

const bearers = (): readonly (readonly [string, string | null])[] => [
  ...ALL_ROLES.map((role) => [role, world.members[role].key] as const),
  ["a rival", world.rival.key],
  ["the vendor's staff", world.staff.key],
  ["nobody", null],
];

const metric = async (way: string): Promise<number> => {
  const text = await (await fetch(`${world.url}/metrics`)).text();
  return Number(new RegExp(`baton_queries_total\\{way="${way}"\\} (\\d+)`).exec(text)?.[1] ?? 0);
};

/** The text with its errors in the order of their places: which fails first is left to chance. */
function inOrder(text: string): string {
  const { errors, ...rest } = JSON.parse(text);
  const sorted = errors?.map((error: unknown) => JSON.stringify(error)).toSorted();
  return JSON.stringify({ ...rest, errors: sorted });
}

test(`${OPERATIONS} queries written by chance are answered alike, byte for byte, with and without execution`, async () => {
  const everything = Object.values(nodeIds(world));
  const writer = new OperationWriter(
    world.schema,
    {
      ...querySamples(world),
      "Query.node": everything.map((id) => `(id: "${id}")`),
      "Query.nodes": [
        `(ids: ${JSON.stringify(everything)})`,
        `(ids: ["${everything[0]}", "${everything[1]}", "${everything[0]}"])`,
      ],
    },
    SEED,
  );
  const callers = bearers();
  let whole = 0;
  for (let turn = 0; turn < OPERATIONS; turn += 1) {
    const operation = writer.write();
    const [role, bearer] = callers[turn % callers.length]!;
    const body = JSON.stringify(operation);
    const options = { headers: { "x-request-id": `operation-${turn}` } };
    const direct = await world.post(bearer, body, options);
    const executed = await world.postToExecute(bearer, body, options);

    const told = `${role}, seed ${SEED}, turn ${turn}:\n${operation.query}`;
    expect([direct.status, inOrder(direct.text)], told).toEqual([
      executed.status,
      inOrder(executed.text),
    ]);
    if (direct.data && direct.errors.length === 0) whole += 1;

    // what was kept of the document serves other variables as a document does that is new
    const other = { ...operation, variables: { yes: false, no: true, size: 1 + (turn % 5) } };
    const fresh = { ...other, query: `${other.query}\n# ${turn}` };
    const [kept, made] = await Promise.all(
      [other, fresh].map((each) => world.post(bearer, JSON.stringify(each), options)),
    );
    expect(inOrder(kept!.text), told).toBe(inOrder(made!.text));
  }
  const directly = await metric("direct");
  // the comparison is worth something only where both ways are gone
  expect(directly).toBeGreaterThan(OPERATIONS / 8);
  expect(whole).toBeGreaterThan(OPERATIONS / 8);
  console.log(`${OPERATIONS} operations: ${directly} answered directly, ${whole} without an error`);
}, 300_000);

/** All that can be asked of a type without arguments, so many objects deep. */
function everythingOf(type: GraphQLObjectType, depth: number): string {
  return Object.values(type.getFields())
    .filter((field) => !field.args.some(isRequiredArgument))
    .flatMap((field) => {
      const named = getNamedType(field.type);
      if (!isObjectType(named)) return isLeafType(named) ? [field.name] : [];
      return depth > 0 ? [`${field.name} { ${everythingOf(named, depth - 1)} }`] : [];
    })
    .concat("__typename")
    .join(" ");
}

test("everything that can be asked of anything with an id is answered alike", async () => {
  let whole = 0;
  for (const [name, id] of Object.entries(nodeIds(world))) {
    const type = world.schema.getType(name);
    if (!isObjectType(type)) throw new Error(`${name} is no object type`);
    for (const depth of [1, 2]) {
      const query = `{ node(id: "${id}") { ... on ${name} { ${everythingOf(type, depth)} } } }`;
      const body = JSON.stringify({ query });
      const options = { headers: { "x-request-id": `everything-of-${name}` } };
      for (const { key } of [world.staff, world.members.PARTNER_ADMIN, world.rival]) {
        const direct = await world.post(key, body, options);
        const executed = await world.postToExecute(key, body, options);
        expect([direct.status, inOrder(direct.text)], query).toEqual([
          executed.status,
          inOrder(executed.text),
        ]);
        if (direct.data?.["node"] && direct.errors.length === 0) whole += 1;
      }
    }
  }
  expect(whole).toBeGreaterThan(Object.keys(nodeIds(world)).length);
});

test.each([
  "leads(first: 1) { __proto__: nodes { id } }",
  "leads(first: 1) { nodes { __proto__: id stage constructor: company { __proto__: name } } }",
  "leads(first: 3) { nodes { toString: opportunity { id } __proto__: opportunity { id } hasOwnProperty: id } }",
])("a key may be spelled as what objects have of their own: %s", async (selection) => {
  const options = { headers: { "x-request-id": "own-names" } };
  const direct = await world.post(
    world.staff.key,
    JSON.stringify({ query: `{ ${selection} }` }),
    options,
  );
  const executed = await world.postToExecute(
    world.staff.key,
    JSON.stringify({ query: `{ ${selection} }` }),
    options,
  );
  expect(direct.errors).toEqual([]);
  expect(inOrder(executed.text)).toBe(inOrder(direct.text));
});

/** What no constraint lets in, put there by somebody with a superuser's rights. */
const DAMAGES = {
  "a word that no enum knows":
    "alter table lead drop constraint lead_source; update lead set source = 'NOWHERE' where stage = 'WON'",
  "nothing where something must be":
    "alter table company alter name drop not null; update company set name = null where lead_id in (select id from lead where stage = 'SUBMITTED')",
  "money of no currency":
    "alter table credit disable trigger credit_ends_once; update credit set currency = 'XXQ'",
} as const;

test.each(Object.entries(DAMAGES))(
  "%s is told alike, with and without execution",
  async (_, damage) => {
    const damaged = await openLivingWorld();
    try {
      await damaged.asOwner(
        `set session_replication_role = replica; ${damage}; set session_replication_role = default`,
      );
      const queries = [
        "{ leads(first: 50) { totalCount nodes { id source company { name } } } }",
        "{ leads(first: 50) { edges { cursor node { source company { name country } partner { name } } } } }",
        "{ leads(first: 50) { nodes { credits { nodes { state amount { amount currency } } } timeline { nodes { type } } } } }",
        `{ node(id: "${damaged.leads.won}") { id ... on Lead { source company { name } credits { edges { node { id awardGross { amount } } } } } } other: node(id: "${damaged.leads.submitted}") { id ... on Lead { source company { name } } } }`,
        "{ credits { nodes { id amount { currency } } } }",
      ];
      let told = 0;
      for (const { key } of [damaged.staff, damaged.members.PARTNER_MEMBER, damaged.rival]) {
        for (const query of queries) {
          const body = JSON.stringify({ query });
          const options = { headers: { "x-request-id": "damaged-rows" } };
          const direct = await damaged.post(key, body, options);
          const executed = await damaged.postToExecute(key, body, options);
          expect([direct.status, inOrder(direct.text)], query).toEqual([
            executed.status,
            inOrder(executed.text),
          ]);
          told += direct.errors.length;
        }
      }
      expect(told).toBeGreaterThan(0);
    } finally {
      await damaged.close();
    }
  },
  60_000,
);
