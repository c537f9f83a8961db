import type { LeadId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

/** Who registered leads, and those that go on in them, as uuids; for the vendor's role alone. */
export async function readRegistrants(
  tx: Transaction,
  leadIds: readonly LeadId[],
): Promise<readonly string[]> {
  const leads = sql`${leadIds.map(uuidOf)}::uuid[]`;
  const rows = await tx.read<{ registered_by: string }>(sql`
    select own.registered_by
    from lead as own
    where own.id = any(${leads}) and own.origin = 'REGISTRATION'
    union
    select earlier.registered_by
    from lead_succession as succession
    join lead as earlier on earlier.partner_id = succession.partner_id and earlier.id = succession.lead_id
    where succession.root_lead_id = any(${leads}) and earlier.origin = 'REGISTRATION'`);
  return rows.map((row) => row.registered_by);
}
