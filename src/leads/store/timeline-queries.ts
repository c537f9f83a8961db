import { uuidOf } from "../../kernel/index.ts";
import type { LeadId } from "../../kernel/index.ts";
import type { Database, Session, Sql } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";
import type { OrderKey, PageRequest } from "../../platform/graphql/index.ts";
import { pageClauses } from "../../platform/graphql/index.ts";

/** An event as it is read. Names of the vendor's people and true reasons come only to vendor sessions. */
export type LeadEventView = {
  id: string;
  lead_id: string;
  seq: number;
  type: string;
  from_stage: string;
  to_stage: string;
  passed: string[];
  at: Date;
  actor_kind: string;
  actor_name: string | null;
  by_vendor: boolean;
  reason_code: string | null;
  comment: string | null;
  true_reason_code: string | null;
  internal_note: string | null;
};

export const OLDEST_EVENT_FIRST: readonly OrderKey[] = [
  { column: "e.seq", type: "integer", descending: false },
];

/** A page of events for each of many leads, in one statement. */
export function timelinePages(
  database: Database,
  session: Session,
  leadIds: readonly LeadId[],
  page: PageRequest,
): Promise<LeadEventView[]> {
  const { where, tail } = pageClauses(page);
  return database.read<LeadEventView>(
    session,
    sql`
      select e.*, m.display_name as actor_name, i.note as internal_note, r.code as true_reason_code
      from lead as l
      cross join lateral (
        select e.id, e.lead_id, e.seq, e.type, e.from_stage, e.to_stage, e.passed, e.at, e.actor_kind, e.actor_id,
          e.by_vendor, e.reason_code, e.comment
        from lead_event as e
        where e.partner_id = l.partner_id and e.lead_id = l.id and ${where}
        ${tail}
      ) as e
      left join membership as m on m.id = e.actor_id
      ${internalsFor(session)}
      where l.id = any(${leadIds.map(uuidOf)}::uuid[]) and ${ownRows(session, "l")}
      order by e.lead_id, e.seq`,
  );
}

// A partner's role may not so much as name the vendor's tables.
function internalsFor(session: Session): Sql {
  if (session.role === "partner") {
    return sql`
      cross join (select null::text as note) as i
      cross join (select null::text as code) as r`;
  }
  return sql`
    left join lead_event_internal as i on i.partner_id = l.partner_id and i.event_id = e.id
    left join reason as r on r.id = i.reason_id`;
}

/** How many events each lead has. */
export function countEvents(
  database: Database,
  session: Session,
  leadIds: readonly LeadId[],
): Promise<{ lead_id: string; n: number }[]> {
  return database.read(
    session,
    sql`
      select e.lead_id, count(*)::integer as n
      from lead as l
      join lead_event as e on e.partner_id = l.partner_id and e.lead_id = l.id
      where l.id = any(${leadIds.map(uuidOf)}::uuid[]) and ${ownRows(session, "l")}
      group by e.lead_id`,
  );
}
