import type { ConflictId, EventId, LeadId, PartnerId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import { CLAIMING_STAGES } from "../../leads/index.ts";
import type { Database, Transaction } from "../../platform/database/index.ts";
import { sql } from "../../platform/database/index.ts";
import type {
  ConflictDecided,
  ConflictOutcome,
  DecidableConflict,
  DecisionRule,
  Fate,
} from "../domain/conflict-decision.ts";

import { LeadDecisionRow } from "./lead-decision.row.ts";

type ConflictRow = {
  state: string;
  version: number;
  incumbent_lead_id: string;
  incumbent_partner_id: string;
  incumbent_stage: string;
  challenger_lead_id: string;
  challenger_partner_id: string;
  challenger_stage: string;
};

/** Locks a conflict and, in one order for all, its leads; null where there is none. */
export async function lockConflict(
  tx: Transaction,
  conflictId: ConflictId,
): Promise<DecidableConflict | null> {
  const row = await tx.readOne<ConflictRow>(sql`
    with locked as materialized (
      select state, version, incumbent_lead_id, challenger_lead_id
      from conflict
      where id = ${uuidOf(conflictId)}::uuid
      for no key update
    ), leads as materialized (
      select lead.id, lead.partner_id, lead.stage
      from lead
      where lead.id in (select unnest(array[incumbent_lead_id, challenger_lead_id]) from locked)
      order by lead.id
      for no key update
    )
    select locked.state, locked.version, locked.incumbent_lead_id, locked.challenger_lead_id,
      incumbent.partner_id as incumbent_partner_id, incumbent.stage as incumbent_stage,
      challenger.partner_id as challenger_partner_id, challenger.stage as challenger_stage
    from locked
    join leads as incumbent on incumbent.id = locked.incumbent_lead_id
    join leads as challenger on challenger.id = locked.challenger_lead_id`);
  if (!row) return null;
  const isClaiming = (stage: string) => CLAIMING_STAGES.some((claiming) => claiming === stage);
  return {
    id: conflictId,
    state: row.state,
    version: row.version,
    incumbent: {
      leadId: idOf("lead", row.incumbent_lead_id),
      partnerId: idOf("prt", row.incumbent_partner_id),
      isClaiming: isClaiming(row.incumbent_stage),
    },
    challenger: {
      leadId: idOf("lead", row.challenger_lead_id),
      partnerId: idOf("prt", row.challenger_partner_id),
      isClaiming: isClaiming(row.challenger_stage),
    },
  };
}

/** A decision as it is kept. */
export interface StoredDecision {
  readonly id: string;
  readonly conflictId: ConflictId;
  readonly outcome: ConflictOutcome;
  readonly rule: DecisionRule;
  readonly fates: ConflictDecided;
  /** The events by which the leads were told; null where one was not. */
  readonly incumbentEventId: EventId | null;
  readonly challengerEventId: EventId | null;
  readonly evidence: string;
  readonly note: string | null;
  readonly statement: string | null;
  readonly at: Date;
  /** As a uuid. */
  readonly by: string;
}

/** Queues a decision: on record with what was known, and the conflict is decided. */
export function queueDecision(tx: Transaction, decision: StoredDecision): void {
  const { fates, at } = decision;
  const conflictId = uuidOf(decision.conflictId);
  tx.queue(sql`
    insert into conflict_decision (id, conflict_id, outcome, rule, policy_version, matched_on, compared, confidence_ppm,
      opened_at, incumbent_claimed_at, challenger_claimed_at, incumbent_share_ppm, challenger_share_ppm,
      incumbent_event_id, challenger_event_id, evidence, note, statement, decided_at, decided_by)
    select ${decision.id}::uuid, c.id, ${decision.outcome}::text, ${decision.rule}::text, program.version, c.matched_on,
      c.compared, c.confidence_ppm, c.opened_at, incumbent.claimed_at, challenger.claimed_at,
      ${shareOf(fates.incumbent)}::integer, ${shareOf(fates.challenger)}::integer,
      ${uuidOrNull(decision.incumbentEventId)}::uuid, ${uuidOrNull(decision.challengerEventId)}::uuid,
      ${decision.evidence}::text, ${decision.note}::text, ${decision.statement}::text, ${at}::timestamptz, ${decision.by}::uuid
    from conflict as c
    join lead as incumbent on incumbent.id = c.incumbent_lead_id
    join lead as challenger on challenger.id = c.challenger_lead_id
    join program on program.id = incumbent.program_id
    where c.id = ${conflictId}::uuid`);
  tx.queue(sql`
    update conflict
    set state = 'DECIDED',
      ended_at = ${at}::timestamptz,
      version = version + 1
    where id = ${conflictId}::uuid`);
}

const shareOf = (fate: Fate): number | null => (fate.kind === "SHARES" ? fate.weightPpm : null);
const uuidOrNull = (id: EventId | null): string | null => (id === null ? null : uuidOf(id));

/** What the partner of one of the leads is told. */
export interface ToldDecision {
  readonly eventId: EventId;
  readonly lead: { readonly id: LeadId; readonly partnerId: PartnerId; readonly claimedAt: Date };
  readonly fate: Fate;
  readonly rule: DecisionRule;
  readonly statement: string | null;
  readonly at: Date;
}

export function queueToldDecision(database: Database, tx: Transaction, told: ToldDecision): void {
  const { eventId, lead, fate, rule, statement, at } = told;
  tx.queue(
    database.insert(LeadDecisionRow, {
      id: uuidOf(eventId),
      partnerId: uuidOf(lead.partnerId),
      leadId: uuidOf(lead.id),
      outcome: fate.kind === "SHARES" ? "SHARED" : "NOT_AVAILABLE",
      rule,
      claimedAt: lead.claimedAt,
      sharePpm: shareOf(fate),
      statement,
      decidedAt: at,
    }),
  );
}
