import type { LeadId, PartnerId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

/** A lead, with the partner that leads its indexes. */
export interface LeadKey {
  readonly leadId: LeadId;
  readonly partnerId: PartnerId;
}

/** "MTCH": the locks of this file, apart from all other advisory locks. */
const MATCHING = 0x4d544348;

/**
 * Jobs over the same person or company take turns until their transactions end. Without it a lead
 * could close, and its conflicts lapse, between a rival's look and the rival's write, and leave a
 * conflict that nobody ends. No row of a lead is locked: its partner would feel the wait.
 *
 * Two leads that match share a key, so they meet at one lock; all take theirs in the same order.
 */
export async function lockProspect(tx: Transaction, lead: LeadKey): Promise<void> {
  await tx.read(sql`
    select pg_advisory_xact_lock(${MATCHING}::integer, key)
    from (
      select hashtext('EMAIL ' || email_key) as key
      from contact
      where partner_id = ${uuidOf(lead.partnerId)}::uuid and lead_id = ${uuidOf(lead.leadId)}::uuid
      union
      select hashtext('COMPANY ' || key)
      from company_key
      where partner_id = ${uuidOf(lead.partnerId)}::uuid and lead_id = ${uuidOf(lead.leadId)}::uuid
      order by key
    ) as ordered`);
}
