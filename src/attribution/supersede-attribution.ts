import { uuidOf } from "../kernel/index.ts";
import type { LeadId } from "../kernel/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import { sql } from "../platform/database/index.ts";

/** Queues that a lead's shares count no more; who had what, and until when, stays. */
export function supersedeAttribution(tx: Transaction, leadId: LeadId, at: Date): void {
  tx.queue(sql`
    update attribution_share
    set superseded_at = ${at}::timestamptz
    where lead_id = ${uuidOf(leadId)}::uuid and superseded_at is null`);
}

/** The same of what was settled last, also where it stands under the leads that were merged into it. */
export function supersedeSettlement(tx: Transaction, leadId: LeadId, at: Date): void {
  const id = uuidOf(leadId);
  tx.queue(sql`
    update attribution_share as share
    set superseded_at = ${at}::timestamptz
    where share.superseded_at is null
      and (
        share.lead_id = ${id}::uuid
        or share.lead_id in (select lead_id from lead_succession where root_lead_id = ${id}::uuid and kind = 'MERGE')
          and share.settled_at = (
            select max(settled.settled_at)
            from attribution_share as settled
            where settled.lead_id = ${id}::uuid and settled.superseded_at is null and settled.model <> 'LATE_TOUCH'))`);
}
