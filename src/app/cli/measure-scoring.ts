import "reflect-metadata";

import { InputError as FolderError } from "../replay/input-error.ts";
import { InputError } from "../measure/linkage-files.ts";
import { EXIT, measureScoring } from "../measure/measure-scoring.ts";

/** `npm run measure:scoring`: 0 where it could be measured, 2 where it could not. */
try {
  process.exitCode = await measureScoring(process.argv.slice(2), {
    print: (text) => process.stdout.write(`${text}\n`),
    monotonic: () => performance.now(),
  });
} catch (error) {
  const isPlain = error instanceof InputError || error instanceof FolderError;
  console.error(isPlain ? error.message : error);
  process.exitCode = EXIT.unusable;
}
