import type { ApiKeyId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Sql } from "../../platform/database/index.ts";

export type ApiKeyStateRow = { revoked: boolean };

/** A key, if the session may see it; locked until the transaction ends. */
export function lockApiKey(keyId: ApiKeyId): Sql {
  return sql`
    select revoked_at is not null as revoked
    from api_key
    where id = ${uuidOf(keyId)}::uuid
    for update`;
}

export function markRevoked(keyId: ApiKeyId, at: Date): Sql {
  return sql`
    update api_key
    set revoked_at = ${at}::timestamptz
    where id = ${uuidOf(keyId)}::uuid`;
}
