import type { PartnerMemberId, RepProfileId, SkillId, TerritoryId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";

import { uuidsOf } from "./staff-queries.ts";

export async function readProfile(
  tx: Transaction,
  memberId: PartnerMemberId,
): Promise<{ readonly id: RepProfileId; readonly version: number } | null> {
  const row = await tx.readOne<{ id: string; version: number }>(sql`
    select id, version
    from rep_profile
    where member_id = ${uuidOf(memberId)}::uuid
    for no key update`);
  return row && { id: idOf("rep", row.id), version: row.version };
}

interface ProfileSaid {
  readonly memberId: PartnerMemberId;
  readonly capacity: number | null;
  readonly skillIds: readonly SkillId[];
  readonly territoryIds: readonly TerritoryId[];
}

export function queueProfile(tx: Transaction, id: RepProfileId, said: ProfileSaid, at: Date): void {
  tx.queue(
    sql`
      insert into rep_profile (id, member_id, capacity, skill_ids, territory_ids, created_at, updated_at)
      values (${uuidOf(id)}::uuid, ${uuidOf(said.memberId)}::uuid, ${said.capacity}::integer,
        ${uuidsOf(said.skillIds)}, ${uuidsOf(said.territoryIds)}, ${at}::timestamptz, ${at}::timestamptz)
      on conflict on constraint rep_profile_pkey do update
      set capacity = excluded.capacity,
        skill_ids = excluded.skill_ids,
        territory_ids = excluded.territory_ids,
        version = rep_profile.version + 1,
        updated_at = excluded.updated_at`,
    // somebody else made it between our look and our write
    { rep_profile_once: TRY_AGAIN },
  );
}
