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
 * Jobs over the same leads take turns until their transactions end. Without it a lead could close,
 * and its conflicts lapse, between a rival's look and the rival's write, and leave a conflict that
 * nobody ends. No row of a lead is locked: its partner would feel the wait.
 *
 * What is locked is each lead of a pair, not what the two have in common: likeness has no key that
 * both would name. That two jobs find one another needs no lock (`nameCompany` says why). All take
 * theirs in the same order.
 */
export async function lockProspect(tx: Transaction, leads: readonly LeadId[]): Promise<void> {
  await tx.read(sql`
    select pg_advisory_xact_lock(${MATCHING}::integer, key)
    from (
      select distinct hashtext(lead_id::text) as key
      from unnest(${leads.map(uuidOf)}::uuid[]) as lead_id
      order by key
    ) as ordered`);
}
