import type { Config } from "../../platform/config.ts";
import { urlOf } from "../../platform/database/index.ts";
import { hasCluster, startPostgres, urlOfRunning } from "../../platform/postgres/index.ts";
import { openSecrets } from "../../platform/secrets.ts";

import type { CheckedDatabase } from "./check-invariants.ts";

/** There is nothing to check; the words say where it was looked for. */
export class NoDatabase extends Error {}

const DATABASE = "baton";

/**
 * Finds the database of the config: DATABASE_URL's, or the embedded one of the data folder. Where
 * that is running, in whichever process, it is asked as it runs; else it is started meanwhile.
 */
export async function openChecked(
  config: Pick<Config, "databaseUrl" | "roleUrls" | "dataDir">,
): Promise<CheckedDatabase & { readonly close: () => Promise<void> }> {
  const stays = async (): Promise<void> => undefined;
  if (config.databaseUrl !== null) {
    return { urls: urlsOf(config, config.databaseUrl), isServed: true, close: stays };
  }
  if (!hasCluster(config.dataDir)) {
    throw new NoDatabase(
      `There is no database in ${config.dataDir}: start the server first, or say which by DATA_DIR or DATABASE_URL.`,
    );
  }
  const running = urlOfRunning(config.dataDir, DATABASE);
  if (running !== null) {
    return { urls: urlsOf(config, running), isServed: true, close: stays };
  }
  const postgres = await startPostgres({ dataDir: config.dataDir, database: DATABASE });
  return {
    urls: urlsOf(config, postgres.url),
    isServed: false,
    close: () => postgres.stop(),
  };
}

function urlsOf(
  { roleUrls, dataDir }: Pick<Config, "roleUrls" | "dataDir">,
  owner: string,
): CheckedDatabase["urls"] {
  if (roleUrls !== null) return { owner, jobs: roleUrls.jobs, auth: roleUrls.auth };
  const { rolePasswords } = openSecrets(dataDir);
  return {
    owner,
    jobs: urlOf(owner, "jobs", rolePasswords),
    auth: urlOf(owner, "auth", rolePasswords),
  };
}
