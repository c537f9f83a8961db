import type { ClaimConflictId, DirectClaimId, EventId, LeadId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import { CLAIMING_STAGES } from "../../leads/index.ts";
import type { Sql, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { ClaimOutcome, DecidableClaimConflict } from "../domain/claim-decision.ts";
import type { Comparison } from "../domain/compare-prospects.ts";
import type { DecisionRule } from "../domain/conflict-decision.ts";

import type { LeadKey } from "./prospect-lock.ts";

/** A lead and a claim that were found to be of one prospect. */
export interface FoundClaimPair {
  readonly id: ClaimConflictId;
  readonly leadId: LeadId;
  readonly claimId: DirectClaimId;
  readonly comparison: Comparison;
}

/** Whether a lead, or one that goes on in it, was decided to stand against a claim, at first or by an appeal. */
export const standsAgainst = (lead: Sql, claim: Sql): Sql => sql`
      exists (
        select
        from claim_conflict as decided
        join claim_decision as decision on decision.conflict_id = decided.id
        where decided.claim_id = ${claim}
          and (
            decided.lead_id = ${lead}
            or decided.lead_id in (select succession.lead_id from lead_succession as succession where succession.root_lead_id = ${lead})
          )
          and (
            decision.outcome = 'LEAD_STANDS'
            or exists (
              select
              from appeal
              where appeal.partner_id = decided.partner_id and appeal.event_id = decision.event_id and appeal.state = 'UPHELD')
          ))`;

/**
 * Queues the conflicts of leads that claim still with claims that stand, count from before them and were not
 * decided for them; a pair that has one keeps it, open again if it had lapsed.
 */
export function queueClaimConflicts(
  tx: Transaction,
  pairs: readonly FoundClaimPair[],
  at: Date,
): void {
  const lists = (of: (comparison: Comparison) => readonly string[]) =>
    pairs.map(({ comparison }) => of(comparison).join(" "));
  tx.queue(sql`
    insert into claim_conflict (id, partner_id, lead_id, claim_id, matched_on, agreed_words, confidence_ppm, opened_at)
    select found.id, lead.partner_id, lead.id, claim.id, string_to_array(found.matched_on, ' '),
      string_to_array(found.agreed_words, ' '), found.confidence_ppm, ${at}::timestamptz
    from unnest(
      ${pairs.map(({ id }) => uuidOf(id))}::uuid[],
      ${pairs.map(({ leadId }) => uuidOf(leadId))}::uuid[],
      ${pairs.map(({ claimId }) => uuidOf(claimId))}::uuid[],
      ${lists(({ matchedOn }) => matchedOn)}::text[],
      ${lists(({ name }) => name.agreed)}::text[],
      ${pairs.map(({ comparison }) => comparison.confidencePpm)}::integer[]
    ) as found (id, lead_id, claim_id, matched_on, agreed_words, confidence_ppm)
    join lead on lead.id = found.lead_id and lead.stage = any(${CLAIMING_STAGES}::text[])
    join direct_claim as claim on claim.id = found.claim_id
      and claim.ended_at is null and claim.expires_at > ${at}::timestamptz and claim.counts_from < lead.claimed_at
    where not ${standsAgainst(sql`lead.id`, sql`claim.id`)}
    on conflict on constraint claim_conflict_once do update
    set state = 'OPEN',
      ended_at = null,
      version = claim_conflict.version + 1
    where claim_conflict.state = 'LAPSED'`);
}

/** Queues the end of a closed lead's open conflicts with claims of the vendor's. */
export function queueClaimLapse(tx: Transaction, lead: LeadKey, endedAt: Date): void {
  tx.queue(sql`
    update claim_conflict
    set state = 'LAPSED',
      ended_at = ${endedAt}::timestamptz,
      version = claim_conflict.version + 1
    from lead
    where claim_conflict.partner_id = ${uuidOf(lead.partnerId)}::uuid and claim_conflict.lead_id = ${uuidOf(lead.leadId)}::uuid
      and claim_conflict.state = 'OPEN' and lead.partner_id = claim_conflict.partner_id and lead.id = claim_conflict.lead_id
      and lead.stage <> all(${CLAIMING_STAGES}::text[])`);
}

/** Queues the end of the open conflicts of a claim that ends. */
export function queueLapseOfClaim(tx: Transaction, claimId: DirectClaimId, endedAt: Date): void {
  tx.queue(sql`
    update claim_conflict
    set state = 'LAPSED',
      ended_at = ${endedAt}::timestamptz,
      version = version + 1
    where claim_id = ${uuidOf(claimId)}::uuid and state = 'OPEN'`);
}

/**
 * Queues the end of open conflicts of claims that have expired, and of those that a conflict met as they
 * ended; as many in one go.
 */
export function queueLapseOfClaimsOver(tx: Transaction, at: Date, most: number): void {
  tx.queue(sql`
    update claim_conflict
    set state = 'LAPSED',
      ended_at = ${at}::timestamptz,
      version = version + 1
    where state = 'OPEN' and id in (
      select conflict.id
      from claim_conflict as conflict
      join direct_claim as claim on claim.id = conflict.claim_id
      where conflict.state = 'OPEN' and (claim.ended_at is not null or claim.expires_at <= ${at}::timestamptz)
      limit ${most}::integer)`);
}

type ConflictRow = {
  state: string;
  version: number;
  lead_id: string;
  partner_id: string;
  is_claiming: boolean;
  claim_id: string;
  is_claim_over: boolean;
  recorded_by: string;
};

/** Locks a conflict with its lead and its claim; null where there is none. */
export async function lockClaimConflict(
  tx: Transaction,
  id: ClaimConflictId,
  at: Date,
): Promise<DecidableClaimConflict | null> {
  const row = await tx.readOne<ConflictRow>(sql`
    select conflict.state, conflict.version, conflict.lead_id, conflict.partner_id, conflict.claim_id,
      lead.stage = any(${CLAIMING_STAGES}::text[]) as is_claiming,
      claim.ended_at is not null or claim.expires_at <= ${at}::timestamptz as is_claim_over, claim.recorded_by
    from claim_conflict as conflict
    join lead on lead.partner_id = conflict.partner_id and lead.id = conflict.lead_id
    join direct_claim as claim on claim.id = conflict.claim_id
    where conflict.id = ${uuidOf(id)}::uuid
    for no key update`);
  return (
    row && {
      id,
      state: row.state,
      version: row.version,
      leadId: idOf("lead", row.lead_id),
      partnerId: idOf("prt", row.partner_id),
      isClaiming: row.is_claiming,
      directClaimId: idOf("dcl", row.claim_id),
      isClaimOver: row.is_claim_over,
      claimant: row.recorded_by,
    }
  );
}

/** A decision as it is kept. */
export interface StoredClaimDecision {
  /** As a uuid. */
  readonly id: string;
  readonly conflictId: ClaimConflictId;
  readonly outcome: ClaimOutcome;
  readonly rule: DecisionRule;
  /** By which the lead was told; null where nothing shows. */
  readonly eventId: EventId | null;
  readonly evidence: string;
  readonly note: string | null;
  readonly statement: string | null;
  readonly at: Date;
  /** As a uuid. */
  readonly by: string;
}

/** Queues a decision: on record with what was known, and the conflict is decided. */
export function queueClaimDecision(tx: Transaction, decision: StoredClaimDecision): void {
  const id = uuidOf(decision.conflictId);
  const event = decision.eventId === null ? null : uuidOf(decision.eventId);
  tx.queue(sql`
    insert into claim_decision (id, conflict_id, outcome, rule, policy_version, lead_claimed_at, claim_counts_from,
      event_id, evidence, note, statement, decided_at, decided_by)
    select ${decision.id}::uuid, conflict.id, ${decision.outcome}::text, ${decision.rule}::text, program.version,
      lead.claimed_at, claim.counts_from, ${event}::uuid, ${decision.evidence}::text, ${decision.note}::text,
      ${decision.statement}::text, ${decision.at}::timestamptz, ${decision.by}::uuid
    from claim_conflict as conflict
    join lead on lead.partner_id = conflict.partner_id and lead.id = conflict.lead_id
    join program on program.id = lead.program_id
    join direct_claim as claim on claim.id = conflict.claim_id
    where conflict.id = ${id}::uuid`);
  tx.queue(sql`
    update claim_conflict
    set state = 'DECIDED',
      ended_at = ${decision.at}::timestamptz,
      version = version + 1
    where id = ${id}::uuid`);
}
