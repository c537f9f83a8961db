import "reflect-metadata";

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { printDatabase } from "../../platform/database/index.ts";
import { startPostgres } from "../../platform/postgres/index.ts";
import { openSecrets } from "../../platform/secrets.ts";
import { errorsDocument, withVariablesTable } from "../generated-documents.ts";
import { prepareDatabase } from "../prepare-database.ts";
import { buildApiSchema, printApiSchema } from "../schema.ts";

/** Prints what is reviewed as text, from the code itself: both schemas, errors and variables. */
const root = path.resolve(import.meta.dirname, "../../../..");

function write(name: string, text: string): void {
  writeFileSync(path.join(root, name), text);
  console.error(`Printed ${name}`);
}

/** The shape of a database that was migrated a moment ago, in a cluster of its own. */
async function freshDatabase(): Promise<string> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "baton-print-"));
  const postgres = await startPostgres({ dataDir, database: "baton", settings: { fsync: "off" } });
  try {
    await prepareDatabase(postgres.url, openSecrets(dataDir).rolePasswords);
    return await printDatabase(postgres.url);
  } finally {
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

// only the classes are looked at: no resolver is ever called
write("schema/schema.graphql", printApiSchema(buildApiSchema({ get: () => ({}) })));
write("docs/errors.md", errorsDocument());
const operations = readFileSync(path.join(root, "docs/OPERATIONS.md"), "utf8");
write("docs/OPERATIONS.md", withVariablesTable(operations));
write("schema/database.sql", await freshDatabase());
