import { createHash } from "node:crypto";

import pg from "pg";

import { SCHEMA_QUERIES, TABLE_QUERIES } from "./schema-queries.ts";

type Printed = { thing: string; line: string };

const HEADER = `-- The database as it stands after all migrations: printed by npm run schema:print, never edited.
-- For reading and comparing, sorted by name; the job library's schema is not shown. "owner" is who migrates.
`;

/**
 * Prints the schemas public, app and queue out of the catalog: tables with columns, constraints,
 * indexes, policies, triggers and grants, then types, views and functions. The text is the same on
 * every supported version of PostgreSQL, and it changes exactly when a migration changes something.
 */
export async function printDatabase(ownerUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query("begin read only");
    return await printCatalog(client);
  } finally {
    await client.end();
  }
}

/** The same of what a connection sees inside its open transaction. */
export async function printCatalog(client: pg.Client): Promise<string> {
  // with an empty path every name is printed with its schema
  await client.query("set local search_path = ''");
  const paragraphs: string[] = [HEADER];
  for (const [thing, columns] of await linesByThing(client, TABLE_QUERIES.columns)) {
    paragraphs.push(await printTable(client, thing, columns));
  }
  for (const query of SCHEMA_QUERIES) {
    for (const [, lines] of await linesByThing(client, query)) {
      paragraphs.push(`${lines.map(withoutVersion).join("\n")}\n`);
    }
  }
  return paragraphs.join("\n");
}

async function printTable(
  client: pg.Client,
  table: string,
  columns: readonly string[],
): Promise<string> {
  const about = async (query: string): Promise<string[]> => {
    // named, so that it is planned once and not for each table
    const name = createHash("sha256").update(query).digest("hex").slice(0, 60);
    const { rows } = await client.query<{ line: string }>({ name, text: query, values: [table] });
    return rows.map((row) => withoutVersion(row.line));
  };
  const [opening = ""] = await about(TABLE_QUERIES.opening);
  const [closing = ""] = await about(TABLE_QUERIES.closing);
  const inside = [...columns.map(withoutVersion), ...(await about(TABLE_QUERIES.constraints))];
  const after = [];
  for (const query of TABLE_QUERIES.after) after.push(...(await about(query)));
  const body = inside.map((line) => `  ${line}`).join(",\n");
  return `${opening}\n${body}\n${closing}\n${after.map((line) => `${line}\n`).join("")}`;
}

async function linesByThing(
  client: pg.Client,
  query: string,
): Promise<readonly (readonly [string, string[]])[]> {
  const { rows } = await client.query<Printed>(query);
  const things = new Map<string, string[]>();
  for (const { thing, line } of rows) {
    const lines = things.get(thing) ?? [];
    lines.push(line);
    things.set(thing, lines);
  }
  return [...things].sort(([left], [right]) => (left < right ? -1 : 1));
}

/** Some versions name the column of a subselect that nobody named, others do not. */
function withoutVersion(line: string): string {
  return line.replaceAll(/ AS "?(?:nullif|actor|partner)"?(?=\))/g, "");
}
