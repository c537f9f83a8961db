import "reflect-metadata";

import { systemClock } from "../../platform/clock.ts";
import { ConfigError } from "../../platform/config.ts";
import { FolderInUseError } from "../../platform/postgres/index.ts";
import { ApiFailure } from "../replay/api-client.ts";
import { EXIT, replay } from "../replay/replay.ts";

/** Drives real data through the HTTP API and holds the outcome against the files. */
const stopping = new AbortController();
process.on("SIGINT", () => {
  if (stopping.signal.aborted) process.exit(EXIT.stopped);
  console.error("Stopping after what is under way; once more ends it at once.");
  stopping.abort();
});
process.on("SIGTERM", () => stopping.abort());

try {
  process.exitCode = await replay(process.argv.slice(2), {
    environment: process.env,
    clock: systemClock,
    print: (text) => process.stdout.write(`${text}\n`),
    tell: (line) => console.error(line),
    stop: stopping.signal,
  });
} catch (error) {
  const isPlain =
    error instanceof ConfigError ||
    error instanceof FolderInUseError ||
    error instanceof ApiFailure;
  console.error(isPlain ? error.message : error);
  process.exitCode = EXIT.different;
}
