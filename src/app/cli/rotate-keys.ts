import { ConfigError } from "../../platform/config.ts";
import { FolderInUseError } from "../../platform/postgres/index.ts";
import { rotateKeys } from "../keys/rotate-keys.ts";
import { NoDatabase } from "../invariants/open-checked.ts";
import { UnknownArgument } from "../invariants/run-check.ts";

/** `npm run rotate-keys`: what it ends with is in its --help; 2 where it could not be done. */
try {
  process.exitCode = await rotateKeys(process.argv.slice(2), process.env, (text) => {
    process.stdout.write(`${text}\n`);
  });
} catch (error) {
  const isPlain =
    error instanceof NoDatabase ||
    error instanceof UnknownArgument ||
    error instanceof ConfigError ||
    error instanceof FolderInUseError;
  console.error(isPlain ? error.message : error);
  process.exitCode = 2;
}
