import { DataSource } from "typeorm";
import type { MixedList } from "typeorm";

/** Any two instances that migrate at once: the second waits here. */
const MIGRATION_LOCK = 4_711_001;

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

/** Runs what is missing, once, whoever else is starting; returns the names that ran. */
export async function migrate(owner: DataSource): Promise<readonly string[]> {
  const lock = owner.createQueryRunner();
  await lock.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
  try {
    const ran = await owner.runMigrations({ transaction: "each" });
    return ran.map((migration) => migration.name);
  } finally {
    await lock.query("select pg_advisory_unlock($1)", [MIGRATION_LOCK]);
    await lock.release();
  }
}
