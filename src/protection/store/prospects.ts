import type { PartnerId, ProductLineId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import { CLAIMING_STAGES, companyWords } from "../../leads/index.ts";
import type { Database, Session, Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import { overlapping } from "../../products/index.ts";
import type { Prospect } from "../domain/compare-prospects.ts";
import type { Claim } from "../domain/conflict.ts";

import type { LeadKey } from "./prospect-lock.ts";

/** A prospect, and for which product lines it is looked at. */
export interface ScopedProspect extends Prospect {
  readonly productLineIds: readonly ProductLineId[];
}

/** A lead that claims its prospect. */
export interface ClaimedProspect extends Claim, ScopedProspect {
  /** Of its company, as it is compared. */
  readonly keysVersion: number;
  /** Leads of one company with the same are for one tender; null where it is for none. */
  readonly tenderKey: string | null;
}

/** Leads that are looked at of one name, the oldest, and under one phone number. */
const MOST_PER_NAME = 50;
/** Leads that are looked at of all names, those of the likeliest names first. */
const MOST_NAMESAKES = 200;

type ProspectRow = {
  id: string;
  claimed_at: Date;
  name: string;
  country: string | null;
  keys_version: number;
  product_line_ids: string[];
  tender_key: string | null;
  company_keys: string[];
  email_keys: string[];
  phones: string[];
};

/** What is compared of the leads that `wanted` names, as far as they claim. */
const prospectsOf = (wanted: Sql, isWanted: Sql = sql`true`): Sql => sql`
  select lead.id, lead.claimed_at, lead.product_line_ids, lead.tender_key, company.name, company.country, company.keys_version,
    array(
      select key
      from company_key
      where partner_id = lead.partner_id and lead_id = lead.id
    ) as company_keys,
    array(
      select email_key
      from contact
      where partner_id = lead.partner_id and lead_id = lead.id
    ) as email_keys,
    array(
      select phone
      from contact
      where partner_id = lead.partner_id and lead_id = lead.id and phone is not null
    ) as phones
  from (${wanted}) as wanted
  join lead on lead.partner_id = wanted.partner_id and lead.id = wanted.lead_id
  join company on company.partner_id = wanted.partner_id and company.lead_id = wanted.lead_id
  where lead.stage = any(${CLAIMING_STAGES}::text[]) and ${isWanted}`;

/** The lead's own prospect; null where the lead has closed meanwhile and claims nothing. */
export async function readProspect(
  database: Database,
  session: Session,
  lead: LeadKey,
): Promise<ClaimedProspect | null> {
  const row = await database.readOne<ProspectRow>(
    session,
    prospectsOf(
      sql`select ${uuidOf(lead.partnerId)}::uuid as partner_id, ${uuidOf(lead.leadId)}::uuid as lead_id`,
    ),
  );
  return row && prospectFrom(row);
}

/**
 * The leads of other partners that claim the prospect, for product lines that overlap, under an exact
 * key of this one, or under one of the names, of which the likeliest come first. Names and phone numbers that many leads have show
 * some of them.
 */
export async function readRivals(
  tx: Transaction,
  of: PartnerId,
  prospect: ScopedProspect,
  nameIds: readonly string[],
): Promise<readonly ClaimedProspect[]> {
  const partnerId = uuidOf(of);
  const lines = sql`${prospect.productLineIds.map(uuidOf)}::uuid[]`;
  const rows = await tx.read<ProspectRow>(
    prospectsOf(
      sql`
      select partner_id, lead_id
      from contact
      where email_key = any(${prospect.emailKeys}::text[]) and partner_id <> ${partnerId}::uuid
      union
      select partner_id, lead_id
      from company_key
      where key = any(${prospect.companyKeys}::text[]) and partner_id <> ${partnerId}::uuid
      union
      select found.partner_id, found.lead_id
      from unnest(${prospect.phones}::text[]) as own (phone)
      cross join lateral (
        select partner_id, lead_id
        from contact
        where phone = own.phone and partner_id <> ${partnerId}::uuid
        limit ${MOST_PER_NAME}
      ) as found
      union
      select found.partner_id, found.lead_id
      from (
        select namesake.partner_id, namesake.lead_id
        from unnest(${nameIds}::bigint[]) with ordinality as named (id, place)
        cross join lateral (
          select partner_id, lead_id
          from company_name_lead
          where name_id = named.id and partner_id <> ${partnerId}::uuid
          order by lead_id
          limit ${MOST_PER_NAME}
        ) as namesake
        order by named.place, namesake.lead_id
        limit ${MOST_NAMESAKES}
      ) as found`,
      overlapping(sql`lead.product_line_ids`, lines),
    ),
  );
  return rows.map(prospectFrom);
}

function prospectFrom(row: ProspectRow): ClaimedProspect {
  return {
    leadId: idOf("lead", row.id),
    claimedAt: row.claimed_at,
    emailKeys: row.email_keys,
    companyKeys: row.company_keys,
    phones: row.phones,
    country: row.country,
    keysVersion: row.keys_version,
    tenderKey: row.tender_key,
    productLineIds: row.product_line_ids.map((uuid) => idOf("pln", uuid)),
    name: companyWords(row.name),
  };
}
