import type { EventId, LeadId, PartnerId, PartnerMemberId, ProgramId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Database, Session, Sql, Transaction } from "../../platform/database/index.ts";
import { joinSql, ownRows, sql, trustedText, TRY_AGAIN } from "../../platform/database/index.ts";
import type { Actor } from "../../platform/mutation/index.ts";
import type { AskedField } from "../domain/lead-data.ts";
import type { Reason, ReasonList } from "../domain/reason.ts";
import { isStage } from "../domain/stage.ts";
import type { Stage } from "../domain/stage.ts";
import type { MovableLead, MoveDecided } from "../domain/stage-move.ts";

import { LeadEventInternalRow, LeadEventRow } from "./lead-event.row.ts";

/** A lead that nobody else can move until the transaction ends. */
export interface LockedLead extends MovableLead {
  readonly id: LeadId;
  readonly partnerId: PartnerId;
  readonly programId: ProgramId;
  readonly ownerId: PartnerMemberId | null;
  readonly claimedAt: Date;
  readonly registeredBy: string;
  /** When it was moved to where it stands. */
  readonly stageEnteredAt: Date;
  /** Where taking back the last move leads; null where it was none of the vendor's. */
  readonly undoTo: Stage | null;
  /** The stages that its last move was the first to reach. */
  readonly reachedLast: readonly Stage[];
  /** When its last event happened. */
  readonly updatedAt: Date;
  /** Of the program it is registered under. */
  readonly timeZone: string;
}

type LockedRow = {
  id: string;
  partner_id: string;
  program_id: string;
  stage: string;
  version: number;
  owner_id: string | null;
  claimed_at: Date;
  registered_by: string;
  stage_entered_at: Date;
  undo_to: string | null;
  updated_at: Date;
  time_zone: string;
  reached: string[];
  reached_last: string[];
};

/** The column that keeps when a stage was first reached; exits have none. */
const STAMPS = {
  SUBMITTED: "submitted_at",
  MQL: "marketing_qualified_at",
  SAL: "accepted_at",
  SQL: "sales_qualified_at",
  OPPORTUNITY: "opportunity_at",
  WON: "won_at",
  LOST: "lost_at",
} as const satisfies Partial<Record<Stage, string>>;

const STAMPED_STAGES: readonly (readonly [string, string])[] = Object.entries(STAMPS);

const stagesWhere = (holds: string): Sql =>
  trustedText(
    STAMPED_STAGES.map(
      ([stage, column]) => `case when l.${column} ${holds} then '${stage}' end`,
    ).join(", "),
  );
const REACHED = stagesWhere("is not null");
const REACHED_LAST = stagesWhere("= l.stage_entered_at");

/** Locks the lead for the transaction; null where the session sees no such lead. */
export async function lockLead(
  tx: Transaction,
  session: Session,
  leadId: LeadId,
): Promise<LockedLead | null> {
  const row = await tx.readOne<LockedRow>(sql`
    select l.id, l.partner_id, l.program_id, l.stage, l.version, l.owner_id, l.claimed_at, l.registered_by, l.stage_entered_at, l.undo_to, l.updated_at,
      (select p.time_zone from program as p where p.id = l.program_id) as time_zone,
      array_remove(array[${REACHED}], null) as reached,
      array_remove(array[${REACHED_LAST}], null) as reached_last
    from lead as l
    where ${ownRows(session, "l")} and l.id = ${uuidOf(leadId)}::uuid
    for no key update of l`);
  if (!row || !isStage(row.stage)) return null;
  return {
    id: leadId,
    partnerId: idOf("prt", row.partner_id),
    programId: idOf("prg", row.program_id),
    stage: row.stage,
    version: row.version,
    ownerId: row.owner_id === null ? null : idOf("mem", row.owner_id),
    claimedAt: row.claimed_at,
    registeredBy: row.registered_by,
    stageEnteredAt: row.stage_entered_at,
    undoTo: row.undo_to !== null && isStage(row.undo_to) ? row.undo_to : null,
    updatedAt: row.updated_at,
    timeZone: row.time_zone,
    reached: row.reached.filter(isStage),
    reachedLast: row.reached_last.filter(isStage),
  };
}

/** The active reasons of a list, in the order of their codes. */
export async function readReasons(tx: Transaction, list: ReasonList): Promise<readonly Reason[]> {
  const rows = await tx.read<{
    id: string;
    code: string;
    partner_code: string;
    needs_note: boolean;
  }>(sql`
    select id, code, partner_code, needs_note
    from reason
    where list = ${list}::text and active
    order by code`);
  return rows.map((row) => ({
    id: row.id,
    code: row.code,
    partnerCode: row.partner_code,
    needsNote: row.needs_note,
  }));
}

/** What a merged lead says of the one of its own partner's in which it goes on. */
export const continuesIn = (survivor: LeadId): Sql => sql`continues_in = ${uuidOf(survivor)}::uuid`;

/** Everything about a move besides its stages. */
export interface MoveDetails {
  readonly eventId: EventId;
  readonly eventType: string;
  readonly at: Date;
  readonly actor: Actor;
  /** The new owner; left out where it stays. */
  readonly owner?: { readonly id: PartnerMemberId; readonly displayName: string };
  readonly reason?: Reason;
  /** For both sides. */
  readonly comment: string | null;
  /** For the vendor alone. */
  readonly note?: string | null;
  /** A day in the program's zone, for a return. */
  readonly revisitOn?: string;
  /** True where it comes back from a return or its end, whose reason and day are past. */
  readonly isBack?: boolean;
  /** True where a closed lead begins anew: it is claimed as of now. */
  readonly isNewCycle?: boolean;
  /** The stages that are reached no more, since the move that reached them is taken back. */
  readonly unreached?: readonly Stage[];
  /** The fields that a correction changes. */
  readonly fields?: readonly AskedField[];
  /** What the verb sets on the lead's row besides. */
  readonly sets?: readonly Sql[];
}

/** Queues a decided move: the lead's row, its event, and what the vendor alone keeps of it. */
export function queueMove(
  database: Database,
  tx: Transaction,
  lead: LockedLead,
  move: MoveDecided,
  details: MoveDetails,
): void {
  const leadUuid = uuidOf(lead.id);
  const partnerUuid = uuidOf(lead.partnerId);
  const { at, actor, reason } = details;
  tx.queue(sql`
    update lead
    set ${joinSql(assignments(move, details), ", ")}
    where partner_id = ${partnerUuid}::uuid and id = ${leadUuid}::uuid and version = ${lead.version}::integer`);
  const eventId = uuidOf(details.eventId);
  tx.queue(
    database.insert(LeadEventRow, {
      id: eventId,
      partnerId: partnerUuid,
      leadId: leadUuid,
      seq: lead.version + 1,
      type: details.eventType,
      fromStage: move.from,
      toStage: move.to,
      passed: move.passed,
      at,
      actorKind: actor.kind,
      actorId: actor.id,
      byVendor: actor.partnerId === null,
      reasonCode: reason?.partnerCode ?? null,
      comment: details.comment,
      fields: details.fields ?? [],
    }),
    // the program asks whoever accepts to confirm something since the verb looked
    { lead_event_checklist: TRY_AGAIN },
  );
  const note = details.note ?? null;
  if (reason || note !== null) {
    tx.queue(
      database.insert(LeadEventInternalRow, {
        eventId,
        partnerId: partnerUuid,
        reasonId: reason?.id ?? null,
        note,
      }),
    );
  }
}

function assignments(move: MoveDecided, details: MoveDetails): readonly Sql[] {
  const { at, owner, reason, revisitOn } = details;
  const set = [sql`version = version + 1`, sql`updated_at = ${at}::timestamptz`];
  // what happens to a lead where it stands is no arrival there
  if (move.to !== move.from)
    set.push(sql`stage = ${move.to}::text`, sql`stage_entered_at = ${at}::timestamptz`);
  for (const [stage, column] of STAMPED_STAGES) {
    if (move.stamped.some((each) => each === stage))
      set.push(sql`${trustedText(column)} = ${at}::timestamptz`);
  }
  if (move.implied.length > 0)
    set.push(sql`implied_stages = implied_stages || ${move.implied}::text[]`);
  if (owner)
    set.push(
      sql`owner_id = ${uuidOf(owner.id)}::uuid`,
      sql`owner_name = ${owner.displayName}::text`,
    );
  if (reason) set.push(sql`reason_code = ${reason.partnerCode}::text`);
  if (revisitOn !== undefined) set.push(sql`revisit_on = ${revisitOn}::date`);
  if (details.isBack) set.push(sql`reason_code = null`, sql`revisit_on = null`);
  if (details.isNewCycle) set.push(sql`cycle = cycle + 1`, sql`claimed_at = ${at}::timestamptz`);
  return [...set, ...unreached(details.unreached ?? []), ...(details.sets ?? [])];
}

/** What a lead no longer has when stages are reached no more; whoever accepted it owns it no longer. */
function unreached(stages: readonly Stage[]): readonly Sql[] {
  if (stages.length === 0) return [];
  const columns = STAMPED_STAGES.filter(([stage]) => stages.some((each) => each === stage));
  const set = columns.map(([, column]) => sql`${trustedText(column)} = null`);
  set.push(
    sql`implied_stages = array(select stage from unnest(implied_stages) as stage where stage <> all(${stages}::text[]))`,
  );
  if (stages.includes("SAL")) set.push(sql`owner_id = null`, sql`owner_name = null`);
  return set;
}
