import "reflect-metadata";

import { readConfig } from "../platform/config.ts";
import { createLogger } from "../platform/logger.ts";

import { startServer } from "./server.ts";
import { whyNotStarted } from "./start-failure.ts";

/** Drained, or at least gone, before common supervisors kill. In milliseconds. */
const END_MS = 14_000;

/** Starts the server and ends it on SIGINT and SIGTERM: drained, with exit code 0. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLogger(config.logLevel);
  const server = await startServer(config, log);

  let isEnding = false;
  const end = async (code: number): Promise<void> => {
    if (isEnding) return;
    isEnding = true;
    // a database that does not answer must not keep us: what it did not confirm, nobody was told of
    setTimeout(() => fail("It could not end in time, and was cut off."), END_MS).unref();
    await server.stop();
    process.exit(code);
  };
  const onSignal = (signal: string) => () => {
    log.info("ending", { signal });
    end(0).catch(fail);
  };
  process.on("SIGINT", onSignal("SIGINT"));
  process.on("SIGTERM", onSignal("SIGTERM"));
  server.databaseLost
    .then(() => {
      log.error("the embedded database ended by itself; nothing is lost, start again");
      return end(1);
    })
    .catch(fail);
}

function fail(error: unknown): never {
  console.error(whyNotStarted(error) ?? error);
  process.exit(1);
}

main().catch(fail);
