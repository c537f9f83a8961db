import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import type { ExampleOperation } from "../platform/http/index.ts";

/** The documented examples: docs/examples beside the sources, whether run from src or from dist. */
const FOLDERS = ["../../docs/examples", "../../../docs/examples"].map((folder) =>
  path.resolve(import.meta.dirname, folder),
);

/** The examples as GraphiQL offers them: the first comment line may say `# roles: A, B`. */
export function exampleOperations(): readonly ExampleOperation[] {
  const folder = FOLDERS.find((each) => existsSync(each));
  if (!folder) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".graphql"))
    .sort()
    .map((name) => readExample(folder, name));
}

function readExample(folder: string, name: string): ExampleOperation {
  const query = readFileSync(path.join(folder, name), "utf8");
  const variablesFile = path.join(folder, name.replace(/\.graphql$/, ".variables.json"));
  const roles = /^# roles: (.+)$/m.exec(query)?.[1];
  return {
    query,
    variables: existsSync(variablesFile) ? readFileSync(variablesFile, "utf8") : null,
    roles: roles === undefined ? null : roles.split(",").map((role) => role.trim()),
  };
}
