import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { ROOT } from "../product.ts";

const SEED = ["ground", "people", "leads", "money", "done"].map((name) => `bench/seed/${name}.sql`);

/** What a seeded database was made of: hashes of the seed, and of each migration in its order. */
interface Made {
  readonly seed: string;
  readonly migrations: readonly string[];
}

/**
 * A seed under fewer migrations is behind and can be brought forward, as any database; one by another
 * seed, or under a migration that was changed since, is of no use.
 */
type StateOfSeed = "missing" | "unusable" | "behind" | "current";

export function stateOfSeed(dataDir: string): StateOfSeed {
  if (!existsSync(dataDir)) return "missing";
  const made = readMark(dataDir);
  const now = madeNow();
  if (made === null || made.seed !== now.seed) return "unusable";
  if (made.migrations.some((hash, index) => hash !== now.migrations[index])) return "unusable";
  return made.migrations.length < now.migrations.length ? "behind" : "current";
}

export function markSeeded(dataDir: string): void {
  writeFileSync(markOf(dataDir), JSON.stringify(madeNow(), null, 2));
}

const markOf = (dataDir: string): string => path.join(dataDir, "seeded.json");

function readMark(dataDir: string): Made | null {
  try {
    const made = JSON.parse(readFileSync(markOf(dataDir), "utf8")) as Partial<Made>;
    if (typeof made.seed !== "string" || !Array.isArray(made.migrations)) return null;
    return { seed: made.seed, migrations: made.migrations };
  } catch {
    return null;
  }
}

function madeNow(): Made {
  const migrations = readdirSync(path.join(ROOT, "migrations"))
    .filter((name) => /^[0-9]/.test(name))
    .toSorted();
  return {
    seed: hashOf(SEED),
    migrations: migrations.map((name) => hashOf([`migrations/${name}`])),
  };
}

function hashOf(files: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(path.join(ROOT, file)));
  return hash.digest("hex");
}
