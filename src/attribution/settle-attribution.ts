import { uuidOf } from "../kernel/index.ts";
import type { LeadId, PartnerId } from "../kernel/index.ts";
import { VENDOR_PARTNER_ID } from "../partners/index.ts";
import type { Database, Transaction } from "../platform/database/index.ts";

import type { Touch } from "./domain/models.ts";
import { settle, settleBy, settleByHand } from "./domain/settlement.ts";
import type { AttributionShare, PartByHand, PolicyInForce, Sharing } from "./domain/settlement.ts";
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
  /** The policy in force; a decision that shares the prospect goes before it. */
  readonly policy: PolicyInForce | null;
  readonly touches: readonly Touch[];
  readonly acceptedAt: Date | null;
  /** What two persons, or the decision of a dispute, say instead of all that. */
  readonly byHand?: readonly PartByHand[];
  readonly at: Date;
  /** When it became an SQL, where that was before. */
  readonly milestoneAt?: Date;
}

/**
 * Settles to whom a lead is owed, in the transaction that qualifies it, and queues the shares of both
 * books. Returns those that are paid: the SOURCED ones.
 */
export function settleAttribution(
  database: Database,
  tx: Transaction,
  settling: Settling,
): readonly AttributionShare[] {
  const shares = sharesOf(settling);
  queueShares(database, tx, settling, shares);
  return shares.filter(({ book }) => book === "SOURCED");
}

function sharesOf(settling: Settling): readonly AttributionShare[] {
  const { lead, sharing, isFoundByVendor, policy, touches, acceptedAt, at } = settling;
  const finder = isFoundByVendor ? VENDOR_PARTNER_ID : lead.partnerId;
  const { milestoneAt = at } = settling;
  const { id, claimedAt } = lead;
  const found = { id, partnerId: finder, claimedAt, acceptedAt, milestoneAt };
  const registration: Touch = { partnerId: finder, role: "SOURCED", occurredAt: claimedAt };
  if (settling.byHand) return settleByHand(found, settling.byHand, at, [registration, ...touches]);
  return policy && sharing.length === 0
    ? settleBy(policy, found, at, touches)
    : settle(found, sharing, at, touches);
}

function queueShares(
  database: Database,
  tx: Transaction,
  { lead, merged }: Pick<Settling, "lead" | "merged">,
  shares: readonly AttributionShare[],
): void {
  const rows = [lead.id, ...merged].flatMap((leadId) =>
    shares.map((share) => ({
      ...share,
      leadId: uuidOf(leadId),
      partnerId: uuidOf(share.partnerId),
      policyId: share.policyId && uuidOf(share.policyId),
    })),
  );
  tx.queue(database.insert(AttributionShareRow, ...rows));
}

/** Queues that what was settled of a lead, and of those that are merged into it, is settled otherwise from now on. */
export function settleAnew(
  database: Database,
  tx: Transaction,
  settling: Settling,
): readonly AttributionShare[] {
  const { lead, merged, at } = settling;
  for (const id of [lead.id, ...merged]) supersedeAttribution(tx, id, at);
  return settleAttribution(database, tx, settling);
}
