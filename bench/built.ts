import "reflect-metadata";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { buildIfNeeded } from "../src/app/build.ts";

export const ROOT = path.resolve(import.meta.dirname, "..");

/** The product's own code, built: `fromBuild<typeof import("../src/…")>("app/…")`. */
export async function fromBuild<Module>(file: string): Promise<Module> {
  await buildIfNeeded(ROOT);
  return (await import(pathToFileURL(path.join(ROOT, "dist/src", `${file}.js`)).href)) as Module;
}
