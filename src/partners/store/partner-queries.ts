import type { PartnerId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Database, Session } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";
import type { OrderKey, PageRequest } from "../../platform/graphql/index.ts";
import { COUNT_LIMIT, pageClauses } from "../../platform/graphql/index.ts";

export type PartnerView = {
  id: string;
  name: string;
  state: string;
  country: string | null;
  is_vendor: boolean;
  tier_id: string | null;
  tier_name: string | null;
  tier_rank: number | null;
  version: number;
  created_at: Date;
  updated_at: Date;
};

export const OLDEST_PARTNER_FIRST: readonly OrderKey[] = [
  { column: "p.created_at", type: "timestamptz", descending: false },
  { column: "p.id", type: "uuid", descending: false },
];

const VIEW = sql`
  select p.id, p.name, p.state, p.country, p.is_vendor, p.version, p.created_at, p.updated_at,
    t.id as tier_id, t.name as tier_name, t.rank as tier_rank
  from partner as p
  left join partner_tier as t on t.id = p.tier_id`;

/** The partners with these ids that the session may see. */
export function partnersByIds(
  database: Database,
  session: Session,
  ids: readonly PartnerId[],
): Promise<PartnerView[]> {
  return database.read(
    session,
    sql`${VIEW} where ${ownRows(session, "p")} and p.id = any(${ids.map(uuidOf)}::uuid[])`,
  );
}

/** A page of partners, the vendor's own row left out. */
export function partnerPage(
  database: Database,
  session: Session,
  page: PageRequest,
): Promise<PartnerView[]> {
  const { where, tail } = pageClauses(page);
  return database.read(
    session,
    sql`${VIEW} where ${ownRows(session, "p")} and not p.is_vendor and ${where} ${tail}`,
  );
}

export async function countPartners(database: Database, session: Session): Promise<number> {
  const row = await database.readOne<{ n: number }>(
    session,
    sql`
      select count(*)::integer as n
      from (
        select
        from partner as p
        where ${ownRows(session, "p")} and not p.is_vendor
        limit ${COUNT_LIMIT}::integer
      ) as counted`,
  );
  return row?.n ?? 0;
}
