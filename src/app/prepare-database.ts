import { runMigrations } from "graphile-worker";

import { migrations } from "../../migrations/index.ts";
import { giveLogins, migrate, openOwner, urlOf } from "../platform/database/index.ts";
import type { RoleSecrets } from "../platform/database/index.ts";

/**
 * Brings a database to this version: migrations as the owner, logins for the serving roles, and
 * the job library's own schema as its own role. Safe to run from several instances at once.
 * Returns the names of the migrations that ran.
 */
export async function prepareDatabase(
  ownerUrl: string,
  secrets: RoleSecrets,
): Promise<readonly string[]> {
  const owner = await openOwner(ownerUrl, migrations);
  try {
    const ran = await migrate(owner);
    await giveLogins(owner, secrets);
    await runMigrations({ connectionString: urlOf(ownerUrl, "queue", secrets) });
    return ran;
  } finally {
    await owner.destroy();
  }
}
