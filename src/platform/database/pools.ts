import type { ClientConfig, Pool, PoolClient } from "pg";
import pg from "pg";
import { DataSource } from "typeorm";
import { PostgresDriver } from "typeorm/driver/postgres/PostgresDriver.js";

import type { ServingRole } from "./session.ts";
import { SERVING_ROLES } from "./session.ts";

export interface PoolOptions {
  /** One connection string per serving role. */
  readonly urls: Readonly<Record<ServingRole, string>>;
  /** Connections per pool. */
  readonly size: number;
  /** The row classes of all modules. */
  readonly entities: readonly (new () => object)[];
  /** Told about a connection that broke while nobody was waiting on it. */
  readonly onBrokenConnection: (error: Error) => void;
}

export const CONNECT_TIMEOUT_MS = 2_000;

/** The role whose pool knows the row classes. */
export const KNOWS_TABLES: ServingRole = "vendor";

/** Opens a pool for each serving role; connections pipeline what is sent without waiting. */
export async function openPools(
  options: PoolOptions,
): Promise<Readonly<Record<ServingRole, DataSource>>> {
  const open = (role: ServingRole) => openPool(options, role);
  const [partner, vendor, jobs, auth] = await Promise.all(SERVING_ROLES.map(open));
  if (!partner || !vendor || !jobs || !auth) throw new Error("a serving role has no pool");
  return { partner, vendor, jobs, auth };
}

function openPool(options: PoolOptions, role: ServingRole): Promise<DataSource> {
  return new DataSource({
    type: "postgres",
    url: options.urls[role],
    // to know all tables takes a while, and one pool's word of them is enough
    entities: role === KNOWS_TABLES ? [...options.entities] : [],
    poolSize: options.size,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    applicationName: `baton-${role}`,
    installExtensions: false,
    poolErrorHandler: options.onBrokenConnection,
    extra: { pipeline: true, Client: GuardedClient, ...plansOf(role) },
  }).initialize();
}

/**
 * What serves callers is planned once for each connection and not again for each call: a page with all
 * that hangs on it takes longer to plan than to read. The plans are good without values, since what
 * a list is read by is an index's order (the tests hold lists to that).
 */
function plansOf(role: ServingRole): { readonly options?: string } {
  const isForCallers = role === "partner" || role === "vendor";
  return isForCallers ? { options: "-c plan_cache_mode=force_generic_plan" } : {};
}

interface Borrowed {
  readonly client: PoolClient;
  readonly release: (broken: boolean) => void;
}

/**
 * A client that the server may end at any moment without ending the process: an error that nobody
 * listens to would. It listens from its first moment on, since the pool leaves gaps: the end can
 * come in the same packet as the greeting. Whoever waits for an answer hears of it all the same.
 */
export class GuardedClient extends pg.Client {
  constructor(config?: string | ClientConfig) {
    super(config);
    this.on("error", () => undefined);
  }
}

/** Borrows a client of TypeORM's own pool. Waits at most the connect timeout, then throws. */
export async function borrowClient(pool: DataSource): Promise<Borrowed> {
  if (!(pool.driver instanceof PostgresDriver)) throw new Error("the pool is not PostgreSQL's");
  const master: Pool = pool.driver.master;
  const client = await master.connect();
  return { client, release: (broken) => client.release(broken) };
}
