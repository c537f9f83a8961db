import { uuidOf } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Database, Sql, Transaction } from "../../platform/database/index.ts";
import { hashOfSecret } from "../credentials/secret.ts";
import type { TokenHolder, TokenPair } from "../credentials/token-pair.ts";
import type { RefreshFacts } from "../domain/refresh.ts";
import type { LoginSessionId } from "../domain/viewer.ts";

import { LoginSessionRow } from "./login-session.row.ts";
import { RefreshTokenRow } from "./refresh-token.row.ts";

/** Queues a new session. */
export function queueSession(
  tx: Transaction,
  database: Database,
  holder: TokenHolder,
  at: Date,
): void {
  tx.queue(
    database.insert(LoginSessionRow, {
      id: uuidOf(holder.sessionId),
      membershipId: uuidOf(holder.memberId),
      startedAt: at,
      expiresAt: holder.sessionEndsAt,
    }),
  );
}

/** Queues the refresh token of a pair: its hash, under its own id. */
export function queueRefreshToken(
  tx: Transaction,
  database: Database,
  sessionId: LoginSessionId,
  pair: TokenPair,
  at: Date,
): void {
  tx.queue(
    database.insert(RefreshTokenRow, {
      id: pair.refreshTokenId,
      loginSessionId: uuidOf(sessionId),
      tokenHash: hashOfSecret(pair.refreshToken),
      issuedAt: at,
      expiresAt: pair.refreshTokenExpiresAt,
    }),
  );
}

type RefreshRow = {
  genuine: boolean;
  rotated_at: Date | null;
  expires_at: Date;
  session_ends_at: Date;
  revoked_at: Date | null;
  active: boolean;
  partner_state: string | null;
  partner_id: string | null;
  token_version: number;
};

export interface RefreshFound {
  readonly facts: RefreshFacts;
  readonly partnerUuid: string | null;
}

/** Finds and locks a refresh token and its session: of two exchanges at once, one is the second. */
export async function lockRefreshToken(
  tx: Transaction,
  token: { readonly id: string; readonly text: string; readonly tokenVersion: number },
): Promise<RefreshFound | null> {
  const row = await tx.readOne<RefreshRow>(sql`
    select
      r.token_hash = ${hashOfSecret(token.text)}::bytea as genuine,
      r.rotated_at,
      r.expires_at,
      s.expires_at as session_ends_at,
      s.revoked_at,
      m.deactivated_at is null as active,
      m.token_version,
      m.partner_id,
      p.state as partner_state
    from refresh_token r
    join login_session s on s.id = r.login_session_id
    join membership m on m.id = s.membership_id
    left join partner p on p.id = m.partner_id
    where r.id = ${token.id}::uuid
    for update of r, s`);
  if (!row) return null;
  return {
    partnerUuid: row.partner_id,
    facts: {
      genuine: row.genuine,
      rotatedAt: row.rotated_at,
      expiresAt: row.expires_at,
      sessionEndsAt: row.session_ends_at,
      sessionRevokedAt: row.revoked_at,
      memberActive: row.active,
      partnerState: row.partner_state,
      sameTokenVersion: row.token_version === token.tokenVersion,
    },
  };
}

export function markRotated(tokenId: string, at: Date): Sql {
  return sql`
    update refresh_token
    set rotated_at = ${at}::timestamptz
    where id = ${tokenId}::uuid`;
}

export function revokeSession(sessionId: LoginSessionId, at: Date): Sql {
  return sql`
    update login_session
    set revoked_at = ${at}::timestamptz
    where id = ${uuidOf(sessionId)}::uuid
      and revoked_at is null`;
}

/** Sessions that ended a day ago go, with their tokens. */
export function forgetEndedSessions(at: Date): Sql {
  return sql`
    delete from login_session
    where id in (
      select id
      from login_session
      where expires_at < ${at}::timestamptz - interval '1 day'
      limit 100
      for update skip locked)`;
}
