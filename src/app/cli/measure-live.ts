import path from "node:path";

import { InputError } from "../measure/linkage-files.ts";
import { measureLive } from "../measure/measure-live.ts";

/** `npm run measure:live`: 0 where everybody was told of what is theirs alone; 1 where not; 2 where it could not be measured. */
try {
  const isBuilt = import.meta.filename.endsWith(".js");
  process.exitCode = await measureLive(process.argv.slice(2), {
    environment: process.env,
    main: path.join(import.meta.dirname, "..", isBuilt ? "main.js" : "main.ts"),
    print: (text) => process.stdout.write(`${text}\n`),
    monotonic: () => performance.now(),
  });
} catch (error) {
  console.error(error instanceof InputError ? error.message : error);
  process.exitCode = 2;
}
