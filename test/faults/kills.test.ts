import { randomInt } from "node:crypto";
import { readdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

import { idOf } from "../../src/kernel/index.ts";
import { urlOfRunning } from "../../src/platform/postgres/index.ts";
import { processesIn } from "../../src/platform/postgres/process-facts.ts";
import { openWorld } from "../support/world.ts";

import { tally } from "./calls.ts";
import type { Reply } from "./calls.ts";
import { buildServer, freePort, startInstance, until } from "./instance.ts";
import type { Instance, Variables } from "./instance.ts";
import { attempt, callForSure, Intents, registerOnAndOn } from "./intents.ts";
import type { Client } from "./intents.ts";
import { mustBeDone, mustBeSound } from "./soundness.ts";
import { newFolder, plantTown, removeFolder, variablesFor } from "./town.ts";
import type { Owner } from "./town.ts";

/** 200 is the promise; every test run makes do with fewer. */
const KILLS = Number(process.env["BATON_KILLS"] ?? 25);
const CLIENTS = 6;

const folder = newFolder();
const started: Instance[] = [];
beforeAll(() => buildServer(), 120_000);
afterAll(async () => {
  await Promise.all(started.map((instance) => instance.end("SIGTERM")));
  removeFolder(folder);
}, 60_000);

/** A place where a server runs, is killed, and runs again on the same port. */
class Seat {
  readonly url: string;
  readonly startsMs: number[] = [];
  readonly #variables: Variables;
  #instance: Instance | null = null;
  #listening: Promise<unknown> = Promise.resolve();

  constructor(port: number, variables: Variables) {
    this.url = `http://127.0.0.1:${port}`;
    this.#variables = { ...variables, PORT: `${port}` };
  }

  start(): void {
    const begun = performance.now();
    const instance = startInstance(this.#variables);
    started.push(instance);
    this.#instance = instance;
    this.#listening = instance.listening.then(() => this.startsMs.push(performance.now() - begun));
    this.#listening.catch(() => undefined);
  }

  async ready(): Promise<void> {
    await this.#listening;
  }

  async kill(): Promise<void> {
    await this.#instance?.end("SIGKILL");
  }
}

/** Kills one server after the other, each at a random moment of its work, and starts it again. */
async function killInTurn(seats: readonly Seat[], kills: number): Promise<void> {
  for (let kill = 0; kill < kills; kill += 1) {
    const seat = seats[kill % seats.length];
    await seat?.ready();
    await sleep(randomInt(500));
    await seat?.kill();
    seat?.start();
  }
  await Promise.all(seats.map((seat) => seat.ready()));
}

/** Every acknowledged key is there, each key made one lead, and what was unknown can be known. */
async function mustHoldTheirWord(owner: Owner, client: Client): Promise<Record<string, number>> {
  const notes = client.intents.read();
  const unknown = notes.filter(({ knows }) => knows === "sent" || knows === "unknown");
  const settled: Reply[] = [];
  const waiting = [...unknown];
  // a few at a time: all at once they would overload the servers, and stay unknown for that
  const settle = async (): Promise<void> => {
    for (let intent = waiting.pop(); intent; intent = waiting.pop()) {
      const known = until(
        () => attempt(client, intent),
        ({ as }) => as !== "unknown",
        20_000,
      );
      settled.push(await known);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, settle));
  const { done = 0, replayed = 0, ...others } = tally(settled);
  expect(others).toEqual({});

  const now = client.intents.read();
  expect(now.filter(({ knows }) => knows !== "done")).toEqual([]);
  const stored = await owner.asOwner<{ name: string; id: string }>(
    "select company.name, lead.id from lead join company on company.lead_id = lead.id",
  );
  const byName = (pairs: readonly (readonly [string, string | null])[]) =>
    pairs.toSorted(([left], [right]) => (left < right ? -1 : 1));
  // one lead for each key, under the very id that was acknowledged, and no lead besides
  expect(byName(stored.map(({ name, id }) => [name, idOf("lead", id)]))).toEqual(
    byName(now.map(({ number, id }) => [`Company ${number}`, id])),
  );
  const acked = notes.filter(({ knows }) => knows === "done").length;
  return { keys: now.length, acked, unknown: unknown.length, done, replayed };
}

/** Sales' part: accepts and qualifies leads one after the other; returns how many it qualified. */
async function qualifyOnAndOn(client: Client, owner: Owner, sales: string): Promise<number> {
  let qualified = 0;
  while (!client.stop.aborted) {
    const [lead] = await owner.asOwner<{ id: string }>(
      `select id from lead where stage = 'SUBMITTED'
         and exists (select from lead_matching where lead_id = lead.id) limit 1`,
    );
    if (!lead) await sleep(50);
    if (!lead) continue;
    const leadId = idOf("lead", lead.id);
    const accepted = await callForSure(client, sales, "acceptLead", { leadId });
    const input = { leadId, criteriaVersionId: CRITERIA, answers: MET };
    const reply = await callForSure(client, sales, "qualifyLead", input);
    expect([accepted.as, reply.as]).toEqual(["done", "done"]);
    qualified += 1;
  }
  return qualified;
}

const CRITERIA = idOf("crt", "01970000-0000-7000-8000-000000000011");
const MET = ["budget", "authority", "need", "timeline"].map((criterionKey) => ({
  criterionKey,
  state: "MET",
}));

const spread = (all: readonly number[]): string => {
  const sorted = all.toSorted((left, right) => left - right).map(Math.round);
  return `${sorted[0]} / ${sorted[sorted.length >> 1]} / ${sorted.at(-1)} ms`;
};

test(
  `${KILLS} kills of two servers on one database: no acknowledged lead is lost, no key is used twice`,
  async () => {
    const world = await openWorld();
    const tokens = await plantTown(world.ownerUrl);
    const variables = variablesFor(world, path.join(folder, "two"));
    const seats = [new Seat(await freePort(), variables), new Seat(await freePort(), variables)];
    for (const seat of seats) seat.start();
    await Promise.all(seats.map((seat) => seat.ready()));

    const stopping = new AbortController();
    const client: Client = {
      name: "two",
      token: tokens.alder,
      intents: new Intents(path.join(folder, "two.jsonl")),
      urls: seats.map(({ url }) => url),
      stop: stopping.signal,
    };
    const begun = performance.now();
    const registering = Array.from({ length: CLIENTS }, (_, index) =>
      registerOnAndOn({ ...client, name: `two-${index}` }),
    );
    const qualifying = qualifyOnAndOn(client, world, tokens.sales);
    // its fault is told where it is awaited
    qualifying.catch(() => undefined);
    await killInTurn(seats, KILLS);
    const killedForMs = performance.now() - begun;
    stopping.abort();
    await Promise.all(registering);
    const qualified = await qualifying;

    const kept = await mustHoldTheirWord(world, client);
    const doneAfterMs = await mustBeDone(world, { waitsInFull: KILLS >= 100 });
    expect(await world.asOwner("select count(*)::integer as awards from award")).toEqual([
      { awards: qualified },
    ]);
    await mustBeSound(world, started);
    console.log(
      `${KILLS} kills in ${Math.round(killedForMs / 1000)} s; starts (least/median/most) ` +
        `${spread(seats.flatMap(({ startsMs }) => startsMs))}; ${JSON.stringify(kept)}; ` +
        `${qualified} qualified; jobs done ${Math.round(doneAfterMs / 1000)} s after the end`,
    );
    await Promise.all(started.map((instance) => instance.end("SIGTERM")));
    await world.close();
  },
  60_000 + KILLS * 6_000,
);

test(
  "kills of a server with its own database: nothing is lost, and no PostgreSQL is left behind",
  async () => {
    const dataDir = path.join(folder, "embedded");
    const seat = new Seat(await freePort(), { DATA_DIR: dataDir, DEMO: "false" });
    seat.start();
    await seat.ready();
    const tokens = await plantTown(ownerUrl(dataDir));
    const stopping = new AbortController();
    const client: Client = {
      name: "own",
      token: tokens.alder,
      intents: new Intents(path.join(folder, "own.jsonl")),
      urls: [seat.url],
      stop: stopping.signal,
    };
    const registering = Array.from({ length: CLIENTS }, (_, index) =>
      registerOnAndOn({ ...client, name: `own-${index}` }),
    );
    await killInTurn([seat], Math.min(20, Math.ceil(KILLS / 5)));
    stopping.abort();
    await Promise.all(registering);

    const owner = new pg.Pool({ connectionString: ownerUrl(dataDir), max: 1 });
    owner.on("error", () => undefined);
    const world: Owner = {
      asOwner: async (text, values) => (await owner.query(text, values)).rows,
    };
    const kept = await mustHoldTheirWord(world, client);
    await mustBeDone(world);
    await mustBeSound(world, started);
    await owner.end();
    console.log(`with its own database, starts ${spread(seat.startsMs)}; ${JSON.stringify(kept)}`);

    await seat.kill();
    const workers = async () => processesIn(path.join(dataDir, "postgres"));
    await until(workers, (pids) => pids.length === 0, 5_000);
    expect(readdirSync(dataDir)).not.toContain("postgres.init");
  },
  60_000 + KILLS * 6_000,
);

test("a server that is paused and goes on later doubles nothing", async () => {
  const world = await openWorld();
  const tokens = await plantTown(world.ownerUrl);
  const variables = variablesFor(world, path.join(folder, "paused"));
  const both = [startInstance(variables), startInstance(variables)] as const;
  started.push(...both);
  const urls = await Promise.all(both.map(({ listening }) => listening));
  const stopping = new AbortController();
  const client: Client = {
    name: "paused",
    token: tokens.alder,
    intents: new Intents(path.join(folder, "paused.jsonl")),
    urls,
    stop: stopping.signal,
  };
  const registering = Array.from({ length: CLIENTS }, (_, index) =>
    registerOnAndOn({ ...client, name: `paused-${index}` }),
  );
  for (let turn = 0; turn < 4; turn += 1) {
    await sleep(200 + randomInt(300));
    both[turn % 2]?.signal("SIGSTOP");
    // what it had begun is begun again by others, who wait for the key or are told to come back
    const begun = client.intents.read().filter(({ knows }) => knows === "sent");
    const living = { ...client, urls: urls.filter((_, index) => index !== turn % 2) };
    const again = Promise.all(begun.map((intent) => attempt(living, intent)));
    await sleep(2_500);
    both[turn % 2]?.signal("SIGCONT");
    await again;
  }
  // a slow machine goes on for as long as it takes
  const acknowledged = async () => client.intents.read().filter(({ knows }) => knows === "done");
  await until(acknowledged, ({ length }) => length > 20, 20_000);
  stopping.abort();
  await Promise.all(registering);

  const kept = await mustHoldTheirWord(world, client);
  expect(kept["acked"]).toBeGreaterThan(20);
  console.log(`paused four times: ${JSON.stringify(kept)}`);
  await mustBeDone(world);
  await mustBeSound(world, both);
  await Promise.all(both.map((instance) => instance.end("SIGTERM")));
  await world.close();
}, 120_000);

function ownerUrl(dataDir: string): string {
  const url = urlOfRunning(dataDir, "baton");
  if (url === null) throw new Error("no database is running");
  return url;
}
