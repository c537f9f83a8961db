import { uuidOf } from "../kernel/index.ts";
import type { LeadId, PartnerId } from "../kernel/index.ts";
import { VENDOR_PARTNER_ID } from "../partners/index.ts";
import type { Database, Transaction } from "../platform/database/index.ts";

import { settle, settleBy } from "./domain/settlement.ts";
import type { AttributionShare, Sharing, Spread } from "./domain/settlement.ts";
import { AttributionShareRow } from "./store/attribution-share.row.ts";
import { supersedeAttribution } from "./supersede-attribution.ts";

/** What is settled of a lead, and by what. */
export interface Settling {
  readonly lead: {
    readonly id: LeadId;
    readonly partnerId: PartnerId;
    readonly claimedAt: Date;
  };
  readonly sharing: readonly Sharing[];
  /** True where its partner, or one before it, took it as an offer of the vendor's. */
  readonly isFoundByVendor: boolean;
  /** The leads that were merged into it: their partners see under them what they have of it. */
  readonly merged: readonly LeadId[];
  /** The policy in force and what it spreads over; a decision that shares the prospect goes before it. */
  readonly spread: Spread | null;
  readonly at: Date;
}

/**
 * Settles to whom a lead is owed, in the transaction that qualifies it, and queues the shares of both
 * books. Returns those that are paid: the SOURCED ones.
 */
export function settleAttribution(
  database: Database,
  tx: Transaction,
  { lead, sharing, isFoundByVendor, merged, spread, at }: Settling,
): readonly AttributionShare[] {
  const finder = isFoundByVendor ? VENDOR_PARTNER_ID : lead.partnerId;
  const found = { id: lead.id, partnerId: finder, claimedAt: lead.claimedAt };
  const shares =
    spread && sharing.length === 0 ? settleBy(spread, found, at) : settle(found, sharing, at);
  const rows = [lead.id, ...merged].flatMap((leadId) =>
    shares.map((share) => ({
      ...share,
      leadId: uuidOf(leadId),
      partnerId: uuidOf(share.partnerId),
      policyId: share.policyId && uuidOf(share.policyId),
    })),
  );
  tx.queue(database.insert(AttributionShareRow, ...rows));
  return shares.filter(({ book }) => book === "SOURCED");
}

/** Queues that what was settled of a lead, and of those that are merged into it, is settled otherwise from now on. */
export function settleAnew(database: Database, tx: Transaction, settling: Settling): void {
  const { lead, merged, at } = settling;
  for (const id of [lead.id, ...merged]) supersedeAttribution(tx, id, at);
  settleAttribution(database, tx, settling);
}
