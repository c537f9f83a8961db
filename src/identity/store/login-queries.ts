import { createHash } from "node:crypto";

import { sql } from "../../platform/database/index.ts";
import type { Sql, Transaction } from "../../platform/database/index.ts";
import type { AttemptDecision, Attempts } from "../domain/lock-out.ts";
import { decideAttempt } from "../domain/lock-out.ts";

export type LoginRow = { user_id: string; password_hash: string | null };

export type LoginMembershipRow = {
  id: string;
  partner_id: string | null;
  partner_name: string | null;
  token_version: number;
};

export function loginByEmail(email: string): Sql {
  return sql`
    select id as user_id, password_hash
    from app_user
    where email = ${email}::text`;
}

/** The memberships that a login opens, the oldest first: active, at a partner not terminated. */
export function openMembershipsOf(email: string): Sql {
  return sql`
    select m.id, m.partner_id, p.name as partner_name, m.token_version
    from app_user u
    join membership m on m.user_id = u.id
    left join partner p on p.id = m.partner_id
    where u.email = ${email}::text
      and m.deactivated_at is null
      and (m.partner_id is null or p.state <> 'TERMINATED')
    order by m.created_at, m.id`;
}

type ThrottleRow = { failures: number; last_at: Date; locked_until: Date | null };

/** What an address is here already: a login of which side, and whether it is active on the staff. */
export type KnownAddressRow = { side: string; on_staff: boolean };

export function knownAddress(email: string): Sql {
  return sql`
    select u.side, exists (
      select
      from membership m
      where m.user_id = u.id
        and m.partner_id is null
        and m.deactivated_at is null
    ) as on_staff
    from app_user u
    where u.email = ${email}::text`;
}

/**
 * Counts one more attempt on an address, known or not, before anything about it is judged; of
 * attempts made at once each sees those before it.
 */
export async function countAttempt(
  tx: Transaction,
  email: string,
  at: Date,
): Promise<AttemptDecision> {
  const key = throttleKey(email);
  const [, [row]] = await Promise.all([
    tx.read(sql`
      insert into login_throttle (key_hash, failures, last_at)
      values (${key}::bytea, 0, ${at}::timestamptz)
      on conflict do nothing`),
    tx.read<ThrottleRow>(sql`
      select failures, last_at, locked_until
      from login_throttle
      where key_hash = ${key}::bytea
      for update`),
  ]);
  const decision = decideAttempt(row ? toAttempts(row) : null, at);
  if (decision.allowed) tx.queue(keepAttempts(key, decision.attempts));
  return decision;
}

/** A success: the address starts anew. What nobody has tried for an hour goes too. */
export function forgetAttempts(email: string, at: Date): Sql {
  return sql`
    delete from login_throttle
    where key_hash in (
      select key_hash
      from login_throttle
      where key_hash = ${throttleKey(email)}::bytea
        or last_at < ${at}::timestamptz - interval '1 hour'
      for update skip locked)`;
}

function keepAttempts(key: Buffer, attempts: Attempts): Sql {
  return sql`
    update login_throttle
    set failures = ${attempts.failures}::integer,
      last_at = ${attempts.lastAt}::timestamptz,
      locked_until = ${attempts.lockedUntil}::timestamptz
    where key_hash = ${key}::bytea`;
}

function toAttempts(row: ThrottleRow): Attempts {
  return {
    failures: row.failures,
    lastAt: row.last_at,
    lockedUntil: row.locked_until,
  };
}

/** Addresses that were typed are nobody's business: a fingerprint is enough to count by. */
function throttleKey(email: string): Buffer {
  return createHash("sha256").update(`login ${email}`).digest();
}
