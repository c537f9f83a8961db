import path from "node:path";

import { InputError } from "../measure/linkage-files.ts";
import { measureImport } from "../measure/measure-import.ts";

/** `npm run measure:import`: 0 where each row became a lead, once; 1 where not; 2 where it could not be measured. */
try {
  const isBuilt = import.meta.filename.endsWith(".js");
  process.exitCode = await measureImport(process.argv.slice(2), {
    environment: process.env,
    main: path.join(import.meta.dirname, "..", isBuilt ? "main.js" : "main.ts"),
    print: (text) => process.stdout.write(`${text}\n`),
    monotonic: () => performance.now(),
  });
} catch (error) {
  console.error(error instanceof InputError ? error.message : error);
  process.exitCode = 2;
}
