import { sql } from "../../platform/database/index.ts";
import type { Sql } from "../../platform/database/index.ts";

export type PasswordLinkFound = { user_id: string; email: string };

export function openPasswordLink(tokenHash: Buffer, at: Date): Sql {
  return sql`
    select l.user_id, u.email
    from password_link l
    join app_user u on u.id = l.user_id
    where l.token_hash = ${tokenHash}::bytea
      and l.used_at is null
      and l.expires_at > ${at}::timestamptz`;
}

/** Uses up all open links of a login, if the one in hand is still open; returns those it used. */
export function usePasswordLinks(tokenHash: Buffer, userUuid: string, at: Date): Sql {
  return sql`
    with held as materialized (
      select id
      from password_link
      where token_hash = ${tokenHash}::bytea
        and used_at is null
      for update
    )
    update password_link l
    set used_at = ${at}::timestamptz
    from held
    where l.user_id = ${userUuid}::uuid
      and l.used_at is null
    returning l.id`;
}

export function storePassword(userUuid: string, hash: string, at: Date): Sql {
  return sql`
    update app_user
    set password_hash = ${hash}::text,
      password_set_at = ${at}::timestamptz,
      updated_at = ${at}::timestamptz
    where id = ${userUuid}::uuid`;
}

/** Ends every token of a login's memberships; returns these. */
export function endTokensOf(userUuid: string, at: Date): Sql {
  return sql`
    update membership
    set token_version = token_version + 1,
      updated_at = ${at}::timestamptz
    where user_id = ${userUuid}::uuid
    returning id`;
}
