import { runMigrations } from "graphile-worker";

import { migrations } from "../../migrations/index.ts";
import {
  aloneOnDatabase,
  giveLogins,
  leaveNothingToPublic,
  migrate,
  openOwner,
  urlOf,
} from "../platform/database/index.ts";
import type { RoleSecrets } from "../platform/database/index.ts";

/**
 * Brings a database to this version: migrations as the owner, logins for the serving roles, and
 * the job library's own schema as its own role. Where the roles' logins are given from outside,
 * `passwords` is null and `queueUrl` the job role's connection. Safe to run from several instances
 * at once. Returns the names of the migrations that ran.
 */
export async function prepareDatabase(
  ownerUrl: string,
  passwords: RoleSecrets | null,
  queueUrl: string | null = null,
): Promise<readonly string[]> {
  const connectionString = queueUrl ?? (passwords && urlOf(ownerUrl, "queue", passwords));
  if (connectionString === null) throw new Error("the job library's role has no connection");
  const owner = await openOwner(ownerUrl, migrations);
  try {
    return await aloneOnDatabase(owner, async () => {
      const ran = await migrate(owner);
      if (passwords) await giveLogins(owner, passwords);
      await runMigrations({ connectionString });
      await leaveNothingToPublic(owner);
      return ran;
    });
  } finally {
    await owner.destroy();
  }
}
