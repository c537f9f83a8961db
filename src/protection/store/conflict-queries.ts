import type { ConflictId, LeadId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Database, Session } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { OrderKey, PageRequest } from "../../platform/graphql/index.ts";
import { COUNT_LIMIT, pageClauses } from "../../platform/graphql/index.ts";

/** A conflict as it is read. */
export type ConflictView = {
  id: string;
  incumbent_lead_id: string;
  challenger_lead_id: string;
  state: string;
  matched_on: string[];
  opened_at: Date;
  ended_at: Date | null;
  version: number;
};

/** The one that has waited longest first. */
export const OLDEST_CONFLICT_FIRST: readonly OrderKey[] = [
  { column: "c.opened_at", type: "timestamptz", descending: false },
  { column: "c.id", type: "uuid", descending: false },
];

const VIEW = sql`
  select c.id, c.incumbent_lead_id, c.challenger_lead_id, c.state, c.matched_on, c.opened_at, c.ended_at, c.version
  from conflict as c`;

export function conflictsByIds(
  database: Database,
  session: Session,
  ids: readonly ConflictId[],
): Promise<ConflictView[]> {
  return database.read(session, sql`${VIEW} where c.id = any(${ids.map(uuidOf)}::uuid[])`);
}

/** One page of conflicts in a state; null is any. */
export function conflictPage(
  database: Database,
  session: Session,
  state: string | null,
  page: PageRequest,
): Promise<ConflictView[]> {
  const { where, tail } = pageClauses(page);
  return database.read(session, sql`${VIEW} where ${inState(state)} and ${where} ${tail}`);
}

/** How many conflicts are in the state, counted to the limit at most. */
export async function countConflicts(
  database: Database,
  session: Session,
  state: string | null,
): Promise<number> {
  const row = await database.readOne<{ n: number }>(
    session,
    sql`
      select count(*)::integer as n
      from (
        select
        from conflict as c
        where ${inState(state)}
        limit ${COUNT_LIMIT}::integer
      ) as counted`,
  );
  return row?.n ?? 0;
}

const inState = (state: string | null) =>
  state === null ? sql`true` : sql`c.state = ${state}::text`;

/** A conflict of one of the leads that were asked about. */
export type ConflictOfLeadView = ConflictView & { lead_id: string };

/** A page of conflicts for each of many leads, in one statement. */
export function conflictPagesOfLeads(
  database: Database,
  session: Session,
  leadIds: readonly LeadId[],
  page: PageRequest,
): Promise<ConflictOfLeadView[]> {
  const { where, tail } = pageClauses(page);
  return database.read(
    session,
    sql`
      select wanted.lead_id, c.*
      from unnest(${leadIds.map(uuidOf)}::uuid[]) as wanted (lead_id)
      cross join lateral (
        ${VIEW}
        where (c.incumbent_lead_id = wanted.lead_id or c.challenger_lead_id = wanted.lead_id) and ${where}
        ${tail}
      ) as c
      order by wanted.lead_id, c.opened_at, c.id`,
  );
}

/** How many conflicts each lead has. */
export function countConflictsOfLeads(
  database: Database,
  session: Session,
  leadIds: readonly LeadId[],
): Promise<{ lead_id: string; n: number }[]> {
  return database.read(
    session,
    sql`
      select wanted.lead_id, count(*)::integer as n
      from unnest(${leadIds.map(uuidOf)}::uuid[]) as wanted (lead_id)
      join conflict as c on c.incumbent_lead_id = wanted.lead_id or c.challenger_lead_id = wanted.lead_id
      group by wanted.lead_id`,
  );
}

/** When each lead was compared with all others; a lead that was not has no row. */
export function matchingTimes(
  database: Database,
  session: Session,
  leadIds: readonly LeadId[],
): Promise<{ lead_id: string; finished_at: Date }[]> {
  return database.read(
    session,
    sql`
      select m.lead_id, m.finished_at
      from lead as l
      join lead_matching as m on m.partner_id = l.partner_id and m.lead_id = l.id
      where l.id = any(${leadIds.map(uuidOf)}::uuid[])`,
  );
}
