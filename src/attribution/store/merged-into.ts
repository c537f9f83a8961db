import type { LeadId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

/** The leads that were merged into one, for a vendor's session. */
export async function readMergedInto(tx: Transaction, leadId: LeadId): Promise<readonly LeadId[]> {
  const rows = await tx.read<{ lead_id: string }>(sql`
    select lead_id
    from lead_succession
    where root_lead_id = ${uuidOf(leadId)}::uuid and kind = 'MERGE'
    order by lead_id`);
  return rows.map((row) => idOf("lead", row.lead_id));
}
