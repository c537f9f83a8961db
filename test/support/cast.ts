import { hashOfSecret, newApiKey, scopesOf } from "../../src/identity/index.ts";
import type { Role } from "../../src/identity/index.ts";
import { uuidOf } from "../../src/kernel/index.ts";
import type { ApiKeyId, PartnerId, PartnerMemberId } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";

import type { World } from "./world.ts";

/** A member with an API key that does all that the member's roles allow. */
export interface CastMember {
  readonly memberId: PartnerMemberId;
  readonly keyId: ApiKeyId;
  /** Null on the vendor's side. */
  readonly partnerId: PartnerId | null;
  readonly roles: readonly Role[];
  readonly email: string;
  /** The bearer. */
  readonly key: string;
}

export interface MemberOptions {
  readonly name?: string;
  readonly passwordHash?: string;
}

/** Adds a member and its key, as an accepted invitation and createApiKey would. */
export async function plantMember(
  world: World,
  roles: readonly Role[],
  partnerId: PartnerId | null = null,
  options: MemberOptions = {},
): Promise<CastMember> {
  const memberId = newId("mem");
  const keyId = newId("key");
  const userId = uuidOf(newId("usr"));
  const email = `${userId}@people.example`;
  const key = newApiKey();
  const hash = options.passwordHash ?? null;
  await world.asOwner(
    `insert into app_user (id, email, side, password_hash, password_set_at, created_at, updated_at)
     values ($1, $2, $3, $4, case when $4::text is not null then now() end, now(), now())`,
    [userId, email, partnerId === null ? "VENDOR" : "PARTNER", hash],
  );
  const partner = partnerId === null ? null : uuidOf(partnerId);
  await world.asOwner(
    `insert into membership (id, user_id, partner_id, display_name, email, roles, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, now(), now())`,
    [uuidOf(memberId), userId, partner, options.name ?? `Member ${roles.join("+")}`, email, roles],
  );
  await world.asOwner(
    `insert into api_key (id, partner_id, membership_id, name, prefix, key_hash, scopes, created_at, expires_at)
     values ($1, $2, $3, 'Tests', $4, $5, $6, now(), now() + interval '300 days')`,
    [
      uuidOf(keyId),
      partner,
      uuidOf(memberId),
      key.prefix,
      hashOfSecret(key.text),
      [...scopesOf(roles)],
    ],
  );
  return { memberId, keyId, partnerId, roles, email, key: key.text };
}
