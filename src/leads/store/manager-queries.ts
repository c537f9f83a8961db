import { isRole, scopesOf } from "../../identity/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

/** Whether somebody leads the sales team: may do with anybody's lead what its owner may. */
export async function readIsManager(tx: Transaction, memberUuid: string | null): Promise<boolean> {
  const row = await tx.readOne<{ roles: string[] }>(sql`
    select roles
    from membership
    where id = ${memberUuid}::uuid and partner_id is null and deactivated_at is null`);
  return row !== null && scopesOf(row.roles.filter(isRole)).has("LEADS_ASSIGN");
}
