import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";

import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { z } from "zod";

import { idOf } from "../../src/kernel/index.ts";
import { urlOfRunning } from "../../src/platform/postgres/index.ts";
import { processesIn } from "../../src/platform/postgres/process-facts.ts";
import { closedTo } from "../../src/platform/postgres/run-as.ts";

import { ask, call, prospect, send } from "./calls.ts";
import { buildServer, freePort, ROOT, serve, startInstance, surprises, until } from "./instance.ts";
import type { Instance, SpawnOptions, Variables } from "./instance.ts";
import { mustBeSound } from "./soundness.ts";
import { newFolder, removeFolder } from "./town.ts";

const folder = newFolder();
/** One folder for most stories: each goes on where the one before has left it. */
const dataDir = path.join(folder, "data");
const instances: Instance[] = [];

beforeAll(() => buildServer(), 120_000);
afterEach(async () => {
  await Promise.all(instances.map((instance) => instance.end("SIGTERM")));
  instances.length = 0;
}, 60_000);
afterAll(() => removeFolder(folder));

function start(variables: Variables, options?: SpawnOptions): Instance {
  const instance = startInstance(variables, options);
  instances.push(instance);
  return instance;
}

const Demo = z.object({ url: z.string(), tokens: z.record(z.string(), z.string()) });
const demoIn = (folderOfDemo: string) =>
  Demo.parse(JSON.parse(readFileSync(path.join(folderOfDemo, "demo.json"), "utf8")));

/** A look into the embedded database that runs right now; null where there is none to look into. */
async function look<Row extends pg.QueryResultRow>(
  inside: string,
  text: string,
): Promise<Row[] | null> {
  const url = urlOfRunning(inside, "baton");
  if (url === null) return null;
  // starting workers takes longer than all that is looked at
  const options = "-c max_parallel_workers_per_gather=0";
  const client = new pg.Client({ connectionString: url, options });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return (await client.query<Row>(text)).rows;
  } catch {
    return null;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const leadsIn = async (inside: string): Promise<number> =>
  (await look<{ leads: number }>(inside, "select count(*)::integer as leads from lead"))?.[0]
    ?.leads ?? 0;

/** How many rows each table has, and how many leads each stage. */
async function countsIn(inside: string): Promise<Record<string, unknown>> {
  const tables = await look<{ name: string }>(
    inside,
    "select tablename as name from pg_tables where schemaname = 'public' order by 1",
  );
  if (!tables || tables.length < 10) throw new Error("the tables cannot be read");
  const counts = tables.map(
    ({ name }) => `select '${name}' as what, count(*)::integer as rows from "${name}"`,
  );
  const stages = "select 'lead ' || stage, count(*)::integer from lead group by stage";
  const rows = await look<{ what: string; rows: number }>(
    inside,
    `${[...counts, stages].join(" union all ")} order by 1`,
  );
  return Object.fromEntries(rows?.map(({ what, rows: count }) => [what, count]) ?? []);
}

const migrationsIn = async (inside: string): Promise<number> =>
  (
    await look<{ ran: number }>(inside, "select count(*)::integer as ran from schema_migration")
  )?.[0]?.ran ?? 0;

async function killedOnce(inside: string, there: () => Promise<number>, enough: number) {
  const instance = start({ DATA_DIR: inside });
  const found = await until(there, (count) => count >= enough, 60_000);
  await instance.end("SIGKILL");
  await expect(instance.listening).rejects.toThrow("SIGKILL");
  return found;
}

test("a first start that is killed among its migrations and twice while it fills ends as one left in peace", async () => {
  const peaceful = path.join(folder, "peaceful");
  const killedAt = [
    await killedOnce(dataDir, () => migrationsIn(dataDir), 1),
    await killedOnce(dataDir, () => leadsIn(dataDir), 1),
    await killedOnce(dataDir, () => leadsIn(dataDir), 100),
  ];
  console.log(`killed after ${killedAt[0]} migrations, ${killedAt[1]} leads, ${killedAt[2]} leads`);
  const [resumed, other] = [start({ DATA_DIR: dataDir }), start({ DATA_DIR: peaceful })];
  await Promise.all([resumed.listening, other.listening]);

  const settled = async (inside: string) => {
    await until(
      () =>
        look(
          inside,
          "select from graphile_worker._private_jobs union all select from notice_occasion",
        ),
      (waiting) => waiting?.length === 0,
      20_000,
    );
    return countsIn(inside);
  };
  const counts = await settled(dataDir);
  expect(counts).toEqual(await settled(peaceful));
  expect(counts).toMatchObject({ lead: 203, partner: 6 });
  expect(instances.flatMap(surprises)).toEqual([]);
  await mustBeSound(
    { asOwner: async (text) => (await look(dataDir, text)) ?? ([{ text }] as never[]) },
    [resumed, other],
  );
}, 120_000);

test("starting again builds nothing, plants nothing, and what was printed before still opens it", async () => {
  const before = demoIn(dataDir);
  const begun = performance.now();
  const instance = start({ DATA_DIR: dataDir }, { program: "src/app/start.ts" });
  const url = await instance.listening;
  const startedMs = performance.now() - begun;
  console.log(`starting again took ${Math.round(startedMs)} ms`);
  // the promise is 5 s; the rest is for whoever else works on this machine
  expect(startedMs).toBeLessThan(15_000);
  await until(
    async () => instance.printed().out,
    (out) => out.includes("curl"),
    5_000,
  );

  expect(instance.printed().err).toBe("");
  expect(demoIn(dataDir)).toEqual({ ...before, url });
  expect(await leadsIn(dataDir)).toBe(203);
  const tokens = Object.entries(before.tokens);
  expect(tokens.length).toBeGreaterThan(10);
  for (const [role, token] of tokens) {
    const answer = await ask(url, token, "{ __typename }");
    expect({ role, status: answer.status, data: JSON.parse(answer.text).data }).toEqual({
      role,
      status: 200,
      data: { __typename: "Query" },
    });
  }
  const line = /^\s*(curl .*)$/m.exec(instance.printed().out)?.[1] ?? "";
  const printed = execFileSync("/bin/sh", ["-c", line], { encoding: "utf8" });
  expect(JSON.parse(printed).data.leads.totalCount).toBeGreaterThan(10);
  expect(JSON.parse(printed).data.leads.nodes).toHaveLength(3);
}, 60_000);

test("a second process on the same folder is refused, and the first goes on", async () => {
  const first = start({ DATA_DIR: dataDir });
  const url = await first.listening;

  const second = start({ DATA_DIR: dataDir });

  expect(await second.exited).toEqual({ code: 1, signal: null });
  expect(second.printed().err.trim()).toBe(
    `The data folder is in use: process ${first.pid} holds ` +
      `${path.join(dataDir, "postgres.lock")} and is still running. ` +
      "Stop that process first, or choose another DATA_DIR.",
  );
  expect((await send(`${url}/readyz`)).status).toBe(200);
}, 60_000);

/** Registers without pause on a few connections until nobody answers any more. */
async function registerUntilRefused(url: string, name: string) {
  const token = demoIn(dataDir).tokens["PARTNER_ADMIN"] ?? "";
  const acked: string[] = [];
  const broken: string[] = [];
  const client = async (number: number): Promise<void> => {
    for (let turn = 0; ; turn += 1) {
      const reply = await call(url, token, "registerLead", prospect(`${name}-${number}-${turn}`));
      if (reply.as === "done") acked.push(reply.id);
      else if (reply.as === "unknown" && /ECONNREFUSED/.test(reply.why)) return;
      else broken.push(JSON.stringify(reply));
      if (broken.length > 20) return;
    }
  };
  const ended = Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(client));
  return { acked, broken, ended };
}

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s under load: what is under way is answered, nothing is lost, exit code 0",
  async (signal) => {
    const instance = start({ DATA_DIR: dataDir });
    const url = await instance.listening;
    const load = await registerUntilRefused(url, signal.toLowerCase());
    await until(
      async () => load.acked.length,
      (acked) => acked > 20,
      20_000,
    );

    const begun = performance.now();
    instance.signal(signal);
    expect(await instance.exited).toEqual({ code: 0, signal: null });
    const endedMs = performance.now() - begun;
    await load.ended;

    expect(load.broken).toEqual([]);
    expect(endedMs).toBeLessThan(15_000);
    expect(surprises(instance)).toEqual([]);
    expect(processesIn(path.join(dataDir, "postgres"))).toEqual([]);
    await start({ DATA_DIR: dataDir }).listening;
    const stored = new Set(
      (await look<{ id: string }>(dataDir, "select id from lead"))?.map(({ id }) =>
        idOf("lead", id),
      ),
    );
    expect(load.acked.filter((id) => !stored.has(idOfText(id)))).toEqual([]);
    console.log(`${signal}: ${load.acked.length} acknowledged, ended in ${Math.round(endedMs)} ms`);
  },
  60_000,
);

const idOfText = (text: string) => text as ReturnType<typeof idOf<"lead">>;

test("what cannot start says why in a few words, and ends with 1", async () => {
  const port = await freePort();
  const { instance: holder } = await serve({ DATA_DIR: dataDir, PORT: `${port}` });
  instances.push(holder);
  const words = async (variables: Variables): Promise<string> => {
    const instance = start({ DATA_DIR: path.join(folder, "other"), ...variables });
    expect(await instance.exited).toEqual({ code: 1, signal: null });
    return instance.printed().err;
  };

  const [several, database, taken] = await Promise.all([
    words({ PORT: "many", LOG_LEVEL: "loud", DATABASE_URL: "mysql://secret@host/db" }),
    words({ DATABASE_URL: `postgres://nobody:secret@127.0.0.1:${await freePort()}/none` }),
    words({ DATA_DIR: path.join(folder, "third"), DEMO: "false", PORT: `${port}` }),
  ]);

  expect(several).toMatch(/^The configuration is not usable:\n/);
  for (const name of ["PORT", "LOG_LEVEL", "DATABASE_URL"]) expect(several).toContain(`${name}: `);
  expect(several).not.toContain("secret");
  expect(database).toMatch(/DATABASE_URL/);
  expect(database).not.toMatch(/secret|\n\s+at /);
  expect(taken).toMatch(/PORT/);
  expect(taken).not.toMatch(/\n\s+at /);
}, 60_000);

const nobody = 65_534;
test.skipIf(
  process.getuid?.() !== 0 || closedTo({ name: "", uid: nobody, gid: nobody }, ROOT) !== null,
)(
  "an ordinary user starts and stops it too",
  async () => {
    const theirs = path.join(folder, "theirs");
    chmodSync(folder, 0o755);
    mkdirSync(theirs, { mode: 0o700 });
    chownSync(theirs, nobody, nobody);

    const instance = start(
      { DATA_DIR: path.join(theirs, "data"), DEMO: "false" },
      { user: { uid: nobody, gid: nobody } },
    );

    expect((await send(`${await instance.listening}/readyz`)).status).toBe(200);
    expect(await instance.end("SIGTERM")).toEqual({ code: 0, signal: null });
    expect(instance.printed().err).toBe("");
  },
  60_000,
);
