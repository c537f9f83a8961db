import { Agent, request } from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { afterEach, describe, expect, it } from "vitest";

import { makeReadiness } from "../../../src/platform/http/index.ts";
import { mayHaveTokens } from "../../../src/platform/http/local-caller.ts";

import { behaviour, logged, startSmallServer } from "./small-server.ts";
import type { SmallServer } from "./small-server.ts";

let server: SmallServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

interface Report {
  readonly status: string;
  readonly checks: Readonly<Record<string, unknown>>;
}

describe("readiness", () => {
  it("names each check, and is 503 when one says no, fails or does not answer", async () => {
    let database = async () => ({ ok: true });
    server = await startSmallServer(
      {},
      {
        readiness: makeReadiness(
          {
            database: () => database(),
            isolation: async () => ({ ok: true, note: "set_config cannot be revoked" }),
          },
          100,
        ),
      },
    );
    const ready = async () => {
      await sleep(550); // a report is kept for half a second
      const response = await fetch(`${server?.url}/readyz`);
      const { status: says, checks } = (await response.json()) as Report;
      return { status: response.status, database: checks["database"], says };
    };

    expect(await ready()).toEqual({ status: 200, database: { ok: true }, says: "ready" });
    database = () => Promise.reject(new Error("connect ECONNREFUSED 10.0.0.7"));
    expect(await ready()).toEqual({
      status: 503,
      database: { ok: false, note: "failed" },
      says: "not ready",
    });
    database = () => new Promise(() => undefined);
    expect(await ready()).toEqual({
      status: 503,
      database: { ok: false, note: "no answer within 100 ms" },
      says: "not ready",
    });
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  it("asks the database once, however many ask at the same time", async () => {
    let asked = 0;
    server = await startSmallServer(
      {},
      {
        readiness: makeReadiness({
          database: async () => {
            asked += 1;
            await sleep(20);
            return { ok: true };
          },
        }),
      },
    );
    await Promise.all(Array.from({ length: 30 }, () => fetch(`${server?.url}/readyz`)));
    expect(asked).toBe(1);
  });
});

describe("draining", () => {
  it("lets a slow request end, says that it is not ready, and then lets nobody in", async () => {
    const open = await startSmallServer();
    server = open;
    const finish = Promise.withResolvers<string>();
    const begun = Promise.withResolvers<void>();
    behaviour.work = () => {
      begun.resolve();
      return finish.promise;
    };
    const slow = open.ask("{ work }");
    await begun.promise;

    const drained = open.http.drain(5_000);
    const late = await fetch(`${open.url}/readyz`);
    expect(late.status).toBe(503);
    expect(await late.json()).toMatchObject({ status: "draining" });
    const served = await open.ask("{ greeting }");
    expect(served.status).toBe(200);

    await sleep(700);
    expect(await connecting(open.port)).toBe("ECONNREFUSED");
    finish.resolve("done in time");
    const answer = await slow;
    expect(answer.data).toEqual({ work: "done in time" });
    await drained;
  });

  it("answers everything that callers on open connections send meanwhile", async () => {
    const open = await startSmallServer();
    server = open;
    behaviour.work = async () => {
      await sleep(20);
      return "done";
    };
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const outcomes: (number | string)[] = [];
    let isOver = false;
    const caller = async () => {
      while (!isOver) {
        const outcome = await askBy(agent, open.port);
        outcomes.push(outcome);
        // nobody is there any more: a client would go to another instance now
        if (typeof outcome === "string") return;
      }
    };
    const callers = Array.from({ length: 8 }, caller);
    await sleep(200);
    await open.http.drain(5_000);
    isOver = true;
    await Promise.all(callers);
    agent.destroy();

    const statuses = outcomes.filter((outcome) => typeof outcome === "number");
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(statuses.length).toBeGreaterThan(20);
    // refused at the closed door, before anything was sent
    expect(new Set(outcomes.filter((outcome) => typeof outcome === "string"))).toEqual(
      new Set(["ECONNREFUSED"]),
    );
    expect(logged(open, "request")).toHaveLength(statuses.length);
  });

  it("cuts off what does not end in time", async () => {
    const open = await startSmallServer();
    server = open;
    const begun = Promise.withResolvers<void>();
    behaviour.work = () => {
      begun.resolve();
      return new Promise(() => undefined);
    };
    const stuck = open.ask("{ work }");
    stuck.catch(() => undefined);
    await begun.promise;

    const start = performance.now();
    await open.http.drain(400);
    expect(performance.now() - start).toBeLessThan(3_000);
    await expect(stuck).rejects.toThrow("fetch failed");
    expect(logged(open, "cut off")[0]).toMatchObject({ count: 1 });
  });
});

/** Resolves with how an attempt at a new connection ends. */
function connecting(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve("let in");
    });
    socket.on("error", (error) => resolve("code" in error ? String(error.code) : "error"));
  });
}

function askBy(agent: Agent, port: number): Promise<number | string> {
  return new Promise((resolve) => {
    const headers = { "content-type": "application/json", authorization: "Bearer reader" };
    const asking = request(
      { agent, port, host: "127.0.0.1", path: "/graphql", method: "POST", headers },
      (response) => {
        response.resume();
        response.on("end", () => resolve(response.statusCode ?? 0));
      },
    );
    asking.on("error", (error) => resolve("code" in error ? String(error.code) : "error"));
    asking.end('{"query":"{ work }"}');
  });
}

describe("a blocked event loop", () => {
  it("refuses GraphQL with 503 for a moment, says that it lives, and recovers", async () => {
    const open = await startSmallServer({}, { maxLagMs: 300 });
    server = open;
    expect((await open.ask("{ greeting }")).status).toBe(200);

    const end = performance.now() + 600;
    while (performance.now() < end) Math.sqrt(2);
    const refused = await open.ask("{ greeting }");
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(refused.errors[0]?.extensions).toMatchObject({
      code: "SERVICE_UNAVAILABLE",
      retryable: true,
    });
    expect((await fetch(`${open.url}/healthz`)).status).toBe(200);

    await expect
      .poll(async () => (await open.ask("{ greeting }")).status, { timeout: 5_000, interval: 200 })
      .toBe(200);
  });
});

describe("the demo", () => {
  it("gives GraphiQL a fresh token for each role, and examples", async () => {
    let made = 0;
    server = await startSmallServer(
      {},
      {
        explorer: {
          examples: [{ query: "{ greeting }", variables: null, roles: ["SALES"] }],
          tokens: async () => [{ role: "SALES", label: "Sales", token: `token ${(made += 1)}` }],
        },
      },
    );
    const config = async () => (await fetch(`${server?.url}/graphiql/config.json`)).json();
    expect(await config()).toEqual({
      roles: [{ role: "SALES", label: "Sales", token: "token 1" }],
      examples: [{ query: "{ greeting }", variables: null, roles: ["SALES"] }],
    });
    expect(await config()).toMatchObject({ roles: [{ token: "token 2" }] });
  });

  it("gives its tokens only to this machine, asked by its own name", async () => {
    server = await startSmallServer(
      { publicUrl: "https://leads.example.com/baton" },
      {
        explorer: {
          examples: [],
          tokens: async () => [{ role: "ADMIN", label: "Admin", token: "opens everything" }],
        },
      },
    );
    const { port } = server;
    const rolesFor = async (headers: Record<string, string>): Promise<number> => {
      const text = await new Promise<string>((resolve, reject) => {
        let body = "";
        request({ host: "127.0.0.1", port, path: "/graphiql/config.json", headers }, (response) => {
          response.on("data", (piece: Buffer) => (body += piece.toString()));
          response.on("end", () => resolve(body));
        })
          .on("error", reject)
          .end();
      });
      return JSON.parse(text).roles.length;
    };

    for (const host of ["localhost", "LOCALHOST:4000", `127.0.0.1:${port}`, "[::1]:4000"]) {
      expect(await rolesFor({ host }), host).toBe(1);
    }
    expect(await rolesFor({ host: "leads.example.com" })).toBe(1);
    expect(await rolesFor({ host: "leads.example.com:443" })).toBe(1);
    // a page whose own name was made to lead to this machine
    for (const host of ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example"]) {
      expect(await rolesFor({ host }), host).toBe(0);
    }
    for (const name of ["x-forwarded-for", "forwarded", "via", "x-real-ip", "x-forwarded-host"]) {
      expect(await rolesFor({ host: "localhost", [name]: "for=10.0.0.1" }), name).toBe(0);
    }
  });

  it("gives its tokens to nobody who comes from another machine", () => {
    const from = (remoteAddress: string) =>
      mayHaveTokens({ headers: { host: "localhost:4000" }, socket: { remoteAddress } }, null);
    expect(["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"].filter(from)).toHaveLength(4);
    expect(["10.0.0.7", "203.0.113.9", "::ffff:10.0.0.7", "fe80::1", ""].filter(from)).toEqual([]);
  });
});

describe("the proxies that are believed", () => {
  const addressSeen = async (config: { trustProxy: false | number | string }) => {
    let seen = "";
    const open = await startSmallServer(config, {
      contextOf: async ({ remoteAddress }) => {
        seen = remoteAddress;
        throw new Error("enough seen");
      },
    });
    await open.ask("{ greeting }", { headers: { "x-forwarded-for": "203.0.113.9, 198.51.100.7" } });
    await open.close();
    return seen;
  };

  it("decide whose address a caller has", async () => {
    expect(await addressSeen({ trustProxy: false })).toBe("127.0.0.1");
    expect(await addressSeen({ trustProxy: 1 })).toBe("198.51.100.7");
    expect(await addressSeen({ trustProxy: 2 })).toBe("203.0.113.9");
    expect(await addressSeen({ trustProxy: "127.0.0.1" })).toBe("198.51.100.7");
    expect(await addressSeen({ trustProxy: "10.0.0.0/8" })).toBe("127.0.0.1");
  });
});
