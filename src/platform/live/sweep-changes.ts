import type { Database } from "../database/index.ts";
import { sql, systemSession } from "../database/index.ts";

/** Takes away what changed more than ten minutes ago: whoever follows has read it, or has to read anew. */
export const sweepChanges =
  ({ database }: { readonly database: Database }) =>
  async (requestId: string): Promise<void> => {
    await database.read(
      systemSession(requestId),
      sql`delete from live_change where at < now() - interval '10 minutes'`,
    );
  };
