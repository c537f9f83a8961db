import type { LeadId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Database, Session, Sql } from "../../platform/database/index.ts";
import { joinSql, ownRows, sql } from "../../platform/database/index.ts";
import type { OrderKey, PageRequest } from "../../platform/graphql/index.ts";
import { COUNT_LIMIT, pageClauses } from "../../platform/graphql/index.ts";

/** A lead as it is read: the row with its company and primary contact. */
export type LeadView = {
  id: string;
  partner_id: string;
  program_id: string;
  kind: string;
  stage: string;
  stage_entered_at: Date;
  claimed_at: Date;
  submitted_at: Date | null;
  marketing_qualified_at: Date | null;
  accepted_at: Date | null;
  sales_qualified_at: Date | null;
  opportunity_at: Date | null;
  won_at: Date | null;
  lost_at: Date | null;
  implied_stages: string[];
  external_reference: string | null;
  source: string;
  campaign: string | null;
  notes: string | null;
  value_minor: bigint | null;
  value_currency: string | null;
  registered_by: string;
  owner_id: string | null;
  owner_name: string | null;
  reason_code: string | null;
  revisit_on: string | null;
  version: number;
  created_at: Date;
  updated_at: Date;
  company_name: string;
  company_domain: string | null;
  company_country: string | null;
  company_tax_id: string | null;
  contact_id: string;
  contact_name: string;
  contact_email: string;
  contact_phone: string | null;
  contact_job_title: string | null;
  consent_basis: string;
  consent_obtained_at: Date | null;
  consent_source: string | null;
};

/** What a list of leads may be narrowed by; all that is given must hold. */
export interface LeadFilter {
  readonly stages: readonly string[] | null;
  readonly externalReference: string | null;
  readonly partnerUuid: string | null;
  readonly ownerUuid: string | null;
  readonly claimedFrom: Date | null;
  readonly claimedUntil: Date | null;
}

/** Newest claim first; the id decides between two of one instant. */
export const NEWEST_FIRST: readonly OrderKey[] = [
  { column: "l.claimed_at", type: "timestamptz", descending: true },
  { column: "l.id", type: "uuid", descending: true },
];

const VIEW = sql`
  select
    l.id, l.partner_id, l.program_id, l.kind, l.stage, l.stage_entered_at, l.claimed_at, l.submitted_at,
    l.marketing_qualified_at, l.accepted_at, l.sales_qualified_at, l.opportunity_at, l.won_at, l.lost_at,
    l.implied_stages, l.external_reference, l.source, l.campaign, l.notes, l.value_minor, l.value_currency,
    l.registered_by, l.owner_id, l.owner_name, l.reason_code, l.revisit_on, l.version, l.created_at, l.updated_at,
    c.name as company_name, c.domain as company_domain, c.country as company_country, c.tax_id as company_tax_id,
    k.id as contact_id, k.name as contact_name, k.email as contact_email, k.phone as contact_phone,
    k.job_title as contact_job_title, k.consent_basis, k.consent_obtained_at, k.consent_source
  from lead as l
  join company as c on c.partner_id = l.partner_id and c.lead_id = l.id
  join contact as k on k.partner_id = l.partner_id and k.lead_id = l.id and k.is_primary`;

/** The leads with these ids that the session may see, in no particular order. */
export function leadsByIds(
  database: Database,
  session: Session,
  ids: readonly LeadId[],
): Promise<LeadView[]> {
  return database.read<LeadView>(
    session,
    sql`${VIEW} where ${ownRows(session, "l")} and l.id = any(${ids.map(uuidOf)}::uuid[])`,
  );
}

/** The lead of the partner's own with this external reference. */
export async function leadIdByReference(
  database: Database,
  session: Session,
  externalReference: string,
): Promise<string | null> {
  const row = await database.readOne<{ id: string }>(
    session,
    sql`
      select l.id
      from lead as l
      where ${ownRows(session, "l")} and l.external_reference = ${externalReference}::text
      order by l.id
      limit 1`,
  );
  return row?.id ?? null;
}

/** One page of leads, in one statement. */
export function leadPage(
  database: Database,
  session: Session,
  filter: LeadFilter,
  page: PageRequest,
): Promise<LeadView[]> {
  const { where, tail } = pageClauses(page);
  return database.read<LeadView>(
    session,
    sql`${VIEW} where ${ownRows(session, "l")} and ${conditions(filter)} and ${where} ${tail}`,
  );
}

/** How many leads the filter lets through, counted to the limit at most. */
export async function countLeads(
  database: Database,
  session: Session,
  filter: LeadFilter,
): Promise<number> {
  const row = await database.readOne<{ n: number }>(
    session,
    sql`
      select count(*)::integer as n
      from (
        select
        from lead as l
        where ${ownRows(session, "l")} and ${conditions(filter)}
        limit ${COUNT_LIMIT}::integer
      ) as counted`,
  );
  return row?.n ?? 0;
}

function conditions(filter: LeadFilter): Sql {
  const given: Sql[] = [sql`true`];
  if (filter.stages) given.push(sql`l.stage = any(${filter.stages}::text[])`);
  if (filter.externalReference !== null)
    given.push(sql`l.external_reference = ${filter.externalReference}::text`);
  if (filter.partnerUuid !== null) given.push(sql`l.partner_id = ${filter.partnerUuid}::uuid`);
  if (filter.ownerUuid !== null) given.push(sql`l.owner_id = ${filter.ownerUuid}::uuid`);
  if (filter.claimedFrom) given.push(sql`l.claimed_at >= ${filter.claimedFrom}::timestamptz`);
  if (filter.claimedUntil) given.push(sql`l.claimed_at < ${filter.claimedUntil}::timestamptz`);
  return joinSql(given, " and ");
}
