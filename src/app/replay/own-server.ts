import path from "node:path";

import type { Clock } from "../../platform/clock.ts";
import { readConfig } from "../../platform/config.ts";
import type { Environment } from "../../platform/config.ts";
import { createLogger } from "../../platform/logger.ts";
import { urlOfRunning } from "../../platform/postgres/index.ts";
import { startServer } from "../server.ts";

import { plantCallers } from "./plant-callers.ts";
import { knownTokens, writeTokens } from "./tokens.ts";
import type { Tokens } from "./tokens.ts";

export interface OwnServer {
  readonly url: string;
  readonly tokens: Tokens;
  readonly stop: () => Promise<void>;
}

const DATA_DIR = ".baton/replay";

/**
 * Starts a server on a free port with an embedded database and no demo, and plants whoever the
 * replay acts as. Their tokens stay in the data folder, so that a later run acts as the same.
 */
export async function startOwnServer(
  environment: Environment,
  origins: readonly string[],
  tell: (line: string) => void,
  clock: Clock,
): Promise<OwnServer> {
  const config = readConfig(ownEnvironment(environment));
  // the standard output belongs to the report
  const log = createLogger(config.logLevel, { write: (line: string) => tell(line.trimEnd()) });
  const server = await startServer(config, log, clock);
  try {
    const ownerUrl = urlOfRunning(config.dataDir, "baton");
    if (ownerUrl === null) throw new Error("the embedded database is not there");
    const file = path.join(config.dataDir, "replay.json");
    const tokens = await plantCallers(ownerUrl, origins, knownTokens(file), clock());
    writeTokens(file, tokens);
    tell(`A server of its own is at ${server.url}, its data in ${config.dataDir}`);
    return { url: server.url, tokens, stop: server.stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Whatever database the environment names is somebody's: the replay's own is the embedded one. */
function ownEnvironment(environment: Environment): Environment {
  const others = Object.entries(environment).filter(
    ([name]) => !name.startsWith("DATABASE_URL") && name !== "PUBLIC_URL",
  );
  return {
    LOG_LEVEL: "warn",
    DATA_DIR,
    ...Object.fromEntries(others.filter(([, text]) => text !== "")),
    HOST: "127.0.0.1",
    PORT: "0",
    DEMO: "false",
  };
}
