import type { LeadId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

/**
 * Who is told when the vendor does not answer: the managers of whoever holds the lead, or of the queue's team;
 * where there are none, those who lead sales; where nobody does, the channel managers.
 */
export async function readLeaders(tx: Transaction, leadId: LeadId): Promise<readonly string[]> {
  const rows = await tx.read<{ id: string; nearness: number }>(sql`
    select manager.id, 1 as nearness
    from assignment as held
    left join queue on queue.id = held.queue_id
    left join team_member as mate on mate.member_id = held.member_id
    join team on team.id = coalesce(queue.team_id, mate.team_id)
    join membership as manager on manager.id = team.manager_id and manager.deactivated_at is null
    where held.lead_id = ${uuidOf(leadId)}::uuid and held.ended_at is null and manager.id is distinct from held.member_id
    union
    select id, case when 'SALES_MANAGER' = any (roles) then 2 else 3 end
    from membership
    where partner_id is null and deactivated_at is null and roles && array['SALES_MANAGER', 'CHANNEL_MANAGER']
    order by id`);
  const nearest = Math.min(...rows.map(({ nearness }) => nearness));
  return rows.filter(({ nearness }) => nearness === nearest).map(({ id }) => id);
}
