import { mkdirSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { findBinaries, repairLinks } from "./binaries.ts";
import type { Binaries } from "./binaries.ts";
import { OWNER, ensureCluster, pathsIn, readPassword } from "./cluster.ts";
import { endLeftovers } from "./leftovers.ts";
import { takeOwnership } from "./owner-lock.ts";
import { chooseRunAs } from "./run-as.ts";
import { runServer } from "./server-process.ts";
import type { ServerExit } from "./server-process.ts";

export interface PostgresOptions {
  /** The folder for the database, its password, lock and log; made when missing. */
  readonly dataDir: string;
  /** The database to connect to, made when missing. Default: `baton`. */
  readonly database?: string;
  /** Server settings such as `{ fsync: "off", max_connections: 200 }`. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** Other programs than those npm installed. */
  readonly binaries?: Binaries;
}

export interface RunningPostgres {
  /** Connects as the owner, a superuser, over 127.0.0.1. Holds the password: do not log it. */
  readonly url: string;
  /** Stops the server cleanly and frees the data folder. Safe to call twice. */
  stop(): Promise<void>;
  /** Resolves when the server is gone; `expected` is false when nobody had called `stop()`. */
  readonly exited: Promise<ServerExit>;
}

/** Quiet about what people wrote: neither statements nor the values in them reach the log. */
const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  timezone: "UTC",
  log_timezone: "UTC",
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
};

/**
 * Starts a PostgreSQL of our own on `dataDir`, as root or not, and recovers what an earlier run
 * left behind. The server never outlives this process.
 * @throws FolderInUseError when another living process has the folder; Error when it cannot start.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const paths = pathsIn(options.dataDir);
  mkdirSync(path.dirname(paths.cluster), { recursive: true, mode: 0o700 });
  const lock = takeOwnership(paths.lock);
  try {
    const binaries = options.binaries ?? findBinaries();
    repairLinks(binaries.packageDir);
    await endLeftovers(paths.cluster);
    const runAs = chooseRunAs(paths.cluster, binaries);
    await ensureCluster(paths, runAs, options.settings?.["fsync"] !== "off");
    runAs.own(paths.cluster);
    const server = await runServer(paths, runAs, { ...SETTINGS, ...options.settings });
    const exited = server.exited.then((exit) => (lock.release(), exit));
    const database = options.database ?? OWNER;
    const urlOf = (name: string): string =>
      `postgres://${OWNER}:${readPassword(paths)}@127.0.0.1:${server.port}/${name}`;
    const stop = async (): Promise<void> => {
      await server.stop();
      await exited;
    };
    try {
      await ensureDatabase(urlOf("postgres"), database);
    } catch (error) {
      await stop();
      throw error;
    }
    return { url: urlOf(database), stop, exited };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function ensureDatabase(adminUrl: string, name: string): Promise<void> {
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name)) throw new Error(`"${name}" is no database name.`);
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const found = await client.query("select 1 from pg_database where datname = $1", [name]);
    if (found.rowCount === 0) await client.query(`create database ${name}`);
  } finally {
    await client.end();
  }
}
