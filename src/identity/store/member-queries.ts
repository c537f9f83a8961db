import type { PartnerMemberId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Database, Session, Sql } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";
import type { OrderKey, PageRequest } from "../../platform/graphql/index.ts";
import { COUNT_LIMIT, pageClauses } from "../../platform/graphql/index.ts";

export type MemberView = {
  id: string;
  partner_id: string | null;
  display_name: string;
  email: string;
  roles: string[];
  version: number;
  created_at: Date;
  updated_at: Date;
  deactivated_at: Date | null;
};

/** Which members; null where all. */
export interface MemberFilter {
  readonly partnerUuid: string | null;
  readonly active: boolean | null;
}

export const OLDEST_MEMBER_FIRST: readonly OrderKey[] = [
  { column: "m.created_at", type: "timestamptz", descending: false },
  { column: "m.id", type: "uuid", descending: false },
];

const VIEW = sql`
  select m.id, m.partner_id, m.display_name, m.email, m.roles, m.version, m.created_at,
    m.updated_at, m.deactivated_at
  from membership as m`;

/** The members with these ids that the session may see. */
export function membersByIds(
  database: Database,
  session: Session,
  ids: readonly PartnerMemberId[],
): Promise<MemberView[]> {
  return database.read(
    session,
    sql`${VIEW} where ${ownRows(session, "m")} and m.id = any(${ids.map(uuidOf)}::uuid[])`,
  );
}

export function memberPage(
  database: Database,
  session: Session,
  filter: MemberFilter,
  page: PageRequest,
): Promise<MemberView[]> {
  const { where, tail } = pageClauses(page);
  return database.read(
    session,
    sql`${VIEW} where ${ownRows(session, "m")} and ${matches(filter)} and ${where} ${tail}`,
  );
}

export async function countMembers(
  database: Database,
  session: Session,
  filter: MemberFilter,
): Promise<number> {
  const row = await database.readOne<{ n: number }>(
    session,
    sql`
      select count(*)::integer as n
      from (
        select
        from membership as m
        where ${ownRows(session, "m")} and ${matches(filter)}
        limit ${COUNT_LIMIT}::integer
      ) as counted`,
  );
  return row?.n ?? 0;
}

function matches(filter: MemberFilter): Sql {
  return sql`(${filter.partnerUuid}::uuid is null or m.partner_id = ${filter.partnerUuid}::uuid)
    and (${filter.active}::boolean is null or (m.deactivated_at is null) = ${filter.active}::boolean)`;
}
