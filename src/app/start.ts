/**
 * Starts the server: builds what has changed, then hands over to the built main.
 *
 * Run it by `npm start`, which also says what is needed when Node is too old to read this file.
 */
import { enableCompileCache } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { buildIfNeeded } from "./build.ts";

const root = path.resolve(import.meta.dirname, "../..");

try {
  await buildIfNeeded(root);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
// Compiled code is kept beside what it was compiled from: the second start loads several times as
// fast as the first.
enableCompileCache(path.join(root, "dist/.compile-cache"));
const built = path.join(root, "dist/src/app/main.js");
process.argv[1] = built;
await import(pathToFileURL(built).href);
