import type { PartnerMemberId, TeamId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";

import { uuidsOf } from "./staff-queries.ts";

/** Queues that these are in the team, and nobody else. Who stays keeps its turn. */
export function queueTeamMembers(
  tx: Transaction,
  teamId: TeamId,
  memberIds: readonly PartnerMemberId[],
  at: Date,
): void {
  const members = uuidsOf(memberIds);
  const team = sql`${uuidOf(teamId)}::uuid`;
  tx.queue(sql`
    delete from team_member
    where team_id = ${team} and member_id <> all(${members})`);
  tx.queue(sql`
    insert into team_member (team_id, member_id, joined_at)
    select ${team}, joining.id, ${at}::timestamptz
    from unnest(${members}) as joining (id)
    on conflict on constraint team_member_pkey do nothing`);
}
