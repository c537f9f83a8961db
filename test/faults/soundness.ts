import { globSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { expect } from "vitest";
import { z } from "zod";

import { ROOT, surprises, until } from "./instance.ts";
import type { Instance } from "./instance.ts";
import type { Owner } from "./town.ts";

const Invariants = z.array(z.object({ name: z.string(), meaning: z.string(), sql: z.string() }));

/** What the history of leads promises, said once more and apart from the product's own list. */
const CHAIN: z.infer<typeof Invariants> = [
  {
    name: "faults: stage-chain-unbroken",
    meaning: "Each event of a lead begins where the one before ended, and they count from 1",
    sql: `
      select lead_id, seq
      from (
        select lead_id, seq, from_stage,
          lag(to_stage) over chain as before,
          row_number() over chain as place
        from lead_event
        window chain as (partition by lead_id order by seq)
      ) as link
      where seq <> place or (place > 1 and from_stage is distinct from before)`,
  },
  {
    name: "faults: lead-is-its-last-event",
    meaning: "A lead's stage is the one its last event led to, and its version counts its events",
    sql: `
      select lead.id
      from lead
      left join lateral (
        select to_stage, seq
        from lead_event
        where lead_event.lead_id = lead.id
        order by seq desc
        limit 1
      ) as last on true
      where lead.stage is distinct from last.to_stage or lead.version is distinct from last.seq`,
  },
  {
    name: "faults: one-award-per-milestone",
    meaning: "A lead has one live credit at most for each partner and award",
    sql: `
      select lead_id, milestone
      from award
      group by lead_id, milestone
      having count(*) > 1`,
  },
  {
    name: "faults: every-claim-has-its-outcome",
    meaning: "What a key was used for stands, or the key is free",
    sql: `select mutation, key from idempotency_claim where outcome is null`,
  },
];

/** Every list of invariants that the product has, by its files. */
async function invariants(): Promise<z.infer<typeof Invariants>> {
  const folder = path.join(ROOT, "src/app/invariants");
  const lists = await Promise.all(
    globSync("*.ts", { cwd: folder }).map(async (file) => {
      const exported: unknown = await import(pathToFileURL(path.join(folder, file)).href);
      return Object.values(z.record(z.string(), z.unknown()).parse(exported)).flatMap(
        (value) => Invariants.safeParse(value).data ?? [],
      );
    }),
  );
  const all = [...CHAIN, ...lists.flat()];
  return [...new Map(all.map((each) => [each.name, each])).values()];
}

/** Holds the data to every invariant, and the servers to having met nothing unforeseen. */
export async function mustBeSound(owner: Owner, instances: readonly Instance[]): Promise<void> {
  expect(await unsound(owner)).toEqual({});
  expect(instances.flatMap(surprises)).toEqual([]);
}

/**
 * Holds the jobs to being done, and every lead to being matched, within a minute; returns how
 * long it took, in milliseconds. Jobs that somebody took and lost are given free after 45 seconds,
 * which pass at once unless the test waits in full.
 */
export async function mustBeDone(
  owner: Owner,
  { waitsInFull = false }: { readonly waitsInFull?: boolean } = {},
): Promise<number> {
  const begun = performance.now();
  if (!waitsInFull) {
    await owner.asOwner(
      "update graphile_worker._private_jobs set locked_at = locked_at - interval '45 seconds', run_at = least(run_at, now())",
    );
  }
  const left = () => owner.asOwner("select locked_at, attempts from graphile_worker._private_jobs");
  await until(left, (rows) => rows.length === 0, 60_000);
  const unmatched = await owner.asOwner(
    "select id from lead where not exists (select from lead_matching where lead_id = lead.id)",
  );
  expect(unmatched).toEqual([]);
  return performance.now() - begun;
}

/** The rows that break an invariant, by its name; empty where everything is sound. */
async function unsound(owner: Owner): Promise<Record<string, unknown[]>> {
  const faults: Record<string, unknown[]> = {};
  for (const { name, sql } of await invariants()) {
    const rows = await owner.asOwner(sql);
    if (rows.length > 0) faults[name] = rows;
  }
  return faults;
}
