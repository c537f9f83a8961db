import { createHash } from "node:crypto";
import { request } from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { answerOf, behaviour, sdl, startSmallServer } from "./small-server.ts";
import type { SmallServer } from "./small-server.ts";

let server: SmallServer;
beforeAll(async () => {
  server = await startSmallServer({ metricsToken: "a-token-for-the-metrics" });
});
afterAll(() => server.close());

const JSON_TYPE = { "content-type": "application/json" };
const post = async (body: string | Buffer, headers: Record<string, string> = JSON_TYPE) =>
  answerOf(
    await fetch(`${server.url}/graphql`, {
      method: "POST",
      headers,
      body: new Uint8Array(Buffer.from(body)),
    }),
  );

describe("the request id", () => {
  it("is the caller's own where it is one, everywhere", async () => {
    const answer = await server.ask("{ greeting }", {
      headers: { "x-request-id": "crm.sync_2027-02" },
    });
    expect(answer.headers.get("x-request-id")).toBe("crm.sync_2027-02");
    expect(answer.extensions).toMatchObject({ requestId: "crm.sync_2027-02" });

    const failed = await server.ask("{ nothing }", {
      headers: { "x-request-id": "crm.sync_2027-03" },
    });
    expect(failed.errors[0]?.extensions["requestId"]).toBe("crm.sync_2027-03");
  });

  it.each(["short", "a".repeat(65), "with blanks in it", "<script>alert(1)</script>"])(
    "is a new one in place of %j",
    async (given) => {
      const answer = await server.ask("{ greeting }", { headers: { "x-request-id": given } });
      expect(answer.headers.get("x-request-id")).toMatch(
        /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
      );
      expect(answer.extensions?.["requestId"]).toBe(answer.headers.get("x-request-id"));
    },
  );

  it("is in every refusal, whoever refuses", async () => {
    const refusals = [
      await post("{"),
      await post("x".repeat(300_000)),
      await post('{"query":"{ greeting }"}', { "content-type": "text/plain" }),
      await answerOf(await fetch(`${server.url}/nowhere`)),
      await answerOf(await fetch(`${server.url}/%zz`)),
      await answerOf(await fetch(`${server.url}/graphql`, { method: "DELETE" })),
    ];
    for (const { errors, headers, status } of refusals) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(errors[0]?.extensions["requestId"]).toBe(headers.get("x-request-id"));
      expect(errors[0]?.extensions["requestId"]).toBeTruthy();
      expect(errors[0]?.extensions["helpUrl"]).toBeTruthy();
    }
  });

  it("stands beside the idempotency key that a mutation used", async () => {
    const answer = await server.ask('mutation { register(text: "x") }');
    expect(answer.extensions).toMatchObject({
      requestId: answer.headers.get("x-request-id"),
      idempotency: [{ path: "register", key: "key-1", replayed: true }],
    });
  });
});

describe("every answer", () => {
  it("may not be kept, run, framed or guessed at", async () => {
    const answers = [
      await fetch(`${server.url}/healthz`),
      await fetch(`${server.url}/nowhere`),
      await fetch(`${server.url}/%zz`),
      await fetch(`${server.url}/graphql`, {
        method: "POST",
        headers: JSON_TYPE,
        body: '{"query":"{ greeting }"}',
      }),
    ];
    for (const { headers } of answers) {
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("content-security-policy")).toBe(
        "default-src 'none'; frame-ancestors 'none'",
      );
      expect(headers.get("access-control-allow-origin")).toBeNull();
      expect(headers.get("x-powered-by")).toBeNull();
    }
  });
});

describe("forged cross-site requests", () => {
  const query = '{"query":"{ greeting }"}';

  it.each([
    ["text/plain", query],
    ["application/x-www-form-urlencoded", "query=%7Bgreeting%7D"],
    [
      "multipart/form-data; boundary=x",
      `--x\r\ncontent-disposition: form-data; name="query"\r\n\r\n{greeting}\r\n--x--`,
    ],
  ])("are refused as %s", async (type, body) => {
    const answer = await post(body, { "content-type": type });
    expect(answer.status).toBe(400);
    expect(answer.errors[0]?.extensions["code"]).toBe("BAD_REQUEST");
  });

  it("are refused without any type, and as GET that a page may send", async () => {
    expect((await post(query, {})).status).toBe(400);
    const get = await fetch(`${server.url}/graphql?query=${encodeURIComponent("{ greeting }")}`);
    expect(get.status).toBe(400);
  });

  it("does not stop a GET that no page can send", async () => {
    const get = await fetch(`${server.url}/graphql?query=${encodeURIComponent("{ greeting }")}`, {
      headers: { "apollo-require-preflight": "1" },
    });
    expect(await get.json()).toMatchObject({ data: { greeting: "hello" } });
  });
});

describe("HTTP forms", () => {
  it("refuses a mutation over GET, and runs nothing", async () => {
    behaviour.loginAttempts = 0;
    const query = encodeURIComponent('mutation { login(password: "x") }');
    const response = await fetch(`${server.url}/graphql?query=${query}`, {
      headers: { "apollo-require-preflight": "1" },
    });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
    expect(behaviour.loginAttempts).toBe(0);
  });

  it("refuses a batch", async () => {
    const answer = await post('[{"query":"{ greeting }"},{"query":"{ greeting }"}]');
    expect(answer.status).toBe(400);
    expect(answer.errors[0]).toMatchObject({ extensions: { code: "BAD_REQUEST" } });
  });

  it("tells clients that store queries to send them whole", async () => {
    const persisted = { version: 1, sha256Hash: createHash("sha256").update("x").digest("hex") };
    const answer = await post(JSON.stringify({ extensions: { persistedQuery: persisted } }));
    expect(answer.errors[0]?.extensions["code"]).toBe("PERSISTED_QUERY_NOT_SUPPORTED");
    expect(answer.errors[0]?.message).toBe("PersistedQueryNotSupported");
  });

  it.each(["PUT", "DELETE", "PATCH", "OPTIONS"])("refuses %s", async (method) => {
    const response = await fetch(`${server.url}/graphql`, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, POST");
  });

  it.each([
    ["no JSON", "{ greeting }"],
    ["nothing", ""],
    ["a number", "7"],
    ["an empty object", "{}"],
    ["a query that is none", '{"query":7}'],
    ["variables that are none", '{"query":"{ greeting }","variables":"x"}'],
    ["half a character", Buffer.from([0x7b, 0xff, 0x7d])],
  ])("refuses a body that is %s", async (_, body) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.errors[0]?.extensions["code"]).toBe("BAD_REQUEST");
  });

  it.each(["gzip", "br", "deflate", "zstd"])("takes no body compressed by %s", async (encoding) => {
    const answer = await post(gzipSync('{"query":"{ greeting }"}'), {
      ...JSON_TYPE,
      "content-encoding": encoding,
    });
    expect(answer.status).toBe(415);
  });

  it("answers in the type that is asked for, or says that it cannot", async () => {
    const accept = async (type: string) =>
      server.ask("{ greeting }", { headers: { accept: type } });
    const graphql = await accept("application/graphql-response+json");
    expect(graphql.headers.get("content-type")).toContain("application/graphql-response+json");
    expect((await accept("*/*")).headers.get("content-type")).toContain("application/json");
    const html = await accept("text/html");
    expect(html.status).toBe(406);
  });
});

describe("bodies that are too large", () => {
  it("are refused at once when they say so, with the limit", async () => {
    const answer = await post(JSON.stringify({ query: `{ greeting } #${"x".repeat(262_144)}` }));
    expect(answer.status).toBe(413);
    expect(answer.errors[0]?.extensions).toMatchObject({
      code: "LIMIT_EXCEEDED",
      counted: "bytes",
      limit: 262_144,
    });
  });

  it("do not cut off who still sends: the answer is not lost", async () => {
    const headers = { ...JSON_TYPE, "content-length": 1_000_000 };
    const sending = request({ port: server.port, path: "/graphql", method: "POST", headers });
    const answered = new Promise<number>((resolve, reject) => {
      sending.on("response", (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      sending.on("error", reject);
    });
    sending.write("{");
    expect(await answered).toBe(413);

    await sleep(100);
    expect(sending.socket?.destroyed).toBe(false);
    sending.destroy();
  });

  it("are refused when 51 MB come, and not kept", async () => {
    const before = process.memoryUsage.rss();
    const status = await sendEndlessly(51 * 1024 * 1024);
    expect(status).toBe(413);
    expect(process.memoryUsage.rss() - before).toBeLessThan(150 * 1024 * 1024);
  });
});

/** Sends so many bytes in pieces without saying how many; resolves with the status as soon as it comes. */
function sendEndlessly(bytes: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const sending = request(
      { port: server.port, path: "/graphql", method: "POST", headers: JSON_TYPE },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
        sending.destroy();
      },
    );
    sending.on("error", reject);
    const piece = Buffer.alloc(65_536, "x");
    let left = bytes;
    const send = () => {
      while (left > 0 && !sending.destroyed) {
        left -= piece.length;
        if (!sending.write(piece)) {
          sending.once("drain", send);
          return;
        }
      }
      sending.end();
    };
    send();
  });
}

describe("slow and broken connections", () => {
  it("have at most 10 s for headers, 20 s for a request and 30 s of silence", () => {
    const { headersTimeout, requestTimeout, timeout } = server.http.server;
    expect({ headersTimeout, requestTimeout, timeout }).toEqual({
      headersTimeout: 10_000,
      requestTimeout: 20_000,
      timeout: 30_000,
    });
  });

  it.each([
    ["what is not HTTP", "hello\r\n\r\n", 400],
    [
      "headers without end",
      `GET / HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${"a".repeat(64_000)}\r\n\r\n`,
      431,
    ],
  ])("are told about %s in JSON", async (_, text, status) => {
    const answer = await new Promise<string>((resolve) => {
      let received = "";
      const socket = connect(server.port, "127.0.0.1", () => socket.write(text));
      socket.on("data", (piece) => (received += piece.toString()));
      socket.on("close", () => resolve(received));
      socket.on("error", () => undefined);
    });
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(JSON.parse(answer.split("\r\n\r\n")[1] ?? "")).toMatchObject({
      errors: [{ extensions: { code: "BAD_REQUEST" } }],
    });
  });

  it("may name any host", async () => {
    const status = await new Promise<number>((resolve) => {
      request(
        {
          port: server.port,
          path: "/graphql",
          method: "POST",
          headers: { ...JSON_TYPE, host: "[::" },
        },
        (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        },
      ).end('{"query":"{ greeting }"}');
    });
    expect(status).toBe(200);
  });
});

describe("the schema as text", () => {
  it("has a strong tag, and is not sent again to who has it", async () => {
    const first = await fetch(`${server.url}/schema.graphql`);
    expect(await first.text()).toBe(sdl);
    const etag = first.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[\w-]{27}"$/);
    expect(first.headers.get("cache-control")).toBe("public, no-cache");

    const second = await fetch(`${server.url}/schema.graphql`, {
      headers: { "if-none-match": etag },
    });
    expect(second.status).toBe(304);
    expect(await second.text()).toBe("");
    const third = await fetch(`${server.url}/schema.graphql`, {
      headers: { "if-none-match": '"other"' },
    });
    expect(third.status).toBe(200);
  });
});

describe("the page of the errors", () => {
  it("is where the help of an error leads", async () => {
    const { errors } = await server.ask("{ nothing }");
    const help = new URL(String(errors[0]?.extensions["helpUrl"]), server.url);
    const page = await (await fetch(help)).text();
    expect(page).toContain(`<h3 id="${help.hash.slice(1)}">GRAPHQL_VALIDATION_FAILED</h3>`);
    expect(page).toContain('<h3 id="duplicate-lead">DUPLICATE_LEAD</h3>');
  });
});

describe("the metrics", () => {
  const metrics = (headers: Record<string, string> = {}) =>
    fetch(`${server.url}/metrics`, { headers });

  it("are open to callers on this machine that nobody forwarded", async () => {
    expect((await metrics()).status).toBe(200);
    for (const name of ["x-forwarded-for", "forwarded", "via", "x-real-ip"]) {
      expect((await metrics({ [name]: "for=10.0.0.1" })).status).toBe(404);
    }
  });

  it("are open to the token from anywhere, and only to that one", async () => {
    const forwarded = { "x-forwarded-for": "203.0.113.9" };
    expect(
      (await metrics({ ...forwarded, authorization: "Bearer a-token-for-the-metrics" })).status,
    ).toBe(200);
    expect((await metrics({ ...forwarded, authorization: "Bearer another" })).status).toBe(404);
  });

  it("count requests by type and outcome, and what the database did", async () => {
    await server.ask("{ greeting }");
    await server.ask("{ nothing }");
    await server.ask('mutation { register(text: "x") }');
    const text = await (await metrics()).text();
    expect(text).toMatch(/baton_requests_total\{type="query",outcome="ok"\} [1-9]/);
    expect(text).toMatch(/baton_requests_total\{type="none",outcome="refused"\} [1-9]/);
    expect(text).toMatch(/baton_requests_total\{type="mutation",outcome="ok"\} [1-9]/);
    expect(text).toMatch(/baton_errors_total\{code="GRAPHQL_VALIDATION_FAILED"\} [1-9]/);
    expect(text).toMatch(/baton_request_seconds_bucket\{le="0.005",type="query"\} \d/);
    expect(text).toContain("baton_database_statements_total 7");
    expect(text).toContain("baton_database_round_trips_total 5");
    expect(text).toContain("baton_database_transactions_total 3");
    expect(text).toContain('baton_database_connections{role="partner",state="waiting"} 2');
    expect(text).toContain('baton_export_connections{role="vendor",state="taken"} 1');
    expect(text).toContain('baton_export_connections{role="vendor",state="places"} 2');
    expect(text).toMatch(/baton_event_loop_lag_seconds\{quantile="0.99"\} [\d.]+/);
    expect(text).toMatch(/baton_requests_underway 0\n/);
  });
});

describe("GraphiQL", () => {
  it("comes from this server alone, as files that may be kept for good", async () => {
    const page = await fetch(`${server.url}/graphiql`);
    const html = await page.text();
    expect(page.headers.get("content-security-policy")).toContain("script-src 'self';");
    expect(html).not.toMatch(/https?:\/\/|<script>|onload=/);

    const files = [...html.matchAll(/(?:src|href)="(\/graphiql\/[^"]+)"/g)].map(
      (found) => found[1],
    );
    expect(files).toHaveLength(6);
    for (const file of files) {
      const response = await fetch(`${server.url}${file}`);
      expect(response.status).toBe(200);
      expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
      expect(response.headers.get("etag")).toBeTruthy();
    }
    const old = await fetch(`${server.url}/graphiql/graphiql.min.js?v=old`);
    expect(old.headers.get("cache-control")).toBe("no-cache");
    expect((await fetch(`${server.url}/graphiql/..%2f..%2fpackage.json`)).status).toBe(404);
  });

  it("holds no token outside of the demo", async () => {
    const config = await (await fetch(`${server.url}/graphiql/config.json`)).json();
    expect(config).toEqual({ roles: [], examples: [] });
  });
});
