import type { Config } from "../platform/config.ts";
import { Database, Exports, openPools, urlOf } from "../platform/database/index.ts";
import type { LoginRole } from "../platform/database/index.ts";
import { ChangeFeed } from "../platform/live/index.ts";
import type { Logger } from "../platform/logger.ts";
import { startPostgres } from "../platform/postgres/index.ts";
import type { RunningPostgres } from "../platform/postgres/index.ts";
import type { Secrets } from "../platform/secrets.ts";

import { entities } from "./entities.ts";
import { prepareDatabase } from "./prepare-database.ts";

/** The database of this process, brought to this version and open for serving. */
export interface OpenDatabase {
  readonly database: Database;
  readonly exports: Exports;
  readonly pools: Awaited<ReturnType<typeof openPools>>;
  readonly ownerUrl: string;
  /** The job library's own connection. */
  readonly queueUrl: string;
  /** What is committed, on whichever instance. */
  readonly feed: ChangeFeed;
  /** The embedded server; null where DATABASE_URL names another. */
  readonly postgres: RunningPostgres | null;
  readonly close: () => Promise<void>;
}

type DatabaseConfig = Pick<Config, "databaseUrl" | "roleUrls" | "dataDir" | "poolSize">;

/**
 * Starts the embedded PostgreSQL where no other was named, migrates, and opens the serving roles'
 * pools. Throws where the database cannot be reached or the folder belongs to another process.
 */
export async function openDatabase(
  config: DatabaseConfig,
  secrets: Secrets,
  log: Logger,
): Promise<OpenDatabase> {
  const postgres =
    config.databaseUrl === null
      ? await startPostgres({ dataDir: config.dataDir, database: "baton" })
      : null;
  try {
    const ownerUrl = config.databaseUrl ?? postgres?.url ?? "";
    const passwords = config.roleUrls === null ? secrets.rolePasswords : null;
    await prepareDatabase(ownerUrl, passwords, config.roleUrls?.queue ?? null);
    const url = (role: LoginRole): string =>
      config.roleUrls?.[role] ?? urlOf(ownerUrl, role, secrets.rolePasswords);
    let isClosing = false;
    const urls = {
      partner: url("partner"),
      vendor: url("vendor"),
      jobs: url("jobs"),
      auth: url("auth"),
    };
    const onBrokenConnection = (error: Error): void => {
      // what the server cuts while we close was ours to close
      if (!isClosing) log.warn("database connection broke", { error });
    };
    const pools = await openPools({ urls, size: config.poolSize, entities, onBrokenConnection });
    const database = new Database(pools);
    const exports = new Exports({ urls, onBrokenConnection });
    const feed = new ChangeFeed({ url: urls.jobs, log });
    database.whenCommitted(() => feed.wake());
    return {
      database,
      exports,
      feed,
      pools,
      ownerUrl,
      queueUrl: url("queue"),
      postgres,
      close: async () => {
        isClosing = true;
        await Promise.all([feed.stop(), database.close(), exports.close()]);
        await postgres?.stop();
      },
    };
  } catch (error) {
    await postgres?.stop();
    throw error;
  }
}
