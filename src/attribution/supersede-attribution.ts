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
