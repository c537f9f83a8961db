import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

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
