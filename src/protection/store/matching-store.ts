import { idOf, uuidOf } from "../../kernel/index.ts";
import type { ConflictId } from "../../kernel/index.ts";
import { CLAIMING_STAGES } from "../../leads/index.ts";
import type { Database, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Claim, ConflictFound, Rival } from "../domain/conflict.ts";

import { LeadMatchingRow } from "./lead-matching.row.ts";
import type { LeadKey } from "./prospect-lock.ts";

/** The lead's claim; null where the lead has closed meanwhile and claims nothing. */
export async function readClaim(tx: Transaction, lead: LeadKey): Promise<Claim | null> {
  const row = await tx.readOne<{ claimed_at: Date }>(sql`
    select claimed_at
    from lead
    where partner_id = ${uuidOf(lead.partnerId)}::uuid and id = ${uuidOf(lead.leadId)}::uuid
      and stage = any(${CLAIMING_STAGES}::text[])`);
  return row ? { leadId: lead.leadId, claimedAt: row.claimed_at } : null;
}

type RivalRow = { id: string; claimed_at: Date; same_email: boolean; same_company: boolean };

/** The leads of other partners that share a key with this one and still claim the prospect. */
export async function readRivals(tx: Transaction, lead: LeadKey): Promise<readonly Rival[]> {
  const partnerId = uuidOf(lead.partnerId);
  const leadId = uuidOf(lead.leadId);
  const rows = await tx.read<RivalRow>(sql`
    select rival.id, rival.claimed_at, bool_or(alike.email) as same_email, bool_or(alike.company) as same_company
    from (
      select other.lead_id, true as email, false as company
      from contact as own
      join contact as other on other.email_key = own.email_key
      where own.partner_id = ${partnerId}::uuid and own.lead_id = ${leadId}::uuid
        and other.partner_id <> ${partnerId}::uuid
      union all
      select other.lead_id, false, true
      from company_key as own
      join company_key as other on other.key = own.key
      where own.partner_id = ${partnerId}::uuid and own.lead_id = ${leadId}::uuid
        and other.partner_id <> ${partnerId}::uuid
    ) as alike
    join lead as rival on rival.id = alike.lead_id
    where rival.stage = any(${CLAIMING_STAGES}::text[])
    group by rival.id, rival.claimed_at`);
  return rows.map((row) => ({
    leadId: idOf("lead", row.id),
    claimedAt: row.claimed_at,
    sameEmail: row.same_email,
    sameCompany: row.same_company,
  }));
}

/** A conflict that was found, under the id it gets if the pair has none yet. */
export interface NewConflict extends ConflictFound {
  readonly id: ConflictId;
}

/** Queues the conflicts in one statement, however many; a pair that has one keeps it. */
export function queueConflicts(
  tx: Transaction,
  conflicts: readonly NewConflict[],
  openedAt: Date,
): void {
  tx.queue(sql`
    insert into conflict (id, incumbent_lead_id, challenger_lead_id, state, matched_on, opened_at)
    select id, incumbent, challenger, 'OPEN', string_to_array(matched_on, ' '), ${openedAt}::timestamptz
    from unnest(
      ${conflicts.map((each) => uuidOf(each.id))}::uuid[],
      ${conflicts.map((each) => uuidOf(each.incumbent))}::uuid[],
      ${conflicts.map((each) => uuidOf(each.challenger))}::uuid[],
      ${conflicts.map((each) => each.matchedOn.join(" "))}::text[]
    ) as found (id, incumbent, challenger, matched_on)
    on conflict on constraint conflict_pair_once do nothing`);
}

/** Queues the mark that matching is finished; the first time stands. */
export function queueMatched(
  database: Database,
  tx: Transaction,
  lead: LeadKey,
  finishedAt: Date,
): void {
  const matched = database.insert(LeadMatchingRow, {
    leadId: uuidOf(lead.leadId),
    partnerId: uuidOf(lead.partnerId),
    finishedAt,
  });
  tx.queue(sql`${matched} on conflict on constraint lead_matching_pkey do nothing`);
}

/** Queues the end of the open conflicts of a lead, if the lead has closed. */
export function queueLapse(tx: Transaction, lead: LeadKey, endedAt: Date): void {
  const leadId = uuidOf(lead.leadId);
  tx.queue(sql`
    update conflict
    set state = 'LAPSED',
      ended_at = ${endedAt}::timestamptz,
      version = version + 1
    where state = 'OPEN'
      and (incumbent_lead_id = ${leadId}::uuid or challenger_lead_id = ${leadId}::uuid)
      and exists (
        select
        from lead
        where partner_id = ${uuidOf(lead.partnerId)}::uuid and id = ${leadId}::uuid
          and stage <> all(${CLAIMING_STAGES}::text[])
      )`);
}
