import type { ClientBase } from "pg";

import { hashOfSecret, newApiKey, scopesOf } from "../../identity/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import { newId } from "../../platform/ids.ts";

import type { PlantedMember } from "./plant-member.ts";

const LIFE_MS = 700 * 86_400_000;

/**
 * Plants an API key with all scopes of the member's role, for about two years, and returns it: it
 * is kept as a hash alone. Older keys of the member go on.
 */
export async function plantKey(
  owner: ClientBase,
  member: Pick<PlantedMember, "memberId" | "partnerId" | "role">,
  name: string,
  now: Date,
): Promise<string> {
  const key = newApiKey();
  await owner.query(
    `insert into api_key (id, partner_id, membership_id, name, prefix, key_hash, scopes, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      uuidOf(newId("key")),
      member.partnerId === null ? null : uuidOf(member.partnerId),
      uuidOf(member.memberId),
      name,
      key.prefix,
      hashOfSecret(key.text),
      [...scopesOf([member.role])],
      now,
      new Date(now.getTime() + LIFE_MS),
    ],
  );
  return key.text;
}
