import type { Database } from "../platform/database/index.ts";
import { systemSession } from "../platform/database/index.ts";

import { sealStatement } from "./store/journal-statements.ts";

const BATCH = 500;

/**
 * Appends every waiting posting to the hash chain, a batch per transaction, and returns how many
 * there were. One sealer works at a time; a second waits for it, then finds less to do.
 */
export async function sealJournals(database: Database, requestId: string): Promise<number> {
  let total = 0;
  for (;;) {
    const row = await database.readOne<{ sealed: number }>(
      systemSession(requestId),
      sealStatement(BATCH),
    );
    const sealed = row?.sealed ?? 0;
    total += sealed;
    if (sealed < BATCH) return total;
  }
}
