import pg from "pg";

import { readConfig } from "../../platform/config.ts";
import type { Environment } from "../../platform/config.ts";
import { SYSTEM_ACTOR } from "../../platform/database/index.ts";
import { openChecked } from "../invariants/open-checked.ts";

/** A connection to the database that the environment names, as a role that sees the books. */
export interface BooksSession {
  readonly session: pg.Client;
  /** The folder of its secrets. */
  readonly dataDir: string;
}

/** Opens it for as long as the work takes, beside a server that runs or without one. */
export async function withBooks<Result>(
  environment: Environment,
  role: "jobs" | "owner",
  work: (books: BooksSession) => Promise<Result>,
): Promise<Result> {
  const config = readConfig(environment);
  const database = await openChecked(config);
  const session = new pg.Client({
    connectionString: database.urls[role],
    application_name: "baton-books",
  });
  try {
    await session.connect();
    // all of a large ledger takes longer than a request may
    await session.query(`set statement_timeout = 0; set app.actor_id = '${SYSTEM_ACTOR}'`);
    return await work({ session, dataDir: config.dataDir });
  } finally {
    await session.end();
    await database.close();
  }
}
