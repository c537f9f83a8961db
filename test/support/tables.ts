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

interface Table {
  readonly name: string;
  readonly path: string;
}

/** A table as it was when its rows were last read, and how it was written by then. */
interface Known {
  readonly writes: string;
  readonly digest: string;
}

/** What was read before of each database, by its address. */
const read = new Map<string, Map<string, Known>>();

/** Reads the whole database as its owner; that a credential was used, and when, is no change. */
export async function readTables(world: World): Promise<Tables> {
  const known = read.get(world.ownerUrl) ?? new Map<string, Known>();
  read.set(world.ownerUrl, known);
  const tables = await world.asOwner<Table>(
    `select c.relname as name, c.oid::regclass::text as path
     from pg_class as c
     where c.relkind = 'r' and c.relnamespace in ('public'::regnamespace, 'graphile_worker'::regnamespace)
     order by c.relname`,
  );
  const writes = await writesOf(world, tables);
  const written = tables.filter(({ name }) => known.get(name)?.writes !== writes.get(name));
  for (const [name, digest] of await digestsOf(world, written))
    known.set(name, { writes: writes.get(name) ?? "", digest });
  const audit = await world.asOwner<Json>(
    "select id, mutation, outcome, code, subject_ids, request_id from audit_entry order by id",
  );
  const digests = new Map(tables.map(({ name }) => [name, known.get(name)?.digest ?? ""]));
  return tablesOf(digests, audit);
}

/**
 * What tells whether anything was written to a table, without reading what its rows say: how many
 * there are, and which transactions wrote them. A row that is inserted or updated bears the number of
 * a new transaction, and where rows were only deleted there are fewer.
 */
const writesOf = (world: World, tables: readonly Table[]): Promise<Map<string, string>> =>
  told(
    world,
    tables.map(
      ({ name, path }) => `
        select '${name}' as name, concat_ws(' ', count(*), max(number), sum(number)) as told
        from (select xmin::text::bigint as number from ${path}) as written`,
    ),
  );

const digestsOf = (world: World, tables: readonly Table[]): Promise<Map<string, string>> =>
  told(
    world,
    tables.map(
      ({ name, path }) => `
        select '${name}' as name, md5(coalesce(string_agg(row, '|' order by row), '')) as told
        from (select (to_jsonb(t) - 'last_used_at')::text as row from ${path} as t) as rows`,
    ),
  );

async function told(world: World, parts: readonly string[]): Promise<Map<string, string>> {
  if (parts.length === 0) return new Map();
  const rows = await world.asOwner<{ name: string; told: string }>(parts.join(" union all "));
  return new Map(rows.map((row) => [row.name, row.told]));
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
