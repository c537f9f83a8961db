import { uuidOf } from "../kernel/index.ts";
import type { LeadId, PartnerId } from "../kernel/index.ts";
import type { Database, Transaction } from "../platform/database/index.ts";

import { settle } from "./domain/settlement.ts";
import type { AttributionShare, Sharing } from "./domain/settlement.ts";
import { AttributionShareRow } from "./store/attribution-share.row.ts";

/**
 * Settles to whom a lead is owed, in the transaction that qualifies it, and queues the shares of both
 * books. Returns those that are paid: the SOURCED ones.
 */
export function settleAttribution(
  database: Database,
  tx: Transaction,
  lead: { readonly id: LeadId; readonly partnerId: PartnerId },
  sharing: readonly Sharing[],
  at: Date,
): readonly AttributionShare[] {
  const shares = settle(lead, sharing, at);
  tx.queue(
    database.insert(
      AttributionShareRow,
      ...shares.map((share) => ({
        ...share,
        leadId: uuidOf(share.leadId),
        partnerId: uuidOf(share.partnerId),
      })),
    ),
  );
  return shares.filter(({ book }) => book === "SOURCED");
}
