import type { PartnerMemberId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

import type { Owner } from "../../routing/index.ts";

/** Who is told when the vendor does not answer: those who lead sales; where nobody does, the channel managers. */
export async function readLeaders(tx: Transaction): Promise<readonly string[]> {
  const rows = await tx.read<{ id: string; leads_sales: boolean }>(sql`
    select id, 'SALES_MANAGER' = any (roles) as leads_sales
    from membership
    where partner_id is null and deactivated_at is null and roles && array['SALES_MANAGER', 'CHANNEL_MANAGER']
    order by id`);
  const managers = rows.filter((row) => row.leads_sales);
  return (managers.length > 0 ? managers : rows).map(({ id }) => id);
}

/** The active sales rep with the fewest leads at hand, other than one; of those alike, the one who has been there longest. */
export async function readLeastBusy(
  tx: Transaction,
  but: PartnerMemberId | null,
): Promise<Owner | null> {
  const row = await tx.readOne<{ id: string; display_name: string }>(sql`
    select rep.id, rep.display_name
    from membership as rep
    left join lead as held on held.owner_id = rep.id and held.stage in ('SAL', 'SQL', 'OPPORTUNITY')
    where rep.partner_id is null and rep.deactivated_at is null and 'SALES_REP' = any (rep.roles)
      and rep.id is distinct from ${but === null ? null : uuidOf(but)}::uuid
    group by rep.id
    order by count(held.id), rep.created_at, rep.id
    limit 1`);
  return row && { id: idOf("mem", row.id), displayName: row.display_name };
}
