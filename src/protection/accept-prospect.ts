import type { LeadId, PartnerId } from "../kernel/index.ts";
import type { Database, Transaction } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";

import type { AcceptanceFacts } from "./domain/acceptance.ts";
import { queueAccountLink } from "./store/account-store.ts";

/**
 * Queues what acceptance does to the prospect: its company becomes an account, or one that is known.
 * Its protection opens by itself with the event of the acceptance.
 */
export function acceptProspect(
  deps: { readonly database: Database; readonly newId: NewId },
  tx: Transaction,
  lead: { readonly id: LeadId; readonly partnerId: PartnerId },
  { accountId }: AcceptanceFacts,
  at: Date,
): void {
  queueAccountLink(deps.database, tx, {
    lead,
    accountId: accountId ?? deps.newId("acc"),
    isNew: accountId === null,
    at,
  });
}
