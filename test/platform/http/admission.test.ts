import { setTimeout as sleep } from "node:timers/promises";

import { afterEach, expect, test } from "vitest";

import { Admission } from "../../../src/platform/http/admission.ts";

import { behaviour, startSmallServer } from "./small-server.ts";
import type { SmallServer } from "./small-server.ts";

let server: SmallServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

const figure = async (line: string): Promise<number> => {
  const text = await (await fetch(`${server?.url}/metrics`)).text();
  const found = text.split("\n").find((each) => each.startsWith(`${line} `));
  return Number(found?.slice(line.length + 1));
};

const until = async (line: string, wanted: number): Promise<number> => {
  for (let tries = 0; tries < 200 && (await figure(line)) !== wanted; tries += 1) await sleep(10);
  return figure(line);
};

const RUNNING = 'baton_operations{state="running"}';
const WAITING = 'baton_operations{state="waiting"}';
const FULL = 'baton_operations_turned_away_total{reason="queue_full"}';

test("two run, three wait, all others are refused at once; health and figures are told all the time", async () => {
  const gate = Promise.withResolvers<string>();
  behaviour.work = () => gate.promise;
  server = await startSmallServer({}, { admission: { operations: 2, waiting: 3, waitMs: 60_000 } });
  const { url, ask } = server;

  const served = Array.from({ length: 5 }, () => ask("{ work }"));
  expect(await until(WAITING, 3)).toBe(3);
  const refused = await Promise.all(Array.from({ length: 15 }, () => ask("{ work }")));
  expect(refused.map(({ status }) => status)).toEqual(Array(15).fill(503));
  expect(refused.map(({ headers }) => headers.get("retry-after"))).toEqual(Array(15).fill("1"));
  expect(refused[0]?.errors[0]?.extensions).toMatchObject({
    code: "SERVICE_UNAVAILABLE",
    retryable: true,
  });
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect(await figure(RUNNING)).toBe(2);
  expect(await figure(FULL)).toBe(15);

  gate.resolve("done");
  expect((await Promise.all(served)).map(({ data }) => data)).toEqual(
    Array(5).fill({ work: "done" }),
  );
  expect((await ask("{ greeting }")).data).toEqual({ greeting: "hello" });
  expect([await figure(RUNNING), await figure(WAITING)]).toEqual([0, 0]);
});

test("whoever hangs up while it waits leaves the queue to others", async () => {
  const gate = Promise.withResolvers<string>();
  behaviour.work = () => gate.promise;
  server = await startSmallServer({}, { admission: { operations: 1, waiting: 1, waitMs: 60_000 } });
  const { url, ask } = server;
  const first = ask("{ work }");
  expect(await until(RUNNING, 1)).toBe(1);

  const gone = new AbortController();
  const left = fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"query":"{ greeting }"}',
    signal: gone.signal,
  });
  const lost = left.then(String, String);
  expect(await until(WAITING, 1)).toBe(1);
  gone.abort();
  expect(await lost).toContain("aborted");
  expect(await until(WAITING, 0)).toBe(0);
  const next = ask("{ greeting }");
  expect(await until(WAITING, 1)).toBe(1);
  gate.resolve("done");

  expect((await first).data).toEqual({ work: "done" });
  expect((await next).data).toEqual({ greeting: "hello" });
});

const nobody = new AbortController().signal;

test("a wait that would be too long is refused before it begins, and one that became so when it is", async () => {
  const door = new Admission({ operations: 1, waiting: 10, waitMs: 20 });
  const leave = await door.enter(nobody);
  const late = door.enter(nobody);
  expect(await late).toBeNull();
  await sleep(300);
  // by now an operation takes some 30 ms, on average of the recent ones
  leave?.();
  const again = await door.enter(nobody);
  expect(door.turnAway()).toBe("wait_expected");
  expect(await door.enter(nobody)).toBeNull();
  again?.();
  expect(door.turnAway()).toBeNull();
  expect(door.figures()).toEqual({
    running: 0,
    waiting: 0,
    turnedAway: { event_loop: 0, queue_full: 0, wait_expected: 2, wait_over: 1 },
  });
});

test("turns are handed on in order, and nobody comes in between", async () => {
  const door = new Admission({ operations: 1, waiting: 10, waitMs: 60_000 });
  const order: string[] = [];
  const pass = async (name: string): Promise<void> => {
    const leave = await door.enter(nobody);
    order.push(name);
    await sleep(1);
    leave?.();
  };
  const first = pass("first");
  const others = ["second", "third"].map(pass);
  const latest = first.then(() => pass("latest"));
  await Promise.all([first, ...others, latest]);
  expect(order).toEqual(["first", "second", "third", "latest"]);
  expect(door.figures()).toMatchObject({ running: 0, waiting: 0 });
});
