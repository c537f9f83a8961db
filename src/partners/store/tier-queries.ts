import type { PartnerTierId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Database, Session } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { OrderKey, PageRequest } from "../../platform/graphql/index.ts";
import { COUNT_LIMIT, pageClauses } from "../../platform/graphql/index.ts";

export type TierView = { id: string; name: string; rank: number };

/** No two tiers have one rank, so it orders them alone. */
export const BEST_TIER_FIRST: readonly OrderKey[] = [
  { column: "t.rank", type: "integer", descending: true },
];

const VIEW = sql`select t.id, t.name, t.rank from partner_tier as t`;

export function tiersByIds(
  database: Database,
  session: Session,
  ids: readonly PartnerTierId[],
): Promise<TierView[]> {
  return database.read(session, sql`${VIEW} where t.id = any(${ids.map(uuidOf)}::uuid[])`);
}

export function tierPage(
  database: Database,
  session: Session,
  page: PageRequest,
): Promise<TierView[]> {
  const { where, tail } = pageClauses(page);
  return database.read(session, sql`${VIEW} where ${where} ${tail}`);
}

export async function countTiers(database: Database, session: Session): Promise<number> {
  const row = await database.readOne<{ n: number }>(
    session,
    sql`
      select count(*)::integer as n
      from (select from partner_tier limit ${COUNT_LIMIT}::integer) as counted`,
  );
  return row?.n ?? 0;
}
