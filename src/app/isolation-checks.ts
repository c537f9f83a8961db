import type { Database } from "../platform/database/index.ts";
import { sql, systemSession } from "../platform/database/index.ts";
import type { ReadinessChecks } from "../platform/http/index.ts";
import type { Logger } from "../platform/logger.ts";

export async function isolationChecks(
  database: Database,
  _strict: boolean,
  _log: Logger,
): Promise<{ readonly checks: ReadinessChecks }> {
  return {
    checks: {
      database: async () => {
        await database.read(systemSession("readiness"), sql`select 1 as one`);
        return { ok: true };
      },
    },
  };
}
