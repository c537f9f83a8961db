import fc from "fast-check";
import { getNamedType, Kind, isAbstractType, isCompositeType, isObjectType } from "graphql";
import type { GraphQLField, GraphQLNamedType } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { openLivingWorld } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import { mutate } from "../support/mutate.ts";
import { nodeIds, querySamples } from "../support/samples.ts";
import { readTables } from "../support/tables.ts";

let world: LivingWorld;
const LIMIT = 1_000_000;

beforeAll(async () => {
  world = await openLivingWorld();
  world.stopForgettingCredentials();
  await world.ask(world.staff.key, "{ viewer { side } }");
});
afterAll(() => world.close());

const ONLY = { headers: { "x-cost-only": "1" } };

/** Of each lead the whole history, a hundred times over: one costs 1 + 100 × (1 + 100). */
const ONE_LEAD = 1 + 100 * (1 + 100);
const HISTORIES = Array.from(
  { length: 100 },
  (_, index) => `h${index}: timeline(first: 100) { nodes { id } }`,
);
const DEAR = `query ($first: Int) { leads(first: $first) { nodes { ${HISTORIES.join(" ")} } } }`;

describe("every answer", () => {
  it("tells what the operation costs and what it may", async () => {
    const text = "query ($first: Int) { leads(first: $first) { totalCount nodes { id } } }";
    for (const first of [1, 2, 50]) {
      const { extensions } = await world.ask(world.staff.key, text, { first });
      expect(extensions?.["cost"]).toEqual({ requested: 1 + 10 + first, limit: LIMIT });
    }
  });

  it("tells it of what was refused too, where the operation was understood", async () => {
    const refused = await world.ask(world.staff.key, "{ leads(first: -5) { nodes { id } } }");
    expect(refused.errors[0]?.["extensions"].code).toBe("BAD_USER_INPUT");
    expect(refused.extensions?.["cost"]).toEqual({ requested: 21, limit: LIMIT });

    const invalid = await world.ask(world.staff.key, "{ nothing }");
    expect(invalid.extensions).not.toHaveProperty("cost");
    const unfit = await world.ask(world.staff.key, DEAR, { first: "many" });
    expect(unfit.errors[0]?.["extensions"].code).toBe("BAD_USER_INPUT");
    expect(unfit.extensions).not.toHaveProperty("cost");
  });
});

describe("an operation that costs too much", () => {
  it("is refused before any of it runs, with a page that would fit", async () => {
    const { result, statements } = await world.costOf(() =>
      world.ask(world.staff.key, DEAR, { first: 100 }),
    );

    expect([result.status, statements, result.data]).toEqual([400, 0, undefined]);
    expect(result.errors).toMatchObject([
      {
        extensions: {
          code: "COST_LIMIT_EXCEEDED",
          requested: 1 + 100 * ONE_LEAD,
          limit: LIMIT,
          costliestPath: ["leads", "nodes"],
          smallerPage: { path: ["leads"], first: Math.floor((LIMIT - 1) / ONE_LEAD) },
        },
      },
    ]);
    expect(result.extensions?.["cost"]).toEqual({ requested: 1 + 100 * ONE_LEAD, limit: LIMIT });

    const first: number = result.errors[0]?.["extensions"].smallerPage.first;
    const fitting = await world.ask(world.staff.key, DEAR, { first }, ONLY);
    const larger = await world.ask(world.staff.key, DEAR, { first: first + 1 }, ONLY);
    expect(fitting.extensions?.["cost"].requested).toBeLessThanOrEqual(LIMIT);
    expect(larger.extensions?.["cost"].requested).toBeGreaterThan(LIMIT);
  });

  it("is a matter of those who have a token: others are told that first", async () => {
    const answer = await world.ask(null, DEAR, { first: 100 });
    expect(answer.errors[0]?.["extensions"].code).toBe("UNAUTHENTICATED");
  });
});

describe("with the header x-cost-only: 1", () => {
  it("the cost is all that is answered, and nothing is read", async () => {
    const { result, statements } = await world.costOf(() =>
      world.ask(world.staff.key, "{ leads(first: 5) { totalCount nodes { id } } }", {}, ONLY),
    );
    expect([result.status, result.data, result.errors, statements]).toEqual([200, null, [], 0]);
    expect(result.extensions?.["cost"]).toEqual({ requested: 16, limit: LIMIT });
  });

  it("a mutation does nothing, whether the caller may do it or not", async () => {
    const before = await readTables(world);
    for (const { key } of [world.staff, world.members.PARTNER_MEMBER]) {
      const input = { name: "Not made", state: "ACTIVE" };
      const answer = await mutate(world, key, "createPartner", input, ONLY);
      expect([answer.data, answer.errors]).toEqual([null, []]);
      expect(answer.extensions?.["cost"]).toEqual({ requested: 10, limit: LIMIT });
      expect(answer.extensions).not.toHaveProperty("idempotency");
    }
    expect((await readTables(world)).changedSince(before)).toEqual([]);
  });

  it("what is above the limit is told, not refused", async () => {
    const answer = await world.ask(world.staff.key, DEAR, { first: 100 }, ONLY);
    expect([answer.status, answer.errors]).toEqual([200, []]);
    expect(answer.extensions?.["cost"].requested).toBeGreaterThan(LIMIT);
  });

  it("variables that do not fit are told, and nothing runs", async () => {
    const answer = await world.ask(world.staff.key, DEAR, { first: "many" }, ONLY);
    expect([answer.status, answer.errors[0]?.["extensions"].code]).toEqual([400, "BAD_USER_INPUT"]);
  });

  it("a caller without a token learns nothing", async () => {
    const answer = await world.ask(null, "{ leads { nodes { id } } }", {}, ONLY);
    expect([answer.status, answer.data ?? null]).toEqual([401, null]);
  });
});

/** Whether objects of a type are parts of another one, which cost nothing by themselves. */
const isPart = (typeName: unknown): boolean =>
  world.schema
    .getType(String(typeName))
    ?.astNode?.directives?.some(({ name, arguments: given }) => {
      const weight = given?.find((each) => each.name.value === "weight")?.value;
      return name.value === "cost" && weight?.kind === Kind.STRING && weight.value === "0";
    }) ?? false;

/** Objects in an answer; refusals and parts of others are none, nor is the answer itself. */
function objectsIn(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + objectsIn(each), 0);
  if (typeof value !== "object" || value === null) return 0;
  const own = "__typename" in value && isPart(value.__typename) ? 0 : 1;
  return own + Object.values(value).reduce<number>((sum, each) => sum + objectsIn(each), 0);
}

/** Draws a number from 0 to below `count`; the same seed draws the same operation. */
type Draw = (count: number) => number;

function drawFrom(numbers: readonly number[]): Draw {
  let next = 0;
  return (count) => (numbers[next++ % numbers.length] ?? 0) % count;
}

/** A selection of a type: some fields, fragments, aliases, pages of every sort, conditions. */
function selectionOf(type: GraphQLNamedType, draw: Draw, depth: number): string {
  if (isAbstractType(type)) {
    const possible = world.schema.getPossibleTypes(type);
    const parts = possible
      .filter(() => draw(3) > 0)
      .map((each) => `... on ${each.name} { ${selectionOf(each, draw, depth)} }`);
    return ["__typename", ...parts].join(" ");
  }
  if (!isObjectType(type)) return "__typename";
  const parts = Object.values(type.getFields()).flatMap((field) => {
    if (draw(3) === 0) return [];
    const text = fieldText(type.name, field, draw, depth);
    return text === null ? [] : [text];
  });
  return ["__typename", ...parts].join(" ");
}

function fieldText(
  on: string,
  field: GraphQLField<unknown, unknown>,
  draw: Draw,
  depth: number,
): string | null {
  const named = getNamedType(field.type);
  if (isCompositeType(named) && depth === 0) return null;
  const args = argsOf(on, field, draw);
  if (args === null) return null;
  const isPage = on.endsWith("Connection") || on.endsWith("Edge");
  const below = isPage ? depth : depth - 1;
  const inside = isCompositeType(named) ? ` { ${selectionOf(named, draw, below)} }` : "";
  // the same key in two types of one selection may hold two types of value
  const key = `${on}_${field.name}${draw(2)}`;
  const condition = ["", "@include(if: $yes)", "@skip(if: $yes)", "@skip(if: $no)"][draw(4)];
  const text = `${key}: ${field.name}${args} ${condition}${inside}`;
  return draw(4) === 0 ? `... on ${on} { ${text} }` : text;
}

function argsOf(on: string, field: GraphQLField<unknown, unknown>, draw: Draw): string | null {
  const coordinate = `${on}.${field.name}`;
  if (coordinate === "Query.node") return `(id: "${draw(2) ? anyIds()[0] : "lead_x"}")`;
  if (coordinate === "Query.nodes") return draw(2) ? "(ids: $ids)" : `(ids: ["${anyIds()[0]}"])`;
  const samples = querySamples(world)[coordinate];
  if (samples) return samples[draw(samples.length)] ?? "";
  if (field.args.some((each) => each.name === "first")) {
    return ["", "(first: 2)", "(last: 3)", "(first: $first)", "(first: $none)", "(first: 100)"][
      draw(6)
    ]!;
  }
  return field.args.some((each) => String(each.type).endsWith("!")) ? null : "";
}

const anyIds = (): readonly string[] => Object.values(nodeIds(world));

describe("the estimate", () => {
  it("is never below the number of objects that are answered, whatever is asked", async () => {
    const query = world.schema.getQueryType()!;
    let most = 0;
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(1_000), { minLength: 40, maxLength: 120 }),
        async (numbers) => {
          const draw = drawFrom(numbers);
          const roots = Object.values(query.getFields()).filter(() => draw(12) === 0);
          const texts = roots.map((field) => fieldText("Query", field, draw, 3));
          const document = `query ($yes: Boolean!, $no: Boolean!, $first: Int, $none: Int, $ids: [ID!]!) {
            asked: __typename @include(if: $yes) @skip(if: $no)
            f: leads(first: $first) { __typename } n: leads(first: $none) { __typename } nodes(ids: $ids) { __typename }
            ${texts.filter((each) => each !== null).join("\n")}
          }`;
          const variables = { yes: true, no: false, first: 7, none: null, ids: anyIds() };

          const answer = await world.ask(world.staff.key, document, variables);

          const codes = answer.errors.map((each) => each["extensions"].code);
          fc.pre(!codes.includes("LIMIT_EXCEEDED"));
          expect(answer.status, answer.text).toBe(200);
          const objects = objectsIn(answer.data) - (answer.data ? 1 : 0);
          most = Math.max(most, objects);
          answered += 1;
          expect(answer.extensions?.["cost"].requested, document).toBeGreaterThanOrEqual(objects);
        },
      ),
      { numRuns: 60 },
    );
    // a law about empty answers would say nothing
    expect(answered).toBe(60);
    expect(most).toBeGreaterThan(30);
  });
});
