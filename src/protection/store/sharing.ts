import type { LeadId, PartnerId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

/** A lead with a part in a prospect that was decided to be shared. */
export interface SharingLead {
  readonly partnerId: PartnerId;
  /** What it weighs among all of them; the one who helps to sell brings nothing of its own. */
  readonly weightPpm: number;
  readonly role: "SOURCED" | "CO_SELL" | "INFLUENCED" | "DELIVERED";
}

type SharingRow = { partner_id: string; weight_ppm: number; role: SharingLead["role"] };

/**
 * Who shares the lead's prospect, itself included, the earliest claim first; nobody where it is not
 * shared. What ended without becoming a deal has no part any more.
 */
export async function readSharing(
  tx: Transaction,
  leadId: LeadId,
): Promise<readonly SharingLead[]> {
  const rows = await tx.read<SharingRow>(sql`
    select other.partner_id, other.weight_ppm, other.role
    from shared_prospect as own
    join shared_prospect as other on other.group_id = own.group_id
    join lead on lead.partner_id = other.partner_id and lead.id = other.lead_id
    where own.lead_id = ${uuidOf(leadId)}::uuid
      and lead.stage not in ('REJECTED', 'WITHDRAWN', 'DISQUALIFIED', 'EXPIRED')
    order by lead.claimed_at, lead.id`);
  return rows.map((row) => ({
    partnerId: idOf("prt", row.partner_id),
    weightPpm: row.weight_ppm,
    role: row.role,
  }));
}
