import type { ClientBase } from "pg";

import type { Role } from "../../identity/index.ts";
import type { PartnerId, PartnerMemberId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import { newId } from "../../platform/ids.ts";

export interface PlantedMember {
  readonly memberId: PartnerMemberId;
  /** Null for the vendor's staff. */
  readonly partnerId: PartnerId | null;
  readonly role: Role;
  readonly name: string;
  readonly email: string;
}

/**
 * Plants a login and its membership as the database's owner. Without a hash there is no password:
 * only the member's API keys open anything.
 */
export async function plantMember(
  owner: ClientBase,
  member: PlantedMember,
  passwordHash: string | null,
  now: Date,
): Promise<void> {
  const userId = uuidOf(newId("usr"));
  const partnerId = member.partnerId === null ? null : uuidOf(member.partnerId);
  await owner.query(
    `insert into app_user (id, email, side, password_hash, password_set_at, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $6)`,
    [
      userId,
      member.email,
      partnerId === null ? "VENDOR" : "PARTNER",
      passwordHash,
      passwordHash === null ? null : now,
      now,
    ],
  );
  await owner.query(
    `insert into membership (id, user_id, partner_id, display_name, email, roles, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $7)`,
    [uuidOf(member.memberId), userId, partnerId, member.name, member.email, [member.role], now],
  );
}
