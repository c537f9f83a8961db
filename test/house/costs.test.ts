import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";

import {
  getDirectiveValues,
  getIntrospectionQuery,
  getNamedType,
  getNullableType,
  getOperationAST,
  isCompositeType,
  isListType,
  isObjectType,
  parse,
  validate,
} from "graphql";
import type { GraphQLField } from "graphql";
import { describe, expect, test } from "vitest";

import { buildApiSchema } from "../../src/app/schema.ts";
import { isLeadVerb, isVerbOf, LEAD_VERBS } from "../../src/leads/domain/verb.ts";
import { STAGES } from "../../src/leads/domain/stage.ts";
import { readConfig } from "../../src/platform/config.ts";
import { costDirective, listSizeDirective } from "../../src/platform/graphql/index.ts";
import { costliest, costOf } from "../../src/platform/graphql/cost.ts";
import { costPlan } from "../../src/platform/graphql/cost-plan.ts";

const schema = buildApiSchema({ get: (someClass) => Object.create(someClass.prototype) });
const FOLDER = path.resolve(import.meta.dirname, "../../docs/examples");
const LIMIT = readConfig({}).maxCost;

type Field = GraphQLField<unknown, unknown>;

/** Every field of an object type, as `Lead.credits`. */
const FIELDS = Object.values(schema.getTypeMap())
  .filter((type) => isObjectType(type) && !type.name.startsWith("__"))
  .flatMap((type) =>
    isObjectType(type)
      ? Object.values(type.getFields()).map(
          (field) => [`${type.name}.${field.name}`, field] as const,
        )
      : [],
  );

const listSizeOf = ({ astNode }: Field) =>
  astNode ? getDirectiveValues(listSizeDirective, astNode) : undefined;
const weightOf = ({ astNode }: Field) =>
  astNode ? getDirectiveValues(costDirective, astNode)?.["weight"] : undefined;

function planOf(text: string) {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  const operation = getOperationAST(document, null);
  if (!operation) throw new Error("no operation");
  return costPlan(schema, document, operation);
}

const cost = (text: string, variables: Record<string, unknown> = {}): number =>
  costOf(planOf(text), variables);

describe("the declarations", () => {
  test("say of every page how its arguments size it", () => {
    const paged = FIELDS.filter(([, field]) =>
      getNamedType(field.type).name.endsWith("Connection"),
    );
    expect(paged.length).toBeGreaterThan(10);
    for (const [coordinate, field] of paged) {
      expect([coordinate, listSizeOf(field)]).toEqual([
        coordinate,
        {
          assumedSize: 20,
          slicingArguments: ["first", "last"],
          sizedFields: ["edges", "nodes"],
          requireOneSlicingArgument: false,
        },
      ]);
    }
  });

  test("say of every other list of objects how long it is", () => {
    const lists = FIELDS.filter(
      ([coordinate, field]) =>
        isListType(getNullableType(field.type)) &&
        isCompositeType(getNamedType(field.type)) &&
        !/Connection\.(edges|nodes)$/.test(coordinate),
    );
    expect(lists.length).toBeGreaterThan(20);
    const silent = lists.filter(([, field]) => listSizeOf(field) === undefined);
    expect(silent.map(([coordinate]) => coordinate)).toEqual([]);
  });

  test("say that a mutation counts 10, and so does counting a list", () => {
    const mutations = FIELDS.filter(([coordinate]) => coordinate.startsWith("Mutation."));
    expect(new Set(mutations.map(([, field]) => weightOf(field)))).toEqual(new Set(["10"]));
    const counts = FIELDS.filter(([coordinate]) => /Connection\.totalCount/.test(coordinate));
    expect(counts.length).toBeGreaterThan(10);
    expect(new Set(counts.map(([, field]) => weightOf(field)))).toEqual(new Set(["10"]));
  });

  test("count no list as shorter than it can be", () => {
    const sizes = Object.fromEntries(
      FIELDS.map(([coordinate, field]) => [coordinate, listSizeOf(field)?.["assumedSize"]]),
    );
    const verbsOf = (side: "PARTNER" | "VENDOR") =>
      Object.keys(LEAD_VERBS).filter((verb) => isLeadVerb(verb) && isVerbOf(side, verb)).length;
    const most = Math.max(verbsOf("PARTNER"), verbsOf("VENDOR"));
    expect(sizes["Lead.actions"]).toBeGreaterThanOrEqual(most);
    expect(sizes["Lead.stagesReached"]).toBeGreaterThanOrEqual(Object.keys(STAGES).length);
  });
});

describe("an operation costs", () => {
  const PAGE =
    "query ($first: Int, $last: Int) { leads(first: $first, last: $last) { nodes { id } } }";

  test.each([
    ["nothing for plain values", "{ __typename }", {}, 0],
    ["1 for an object", "{ viewer { displayName side } }", {}, 1],
    ["a page's default", "{ leads { nodes { id } } }", {}, 21],
    ["a page as it is written", "{ leads(first: 5) { nodes { id } } }", {}, 6],
    ["a page from its end", "{ leads(last: 7) { nodes { id } } }", {}, 8],
    ["edges and nodes", "{ leads(first: 5) { edges { node { id } } } }", {}, 11],
    ["the page's own object alone", "{ leads(first: 5) { pageInfo { hasNextPage } } }", {}, 2],
    ["10 more for the count", "{ leads(first: 5) { totalCount nodes { id } } }", {}, 16],
    ["a page as a variable says", PAGE, { first: 3 }, 4],
    ["the default where the variable is left out", PAGE, {}, 21],
    ["the default where the variable is null", PAGE, { first: null }, 21],
    ["no less for a negative page", PAGE, { first: -1_000 }, 21],
    ["no less for an empty page", PAGE, { first: 0 }, 21],
    ["no more than the largest page", PAGE, { first: 1_000_000 }, 101],
    ["the larger of two pages", PAGE, { first: 3, last: 9 }, 10],
    [
      "what is in a list once for each row",
      "{ leads(first: 10) { nodes { company { name } credits(first: 3) { nodes { amount { amount } } } } } }",
      {},
      // 1 page + 10 × (lead 1 + company 1 + page 1 + 3 × (credit 1 + amount 1))
      1 + 10 * (1 + 1 + 1 + 3 * 2),
    ],
    [
      "each alias by itself, and none for another: a negative page takes nothing off",
      "{ a: leads(first: 9) { nodes { id } } b: leads(first: -900) { nodes { id } } }",
      {},
      10 + 21,
    ],
    [
      "the same field once, however often fragments name it",
      "{ leads(first: 2) { nodes { ...a ...b company { name } } } } fragment a on Lead { company { name } } fragment b on Lead { company { domain } owner { displayName } }",
      {},
      1 + 2 * (1 + 1 + 1),
    ],
    [
      "the dearest of the types that an interface may be",
      '{ node(id: "x") { id ... on Lead { company { name } attribution { shares { sharePpm } } } ... on Credit { amount { amount } } } }',
      {},
      // node 1 + company 1 + attribution 1 + 20 shares
      1 + 1 + 1 + 20,
    ],
    [
      "what a type is only under another interface's name",
      '{ node(id: "x") { ... on Node { ... on Lead { company { name } } } } }',
      {},
      2,
    ],
    [
      "a row for each id",
      "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Lead { company { name } } } }",
      { ids: ["a", "b", "c"] },
      6,
    ],
    ["a row for each id that is written", '{ nodes(ids: ["a", "b"]) { id } }', {}, 2],
    ["a row for an id that stands alone", '{ nodes(ids: "a") { id } }', {}, 1],
    ["the list of reasons as long as it may be", "{ reasons { code } }", {}, 100],
    ["10 for a mutation", "mutation { logout { errors { code } } }", {}, 10],
  ])("%s", (_, text, variables, expected) => {
    expect(cost(text, variables)).toBe(expected);
  });

  test("what is left out by a variable costs nothing, and counts where one use of it stays", () => {
    const text = `query ($on: Boolean!, $off: Boolean!) {
      leads(first: 4) @include(if: $on) { nodes { id } }
      leads(first: 4) @skip(if: $off) { totalCount }
      viewer @skip(if: true) { side }
    }`;
    expect(cost(text, { on: true, off: false })).toBe(1 + 10 + 4);
    expect(cost(text, { on: true, off: true })).toBe(1 + 4);
    expect(cost(text, { on: false, off: false })).toBe(1 + 10);
    expect(cost(text, { on: false, off: true })).toBe(0);
  });

  test("a fragment that is left out takes all in it along", () => {
    const text = `query ($on: Boolean!) { ...all @include(if: $on) }
      fragment all on Query { leads(first: 4) { nodes { company { name } } } }`;
    expect(cost(text, { on: true })).toBe(1 + 4 * 2);
    expect(cost(text, { on: false })).toBe(0);
  });

  test("little for what GraphiQL asks of the schema, and too much for all of it many times over", () => {
    expect(cost(getIntrospectionQuery())).toBeLessThan(LIMIT / 5);
    const many = Array.from(
      { length: 25 },
      (_, index) => `t${index}: types { fields { type { fields { type { name } } } } }`,
    );
    expect(cost(`{ __schema { ${many.join(" ")} } }`)).toBeGreaterThan(LIMIT);
  });

  test("what was worked out of a document once", () => {
    const document = parse("{ leads { nodes { id } } }");
    const operation = getOperationAST(document, null)!;

    expect(costPlan(schema, document, operation)).toBe(costPlan(schema, document, operation));
  });
});

describe("who asks for too much", () => {
  const text = `query ($first: Int) {
    leads(first: $first) { totalCount nodes { credits(first: 50) { nodes { amount { amount } } } } }
  }`;

  test("is told where most of it is, and of the largest page that fits", () => {
    const plan = planOf(text);

    const found = costliest(plan, { first: 100 }, 1_000);

    // one lead: 1 + its page 1 + 50 × 2 = 102; the rest of the operation: 1 + 10
    expect(found).toEqual({
      path: ["leads", "nodes", "credits", "nodes", "amount"],
      smaller: { path: ["leads"], first: 9 },
    });
    expect(costOf(plan, { first: 9 })).toBe(11 + 9 * 102);
    expect(costOf(plan, { first: 10 })).toBe(11 + 10 * 102);
  });

  test("is told of a list inside where the outer one cannot be short enough", () => {
    const found = costliest(planOf(text), { first: 2 }, 100);

    // two leads: 11 + 2 × (2 + first × 2)
    expect(found.smaller).toEqual({ path: ["leads", "nodes", "credits"], first: 21 });
    expect(11 + 2 * (2 + 21 * 2)).toBeLessThanOrEqual(100);
    expect(11 + 2 * (2 + 22 * 2)).toBeGreaterThan(100);
  });

  test("is told of none where no page would do", () => {
    expect(costliest(planOf("{ reasons { code } }"), {}, 50)).toEqual({
      path: ["reasons"],
      smaller: null,
    });
  });
});

describe("the documented examples", () => {
  const files = globSync("*.graphql", { cwd: FOLDER }).toSorted();

  test.each(files)("%s costs what it says", (file) => {
    const text = readFileSync(path.join(FOLDER, file), "utf8");
    const name = path.join(FOLDER, file.replace(/\.graphql$/, ".variables.json"));
    const variables = existsSync(name) ? JSON.parse(readFileSync(name, "utf8")) : {};
    const published = /^# cost: (\d+)$/m.exec(text)?.[1];

    // what an operation costs is a promise: say so in CHANGELOG.md where it has to change
    expect(Number(published), `# cost: in docs/examples/${file}`).toBe(cost(text, variables));
    expect(cost(text, variables)).toBeLessThanOrEqual(LIMIT / 10);
  });
});
