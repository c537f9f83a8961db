import type { AuditEntryId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Database, Session, Sql } from "../../platform/database/index.ts";
import { joinSql, sql } from "../../platform/database/index.ts";
import type { OrderKey, PageRequest } from "../../platform/graphql/index.ts";
import { COUNT_LIMIT, pageClauses } from "../../platform/graphql/index.ts";
import type { ActorKind } from "../../platform/mutation/index.ts";

export type AuditEntryView = {
  id: string;
  at: Date;
  mutation: string;
  outcome: string;
  code: string | null;
  partner_id: string | null;
  actor_id: string | null;
  actor_kind: ActorKind;
  subject_ids: string[];
  request_id: string;
};

/** Which entries; null where all. From is included, until is not. */
export interface AuditFilter {
  readonly subjectId: string | null;
  readonly mutation: string | null;
  readonly from: Date | null;
  readonly until: Date | null;
}

export const NEWEST_ENTRY_FIRST: readonly OrderKey[] = [
  { column: "a.at", type: "timestamptz", descending: true },
  { column: "a.id", type: "uuid", descending: true },
];

const VIEW = sql`
  select a.id, a.at, a.mutation, a.outcome, a.code, a.partner_id, a.actor_id, a.actor_kind,
    a.subject_ids, a.request_id
  from audit_entry as a`;

export function auditEntriesByIds(
  database: Database,
  session: Session,
  ids: readonly AuditEntryId[],
): Promise<AuditEntryView[]> {
  return database.read(session, sql`${VIEW} where a.id = any(${ids.map(uuidOf)}::uuid[])`);
}

export function auditPage(
  database: Database,
  session: Session,
  filter: AuditFilter,
  page: PageRequest,
): Promise<AuditEntryView[]> {
  const { where, tail } = pageClauses(page);
  return database.read(session, sql`${VIEW} where ${matches(filter)} and ${where} ${tail}`);
}

export async function countAuditEntries(
  database: Database,
  session: Session,
  filter: AuditFilter,
): Promise<number> {
  const row = await database.readOne<{ n: number }>(
    session,
    sql`
      select count(*)::integer as n
      from (
        select
        from audit_entry as a
        where ${matches(filter)}
        limit ${COUNT_LIMIT}::integer
      ) as counted`,
  );
  return row?.n ?? 0;
}

/** Only what is asked for stands in the statement, so that each filter finds its index. */
function matches(filter: AuditFilter): Sql {
  const conditions = [sql`true`];
  if (filter.subjectId !== null) {
    conditions.push(sql`a.subject_ids @> array[${filter.subjectId}::text]`);
  }
  if (filter.mutation !== null) conditions.push(sql`a.mutation = ${filter.mutation}::text`);
  if (filter.from !== null) conditions.push(sql`a.at >= ${filter.from}::timestamptz`);
  if (filter.until !== null) conditions.push(sql`a.at < ${filter.until}::timestamptz`);
  return joinSql(conditions, " and ");
}
