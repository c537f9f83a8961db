import type { Database, Sql } from "../platform/database/index.ts";
import { systemSession } from "../platform/database/index.ts";

import { foldCreditsStatement, foldFunnelStatement } from "./store/fold-statements.ts";

const BATCH = 10_000;

/**
 * Adds what leads and credits have changed to the counts that reports read, a batch per
 * transaction, and returns how many changes there were. Reports are exact with or without it: they
 * read what is not folded too. It keeps that part small. One instance works at a time; others find
 * nothing to do.
 */
export async function foldRollups(database: Database, requestId: string): Promise<number> {
  const leads = await foldAll(database, requestId, foldFunnelStatement(BATCH));
  return leads + (await foldAll(database, requestId, foldCreditsStatement(BATCH)));
}

async function foldAll(database: Database, requestId: string, statement: Sql): Promise<number> {
  let total = 0;
  for (;;) {
    const row = await database.readOne<{ folded: number }>(systemSession(requestId), statement);
    const folded = row?.folded ?? 0;
    total += folded;
    if (folded < BATCH) return total;
  }
}
