import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

import { storedFile } from "../stored-file.ts";
import type { StoredFile } from "../stored-file.ts";

const SCRIPT = "text/javascript; charset=utf-8";
const STYLE = "text/css; charset=utf-8";

const require = createRequire(import.meta.url);

/** Reads all files that the page loads: GraphiQL and React as installed, and our own beside them. */
export function readExplorerFiles(): ReadonlyMap<string, StoredFile> {
  const own = ownFolder();
  const react = path.dirname(require.resolve("react/package.json"));
  const reactDom = path.dirname(require.resolve("react-dom/package.json"));
  const graphiql = path.dirname(require.resolve("graphiql/package.json"));
  const files = [
    [path.join(react, "umd/react.production.min.js"), SCRIPT],
    [path.join(reactDom, "umd/react-dom.production.min.js"), SCRIPT],
    [path.join(graphiql, "graphiql.min.js"), SCRIPT],
    [path.join(graphiql, "graphiql.min.css"), STYLE],
    [path.join(own, "explorer.js"), SCRIPT],
    [path.join(own, "explorer.css"), STYLE],
  ] as const;
  return new Map(
    files.map(([file, type]) => [path.basename(file), storedFile(readFileSync(file), type)]),
  );
}

/** The compiler leaves files that are not TypeScript where they are, in the sources. */
function ownFolder(): string {
  let root = import.meta.dirname;
  while (!existsSync(path.join(root, "package.json"))) root = path.dirname(root);
  return path.join(root, "src/platform/http/graphiql");
}
