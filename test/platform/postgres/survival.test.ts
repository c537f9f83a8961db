import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { startPostgres } from "../../../src/platform/postgres/index.ts";
import { lifeOf, processesIn } from "../../../src/platform/postgres/process-facts.ts";

// One folder for all: each story goes on where the one before has left it.
const dataDir = mkdtempSync(path.join(tmpdir(), "baton-survival-"));
const cluster = path.join(dataDir, "postgres");
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** Starts the small application and waits until it has committed `rows` rows more. */
async function startOwner(rows: number) {
  const script = path.join(import.meta.dirname, "owner-process.ts");
  const child = spawn(process.execPath, [script, dataDir], { stdio: ["ignore", "pipe", "pipe"] });
  const owner = { child, rows: 0, committed: 0, said: "" };
  child.stderr.on("data", (part: Buffer) => (owner.said += part.toString()));
  child.stdout.on("data", (part: Buffer) => {
    for (const [, id] of part.toString().matchAll(/^row (\d+)$/gm)) {
      owner.committed = Number(id);
      owner.rows += 1;
    }
  });
  while (owner.rows < rows && child.exitCode === null) await sleep(5);
  expect(owner.said).toBe("");
  return owner;
}

async function end(child: ChildProcess, signal: NodeJS.Signals) {
  const exited = once(child, "exit");
  child.kill(signal);
  const [code] = await exited;
  return code as number | null;
}

async function rowsIn(url: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query("select count(*)::int as count, max(id) as last from kept");
  await client.end();
  return rows[0] as { count: number; last: number };
}

function serverPid() {
  return Number(readFileSync(path.join(cluster, "postmaster.pid"), "utf8").split("\n")[0]);
}

async function untilNobodyWorks() {
  for (let tries = 0; tries < 200 && processesIn(cluster).length > 0; tries += 1) await sleep(25);
  return processesIn(cluster);
}

test("A killed application leaves no process behind and loses no committed row", async () => {
  const owner = await startOwner(100);
  expect(processesIn(cluster)).toContain(serverPid());

  await end(owner.child, "SIGKILL");

  expect(await untilNobodyWorks()).toEqual([]);
  const postgres = await startPostgres({ dataDir });
  const kept = await rowsIn(postgres.url);
  await postgres.stop();
  expect(kept.count).toBe(kept.last);
  expect(kept.last).toBeGreaterThanOrEqual(owner.committed);
});

test("The next start need not wait for a killed application's server to be gone", async () => {
  const owner = await startOwner(20);
  await end(owner.child, "SIGKILL");

  const postgres = await startPostgres({ dataDir });

  expect((await rowsIn(postgres.url)).last).toBeGreaterThanOrEqual(owner.committed);
  await postgres.stop();
});

test("Application and server killed at once: the next start recovers every row", async () => {
  const owner = await startOwner(100);
  process.kill(serverPid(), "SIGKILL");
  await end(owner.child, "SIGKILL");

  const postgres = await startPostgres({ dataDir });

  const kept = await rowsIn(postgres.url);
  await postgres.stop();
  expect(kept.count).toBe(kept.last);
  expect(kept.last).toBeGreaterThanOrEqual(owner.committed);
});

test("A killed server is noticed, and the same process may start it again", async () => {
  const first = await startPostgres({ dataDir });
  const client = new pg.Client({ connectionString: first.url });
  client.on("error", () => undefined);
  await client.connect();
  await client.query("insert into kept select max(id) + 1 from kept");
  const before = await rowsIn(first.url);

  process.kill(serverPid(), "SIGKILL");

  expect(await first.exited).toEqual({ expected: false, code: 137 });
  const second = await startPostgres({ dataDir });
  expect(await rowsIn(second.url)).toEqual(before);
  await second.stop();
  expect(await second.exited).toEqual({ expected: true, code: 0 });
});

test("A killed watchdog ends the server too", async () => {
  const postgres = await startPostgres({ dataDir, settings: { fsync: "off" } });
  const stat = readFileSync(`/proc/${serverPid()}/stat`, "utf8");
  const watchdog = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);

  process.kill(watchdog, "SIGKILL");

  expect((await postgres.exited).expected).toBe(false);
  expect(await untilNobodyWorks()).toEqual([]);
});

test.each(["SIGINT", "SIGTERM"] as const)("%s stops application and server", async (signal) => {
  const owner = await startOwner(10);

  expect(await end(owner.child, signal)).toBe(0);

  expect(owner.said).toBe("");
  expect(processesIn(cluster)).toEqual([]);
  const log = readFileSync(path.join(dataDir, "postgres.log"), "utf8");
  expect(log).toContain("database system is shut down");
});

test("A second process is refused while the first lives, and names it", async () => {
  const owner = await startOwner(1);
  const server = serverPid();

  const second = startPostgres({ dataDir });

  await expect(second).rejects.toThrow(
    `The data folder is in use: process ${owner.child.pid} holds ` +
      `${path.join(dataDir, "postgres.lock")} and is still running.`,
  );
  expect(lifeOf(server)).not.toBeNull();
  expect(serverPid()).toBe(server);
  expect(await end(owner.child, "SIGTERM")).toBe(0);
  await (await startPostgres({ dataDir })).stop();
});
