import { GraphQLError } from "graphql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { behaviour, logged, startSmallServer } from "./small-server.ts";
import type { SmallServer } from "./small-server.ts";

let server: SmallServer;
beforeAll(async () => {
  server = await startSmallServer();
});
afterAll(() => server.close());

/** An error as the driver throws it, with everything in it that must not be told. */
function databaseError(code: string): Error {
  return Object.assign(
    new Error('duplicate key value violates unique constraint "lead_email_key"'),
    {
      code,
      detail: "Key (email)=(canary@rival.example) already exists.",
      table: "lead",
      constraint: "lead_email_key",
      query: "insert into lead (email) values ($1)",
      parameters: ["canary@rival.example"],
    },
  );
}

const failWith = (error: unknown) => {
  behaviour.work = () => Promise.reject(error);
  return server.ask("{ work }");
};

describe("an error that is not ours to tell", () => {
  it.each(["23505", "23503", "22P02", "22021", "42501", "42P01", "XX000"])(
    "is only said to be our fault when the database says %s",
    async (code) => {
      const answer = await failWith(databaseError(code));

      expect(answer.status).toBe(500);
      expect(answer.data).toEqual({ work: null });
      const requestId = answer.headers.get("x-request-id");
      expect(answer.errors).toEqual([
        {
          message: "Something went wrong on our side; the request id leads to it in the log",
          locations: [{ line: 1, column: 3 }],
          path: ["work"],
          extensions: {
            code: "INTERNAL_SERVER_ERROR",
            requestId,
            helpUrl: "/docs/errors#internal-server-error",
            retryable: false,
          },
        },
      ]);
      expect(answer.text).not.toMatch(/canary|lead_email|insert|duplicate|email/);
    },
  );

  it("is in the log once, with its code and stack, and nothing that it carried", async () => {
    const answer = await failWith(databaseError("23505"));

    const lines = logged(server, "failed").filter(
      (line) => line["requestId"] === answer.headers.get("x-request-id"),
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: "error",
      codes: ["INTERNAL_SERVER_ERROR"],
      error: { code: "23505", constraint: "lead_email_key" },
    });
    expect(lines[0]?.["error"].stack).toContain("errors.test.ts");
    expect(JSON.stringify(lines)).not.toMatch(/canary|insert|Key \(/);
  });

  it.each([
    ["an error of the program", new TypeError("Cannot read properties of undefined (reading 'x')")],
    [
      "an error of another library that looks like GraphQL's",
      new GraphQLError("secret words", {
        extensions: { code: "BAD_USER_INPUT", target: "secret" },
      }),
    ],
    ["an error that is none", "secret words"],
  ])("is not told when it is %s", async (_, error) => {
    const answer = await failWith(error);
    expect(answer.status).toBe(500);
    expect(answer.errors[0]?.extensions["code"]).toBe("INTERNAL_SERVER_ERROR");
    expect(answer.text).not.toMatch(/secret|undefined/);
  });
});

describe("a subscription", () => {
  it.each([
    ["subscription { __typename }", "reader"],
    ["subscription { __typename }", null],
    ["subscription S { __typename } query Q { greeting }", null],
  ])("is refused as what the schema does not have: %s as %s", async (query, token) => {
    const answer = await server.ask(query, { token });
    const requestId = answer.headers.get("x-request-id");
    expect(answer.status).toBe(400);
    expect(answer.errors).toMatchObject([
      {
        message: "The schema has no subscriptions",
        extensions: { code: "GRAPHQL_VALIDATION_FAILED" },
      },
    ]);
    const lines = server.lines.map((line) => JSON.parse(line));
    expect(lines.filter((line) => line.requestId === requestId && line.level === "error")).toEqual(
      [],
    );
  });
});

describe("the database out of reach", () => {
  it.each([
    [
      "refuses connections",
      Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }),
    ],
    ["has no connection free", new Error("timeout exceeded when trying to connect")],
    ["was cut off", new Error("Connection terminated unexpectedly")],
    ["is shut down", databaseError("57P01")],
    ["is starting", databaseError("57P03")],
    ["has too many clients", databaseError("53300")],
    ["lost the connection", databaseError("08006")],
    ["gave up a lost race", databaseError("40001")],
  ])("is 503 and worth trying again when it %s", async (_, error) => {
    const answer = await failWith(error);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("1");
    expect(answer.errors[0]?.extensions).toMatchObject({
      code: "SERVICE_UNAVAILABLE",
      retryable: true,
    });
    expect(answer.text).not.toMatch(/ECONN|canary|connect |terminated/);
  });

  it("is TIMEOUT when a statement took too long", async () => {
    const answer = await failWith(databaseError("57014"));
    expect(answer.status).toBe(503);
    expect(answer.errors[0]?.extensions).toMatchObject({ code: "TIMEOUT", retryable: true });
  });

  it("is 503 also when nobody can be told who asks", async () => {
    const answer = await server.ask("{ greeting }", { token: "database-down" });
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("1");
    expect(answer.errors[0]?.extensions["code"]).toBe("SERVICE_UNAVAILABLE");
    expect(answer.text).not.toContain("10.0.0.7");
  });

  it("leaves the status 200 where another part was done", async () => {
    behaviour.work = () => Promise.reject(databaseError("57P01"));
    const answer = await server.ask("{ greeting work }");
    expect(answer.status).toBe(200);
    expect(answer.data).toEqual({ greeting: "hello", work: null });
    expect(answer.errors[0]?.extensions["code"]).toBe("SERVICE_UNAVAILABLE");
  });
});

describe("the GraphQL library's errors", () => {
  it.each([
    ["{ greetin }", 'Cannot query field "greetin" on type "Query".'],
    ['{ lead(idd: "1") { id } }', 'Unknown argument "idd" on field "Query.lead".'],
  ])("propose no names of the schema: %s", async (query, message) => {
    const answer = await server.ask(query);
    expect(answer.status).toBe(400);
    expect(answer.errors[0]?.message).toBe(message);
    expect(answer.text).not.toContain("Did you mean");
  });

  it("say where a variable is wrong, and do not repeat it", async () => {
    const answer = await server.ask("query ($note: NoteInput!) { echo(note: $note) }", {
      variables: { note: { text: "CANARY in a text", at: "x".repeat(300), texst: "CANARY" } },
    });
    expect(answer.status).toBe(400);
    expect(answer.errors.map((error) => error.extensions["code"])).toEqual([
      "BAD_USER_INPUT",
      "BAD_USER_INPUT",
    ]);
    expect(answer.errors[0]?.message).toContain('at "note.at"');
    expect(answer.errors[1]?.message).toBe(
      'Variable "$note" got an invalid value; Field "texst" is not defined by type "NoteInput".',
    );
    expect(answer.text).not.toContain("CANARY");
    expect(answer.text).not.toContain("x".repeat(41));
  });

  it.each([
    ["a word", `{ ${"z".repeat(100)} }`],
    ["a literal", `{ echo(at: "${"z".repeat(100)}") }`],
    ["an object", `{ lead(id: { a: "${"z".repeat(30)}", b: "${"z".repeat(30)}" }) { id } }`],
    ["a string that does not end", `{ echo(at: "${"z".repeat(100)}`],
    ["an argument", `{ lead(id: "1", ${"z".repeat(100)}: 1) { id } }`],
  ])("repeat at most 40 characters of %s", async (_, query) => {
    const answer = await server.ask(query);
    expect(answer.status).toBe(400);
    expect(answer.text).not.toMatch(/z{41}/);
    expect(answer.errors[0]?.message.match(/z/g)?.length ?? 0).toBeLessThanOrEqual(40);
  });

  it("do not repeat a variable that reads like the error itself, and are quick with it", async () => {
    const text = `; Expected type "Int" ${'CANARY \\" '.repeat(20_000)}`;
    const before = process.cpuUsage();
    const answer = await server.ask("query ($note: NoteInput!) { echo(note: $note) }", {
      variables: { note: { text: { inner: text } } },
    });
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(1_000);
    expect(answer.errors[0]?.message).toBe(
      'Variable "$note" got an invalid value at "note.text"; String cannot represent a non string value: { inner: "; Expecte…',
    );
  });

  it("say which operation is missing", async () => {
    const answer = await server.ask("query A { greeting }", { operationName: "B" });
    expect(answer.status).toBe(400);
    expect(answer.errors[0]).toMatchObject({
      message: 'Unknown operation named "B".',
      extensions: { code: "BAD_REQUEST" },
    });
  });

  it("stop at 20 wrong fields of a variable", async () => {
    const note = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`f${index}`, 1]));
    const answer = await server.ask("query ($note: NoteInput!) { echo(note: $note) }", {
      variables: { note },
    });
    expect(answer.status).toBe(400);
    expect(answer.errors).toHaveLength(21);
  });
});

describe("where an input is wrong", () => {
  const pathsOf = async (query: string, variables: unknown = {}) => {
    const { errors } = await server.ask(query, { variables });
    return errors.map((error) => [error.extensions["code"], error.extensions["inputPath"]]);
  };
  const ECHO = "query ($note: NoteInput) { echo(note: $note) }";

  it("is told of each fault of a variable, as a list", async () => {
    const note = { text: 5, at: 'no time" at "x.y"; reason', tags: ["a", 7] };
    expect(await pathsOf(ECHO, { note })).toEqual([
      ["BAD_USER_INPUT", ["note", "text"]],
      ["BAD_USER_INPUT", ["note", "at"]],
      ["BAD_USER_INPUT", ["note", "tags", 1]],
    ]);
  });

  it("is told of what is missing, and of what is not known", async () => {
    expect(await pathsOf(ECHO, { note: { other: 1 } })).toEqual([
      ["BAD_USER_INPUT", ["note", "text"]],
      ["BAD_USER_INPUT", ["note"]],
    ]);
    expect(await pathsOf("query ($id: ID!) { lead(id: $id) { id } }")).toEqual([
      ["BAD_USER_INPUT", ["id"]],
    ]);
    expect(await pathsOf("query ($id: ID!) { lead(id: $id) { id } }", { id: null })).toEqual([
      ["BAD_USER_INPUT", ["id"]],
    ]);
    expect(
      await pathsOf("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids: [{}] }),
    ).toEqual([["BAD_USER_INPUT", ["ids", 0]]]);
  });

  it("is told of an argument", async () => {
    expect(
      await pathsOf("query ($at: DateTime = null) { lead(id: $id) { id } echo(at: $at) }"),
    ).toEqual([["GRAPHQL_VALIDATION_FAILED", undefined]]);
    expect(
      await pathsOf('query ($text: String = "x") { echo(note: { text: $text }) }', { text: null }),
    ).toEqual([["BAD_USER_INPUT", ["note"]]]);
  });
});

describe("access", () => {
  it("demands a token for introspection and for everything not open to anyone", async () => {
    for (const query of [
      "{ __schema { types { name } } }",
      '{ __type(name: "Lead") { name } }',
      "{ work }",
    ]) {
      const answer = await server.ask(query, { token: null });
      expect(answer.status).toBe(401);
      expect(answer.headers.get("www-authenticate")).toBe("Bearer");
      expect(answer.errors[0]?.extensions["code"]).toBe("UNAUTHENTICATED");
      expect(answer.text).not.toContain('"Lead"');
    }
    expect((await server.ask("{ greeting __typename }", { token: null })).data).toEqual({
      greeting: "hello",
      __typename: "Query",
    });
  });

  describe.each([
    ["that opens nothing", "Bearer nobody"],
    ["of more than 4 kB", `Bearer ${"a".repeat(4_097)}`],
    ["of 12 kB", `Bearer ${"a".repeat(12_000)}`],
    ["of another scheme", "Basic cmVhZGVyOng="],
    ["without a value", "Bearer "],
    ["of two parts", "Bearer reader reader"],
  ])("with a token %s", (_, authorization) => {
    const asked = (query: string, variables?: unknown) =>
      server.ask(query, { token: null, headers: { authorization }, variables });

    it.each([
      ["{ work }", {}],
      ["{ greeting work }", {}],
      ["{ __schema { types { name } } }", {}],
      ["query ($note: NoteInput) { echo(note: $note) }", { note: 5 }],
      ['mutation { login(password: "right") register(text: "x") }', {}],
    ])("refuses %s, and says that it is the token", async (query, variables) => {
      const answer = await asked(query, variables);
      expect(answer.status).toBe(401);
      expect(answer.headers.get("www-authenticate")).toBe("Bearer");
      expect(answer.errors[0]?.extensions["code"]).toBe("UNAUTHENTICATED");
      expect(answer.errors[0]?.extensions["requestId"]).toBe(answer.headers.get("x-request-id"));
      // only what looks like a token is handed on to be judged
      const isJudged = authorization === "Bearer nobody";
      expect(answer.errors[0]?.message).toContain(isJudged ? "opens nothing" : "at most 4096");
    });

    it("does what is open to anyone: who logs in again sends the old token along", async () => {
      expect((await asked("{ greeting __typename }")).data).toEqual({
        greeting: "hello",
        __typename: "Query",
      });
      const login = await asked('mutation { login(password: "right") }');
      expect([login.status, login.data]).toEqual([200, { login: true }]);
    });
  });

  it("says FORBIDDEN once for a field, complete like every error", async () => {
    const answer = await server.ask("{ leads { id score } }");
    expect(answer.status).toBe(200);
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors[0]?.extensions).toEqual({
      code: "FORBIDDEN",
      requestId: answer.headers.get("x-request-id"),
      helpUrl: "/docs/errors#forbidden",
      retryable: false,
      coordinate: "Lead.score",
      requiredScopes: [["SCORES_READ"]],
    });
    const scorer = await server.ask("{ leads { id score } }", { token: "scorer" });
    expect(scorer.errors).toEqual([]);
  });
});
