import type { LockedLead } from "../leads/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import type { Owner } from "./store/owner-queries.ts";
import { readLeastBusy } from "./store/staff-queries.ts";

/**
 * Who works on a lead next, where nobody says: somebody else than its owner. Null where there is
 * nobody. The one place that knows.
 */
export const nextOwner = (
  tx: Transaction,
  lead: Pick<LockedLead, "ownerId">,
): Promise<Owner | null> => readLeastBusy(tx, lead.ownerId);
