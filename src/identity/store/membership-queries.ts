import type { PartnerMemberId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Sql } from "../../platform/database/index.ts";

export type ActiveLoginRow = { user_id: string };

/** The login behind an active membership. */
export function activeLoginOf(memberId: PartnerMemberId): Sql {
  return sql`
    select user_id
    from membership
    where id = ${uuidOf(memberId)}::uuid
      and deactivated_at is null`;
}

export type MembershipStateRow = { partner_id: string | null; active: boolean };

/** Where a membership stands, if the session may see it; locked until the transaction ends. */
export function lockMembership(memberId: PartnerMemberId): Sql {
  return sql`
    select partner_id, deactivated_at is null as active
    from membership
    where id = ${uuidOf(memberId)}::uuid
    for update`;
}

/** Ends a membership, and with it every token issued for it. */
export function endMembership(memberId: PartnerMemberId, at: Date): Sql {
  return sql`
    update membership
    set deactivated_at = ${at}::timestamptz,
      token_version = token_version + 1,
      version = version + 1,
      updated_at = ${at}::timestamptz
    where id = ${uuidOf(memberId)}::uuid`;
}

/** Revokes the keys a member owns. */
export function revokeKeysOf(memberId: PartnerMemberId, at: Date): Sql {
  return sql`
    update api_key
    set revoked_at = ${at}::timestamptz
    where membership_id = ${uuidOf(memberId)}::uuid
      and revoked_at is null`;
}
