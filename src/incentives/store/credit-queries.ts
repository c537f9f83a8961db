import type { CreditId, LeadId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Database, Session, Sql } from "../../platform/database/index.ts";
import { joinSql, ownRows, sql } from "../../platform/database/index.ts";
import type { OrderKey, PageRequest } from "../../platform/graphql/index.ts";
import { COUNT_LIMIT, pageClauses } from "../../platform/graphql/index.ts";

/** A credit as it is read; the award's calculation and gate come to vendor sessions alone. */
export type CreditView = {
  id: string;
  award_id: string;
  partner_id: string;
  lead_id: string;
  share_minor: bigint;
  currency: string;
  weight_ppm: number;
  award_gross_minor: bigint;
  milestone: string;
  program_name: string;
  program_version: number;
  partner_name: string;
  state: string;
  earned_at: Date;
  effective_on: string;
  external_reference: string | null;
};

export interface CreditFilter {
  readonly partnerUuid: string | null;
  readonly earnedFrom: Date | null;
  readonly earnedUntil: Date | null;
}

/** Newest first; the id decides between two of one instant. */
export const NEWEST_CREDIT_FIRST: readonly OrderKey[] = [
  { column: "k.earned_at", type: "timestamptz", descending: true },
  { column: "k.id", type: "uuid", descending: true },
];

const COLUMNS = sql`
  k.id, k.award_id, k.partner_id, k.lead_id, k.share_minor, k.currency, k.weight_ppm::integer as weight_ppm,
  k.award_gross_minor, k.milestone, k.program_name, k.program_version, k.partner_name, k.state, k.earned_at,
  k.effective_on`;

// A beneficiary need not be the lead's own partner: then it sees no reference of it.
const LEAD = sql`left join lead as l on l.id = k.lead_id`;

/** One page of credits, in one statement. */
export function creditPage(
  database: Database,
  session: Session,
  filter: CreditFilter,
  page: PageRequest,
): Promise<CreditView[]> {
  const { where, tail } = pageClauses(page);
  return database.read(
    session,
    sql`
      select ${COLUMNS}, l.external_reference
      from credit as k
      ${LEAD}
      where ${ownRows(session, "k")} and ${conditions(filter)} and ${where}
      ${tail}`,
  );
}

/** How many credits the filter lets through, counted to the limit at most. */
export async function countCredits(
  database: Database,
  session: Session,
  filter: CreditFilter,
): Promise<number> {
  const row = await database.readOne<{ n: number }>(
    session,
    sql`
      select count(*)::integer as n
      from (
        select
        from credit as k
        where ${ownRows(session, "k")} and ${conditions(filter)}
        limit ${COUNT_LIMIT}::integer
      ) as counted`,
  );
  return row?.n ?? 0;
}

export function creditsByIds(
  database: Database,
  session: Session,
  ids: readonly CreditId[],
): Promise<CreditView[]> {
  return database.read(
    session,
    sql`
      select ${COLUMNS}, l.external_reference
      from credit as k
      ${LEAD}
      where ${ownRows(session, "k")} and k.id = any(${ids.map(uuidOf)}::uuid[])`,
  );
}

/** A page of credits for each of many leads, in one statement. */
export function creditPagesOfLeads(
  database: Database,
  session: Session,
  leadIds: readonly LeadId[],
  page: PageRequest,
): Promise<CreditView[]> {
  const { where, tail } = pageClauses(page);
  return database.read(
    session,
    sql`
      select k.*
      from unnest(${leadIds.map(uuidOf)}::uuid[]) as wanted (lead_id)
      cross join lateral (
        select ${COLUMNS}, l.external_reference
        from credit as k
        ${LEAD}
        where k.lead_id = wanted.lead_id and ${ownRows(session, "k")} and ${where}
        ${tail}
      ) as k
      order by k.lead_id, k.earned_at desc, k.id desc`,
  );
}

export function countCreditsOfLeads(
  database: Database,
  session: Session,
  leadIds: readonly LeadId[],
): Promise<{ lead_id: string; n: number }[]> {
  return database.read(
    session,
    sql`
      select k.lead_id, count(*)::integer as n
      from credit as k
      where k.lead_id = any(${leadIds.map(uuidOf)}::uuid[]) and ${ownRows(session, "k")}
      group by k.lead_id`,
  );
}

function conditions(filter: CreditFilter): Sql {
  const given: Sql[] = [sql`true`];
  if (filter.partnerUuid !== null) given.push(sql`k.partner_id = ${filter.partnerUuid}::uuid`);
  if (filter.earnedFrom) given.push(sql`k.earned_at >= ${filter.earnedFrom}::timestamptz`);
  if (filter.earnedUntil) given.push(sql`k.earned_at < ${filter.earnedUntil}::timestamptz`);
  return joinSql(given, " and ");
}
