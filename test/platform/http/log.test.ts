import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createLogger } from "../../../src/platform/logger.ts";

import { behaviour, logged, startSmallServer } from "./small-server.ts";
import type { SmallServer } from "./small-server.ts";

let server: SmallServer;
beforeAll(async () => {
  server = await startSmallServer();
});
afterAll(() => server.close());

const CANARY = "CANARY-7f3a";

describe("the line of a request", () => {
  it("says who asked for what and what came of it, and nothing else", async () => {
    const answer = await server.ask("query Greet { greeting }", {
      headers: { "x-request-id": "request-one" },
    });
    expect(answer.status).toBe(200);

    const [line] = logged(server, "request").filter((each) => each["requestId"] === "request-one");
    expect(line).toEqual({
      level: "info",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      event: "request",
      requestId: "request-one",
      method: "POST",
      route: "/graphql",
      operation: "Greet",
      operationType: "query",
      documentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      cost: 0,
      callerKind: "MEMBER",
      actorId: "01970000-0000-7000-8000-000000000001",
      codes: [],
      status: 200,
      ms: expect.any(Number),
    });
  });

  it("names the codes of a failure", async () => {
    await server.ask("{ work greeting }", {
      token: null,
      headers: { "x-request-id": "request-two" },
    });
    const [line] = logged(server, "request").filter((each) => each["requestId"] === "request-two");
    expect(line).toMatchObject({ codes: ["UNAUTHENTICATED"], status: 401 });
  });

  it.each([
    ["a batch", '[{"query":"{ greeting }"}]', {}, 400],
    ["a body of another type", "query={greeting}", { "content-type": "text/plain" }, 400],
    ["variables that are none", '{"query":"{ greeting }","variables":"x"}', {}, 400],
    ["an answer in no type of ours", '{"query":"{ greeting }"}', { accept: "text/html" }, 406],
  ])("names the code where Apollo refuses %s", async (what, body, headers, status) => {
    const id = `apollo-${what.replaceAll(" ", "-")}`;
    const response = await fetch(`${server.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-request-id": id, ...headers },
      body,
    });
    expect(response.status).toBe(status);
    const [line] = logged(server, "request").filter((each) => each["requestId"] === id);
    expect(line).toMatchObject({ codes: ["BAD_REQUEST"], status });
  });

  it("names and counts the code of a GET that is refused", async () => {
    const counted = async () => {
      const text = await (await fetch(`${server.url}/metrics`)).text();
      return Number(/baton_errors_total\{code="BAD_REQUEST"\} (\d+)/.exec(text)?.[1] ?? 0);
    };
    const before = await counted();
    const query = encodeURIComponent("{ greeting }");
    for (const [id, search, headers] of [
      ["get-variables", `query=${query}&variables=%7B`, { "apollo-require-preflight": "1" }],
      ["get-forged", `query=${query}`, {}],
    ] as const) {
      const response = await fetch(`${server.url}/graphql?${search}`, {
        headers: { "x-request-id": id, ...headers },
      });
      expect(response.status).toBe(400);
      const [line] = logged(server, "request").filter((each) => each["requestId"] === id);
      expect(line).toMatchObject({ codes: ["BAD_REQUEST"], status: 400 });
    }
    expect(await counted()).toBe(before + 2);
  });

  it("says that a caller went away before its body had come, and blames nobody", async () => {
    const headers = {
      "content-type": "application/json",
      "content-length": 100,
      "x-request-id": "went-away",
    };
    const sending = request({ port: server.port, path: "/graphql", method: "POST", headers });
    sending.on("error", () => undefined);
    sending.write('{"query":');
    await sleep(50);
    sending.destroy();

    const linesOf = () =>
      server.lines
        .map((line) => JSON.parse(line))
        .filter((line) => line["requestId"] === "went-away");
    await expect.poll(() => linesOf().map((line) => line["event"])).toContain("aborted");
    expect(linesOf().filter((line) => line["level"] !== "info")).toEqual([]);
    expect(linesOf().filter((line) => line["event"] === "failed")).toEqual([]);
  });

  it("repeats nothing that came in, wherever it stood and whatever went wrong with it", async () => {
    const variables = {
      note: { text: CANARY, at: CANARY, [CANARY]: 1 },
      id: CANARY,
      password: CANARY,
    };
    const headers = {
      "idempotency-key": CANARY,
      cookie: CANARY,
      "user-agent": CANARY,
      origin: CANARY,
    };
    const queries = [
      "query ($note: NoteInput) { echo(note: $note) }",
      "query ($id: ID!) { lead(id: $id) { id } }",
      "mutation ($password: String!) { login(password: $password) }",
      `{ lead(id: "${CANARY}") { id } }`,
      `{ ${CANARY.replace("-", "_")} }`,
      `"""${CANARY}`,
    ];
    for (const query of queries) {
      await server.ask(query, { variables, headers });
      await server.ask(query, { variables, headers, token: CANARY });
    }
    behaviour.work = () => {
      const carried = {
        code: "23505",
        detail: CANARY,
        query: CANARY,
        parameters: [CANARY],
        where: CANARY,
      };
      throw Object.assign(new Error(`null value in row contains ${CANARY}`), carried);
    };
    await server.ask("{ work }");
    behaviour.work = () => {
      JSON.parse(`${CANARY}{`);
      throw new Error("unreachable");
    };
    await server.ask("{ work }");
    await fetch(`${server.url}/${CANARY}?${CANARY}`);
    await fetch(`${server.url}/graphql?query=${CANARY}`);

    expect(logged(server, "request").length).toBeGreaterThan(12);
    expect(server.lines.join("")).not.toContain("CANARY");
  });

  it.each([
    ["a line end", 'evil\n{"level":"fatal","event":"forged"}'],
    ["colours", "\u001b[31mred\u001b[0m"],
    ["separators", "a\u2028b\u0085c"],
    ["a thousand letters", "x".repeat(1_000)],
    ["a person", `${CANARY} Bob Smith bob@x.example`],
  ])(
    "has no operation's name that stands in no document, such as one with %s",
    async (_, operationName) => {
      const before = server.lines.length;
      await server.ask("{ greeting }", { operationName });
      const added = server.lines.slice(before);
      expect(added).toHaveLength(1);
      const [text = ""] = added;
      expect(text.trimEnd()).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      expect(JSON.parse(text)).not.toHaveProperty("operation");
      await server.ask("{ no document", { operationName });
      await expect.poll(() => logged(server, "request").at(-1)).toMatchObject({ status: 400 });
      expect(logged(server, "request").at(-1)).not.toHaveProperty("operation");
      expect(logged(server, "forged")).toEqual([]);
    },
  );
});

describe("the logger", () => {
  it("drops fields that are not in its list, and what is of another type", () => {
    const lines: string[] = [];
    const logger = createLogger("info", { write: (line: string) => lines.push(line) });
    const fields = {
      email: CANARY,
      err: { detail: CANARY },
      status: CANARY,
      route: { a: CANARY },
      count: 3,
    };
    logger.info("something", fields as object);
    logger.debug("unheard");

    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ event: "something", count: 3 });
    expect(lines[0]).not.toContain(CANARY);
  });

  it("keeps of an error its name, code, frames and causes", () => {
    const lines: string[] = [];
    const logger = createLogger("info", { write: (line: string) => lines.push(line) });
    const cause = Object.assign(new Error(`row ("${CANARY}") exists`), {
      code: "23505",
      detail: CANARY,
    });
    logger.error("failed", { error: new TypeError(`no "${CANARY}" here`, { cause }) });

    const { error } = JSON.parse(lines[0] ?? "");
    expect(error).toMatchObject({ name: "TypeError", cause: { code: "23505" } });
    expect(error.stack).toContain('no "…" here');
    expect(error.stack).toContain("log.test.ts");
    expect(lines[0]).not.toContain(CANARY);
  });
});
