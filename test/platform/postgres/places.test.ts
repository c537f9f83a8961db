import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { binariesIn, findBinaries, repairLinks } from "../../../src/platform/postgres/binaries.ts";
import { startPostgres } from "../../../src/platform/postgres/index.ts";
import type { PostgresOptions } from "../../../src/platform/postgres/index.ts";
import { closedTo } from "../../../src/platform/postgres/run-as.ts";

const asRoot = process.getuid?.() === 0;
const nobody = { name: "nobody", uid: 65534, gid: 65534 };
const settings = { fsync: "off" };
const searchPath = process.env["PATH"];

let home: string;
let dataDir: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), "baton-places-"));
  dataDir = path.join(home, "data");
});
afterEach(() => {
  process.env["PATH"] = searchPath;
  rmSync(home, { recursive: true, force: true });
});

/** The platform package as `npm ci --ignore-scripts` leaves it: no library links. */
function packageWithoutLinks() {
  const source = findBinaries().packageDir;
  const target = path.join(home, "package");
  cpSync(source, target, {
    recursive: true,
    filter: (file) => !lstatSync(file).isSymbolicLink(),
  });
  return binariesIn(target);
}

/** As in a container that allows no user namespaces. */
function forbidNamespaces() {
  const bin = path.join(home, "bin");
  mkdirSync(bin);
  writeFileSync(path.join(bin, "unshare"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  process.env["PATH"] = `${bin}:${searchPath}`;
}

async function ask(options: PostgresOptions, question: string) {
  const postgres = await startPostgres(options);
  const client = new pg.Client({ connectionString: postgres.url });
  try {
    await client.connect();
    const { rows } = await client.query(question);
    return rows[0];
  } finally {
    await client.end();
    await postgres.stop();
  }
}

test("Settings, database name and locale are as asked", async () => {
  const row = await ask(
    { dataDir, database: "other_name", settings: { fsync: "off", max_connections: 37 } },
    `select current_database() as database, current_setting('max_connections') as connections,
       current_setting('unix_socket_directories') as sockets,
       current_setting('listen_addresses') as addresses, lower('ÅÉ') as lower,
       array(select x from unnest(array['b', 'a', 'B', 'é']) as x order by x) as sorted`,
  );

  expect(row).toEqual({
    database: "other_name",
    connections: "37",
    sockets: "",
    addresses: "127.0.0.1",
    lower: "åé",
    sorted: ["B", "a", "b", "é"],
  });
});

test("The password is random, asked for, and readable by its owner alone", async () => {
  const postgres = await startPostgres({ dataDir, settings });
  const file = path.join(dataDir, "postgres.password");
  const right = new URL(postgres.url);
  const wrong = new URL(postgres.url);
  wrong.password = "password";

  const refused = new pg.Client({ connectionString: wrong.href }).connect();

  await expect(refused).rejects.toThrow("password authentication failed");
  expect(right.password).toBe(readFileSync(file, "utf8"));
  expect(right.password).toHaveLength(32);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  await postgres.stop();
});

test("What people wrote stays out of the server's log", async () => {
  await ask({ dataDir, settings }, "create table person (email text unique)");
  const insert = "insert into person values ('ada@example.com'), ('ada@example.com')";

  await expect(ask({ dataDir, settings }, insert)).rejects.toThrow("duplicate key");
  const cast = ask({ dataDir, settings }, "select 'ada@example.com'::int");
  await expect(cast).rejects.toThrow("invalid input syntax");

  expect(readFileSync(path.join(dataDir, "postgres.log"), "utf8")).not.toContain("ada@");
});

test("A half-made cluster is no cluster: it is made anew", async () => {
  mkdirSync(path.join(dataDir, "postgres.init"), { recursive: true });
  writeFileSync(path.join(dataDir, "postgres.init", "PG_VERSION"), "18\n");

  expect(await ask({ dataDir, settings }, "select 1 as one")).toEqual({ one: 1 });
});

test("A setting that PostgreSQL does not know is told, and the folder is free again", async () => {
  const start = () => startPostgres({ dataDir, settings: { fsync: "off", no_such_thing: 1 } });

  await expect(start()).rejects.toThrow(/did not start.*no_such_thing/s);

  expect(await ask({ dataDir, settings }, "select 1 as one")).toEqual({ one: 1 });
});

test("Missing library links are made, under a home closed to others too", async () => {
  const binaries = packageWithoutLinks();
  chmodSync(home, 0o700);
  expect(spawnSync(binaries.postgres, ["--version"]).status).not.toBe(0);

  const row = await ask({ dataDir, settings, binaries }, "select 1 as one");

  expect(row).toEqual({ one: 1 });
  expect(repairLinks(binaries.packageDir)).toBe(0);
});

describe.runIf(asRoot)("As root", () => {
  test("a folder of mode 0700 serves, and its files stay root's", async () => {
    chmodSync(home, 0o700);

    await ask({ dataDir, settings }, "select 1");

    expect(statSync(path.join(dataDir, "postgres")).uid).toBe(0);
  });

  test("where user namespaces are forbidden, the server becomes another user", async () => {
    chmodSync(home, 0o755);
    forbidNamespaces();
    await ask({ dataDir, settings }, "create table kept as select 7 as seven");
    const { uid } = statSync(path.join(dataDir, "postgres"));
    process.env["PATH"] = searchPath;

    const kept = await ask({ dataDir, settings }, "select seven from kept");

    expect(uid).not.toBe(0);
    expect(kept).toEqual({ seven: 7 });
    expect(statSync(path.join(dataDir, "postgres")).uid).toBe(uid);
  });

  test("data made in a namespace still serves where namespaces are forbidden later", async () => {
    chmodSync(home, 0o755);
    await ask({ dataDir, settings }, "create table kept as select 7 as seven");
    forbidNamespaces();

    const kept = await ask({ dataDir, settings }, "select seven from kept");

    expect(kept).toEqual({ seven: 7 });
  });

  test("binaries the other user cannot reach are copied beside the data", async () => {
    chmodSync(home, 0o755);
    forbidNamespaces();
    const binaries = packageWithoutLinks();
    chmodSync(binaries.packageDir, 0o700);

    expect(await ask({ dataDir, settings, binaries }, "select 1 as one")).toEqual({ one: 1 });
  });

  test("data the other user cannot reach is refused, naming the folder in the way", async () => {
    chmodSync(home, 0o700);
    forbidNamespaces();

    const start = startPostgres({ dataDir, settings });

    await expect(start).rejects.toThrow(`because ${home} is closed to others`);
  });

  const reachable = closedTo(nobody, import.meta.dirname) === null;
  test.runIf(reachable)("an ordinary user needs no help", async () => {
    mkdirSync(dataDir);
    chmodSync(home, 0o755);
    chownSync(dataDir, nobody.uid, nobody.gid);
    const script = path.join(import.meta.dirname, "owner-process.ts");

    const child = spawn(process.execPath, [script, dataDir], {
      uid: nobody.uid,
      gid: nobody.gid,
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    child.kill("SIGTERM");

    expect(await once(child, "exit")).toEqual([0, null]);
    expect(statSync(path.join(dataDir, "postgres")).uid).toBe(nobody.uid);
  });
});
