import type { ApiKeyId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Database, Session } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";
import type { OrderKey, PageRequest } from "../../platform/graphql/index.ts";
import { COUNT_LIMIT, pageClauses } from "../../platform/graphql/index.ts";

/** What may be known of a key; its hash is not read by any but the login. */
export type ApiKeyView = {
  id: string;
  membership_id: string;
  name: string;
  prefix: string;
  scopes: string[];
  documents: string;
  created_at: Date;
  expires_at: Date;
  revoked_at: Date | null;
  last_used_at: Date | null;
};

export const OLDEST_KEY_FIRST: readonly OrderKey[] = [
  { column: "k.created_at", type: "timestamptz", descending: false },
  { column: "k.id", type: "uuid", descending: false },
];

const VIEW = sql`
  select k.id, k.membership_id, k.name, k.prefix, k.scopes, k.documents, k.created_at, k.expires_at,
    k.revoked_at, k.last_used_at
  from api_key as k`;

/** The keys with these ids that the session may see. */
export function apiKeysByIds(
  database: Database,
  session: Session,
  ids: readonly ApiKeyId[],
): Promise<ApiKeyView[]> {
  return database.read(
    session,
    sql`${VIEW} where ${ownRows(session, "k")} and k.id = any(${ids.map(uuidOf)}::uuid[])`,
  );
}

export function apiKeyPage(
  database: Database,
  session: Session,
  page: PageRequest,
): Promise<ApiKeyView[]> {
  const { where, tail } = pageClauses(page);
  return database.read(session, sql`${VIEW} where ${ownRows(session, "k")} and ${where} ${tail}`);
}

export async function countApiKeys(database: Database, session: Session): Promise<number> {
  const row = await database.readOne<{ n: number }>(
    session,
    sql`
      select count(*)::integer as n
      from (
        select
        from api_key as k
        where ${ownRows(session, "k")}
        limit ${COUNT_LIMIT}::integer
      ) as counted`,
  );
  return row?.n ?? 0;
}
