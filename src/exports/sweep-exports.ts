import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database/index.ts";
import { systemSession } from "../platform/database/index.ts";
import type { FileStorage } from "../platform/storage/index.ts";

import { namesOfBytes } from "./domain/export-run.ts";
import { noteExpired, readExpired } from "./store/export-run-store.ts";

export interface SweepExportsDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly storage: FileStorage;
}

const MOST_AT_ONCE = 100;

/** Removes the files that expired: first the bytes, then the row says so. What was in them stays on record. */
export const sweepExports =
  ({ database, clock, storage }: SweepExportsDeps) =>
  async (requestId: string): Promise<void> => {
    const session = systemSession(requestId);
    for (const run of await readExpired(database, session, clock(), MOST_AT_ONCE)) {
      for (const name of namesOfBytes(run)) await storage.remove(name);
      await noteExpired(database, session, run.id);
    }
  };
