import "reflect-metadata";

import { readConfig } from "../../platform/config.ts";
import { createLogger } from "../../platform/logger.ts";
import { openSecrets } from "../../platform/secrets.ts";
import { openDatabase } from "../open-database.ts";

/**
 * Brings the configured database to this version and ends, for deployments that migrate in a step
 * of their own; the server does the same at its start.
 */
async function migrate(): Promise<void> {
  const config = readConfig(process.env);
  const opened = await openDatabase(config, openSecrets(config.dataDir), createLogger("error"));
  await opened.close();
  console.log("The database is at this version.");
}

try {
  await migrate();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
