import type { Database, ServingRole } from "../platform/database/index.ts";
import { sql } from "../platform/database/index.ts";
import type { Logger } from "../platform/logger.ts";

const ROLES: readonly ServingRole[] = ["partner", "vendor", "jobs", "auth"];

/**
 * Says which serving role waits without end. The migrations give each role its timeouts, but not to
 * a role of another owner: there they are the owner's to set (docs/OPERATIONS.md, Timeouts).
 */
export async function warnOfMissingTimeouts(database: Database, log: Logger): Promise<void> {
  for (const role of ROLES) {
    const session = { role, partnerId: null, actorId: null, requestId: "timeouts" };
    const missing = await database.read<{ name: string }>(
      session,
      sql`
        select name
        from pg_settings
        where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout')
          and setting = '0'
        order by name`,
    );
    for (const { name } of missing) log.warn("timeouts", { note: `app_${role} has no ${name}` });
  }
}
