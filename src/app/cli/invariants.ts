import { ConfigError } from "../../platform/config.ts";
import { FolderInUseError } from "../../platform/postgres/index.ts";
import { NoDatabase } from "../invariants/open-checked.ts";
import { EXIT, runCheck, UnknownArgument } from "../invariants/run-check.ts";

/** `npm run invariants`: 0 where every promise is kept, 1 where one is not, 2 where none can be checked. */
try {
  process.exitCode = await runCheck(process.argv.slice(2), process.env, (text) => {
    process.stdout.write(`${text}\n`);
  });
} catch (error) {
  const isPlain =
    error instanceof NoDatabase ||
    error instanceof UnknownArgument ||
    error instanceof ConfigError ||
    error instanceof FolderInUseError;
  console.error(isPlain ? error.message : error);
  process.exitCode = EXIT.unusable;
}
