import type { ApiKeyId, PartnerMemberId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Sql } from "../../platform/database/index.ts";
import { keyDocumentsOf } from "../domain/key-documents.ts";
import type { Standing } from "../domain/standing.ts";
import type { LoginSessionId } from "../domain/viewer.ts";

export type StandingRow = {
  membership_id: string;
  partner_id: string | null;
  partner_state: string | null;
  roles: string[];
  display_name: string;
  token_version: number;
  deactivated: boolean;
  credential_id: string;
  /** Null for a session. */
  scopes: string[] | null;
  /** Null for a session. */
  documents: string | null;
  revoked: boolean;
  ends_at: Date;
};

const MEMBER = sql`
    m.id as membership_id,
    m.partner_id,
    p.state as partner_state,
    m.roles,
    m.display_name,
    m.token_version,
    m.deactivated_at is not null as deactivated`;

export function standingOfSession(sessionId: LoginSessionId): Sql {
  return sql`
    select ${MEMBER},
      s.id as credential_id,
      null::text[] as scopes,
      null::text as documents,
      s.revoked_at is not null as revoked,
      s.expires_at as ends_at
    from login_session s
    join membership m on m.id = s.membership_id
    left join partner p on p.id = m.partner_id
    where s.id = ${uuidOf(sessionId)}::uuid`;
}

const KEY = sql`
    select ${MEMBER},
      k.id as credential_id,
      k.scopes,
      k.documents,
      k.revoked_at is not null as revoked,
      k.expires_at as ends_at
    from api_key k
    join membership m on m.id = k.membership_id and m.partner_id is not distinct from k.partner_id
    left join partner p on p.id = m.partner_id`;

/** Found by its hash: a wrong prefix and a wrong secret are the same miss. */
export function standingOfKey(keyHash: Buffer): Sql {
  return sql`${KEY} where k.key_hash = ${keyHash}::bytea`;
}

/** Of a member itself, whatever it logged in with. */
export function standingOfMember(memberId: PartnerMemberId): Sql {
  return sql`
    select ${MEMBER},
      m.id as credential_id,
      null::text[] as scopes,
      null::text as documents,
      false as revoked,
      now() + interval '1 day' as ends_at
    from membership m
    left join partner p on p.id = m.partner_id
    where m.id = ${uuidOf(memberId)}::uuid`;
}

/** Of a key by its id, for what it began and somebody else goes on with. */
export function standingOfKeyNamed(keyId: ApiKeyId): Sql {
  return sql`${KEY} where k.id = ${uuidOf(keyId)}::uuid`;
}

/** Notes the use of a key, once a minute at most. */
export function noteKeyUse(keyHash: Buffer, at: Date): Sql {
  return sql`
    update api_key
    set last_used_at = ${at}::timestamptz
    where key_hash = ${keyHash}::bytea
      and revoked_at is null
      and (last_used_at is null or last_used_at < ${at}::timestamptz - interval '1 minute')`;
}

export function toStanding(row: StandingRow): Standing {
  return {
    memberId: idOf("mem", row.membership_id),
    partnerId: row.partner_id === null ? null : idOf("prt", row.partner_id),
    partnerState: row.partner_state,
    roles: row.roles,
    displayName: row.display_name,
    tokenVersion: row.token_version,
    deactivated: row.deactivated,
    credential:
      row.scopes === null
        ? { kind: "session", id: idOf("ses", row.credential_id) }
        : {
            kind: "key",
            id: idOf("key", row.credential_id),
            scopes: row.scopes,
            documents: keyDocumentsOf(row.documents ?? ""),
          },
    revoked: row.revoked,
    endsAt: row.ends_at,
  };
}
