import { runMigrations } from "graphile-worker";

import { migrations } from "../../migrations/index.ts";
import { migrate, openOwner } from "../platform/database/migrate.ts";
import type { RoleSecrets } from "../platform/database/roles.ts";
import { giveLogins, urlOf } from "../platform/database/roles.ts";

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
