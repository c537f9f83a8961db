import type { InvitationId, PartnerMemberId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Sql } from "../../platform/database/index.ts";

export type InvitationStateRow = { partner_id: string | null; accepted: boolean };

export function lockInvitation(id: InvitationId): Sql {
  return sql`
    select partner_id, accepted_at is not null as accepted
    from invitation
    where id = ${uuidOf(id)}::uuid
    for update`;
}

export function giveInvitationLink(id: InvitationId, tokenHash: Buffer, expiresAt: Date): Sql {
  return sql`
    update invitation
    set token_hash = ${tokenHash}::bytea,
      expires_at = ${expiresAt}::timestamptz
    where id = ${uuidOf(id)}::uuid`;
}

export type OpenInvitationRow = {
  id: string;
  partner_id: string | null;
  email: string;
  display_name: string;
  roles: string[];
  /** The login that the address has already, if any. */
  user_id: string | null;
  password_hash: string | null;
};

export function openInvitation(tokenHash: Buffer, at: Date): Sql {
  return sql`
    select i.id, i.partner_id, i.email, i.display_name, i.roles, u.id as user_id, u.password_hash
    from invitation i
    left join app_user u on u.email = i.email
    where i.token_hash = ${tokenHash}::bytea
      and i.accepted_at is null
      and i.expires_at > ${at}::timestamptz`;
}

/** Locks an invitation that is still open; no row where somebody was faster. */
export function lockOpenInvitation(id: string): Sql {
  return sql`
    select id
    from invitation
    where id = ${id}::uuid
      and accepted_at is null
    for update`;
}

export function markAccepted(id: string, memberId: PartnerMemberId, at: Date): Sql {
  return sql`
    update invitation
    set accepted_at = ${at}::timestamptz,
      membership_id = ${uuidOf(memberId)}::uuid
    where id = ${id}::uuid`;
}
