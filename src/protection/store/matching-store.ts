import { idOf, uuidOf } from "../../kernel/index.ts";
import type { ConflictId, LeadId, LikenessId } from "../../kernel/index.ts";
import { CLAIMING_STAGES } from "../../leads/index.ts";
import type { Database, Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Comparison } from "../domain/compare-prospects.ts";
import type { ComparedPair } from "../domain/conflict.ts";

import { LeadMatchingRow } from "./lead-matching.row.ts";
import type { LeadKey } from "./prospect-lock.ts";

/** Which of the leads claim their prospect still. */
export async function readClaiming(
  tx: Transaction,
  leads: readonly LeadId[],
): Promise<ReadonlySet<LeadId>> {
  const rows = await tx.read<{ id: string }>(sql`
    select id
    from lead
    where id = any(${leads.map(uuidOf)}::uuid[]) and stage = any(${CLAIMING_STAGES}::text[])`);
  return new Set(rows.map((row) => idOf("lead", row.id)));
}

/** A pair that was compared, under the id that its conflict or likeness gets if it has none yet. */
export interface FoundPair<Id> extends ComparedPair {
  readonly id: Id;
}

/** Queues the conflicts in one statement, however many; a pair that has one keeps it, open again if it had lapsed; two that share their prospect have none. */
export function queueConflicts(
  tx: Transaction,
  pairs: readonly FoundPair<ConflictId>[],
  openedAt: Date,
): void {
  tx.queue(sql`
    insert into conflict
      (id, incumbent_lead_id, challenger_lead_id, state, matched_on, compared, agreed_words, confidence_ppm, opened_at)
    select id, incumbent, challenger, 'OPEN', matched_on, compared, agreed_words, confidence_ppm, ${openedAt}::timestamptz
    from (${rowsOf(pairs)}) as found
    where not exists (
      select
      from shared_prospect as one
      join shared_prospect as other on other.group_id = one.group_id
      where one.lead_id = found.incumbent and other.lead_id = found.challenger
    )
    on conflict on constraint conflict_pair_once do update
    set state = 'OPEN',
      ended_at = null,
      version = conflict.version + 1
    where conflict.state = 'LAPSED'`);
}

/** Queues the likenesses in one statement, however many; a pair that has one, or a conflict, keeps it. */
export function queueLikenesses(
  tx: Transaction,
  pairs: readonly FoundPair<LikenessId>[],
  foundAt: Date,
): void {
  tx.queue(sql`
    insert into likeness
      (id, incumbent_lead_id, challenger_lead_id, matched_on, compared, agreed_words, contradicted_by, confidence_ppm, found_at)
    select id, incumbent, challenger, matched_on, compared, agreed_words, contradicted_by, confidence_ppm, ${foundAt}::timestamptz
    from (${rowsOf(pairs)}) as found
    where not exists (
      select
      from conflict
      where incumbent_lead_id = found.incumbent and challenger_lead_id = found.challenger
    )
    on conflict on constraint likeness_pair_once do nothing`);
}

/** The pairs as rows; lists travel as texts, since lists of several lengths make no array. */
function rowsOf(pairs: readonly FoundPair<ConflictId | LikenessId>[]): Sql {
  const lists = (of: (comparison: Comparison) => readonly string[]) =>
    pairs.map(({ comparison }) => of(comparison).join(" "));
  return sql`
    select id, incumbent, challenger, confidence_ppm,
      string_to_array(matched_on, ' ') as matched_on,
      string_to_array(compared, ' ') as compared,
      string_to_array(agreed_words, ' ') as agreed_words,
      string_to_array(contradicted_by, ' ') as contradicted_by
    from unnest(
      ${pairs.map(({ id }) => uuidOf(id))}::uuid[],
      ${pairs.map(({ incumbent }) => uuidOf(incumbent))}::uuid[],
      ${pairs.map(({ challenger }) => uuidOf(challenger))}::uuid[],
      ${pairs.map(({ comparison }) => comparison.confidencePpm)}::integer[],
      ${lists(({ matchedOn }) => matchedOn)}::text[],
      ${lists(({ compared }) => compared)}::text[],
      ${lists(({ name }) => name.agreed)}::text[],
      ${lists(({ against }) => against)}::text[]
    ) as listed (id, incumbent, challenger, confidence_ppm, matched_on, compared, agreed_words, contradicted_by)`;
}

/** Queues the mark that matching is finished; the first time stands until the keys change. */
export function queueMatched(
  database: Database,
  tx: Transaction,
  lead: LeadKey,
  matched: { readonly keysVersion: number; readonly finishedAt: Date },
): void {
  const mark = database.insert(LeadMatchingRow, {
    leadId: uuidOf(lead.leadId),
    partnerId: uuidOf(lead.partnerId),
    ...matched,
  });
  tx.queue(sql`
    ${mark}
    on conflict on constraint lead_matching_pkey do update
    set finished_at = excluded.finished_at, keys_version = excluded.keys_version
    where lead_matching.keys_version < excluded.keys_version`);
}

/**
 * Queues the end of a lead's open conflicts with those that are for its tender by now: several may be
 * accepted for one, and there is nothing left to decide.
 */
export function queueLapseForTender(tx: Transaction, lead: LeadKey, endedAt: Date): void {
  const leadId = uuidOf(lead.leadId);
  tx.queue(sql`
    update conflict
    set state = 'LAPSED',
      ended_at = ${endedAt}::timestamptz,
      version = conflict.version + 1
    from lead as own
    cross join lead as other
    where own.partner_id = ${uuidOf(lead.partnerId)}::uuid and own.id = ${leadId}::uuid and conflict.state = 'OPEN'
      and (conflict.incumbent_lead_id = ${leadId}::uuid or conflict.challenger_lead_id = ${leadId}::uuid)
      and other.id = case when conflict.incumbent_lead_id = own.id then conflict.challenger_lead_id else conflict.incumbent_lead_id end
      and other.tender_key = own.tender_key`);
}

/** Queues the end of a lead's open conflicts, and that it is found by its name, if it has closed. */
export function queueLapse(tx: Transaction, lead: LeadKey, endedAt: Date): void {
  const leadId = uuidOf(lead.leadId);
  const partnerId = uuidOf(lead.partnerId);
  const hasClosed = sql`exists (
        select
        from lead
        where partner_id = ${partnerId}::uuid and id = ${leadId}::uuid
          and stage <> all(${CLAIMING_STAGES}::text[])
      )`;
  tx.queue(sql`
    update conflict
    set state = 'LAPSED',
      ended_at = ${endedAt}::timestamptz,
      version = version + 1
    where state = 'OPEN'
      and (incumbent_lead_id = ${leadId}::uuid or challenger_lead_id = ${leadId}::uuid)
      and ${hasClosed}`);
  tx.queue(sql`
    delete from company_name_lead
    where partner_id = ${partnerId}::uuid and lead_id = ${leadId}::uuid
      and ${hasClosed}`);
}
