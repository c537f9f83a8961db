import { DataSource } from "typeorm";
import type { MixedList } from "typeorm";

/** Any two instances that prepare a database at once: the second waits here. */
const PREPARATION_LOCK = 4_711_001;

export type Migrations = MixedList<string | (new () => object)>;

/** The owner's connection: migrates and gives logins, never serves a request. */
export function openOwner(url: string, migrations: Migrations): Promise<DataSource> {
  return new DataSource({
    type: "postgres",
    url,
    migrations,
    migrationsTableName: "schema_migration",
    migrationsTransactionMode: "each",
    installExtensions: false,
    applicationName: "baton-owner",
    poolSize: 2,
  }).initialize();
}

/** Runs what is missing; returns the names that ran. Call it while nobody else prepares. */
export async function migrate(owner: DataSource): Promise<readonly string[]> {
  const ran = await owner.runMigrations({ transaction: "each" });
  return ran.map((migration) => migration.name);
}

/**
 * Does the work while no other instance does its own on this database. Also grants need that: two
 * sessions that change the same catalog row at once fail.
 */
export async function aloneOnDatabase<Result>(
  owner: DataSource,
  work: () => Promise<Result>,
): Promise<Result> {
  const lock = owner.createQueryRunner();
  await lock.query("select pg_advisory_lock($1)", [PREPARATION_LOCK]);
  try {
    return await work();
  } finally {
    await lock.query("select pg_advisory_unlock($1)", [PREPARATION_LOCK]);
    await lock.release();
  }
}
