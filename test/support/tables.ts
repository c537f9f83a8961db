import type { Json } from "./served-world.ts";
import type { World } from "./world.ts";

/** All that the database holds, at one moment. */
export interface Tables {
  /** The tables whose rows are not the same as then, jobs included, by their names. */
  readonly changedSince: (before: Tables) => readonly string[];
  /** The audit entries that are new since then. */
  readonly auditSince: (before: Tables) => readonly Json[];
  readonly digests: ReadonlyMap<string, string>;
  readonly audit: readonly Json[];
}

/** Reads the whole database as its owner; that a credential was used, and when, is no change. */
export async function readTables(world: World): Promise<Tables> {
  const tables = await world.asOwner<{ name: string; path: string }>(
    `select c.relname as name, c.oid::regclass::text as path
     from pg_class as c
     where c.relkind = 'r' and c.relnamespace in ('public'::regnamespace, 'graphile_worker'::regnamespace)
     order by c.relname`,
  );
  const parts = tables.map(
    ({ name, path }) => `
      select '${name}' as name, md5(coalesce(string_agg(row, '|' order by row), '')) as digest
      from (select (to_jsonb(t) - 'last_used_at')::text as row from ${path} as t) as rows`,
  );
  const digests = await world.asOwner<{ name: string; digest: string }>(parts.join(" union all "));
  const audit = await world.asOwner<Json>(
    "select id, mutation, outcome, code, subject_ids, request_id from audit_entry order by id",
  );
  return tablesOf(new Map(digests.map((each) => [each.name, each.digest])), audit);
}

function tablesOf(digests: ReadonlyMap<string, string>, audit: readonly Json[]): Tables {
  return {
    digests,
    audit,
    changedSince: (before) =>
      [...digests]
        .filter(([name, digest]) => before.digests.get(name) !== digest)
        .map(([name]) => name)
        .toSorted(),
    auditSince: (before) => {
      const known = new Set(before.audit.map((row) => row["id"]));
      return audit.filter((row) => !known.has(row["id"]));
    },
  };
}
