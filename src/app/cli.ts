/**
 * Runs one command of ours: `node src/app/cli.ts <command> [arguments]`.
 *
 * Node runs this file as it stands by stripping its types; the commands themselves use decorators
 * and need the build, so it is made first if the sources have changed. A command is a file of
 * `cli/`: importing it runs it, and it finds its own arguments at `process.argv.slice(2)`.
 */
import { globSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { buildIfNeeded } from "./build.ts";

const root = path.resolve(import.meta.dirname, "../..");

const commands = globSync("*.ts", { cwd: path.join(root, "src/app/cli") }).map((file) =>
  path.basename(file, ".ts"),
);

const command = process.argv[2];
if (command === undefined || !commands.includes(command)) {
  console.error(`Say which command: ${commands.toSorted().join(", ")}.`);
  process.exit(2);
}

try {
  await buildIfNeeded(root);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

const built = path.join(root, "dist/src/app/cli", `${command}.js`);
process.argv.splice(1, 2, built);
await import(pathToFileURL(built).href);
