import { randomUUID } from "node:crypto";

import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import pg from "pg";

import { parseId, uuidOf } from "../../src/kernel/index.ts";
import { startPostgres } from "../../src/platform/postgres/index.ts";
import { openWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";

import { call, callPatiently, prospect, send, tally } from "./calls.ts";
import type { Reply } from "./calls.ts";
import { buildServer, serve, startInstance, surprises, until } from "./instance.ts";
import type { Instance } from "./instance.ts";
import { mustBeSound } from "./soundness.ts";
import { newFolder, plantTown, removeFolder, variablesFor } from "./town.ts";
import type { Tokens } from "./town.ts";

const folder = newFolder();
let world: World;
let tokens: Tokens;
let instances: Instance[] = [];
let urls: [string, string];

beforeAll(async () => {
  await buildServer();
  world = await openWorld();
  tokens = await plantTown(world.ownerUrl);
  const variables = variablesFor(world, folder);
  const both = await Promise.all([serve(variables), serve(variables)]);
  instances = both.map(({ instance }) => instance);
  urls = [both[0].url, both[1].url];
}, 120_000);
afterEach(() => mustBeSound(world, instances));
afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.end("SIGTERM")));
  await world.close();
  removeFolder(folder);
}, 60_000);

const times = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const urlFor = (turn: number): string => urls[turn % 2] ?? urls[0];
const idsOf = (replies: readonly Reply[]): string[] => [
  ...new Set(replies.flatMap((reply) => (reply.as === "done" ? [reply.id] : []))),
];

async function registered(number: string): Promise<string> {
  const reply = await call(urls[0], tokens.alder, "registerLead", prospect(number));
  if (reply.as !== "done") throw new Error(JSON.stringify(reply));
  return reply.id;
}

/** A lead whose matching is finished, ready to be accepted. */
async function matched(number: string): Promise<string> {
  const id = await registered(number);
  const open = async () => world.asOwner("select 1 from graphile_worker._private_jobs");
  await until(open, (rows) => rows.length === 0, 10_000);
  return id;
}

async function leadsAt(company: string): Promise<number> {
  const rows = await world.asOwner<{ leads: number; events: number }>(
    `select count(distinct lead.id)::integer as leads, count(*)::integer as events
     from lead join company on company.lead_id = lead.id join lead_event on lead_event.lead_id = lead.id
     where company.name = $1`,
    [`Company ${company}`],
  );
  expect(rows[0]?.events).toBe(rows[0]?.leads);
  return rows[0]?.leads ?? 0;
}

test("100 parallel duplicates with one key on two instances are one lead and 99 replays", async () => {
  const key = randomUUID();
  const replies = await Promise.all(
    times(100).map((turn) =>
      callPatiently(urlFor(turn), tokens.alder, "registerLead", prospect("same"), key),
    ),
  );

  expect(tally(replies)).toEqual({ done: 1, replayed: 99 });
  expect(idsOf(replies)).toHaveLength(1);
  expect(await leadsAt("same")).toBe(1);
});

test("100 parallel registrations of one company with keys of their own are one lead", async () => {
  const replies = await Promise.all(
    times(100).map((turn) =>
      callPatiently(urlFor(turn), tokens.alder, "registerLead", prospect(`many-${turn}`, "many")),
    ),
  );

  expect(tally(replies)).toEqual({ done: 1, DUPLICATE_LEAD: 99 });
  expect(await leadsAt("many")).toBe(1);
});

const MET = ["budget", "authority", "need", "timeline"].map((criterionKey) => ({
  criterionKey,
  state: "MET",
}));

test("of two qualifications at once one is done, and there is one award", async () => {
  for (const round of times(8)) {
    const leadId = await matched(`award-${round}`);
    const accepted = await call(urls[0], tokens.sales, "acceptLead", { leadId });
    expect(tally([accepted])).toEqual({ done: 1 });
    const criteriaVersionId = await criteria();
    const input = { leadId, criteriaVersionId, answers: MET };

    const replies = await Promise.all(
      urls.map((url) => call(url, tokens.sales, "qualifyLead", input)),
    );

    expect(tally(replies)).toEqual({ done: 1, INVALID_TRANSITION: 1 });
  }
  const rows = await world.asOwner(
    "select count(*)::integer as awards, count(distinct lead_id)::integer as leads from award",
  );
  expect(rows).toEqual([{ awards: 8, leads: 8 }]);
});

async function criteria(): Promise<string> {
  const answer = await send(`${urls[0]}/graphql`, {
    token: tokens.sales,
    body: JSON.stringify({ query: "{ criteriaInForce { id } }" }),
  });
  const id = /crt_[a-z0-9]{26}/.exec(answer.text)?.[0];
  if (id === undefined) throw new Error(answer.text);
  return id;
}

/** What clients do to one lead all at once. */
const MOVES = ["acceptLead", "rejectLead", "returnLead", "withdrawLead"] as const;

function move(turn: number, leadId: string, expectedVersion?: number): Promise<Reply> {
  const verb = MOVES[turn % MOVES.length] ?? "acceptLead";
  const reason = { rejectLead: "TOO_EARLY", returnLead: "TIMING_LATER" }[String(verb)];
  const token = verb === "withdrawLead" ? tokens.alder : tokens.sales;
  return call(urlFor(turn >> 2), token, verb, {
    leadId,
    ...(expectedVersion === undefined ? {} : { expectedVersion }),
    ...(reason === undefined ? {} : { reasonCode: reason }),
    ...(verb === "returnLead" ? { revisitOn: "2099-01-01" } : {}),
  });
}

async function versionOf(leadId: string): Promise<number> {
  const parsed = parseId("lead", leadId);
  if (!parsed.ok) throw new Error(parsed.problem);
  const [row] = await world.asOwner<{ version: number }>(
    "select version::integer from lead where id = $1",
    [uuidOf(parsed.id)],
  );
  return row?.version ?? 0;
}

test("of 50 clients that decide on the same version of a lead exactly one wins it", async () => {
  for (const round of times(4)) {
    const leadId = await matched(`version-${round}`);
    for (const version of [1, 2]) {
      const replies = await Promise.all(times(50).map((turn) => move(turn, leadId, version)));

      const { done, VERSION_CONFLICT = 0, INVALID_TRANSITION = 0, ...others } = tally(replies);
      // the second version may be an end, of which nobody wins anything more
      if (version === 1) expect(done).toBe(1);
      expect(done ?? 0).toBeLessThanOrEqual(1);
      expect({ others, lost: VERSION_CONFLICT + INVALID_TRANSITION }).toEqual({
        others: {},
        lost: 50 - (done ?? 0),
      });
      expect(await versionOf(leadId)).toBe(version + (done ?? 0));
      if (done === undefined) break;
    }
  }
});

test("of 50 clients that do what they like to one lead each that wins makes one version", async () => {
  for (const round of times(4)) {
    const leadId = await matched(`mixed-${round}`);

    const replies = await Promise.all(times(50).map((turn) => move(turn + round, leadId)));

    const { done = 0, INVALID_TRANSITION = 0, ...others } = tally(replies);
    expect(others).toEqual({});
    expect(done + INVALID_TRANSITION).toBe(50);
    expect(await versionOf(leadId)).toBe(1 + done);
    const versions = replies.flatMap((reply) => (reply.as === "done" ? [reply.version] : []));
    // each reads the lead after its own move, so perhaps after the next one too
    expect(versions.every((version) => version >= 2 && version <= 1 + done)).toBe(true);
  }
});

test("acceptance against withdrawal: whichever comes first closes the door to the other", async () => {
  for (const round of times(10)) {
    const leadId = await matched(`against-${round}`);

    const replies = await Promise.all([
      call(urlFor(round), tokens.sales, "acceptLead", { leadId }),
      call(urlFor(round + 1), tokens.alder, "withdrawLead", { leadId }),
    ]);

    expect(tally(replies)).toEqual({ done: 1, INVALID_TRANSITION: 1 });
    expect(await versionOf(leadId)).toBe(2);
  }
});

test("two instances that start at once on an empty database migrate it once, and both serve", async () => {
  const own = newFolder();
  const cluster = await startPostgres({
    dataDir: `${own}/cluster`,
    settings: { fsync: "off", max_connections: 100 },
  });
  const variables = { DATA_DIR: `${own}/data`, DATABASE_URL: cluster.url };
  const both = [startInstance(variables), startInstance(variables)];
  try {
    const found = await Promise.all(both.map(({ listening }) => listening));
    const ready = await Promise.all(found.map((url) => send(`${url}/readyz`)));
    expect(ready.map(({ status, text }) => ({ status, text }))).toEqual(
      ready.map(() => ({ status: 200, text: expect.any(String) })),
    );

    const owner = new pg.Client({ connectionString: cluster.url });
    await owner.connect();
    const { rows } = await owner.query<{ name: string }>("select name from schema_migration");
    await owner.end();
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
    expect(rows.length).toBeGreaterThan(5);

    const people = await plantTown(cluster.url);
    const replies = await Promise.all(
      found.map((url, turn) => call(url, people.alder, "registerLead", prospect(`new-${turn}`))),
    );
    expect(tally(replies)).toEqual({ done: 2 });
    expect(both.flatMap(surprises)).toEqual([]);
  } finally {
    await Promise.all(both.map((instance) => instance.end("SIGTERM")));
    await cluster.stop();
    removeFolder(own);
  }
}, 60_000);
