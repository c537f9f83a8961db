import { InputError } from "../measure/linkage-files.ts";
import { EXIT, runMeasure } from "../measure/run-measure.ts";

/** `npm run measure:matching`: 0 where it could be measured, 2 where it could not. */
try {
  process.exitCode = runMeasure(
    process.argv.slice(2),
    (text) => process.stdout.write(`${text}\n`),
    () => performance.now(),
  );
} catch (error) {
  console.error(error instanceof InputError ? error.message : error);
  process.exitCode = EXIT.unusable;
}
