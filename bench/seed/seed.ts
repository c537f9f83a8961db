import { readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";

import { prepareDatabase } from "../product.ts";
import { withoutIndexes } from "./without-indexes.ts";
import { withoutTriggers } from "./without-triggers.ts";

export interface SeedSize {
  readonly leads: number;
  /** Accepted leads beside them that wait to be qualified. */
  readonly pool: number;
}

export const PARTNERS = 200;

type RolePasswords = Parameters<typeof prepareDatabase>[1];

/** Fills a new database as Baton itself would have written it, by SQL, as its owner. */
export async function seed(
  url: string,
  passwords: RolePasswords,
  { leads, pool }: SeedSize,
  say: (line: string) => void,
): Promise<void> {
  await prepareDatabase(url, passwords);
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  try {
    await owner.query(
      "set session_replication_role = replica; set work_mem = '256MB'; set maintenance_work_mem = '512MB'; set synchronous_commit = off",
    );
    const step = async (name: string, work: () => Promise<unknown>): Promise<void> => {
      const begun = performance.now();
      await work();
      say(`  ${name}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    };
    say(`seeding ${leads} leads`);
    await step("ground", () => owner.query(textOf("ground", { leads, pool, partners: PARTNERS })));
    await step("people", () => owner.query(textOf("people")));
    await withoutIndexes(owner, async () => {
      await step("leads", () => owner.query(textOf("leads")));
      await withoutTriggers(owner, ["journal_txn", "journal_entry"], () =>
        step("money", () => owner.query(textOf("money"))),
      );
    });
    await step("seals", () => sealAll(owner));
    await step("roll-ups", () => rebuildRollups(owner));
    await owner.query(textOf("done"));
    await step("vacuum, analyze", () => owner.query("vacuum (analyze)"));
  } finally {
    await owner.end();
  }
}

/** Runs the migrations that have come since a database was seeded. */
export async function bringForward(
  url: string,
  passwords: RolePasswords,
  say: (line: string) => void,
): Promise<void> {
  say("migrating the cached database");
  await prepareDatabase(url, passwords);
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  try {
    await owner.query("vacuum (analyze)");
  } finally {
    await owner.end();
  }
}

function textOf(name: string, numbers: Readonly<Record<string, number>> = {}): string {
  const text = readFileSync(path.join(import.meta.dirname, `${name}.sql`), "utf8");
  return Object.entries(numbers).reduce(
    (all, [key, value]) => all.replaceAll(`$${key.toUpperCase()}`, String(value)),
    text,
  );
}

/** By the product's own sealer: the chain is the one it would have made. */
async function sealAll(owner: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await owner.query<{ sealed: number }>(
      "select app.seal_journals(100000) as sealed",
    );
    if ((rows[0]?.sealed ?? 0) === 0) return;
  }
}

async function rebuildRollups(owner: pg.Client): Promise<void> {
  const { rows } = await owner.query<{ prokind: string }>(
    "select prokind from pg_proc where proname = 'rebuild_rollups' and pronamespace = 'app'::regnamespace",
  );
  const [found] = rows;
  if (!found) return;
  await owner.query(`${found.prokind === "p" ? "call" : "select"} app.rebuild_rollups()`);
}
