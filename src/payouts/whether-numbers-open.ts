import { idOf } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import { sql, systemSession } from "../platform/database/index.ts";

import type { Vault } from "../platform/vault.ts";

/** How many of the latest account numbers the secrets at hand do not open, of how many that were looked at. */
export async function whetherNumbersOpen(
  database: Database,
  vault: Vault,
): Promise<{ readonly looked: number; readonly closed: number }> {
  const rows = await database.read<{ id: string; number_sealed: Buffer; key_id: string }>(
    systemSession("start"),
    sql`
      select id, number_sealed, key_id
      from payout_account
      where state in ('WAITING', 'VERIFIED')
      order by proposed_at desc, id desc
      limit 20`,
  );
  const closed = rows.filter(
    ({ id, number_sealed: bytes, key_id: keyId }) =>
      vault.open({ keyId, bytes }, idOf("pac", id)) === null,
  );
  return { looked: rows.length, closed: closed.length };
}
