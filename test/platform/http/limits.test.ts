import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { answerOf, behaviour, startSmallServer } from "./small-server.ts";
import type { Answer, SmallServer } from "./small-server.ts";

let server: SmallServer;
beforeAll(async () => {
  server = await startSmallServer();
});
afterAll(() => server.close());
beforeEach(() => {
  behaviour.loginAttempts = 0;
});

/** One process answers and asks; a refusal takes milliseconds, and this leaves room for the machine. */
const GENEROUS_CPU_MS = 1_000;

async function refusedCheaply(work: () => Promise<Answer>): Promise<Answer> {
  const before = process.cpuUsage();
  const answer = await work();
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(GENEROUS_CPU_MS);
  expect(answer.status).toBe(400);
  expect(answer.data).toBeUndefined();
  return answer;
}

/** What was counted, as the refusal says it; its message names the limit too. */
function limitOf({ errors: [error] }: Answer) {
  const { code, counted, count, limit } = error?.extensions ?? {};
  expect(code).toBe("LIMIT_EXCEEDED");
  expect(error?.message).toContain(String(limit));
  return { counted, count, limit };
}

const nested = (levels: number) => `${"{ parent ".repeat(levels)}{ id }${" }".repeat(levels)}`;
const many = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index)).join(" ");

describe("a document within the limits", () => {
  it("is answered with 12 levels of fields, 20 fields at the root and lists of 100", async () => {
    // lead, 10 × parent, id
    const deep = await server.ask(`{ lead(id: "1") ${nested(10)} }`);
    expect(deep.errors).toEqual([]);

    const wide = await server.ask(`{ ${many(20, (index) => `a${index}: greeting`)} }`);
    expect(Object.keys(wide.data ?? {})).toHaveLength(20);

    const ids = Array.from({ length: 100 }, String);
    const long = await server.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {
      variables: { ids },
    });
    expect(long.data?.["nodes"]).toHaveLength(100);
  });

  it("may be the introspection of GraphiQL and of code generators", async () => {
    const { getIntrospectionQuery } = await import("graphql");
    const answer = await server.ask(
      getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true }),
    );
    expect(answer.status).toBe(200);
    expect(answer.data?.["__schema"].queryType.name).toBe("Query");
  });

  it("may use variables with defaults in directives", async () => {
    const answer = await server.ask("query ($yes: Boolean = true) { greeting @include(if: $yes) }");
    expect(answer.data).toEqual({ greeting: "hello" });
  });
});

describe("depth", () => {
  it.each([13, 100, 600])("refuses %i levels", async (levels) => {
    const answer = await refusedCheaply(() =>
      server.ask(`{ lead(id: "1") ${nested(levels - 2)} }`),
    );
    expect(limitOf(answer)).toEqual({ counted: "levels of fields", count: 13, limit: 12 });
  });

  it("counts through chained fragments", async () => {
    const fragments = many(
      8,
      (index) =>
        `fragment F${index} on Lead { parent { parent { ${index < 7 ? `...F${index + 1}` : "id"} } } }`,
    );
    const answer = await refusedCheaply(() =>
      server.ask(`{ lead(id: "1") { ...F0 } } ${fragments}`),
    );
    expect(limitOf(answer)).toEqual({ counted: "levels of fields", count: 13, limit: 12 });
  });

  it("refuses introspection that nests without end", async () => {
    const types = `${"{ ofType ".repeat(30)}{ name }${" }".repeat(30)}`;
    const answer = await refusedCheaply(() => server.ask(`{ __type(name: "Lead") ${types} }`));
    expect(limitOf(answer)).toEqual({ counted: "levels of fields", count: 21, limit: 20 });
  });
});

describe("width", () => {
  it("refuses more than 1,000 fields, however they come about", async () => {
    const fragment = `fragment F on Lead { ${many(60, (index) => `a${index}: id`)} }`;
    const query = `{ lead(id: "1") { ${many(20, (index) => `p${index}: parent { ...F }`)} } } ${fragment}`;
    const answer = await refusedCheaply(() => server.ask(query));
    expect(limitOf(answer)).toEqual({ counted: "fields", count: 1_001, limit: 1_000 });
  });

  it("cuts a fragment bomb of 2^26 fields when the thousandth is counted", async () => {
    const fragments = many(
      26,
      (index) =>
        `fragment F${index} on Lead { ${index < 25 ? `...F${index + 1} ... on Lead { ...F${index + 1} }` : "id"} }`,
    );
    const answer = await refusedCheaply(() =>
      server.ask(`{ lead(id: "1") { ...F0 } } ${fragments}`),
    );
    expect(limitOf(answer)).toEqual({ counted: "fields", count: 1_001, limit: 1_000 });
  });

  it("refuses more than 20 fields at the root", async () => {
    const answer = await refusedCheaply(() =>
      server.ask(`{ ${many(21, (index) => `a${index}: greeting`)} }`),
    );
    expect(limitOf(answer)).toEqual({ counted: "fields at the root", count: 21, limit: 20 });
  });

  it("refuses more than 10 directives on one field", async () => {
    const directives = many(11, () => "@include(if: true)");
    const answer = await refusedCheaply(() => server.ask(`{ greeting ${directives} }`));
    // the schema's own rule sees the repetition first; what counts is that nothing ran
    expect(answer.errors[0]?.extensions["code"]).toMatch(
      /^(LIMIT_EXCEEDED|GRAPHQL_VALIDATION_FAILED)$/,
    );
  });

  it.each([
    ["10,000 aliases", `{ ${many(10_000, (index) => `a${index}: greeting`)} }`],
    ["10,000 times the same field", `{ ${many(10_000, () => "greeting")} }`],
    ["20,000 directives", `{ greeting ${many(10_000, () => "@skip(if: false)")} }`],
    [
      "5,000 unused fragments",
      `{ greeting } ${many(5_000, (index) => `fragment F${index} on Lead { id }`)}`,
    ],
    ["3,000 levels", `{ lead(id: "1") ${nested(3_000)} }`],
  ])("refuses %s by the count of tokens", async (_, query) => {
    const answer = await refusedCheaply(() => server.ask(query));
    expect(answer.errors[0]?.extensions).toMatchObject({
      code: "LIMIT_EXCEEDED",
      counted: "tokens",
      limit: 2_000,
    });
  });

  it.each([
    ["fields that say the same", `{ ${many(990, () => "greeting")} }`],
    ["objects in one another twice", `{ lead(id: "1") { ${doubled(8)} } }`],
    [
      "fragments on one type",
      `{ lead(id: "1") { ${many(200, (i) => `...F${i}`)} } } ${many(200, (i) => `fragment F${i} on Lead { id }`)}`,
    ],
  ])("is through with %s at once", async (_, query) => {
    const before = process.cpuUsage();
    await server.ask(query);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(GENEROUS_CPU_MS);
  });

  it("refuses fragments that hold one another", async () => {
    const answer = await refusedCheaply(() =>
      server.ask(
        `{ lead(id: "1") { ...A } } fragment A on Lead { parent { ...B } } fragment B on Lead { parent { ...A } }`,
      ),
    );
    expect(answer.errors[0]?.extensions["code"]).toBe("GRAPHQL_VALIDATION_FAILED");
  });

  it("stops validation at 20 errors", async () => {
    const answer = await server.ask(`{ ${many(100, (index) => `unknown${index}`)} }`);
    expect(answer.status).toBe(400);
    expect(answer.errors.length).toBeLessThanOrEqual(21);
  });
});

function doubled(levels: number): string {
  return levels === 0
    ? "id"
    : `parent { ${doubled(levels - 1)} } parent { ${doubled(levels - 1)} }`;
}

describe("a document that is refused as it is written", () => {
  const validated = async (): Promise<number> => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    return Number(/baton_documents_total\{step="validated"\} (\d+)/.exec(text)?.[1] ?? 0);
  };
  const fragment = (on: string, inside: string) => `... on ${on} { ${inside} }`;

  it.each([
    ["fields at the root", 21, 20, `{ ${many(330, () => "a: leads { unknown }")} }`],
    ["fields at the root", 21, 20, `{ ${many(330, () => fragment("Query", "greeting"))} unknown }`],
    ["fields at the root", 21, 20, `query Q { work } query R { ${many(21, () => "unknown")} }`],
    ["repeated fields", 51, 50, `{ leads { ${many(390, () => "children { id }")} } unknown }`],
    [
      "repeated fields",
      51,
      50,
      `{ leads { ...F } unknown } fragment F on Lead { ${many(52, () => fragment("Lead", "id"))} }`,
    ],
    [
      "repeated fields",
      51,
      50,
      `{ ${many(5, () => `leads { ${many(15, () => "children { id }")} }`)} unknown }`,
    ],
    ["items in a list", 101, 100, `{ unknown(ids: [${many(101, String)}]) }`],
  ])("has too many %s (%i of %i) and is not held against the schema", async (...asked) => {
    const [counted, count, limit, query] = asked;
    const before = await validated();
    for (const token of [null, "reader"]) {
      const answer = await refusedCheaply(() => server.ask(query, { token }));
      expect(limitOf(answer)).toEqual({ counted, count, limit });
    }
    expect(await validated()).toBe(before);
  });

  it("may repeat fields 50 times", async () => {
    const answer = await server.ask(`{ leads { ${many(51, () => "parent { id }")} } }`);
    expect(answer.errors).toEqual([]);
  });
});

describe("mutations without a token", () => {
  it.each([
    [
      "a thousand guesses",
      `mutation { ${many(400, (index) => `a${index}: login(password: "x")`)} }`,
    ],
    ["two guesses", `mutation { a: login(password: "x") b: login(password: "y") }`],
    [
      "a guess in a fragment",
      `mutation { ...F login(password: "x") } fragment F on Mutation { b: login(password: "y") }`,
    ],
    ["a guess and a refresh", `mutation { login(password: "x") refresh }`],
  ])("refuses %s in one document, and runs none", async (_, query) => {
    const answer = await refusedCheaply(() => server.ask(query, { token: null }));
    expect(answer.errors[0]?.extensions["code"]).toBe("LIMIT_EXCEEDED");
    expect(behaviour.loginAttempts).toBe(0);
  });

  it("lets one guess through", async () => {
    const answer = await server.ask(`mutation { login(password: "x") }`, { token: null });
    expect(answer.data).toEqual({ login: false });
    expect(behaviour.loginAttempts).toBe(1);
  });
});

describe("lists and variables", () => {
  const ids = Array.from({ length: 101 }, String);

  it.each([
    ["a variable", "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids }],
    ["a literal", `{ nodes(ids: [${ids.map((id) => `"${id}"`).join(",")}]) { id } }`, {}],
    [
      "a default",
      `query ($ids: [ID!]! = [${ids.map((id) => `"${id}"`).join(",")}]) { nodes(ids: $ids) { id } }`,
      {},
    ],
    [
      "an input's field",
      "query ($n: NoteInput!) { echo(note: $n) }",
      { n: { text: "", tags: ids } },
    ],
  ])("refuses 101 items in %s", async (_, query, variables) => {
    const answer = await refusedCheaply(() => server.ask(query, { variables }));
    expect(limitOf(answer)).toEqual({ counted: "items in a list", count: 101, limit: 100 });
  });

  it("refuses variables that nest 100,000 levels deep", async () => {
    const bomb = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const answer = await refusedCheaply(async () =>
      answerOf(
        await fetch(`${server.url}/graphql`, {
          method: "POST",
          headers: { "content-type": "application/json", authorization: "Bearer reader" },
          body: `{"query":"query ($ids: [ID!]!) { nodes(ids: $ids) { id } }","variables":{"ids":${bomb}}}`,
        }),
      ),
    );
    expect(limitOf(answer)).toEqual({ counted: "levels in variables", count: 21, limit: 20 });
  });

  it("does not let a variable reach the prototype of anything", async () => {
    const refused = await fetch(`${server.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: "Bearer reader" },
      body: '{"query":"{ greeting }","variables":{"__proto__":{"isAdmin":true}}}',
    });
    expect(refused.status).toBe(400);
    const inAddress = `query=${encodeURIComponent("{ greeting }")}&variables=${encodeURIComponent('{"__proto__":{"isAdmin":true}}')}`;
    await fetch(`${server.url}/graphql?${inAddress}`, {
      headers: { "apollo-require-preflight": "1" },
    });
    const aliased = await server.ask("{ __proto__: greeting constructor: greeting }");
    expect(aliased.text).toContain('"__proto__":"hello"');
    expect(({} as Record<string, unknown>)["isAdmin"]).toBeUndefined();
  });
});
