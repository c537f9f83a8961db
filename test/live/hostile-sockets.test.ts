import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";

import { openLivingWorld } from "../support/living-world.ts";
import type { LivingWorld } from "../support/living-world.ts";
import type { Json } from "../support/served-world.ts";
import { overWebSocket, untilWatched } from "../support/watch.ts";
import type { Subscriber } from "../support/watch.ts";

let world: LivingWorld;

beforeAll(async () => {
  world = await openLivingWorld();
});
afterAll(() => world.close());

const LEADS = "subscription { leadChanged { type } }";

const isServing = async () => {
  const { data } = await world.ask(world.staff.key, "{ viewer { side } }");
  return data?.["viewer"]?.side === "VENDOR";
};

function upgrade(path: string): Promise<Socket> {
  const { hostname, port } = new URL(world.url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        `GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${randomBytes(16).toString("base64")}\r\n\r\n`,
      );
      resolve(socket);
    });
    socket.on("error", () => undefined);
  });
}

test("whoever upgrades where there is nothing is refused, and may hang up as it likes", async () => {
  for (let round = 0; round < 20; round += 1) {
    const socket = await upgrade("/elsewhere");
    socket.resetAndDestroy();
  }
  const answered = await upgrade("/elsewhere");
  const text = await new Promise<string>((resolve) => {
    let all = "";
    answered.on("data", (part) => (all += part.toString()));
    answered.on("close", () => resolve(all));
  });
  expect(text).toMatch(/^HTTP\/1\.1 404 /);
  expect(await isServing()).toBe(true);
});

/** A web socket that says what the test wants it to. */
async function rawSocket(): Promise<WebSocket> {
  const socket = new WebSocket(
    `${world.url.replace("http", "ws")}/graphql`,
    "graphql-transport-ws",
  );
  socket.on("error", () => undefined);
  await new Promise((resolve) => socket.once("open", resolve));
  return socket;
}

test("whoever asks without taking the answers is cut off", async () => {
  const socket = await rawSocket();
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.pause();
  const ping = JSON.stringify({ type: "ping", payload: { text: "x".repeat(200_000) } });
  let isOver = false;
  socket.once("close", () => (isOver = true));
  for (let sent = 0; sent < 200 && !isOver; sent += 1) {
    socket.send(ping, () => undefined);
    await sleep(5);
  }
  socket.resume();
  await closed;
  expect(await isServing()).toBe(true);
}, 30_000);

test("one that opens the same twice under one id leaves nothing behind when it goes", async () => {
  const socket = await rawSocket();
  const say = (message: object) => socket.send(JSON.stringify(message));
  say({ type: "connection_init", payload: { authorization: `Bearer ${world.staff.key}` } });
  await new Promise((resolve) => socket.once("message", resolve));
  for (let round = 0; round < 5; round += 1) {
    say({ type: "subscribe", id: "1", payload: { query: LEADS } });
    say({ type: "complete", id: "1" });
  }
  say({ type: "subscribe", id: "1", payload: { query: LEADS } });
  await sleep(500);
  socket.terminate();
  await untilWatched(world, 0);
  expect(await isServing()).toBe(true);
});

test("one web socket has fifty subscriptions, and the next is refused with what would help", async () => {
  const socket = await rawSocket();
  const say = (message: object) => socket.send(JSON.stringify(message));
  const heard: Json[] = [];
  socket.on("message", (data: Buffer) => heard.push(JSON.parse(data.toString())));
  say({ type: "connection_init", payload: { authorization: `Bearer ${world.staff.key}` } });
  await expect.poll(() => heard.length).toBe(1);
  for (let id = 0; id < 50; id += 1)
    say({ type: "subscribe", id: String(id), payload: { query: LEADS } });
  await untilWatched(world, 50);
  say({ type: "subscribe", id: "one more", payload: { query: LEADS } });
  await expect.poll(() => heard.length).toBe(2);
  expect(heard[1]).toMatchObject({
    ...{ id: "one more", type: "error" },
    payload: [{ extensions: { code: "THROTTLED" } }],
  });
  socket.terminate();
  await untilWatched(world, 0);
});

test("whoever hangs up on its event stream at once leaves nothing behind", async () => {
  for (let round = 0; round < 20; round += 1) {
    const gone = new AbortController();
    const asked = fetch(`${world.url}/graphql/stream`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${world.staff.key}`,
      },
      body: JSON.stringify({ query: LEADS }),
      signal: gone.signal,
    });
    await sleep(round);
    gone.abort();
    await asked.then((response) => response.body?.cancel()).catch(() => undefined);
  }
  await sleep(300);
  await untilWatched(world, 0);
  expect(await isServing()).toBe(true);
});

test("one member has so many web sockets, and no more", async () => {
  const open: Subscriber[] = [];
  for (let count = 0; count < 200; count += 20) {
    const some = Array.from({ length: 20 }, () => overWebSocket(world, world.rival.key, LEADS));
    open.push(...(await Promise.all(some)));
  }
  await untilWatched(world, 200);
  const one = await overWebSocket(world, world.rival.key, LEADS);
  await one.over;
  expect(one.closed()?.code).toBe(1013);
  const other = await overWebSocket(world, world.staff.key, LEADS);
  await untilWatched(world, 201);
  await Promise.all([...open, other].map((each) => each.leave()));
  await untilWatched(world, 0);
}, 60_000);

test("what is subscribed to, refused and ended stands in the log with who did it", async () => {
  const own = await overWebSocket(world, world.staff.key, LEADS);
  await untilWatched(world, 1);
  await own.leave();
  const refused = await overWebSocket(
    world,
    world.rival.key,
    "subscription { conflictChanged { id } }",
  );
  await refused.over;
  await refused.leave();
  await untilWatched(world, 0);
  const told = world.lines
    .map((line) => JSON.parse(line))
    .filter(({ event }) => /^subscri/.test(event));
  expect(told.map(({ event }) => event)).toEqual(
    expect.arrayContaining(["subscribed", "subscription ended", "subscription refused"]),
  );
  expect(told.at(-1)).toMatchObject({ codes: ["FORBIDDEN"] });
});
