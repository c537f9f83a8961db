import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import pg from "pg";
import { inject } from "vitest";

import { openServedWorld } from "./served-world.ts";
import type { Beginning, ServedWorld } from "./served-world.ts";

/**
 * A world that is made once in a run of the tests, by the first test file that asks for it; the
 * others wait meanwhile. What is told of it must be plain data.
 */
export async function keptWorld<Told>(
  name: string,
  make: (world: ServedWorld) => Promise<Told>,
): Promise<Beginning & { readonly told: Told }> {
  const template = `${inject("templateDatabase")}_${name}`;
  const kept = path.join(inject("keptWorlds"), template);
  const [folder, list] = [path.join(kept, "files"), path.join(kept, "told.json")];
  await alone(template, async () => {
    if (existsSync(list)) return;
    const world = await openServedWorld();
    try {
      const told = await make(world);
      cpSync(world.files.folder, folder, { recursive: true });
      await world.close(template);
      writeFileSync(list, JSON.stringify(told));
    } catch (error) {
      await world.close();
      throw error;
    }
  });
  const told: Told = JSON.parse(readFileSync(list, "utf8"));
  return { template, folder, told };
}

/** Does something while no other process of the run does what has this name. */
async function alone(name: string, work: () => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: inject("clusterUrl") });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock(hashtext($1))", [name]);
    await work();
  } finally {
    // the lock goes with its session
    await client.end();
  }
}
