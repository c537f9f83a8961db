import "reflect-metadata";

import { systemClock } from "../../platform/clock.ts";
import { ConfigError } from "../../platform/config.ts";
import { FolderInUseError } from "../../platform/postgres/index.ts";
import { EXIT, importHistory } from "../history/import-history.ts";
import { InputError } from "../replay/input-error.ts";

/** `npm run import-history`: 0 where all was told, 1 where something was not, 2 where nothing could be. */
try {
  process.exitCode = await importHistory(process.argv.slice(2), {
    environment: process.env,
    clock: systemClock,
    print: (text) => process.stdout.write(`${text}\n`),
  });
} catch (error) {
  const isPlain =
    error instanceof InputError ||
    error instanceof ConfigError ||
    error instanceof FolderInUseError;
  console.error(isPlain ? error.message : error);
  process.exitCode = EXIT.unusable;
}
