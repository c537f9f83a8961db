import { randomBytes } from "node:crypto";

import pg from "pg";
import { inject } from "vitest";

import { entities } from "../../src/app/entities.ts";
import { Database, openPools, urlOf } from "../../src/platform/database/index.ts";
import type { ServingRole } from "../../src/platform/database/index.ts";

/** A database of its own for a test file, cloned from the migrated template. */
export interface World {
  readonly database: Database;
  /** The connection strings of the database: the owner's, and each role's. */
  readonly ownerUrl: string;
  readonly urls: Readonly<Record<ServingRole | "queue", string>>;
  /** Runs SQL as the owner, to plant what no verb would and to look behind the policies. */
  readonly asOwner: <Row extends pg.QueryResultRow>(
    text: string,
    values?: unknown[],
  ) => Promise<Row[]>;
  /** Gives the database up, or leaves it behind under this name, with nobody connected to it. */
  readonly close: (keptAs?: string) => Promise<void>;
}

/** Opens a world; close it in afterAll. So many calls run at once, for each role. */
export async function openWorld(
  poolSize = 4,
  template = inject("templateDatabase"),
): Promise<World> {
  const name = `baton_test_${randomBytes(6).toString("hex")}`;
  const clusterUrl = inject("clusterUrl");
  await onCluster(clusterUrl, `create database ${name} template ${template}`);
  // a cloned database has the template's objects, but not what was granted on the template itself
  await onCluster(clusterUrl, `revoke temporary on database ${name} from public`);
  await onCluster(clusterUrl, `grant connect, create on database ${name} to app_queue`);

  const ownerUrl = withDatabase(clusterUrl, name);
  const secret = inject("rolePassword");
  const secrets = { partner: secret, vendor: secret, jobs: secret, auth: secret, queue: secret };
  const urls = {
    partner: urlOf(ownerUrl, "partner", secrets),
    vendor: urlOf(ownerUrl, "vendor", secrets),
    jobs: urlOf(ownerUrl, "jobs", secrets),
    auth: urlOf(ownerUrl, "auth", secrets),
    queue: urlOf(ownerUrl, "queue", secrets),
  };
  const pools = await openPools({
    urls,
    size: poolSize,
    entities,
    onBrokenConnection: () => undefined,
  });
  const database = new Database(pools);
  // starting workers takes longer than all that is read of a test's tables
  const options = "-c max_parallel_workers_per_gather=0";
  const owner = new pg.Pool({ connectionString: ownerUrl, max: 2, options });
  owner.on("error", () => undefined);
  return {
    database,
    ownerUrl,
    urls,
    asOwner: async <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) =>
      (await owner.query<Row>(text, values)).rows,
    close: async (keptAs) => {
      await database.close();
      await owner.end();
      await onCluster(
        clusterUrl,
        keptAs === undefined
          ? `drop database if exists ${name} with (force)`
          : `alter database ${name} rename to ${keptAs}`,
      );
    },
  };
}

async function onCluster(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function withDatabase(clusterUrl: string, database: string): string {
  const url = new URL(clusterUrl);
  url.pathname = `/${database}`;
  return url.toString();
}
