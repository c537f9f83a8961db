import { whetherNumbersOpen } from "../payouts/index.ts";
import type { Vault } from "../platform/vault.ts";
import type { Database } from "../platform/database/index.ts";
import type { Logger } from "../platform/logger.ts";

/** Says where partners' account numbers are sealed by other secrets: at once, and not on the day of a payout. */
export async function warnOfClosedNumbers(
  database: Database,
  vault: Vault,
  log: Logger,
): Promise<void> {
  const { looked, closed } = await whetherNumbersOpen(database, vault);
  if (closed === 0) return;
  log.error("account numbers", {
    note: `the secrets in DATA_DIR do not open ${closed} of the latest ${looked} account numbers: restore secrets.json from the backup that belongs to this database`,
  });
}
