/** What the bench uses of the product, from its build: Node cannot read its decorators as they stand. */
import "reflect-metadata";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { buildIfNeeded } from "../src/app/build.ts";
import type * as planting from "../src/app/planting/plant-key.ts";
import type * as preparing from "../src/app/prepare-database.ts";
import type * as kernel from "../src/kernel/index.ts";
import type * as database from "../src/platform/database/index.ts";
import type * as postgres from "../src/platform/postgres/index.ts";
import type * as secrets from "../src/platform/secrets.ts";

export const ROOT = path.resolve(import.meta.dirname, "..");

await buildIfNeeded(ROOT);

async function built<Module>(file: string): Promise<Module> {
  return (await import(pathToFileURL(path.join(ROOT, "dist/src", `${file}.js`)).href)) as Module;
}

export const { idOf } = await built<typeof kernel>("kernel/index");
export const { startPostgres } = await built<typeof postgres>("platform/postgres/index");
export const { urlOf } = await built<typeof database>("platform/database/index");
export const { openSecrets } = await built<typeof secrets>("platform/secrets");
export const { prepareDatabase } = await built<typeof preparing>("app/prepare-database");
export const { plantKey } = await built<typeof planting>("app/planting/plant-key");
