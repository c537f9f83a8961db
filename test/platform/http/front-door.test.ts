import { request } from "node:http";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { afterEach, expect, test } from "vitest";

import { answerOf, behaviour, logged, startSmallServer } from "./small-server.ts";
import type { Answer, SmallServer } from "./small-server.ts";

const BODY_LIMIT = 20_000;
const QUERY = JSON.stringify({ query: "{ work }" });

let server: SmallServer | null = null;
let release = (): void => undefined;
afterEach(async () => {
  release();
  await server?.close();
  server = null;
});

/** One operation runs until `release`, and one may wait. */
async function fullHouse(waitMs = 60_000): Promise<SmallServer> {
  const gate = Promise.withResolvers<string>();
  release = () => gate.resolve("done");
  behaviour.work = () => gate.promise;
  const admission = { operations: 1, waiting: 1, waitMs };
  server = await startSmallServer({ bodyLimitBytes: BODY_LIMIT }, { admission });
  const { ask } = server;
  ask("{ work }").catch(() => undefined);
  await until('baton_operations{state="running"}', 1);
  return server;
}

/** Takes the one place in the queue. */
async function queueUp({ ask }: SmallServer): Promise<void> {
  ask("{ work }").catch(() => undefined);
  await until('baton_operations{state="waiting"}', 1);
}

async function figure(line: string): Promise<number> {
  const text = await (await fetch(`${server?.url}/metrics`)).text();
  const found = text.split("\n").find((each) => each.startsWith(`${line} `));
  return Number(found?.slice(line.length + 1));
}

async function until(line: string, wanted: number): Promise<void> {
  await expect.poll(() => figure(line)).toBe(wanted);
}

const headersOf = ({ headers }: Answer): Record<string, string> => {
  const { date, "x-request-id": id, ...others } = Object.fromEntries(headers);
  expect(date).toBeDefined();
  expect(id).toMatch(/^[\w.-]{8,64}$/);
  return others;
};

const withoutIds = ({ text }: Answer): string =>
  text.replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<id>");

test("a refusal at the door is the same answer, in each header, as one from inside", async () => {
  const house = await fullHouse(400);
  const late = house.ask("{ work }");
  await until('baton_operations{state="waiting"}', 1);
  const atDoor = await house.ask("{ work }");
  const inside = await late;

  expect(atDoor.status).toBe(503);
  expect(inside.status).toBe(503);
  expect(headersOf(atDoor)).toEqual(headersOf(inside));
  expect(withoutIds(atDoor)).toBe(withoutIds(inside));
  const { requestId } = atDoor.errors[0]?.extensions ?? {};
  expect(atDoor.headers.get("x-request-id")).toBe(requestId);
  expect(atDoor.extensions).toEqual({ requestId });
});

test("refusals count like all answers, and stand in the log as one line", async () => {
  const house = await fullHouse();
  await queueUp(house);

  await Promise.all(Array.from({ length: 20 }, () => house.ask("{ work }")));
  const search = `query=${encodeURIComponent("{ work }")}`;
  const got = await answerOf(await fetch(`${house.url}/graphql?${search}`));
  expect(got.status).toBe(503);

  expect(await figure('baton_operations_turned_away_total{reason="queue_full"}')).toBe(21);
  expect(await figure('baton_requests_total{type="none",outcome="failed"}')).toBe(21);
  expect(await figure('baton_errors_total{code="SERVICE_UNAVAILABLE"}')).toBe(21);
  // nothing was done for them, so they have no time that would tell anything
  expect(await figure('baton_request_seconds_count{type="none"}')).toBeNaN();
  expect(await figure("baton_requests_underway")).toBe(2);
  await expect.poll(() => logged(house, "turned away").length, { timeout: 3_000 }).toBe(1);
  expect(logged(house, "turned away")).toEqual([
    {
      level: "warn",
      time: expect.any(String),
      event: "turned away",
      count: 21,
      reasons: ["queue_full"],
      codes: ["SERVICE_UNAVAILABLE"],
      status: 503,
    },
  ]);
  const lines = logged(house, "request").filter(({ route }) => route === "/graphql");
  expect(lines).toEqual([]);
});

test("what was turned away in the last second is told before the server ends", async () => {
  const house = await fullHouse();
  await queueUp(house);
  await house.ask("{ work }");
  release();
  await house.close();

  expect(logged(house, "turned away")).toMatchObject([{ count: 1 }]);
});

test("only GraphQL is turned away, by its own methods, whichever way its path is written", async () => {
  const house = await fullHouse();
  await queueUp(house);

  const statusOf = async (path: string, method: string): Promise<number> => {
    const type = { "content-type": "application/json" };
    const headers = { "x-request-id": "asked-by-me", ...(method === "POST" ? type : {}) };
    const body = method === "POST" ? QUERY : null;
    const response = await fetch(`${house.url}${path}`, { method, headers, body });
    expect(response.headers.get("x-request-id")).toBe("asked-by-me");
    return response.status;
  };
  expect(await statusOf("/graphql", "POST")).toBe(503);
  expect(await statusOf("/%67raphql", "POST")).toBe(503);
  expect(await statusOf("/graphql", "PUT")).toBe(405);
  expect(await statusOf("/graphqlx", "POST")).toBe(404);
  expect(await statusOf("/graphiql", "GET")).toBe(200);
  expect(await statusOf("/healthz", "GET")).toBe(200);
});

/** Posts a query to a request target as it stands, which `fetch` would not. */
function postTo(house: SmallServer, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json", authorization: "Bearer reader" };
    const asked = request({ port: house.port, host: "127.0.0.1", method: "POST", path, headers });
    asked.on("error", reject).on("response", (response) => {
      let body = "";
      response.on("data", (part) => (body += String(part)));
      response.on("end", () => resolve(`${response.statusCode} ${body}`));
    });
    asked.end(QUERY);
  });
}

test("while the event loop is late, GraphQL is turned away however its address is written", async () => {
  behaviour.work = async () => "done";
  const house = await startSmallServer({}, { maxLagMs: -1 });
  server = house;
  for (const path of ["/graphql", "/%67raphql", "http://a/graphql", "/graphql#x"]) {
    const answer = await postTo(house, path);
    expect(answer).toMatch(/^503 .*"SERVICE_UNAVAILABLE"/);
  }
  expect(await figure('baton_operations_turned_away_total{reason="event_loop"}')).toBe(4);
  expect(await figure('baton_requests_total{type="none",outcome="failed"}')).toBe(4);
  await house.close();
  expect(logged(house, "turned away")).toMatchObject([{ reasons: ["event_loop"] }]);
});

/** Sends the head of a POST, then its body in parts, whatever comes back; then asks /healthz. */
async function sendInParts(house: SmallServer, head: string, parts: readonly string[]) {
  const socket = connect(house.port, "127.0.0.1");
  let heard = "";
  let isOpen = true;
  socket.on("data", (data) => (heard += data.toString()));
  socket.on("error", () => undefined);
  socket.on("close", () => (isOpen = false));
  socket.write(
    `POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${head}\r\n\r\n`,
  );
  await expect.poll(() => heard).toContain("HTTP/1.1 503");
  for (const part of parts) {
    if (isOpen) socket.write(part);
    await sleep(5);
  }
  if (isOpen) socket.write("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
  await expect.poll(() => !isOpen || heard.includes("HTTP/1.1 200")).toBe(true);
  const statuses = [...heard.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
  socket.destroy();
  return { statuses, isOpen };
}

test("the body of who is turned away is thrown away as far as one would be taken, and the connection stays", async () => {
  const house = await fullHouse();
  await queueUp(house);
  const thousand = "x".repeat(1_000);

  const head = "Content-Length: 10000";
  const known = await sendInParts(house, head, Array<string>(10).fill(thousand));
  expect(known).toEqual({ statuses: ["503", "200"], isOpen: true });

  const chunk = `3e8\r\n${thousand}\r\n`;
  const chunks = [...Array<string>(10).fill(chunk), "0\r\n\r\n"];
  const chunked = await sendInParts(house, "Transfer-Encoding: chunked", chunks);
  expect(chunked).toEqual({ statuses: ["503", "200"], isOpen: true });

  const endless = await sendInParts(
    house,
    "Transfer-Encoding: chunked",
    Array<string>(100).fill(chunk),
  );
  expect(endless).toEqual({ statuses: ["503"], isOpen: false });
});
