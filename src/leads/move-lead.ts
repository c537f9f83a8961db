import type { EventId, LeadId, Refusal } from "../kernel/index.ts";
import { isRefusal, localDate, refuse } from "../kernel/index.ts";
import type { Database, Session, Transaction } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";

import type { Feedback } from "./domain/feedback.ts";
import { chooseReason } from "./domain/reason.ts";
import type { ReasonGiven, ReasonList } from "./domain/reason.ts";
import { decideMove } from "./domain/stage-move.ts";
import type { MoveDecided, StageMove } from "./domain/stage-move.ts";
import type { Stage } from "./domain/stage.ts";
import type { MovingVerb } from "./domain/verb.ts";
import { queueFeedback } from "./store/feedback-store.ts";
import { lockLead, queueMove, readReasons } from "./store/lead-move-store.ts";
import type { LockedLead, MoveDetails } from "./store/lead-move-store.ts";
import { readSurvivor } from "./store/survivor-queries.ts";

export interface MoveLeadDeps {
  readonly database: Database;
  readonly newId: NewId;
  readonly moves: readonly StageMove[];
}

/** What every command that moves a lead says. */
export interface MoveLead {
  readonly leadId: LeadId;
  /** The version the caller decided on; null where it does not matter to it. */
  readonly expectedVersion: number | null;
  /** Written for both sides. */
  readonly comment: string | null;
  /** What its partner can learn from it, where it is a decision of the vendor's. */
  readonly feedback?: Feedback | null;
}

/** A command that must say why, with a reason of its list. */
export interface MoveLeadWithReason extends MoveLead {
  readonly reason: ReasonGiven;
}

export interface LeadMoved extends Outcome {
  readonly leadId: LeadId;
  /** The event that tells of it: what the audit row and the key's outcome are traced to. */
  readonly eventId: EventId;
}

/** A lead that is locked, and a move of it that the rules allow. */
export interface Movable {
  readonly lead: LockedLead;
  readonly move: MoveDecided;
  /**
   * When it is moved: at the call's instant, or at that of the lead's last event where another
   * call came later and was served sooner. A lead's history never runs backwards.
   */
  readonly at: Date;
}

/** On which side of the stage table a session stands. */
const SIDES = { partner: "PARTNER", vendor: "VENDOR", jobs: "SYSTEM", auth: "SYSTEM" } as const;

/**
 * Locks the lead and decides the move; what else the verb needs can be read at the same time. Of a
 * verb that leads to several stages `to` says which, by where the lead stands.
 */
export async function beginMove(
  deps: MoveLeadDeps,
  tx: Transaction,
  call: Pick<Call<MoveLead>, "command" | "session" | "at">,
  verb: MovingVerb,
  to: (from: Stage) => Stage | null = () => null,
): Promise<Movable | Refusal> {
  const { leadId, expectedVersion } = call.command;
  const lead = await lockLead(tx, call.session, leadId);
  if (!lead) return leadNotThere(leadId);
  const side = SIDES[call.session.role];
  const move = decideMove(deps.moves, lead, verb, expectedVersion, side, to(lead.stage));
  if (isRefusal(move)) return elsewhere(tx, call.session, lead, move);
  return { lead, move, at: instantOf(call, lead) };
}

/** What ended goes on elsewhere: whoever may know where is told. */
export async function elsewhere(
  tx: Transaction,
  session: Session,
  lead: LockedLead,
  refusal: Refusal,
): Promise<Refusal> {
  if (lead.stage !== "MERGED" || refusal.code !== "INVALID_TRANSITION") return refusal;
  const survivorLeadId = await readSurvivor(tx, session, lead.id);
  if (survivorLeadId === null) return refusal;
  return refuse(
    "LEAD_MERGED",
    `The lead has ended and goes on in ${survivorLeadId}: do it to that one.`,
    { details: { survivorLeadId } },
  );
}

/** A lead's history never runs backwards, also where a later call was served sooner. */
export const instantOf = (call: Pick<Call<MoveLead>, "at">, lead: LockedLead): Date =>
  call.at < lead.updatedAt ? lead.updatedAt : call.at;

/** Queues the move with what the verb adds to it and says of it; the outcome names the lead. */
export function completeMove(
  deps: MoveLeadDeps,
  tx: Transaction,
  call: Pick<Call<MoveLead>, "command" | "actor">,
  { lead, move, at }: Movable,
  kind: string,
  details: Pick<MoveDetails, "eventType"> & Partial<MoveDetails>,
): LeadMoved {
  const eventId = deps.newId("evt");
  queueMove(deps.database, tx, lead, move, {
    eventId,
    at,
    actor: call.actor,
    comment: call.command.comment,
    ...details,
  });
  const { feedback } = call.command;
  if (feedback) queueFeedback(deps.database, tx, { lead, eventId, feedback });
  return { kind, leadId: lead.id, eventId, subjects: [lead.id, eventId] };
}

/** How a verb with a reason moves a lead. */
export interface MoveWithReason {
  readonly verb: MovingVerb;
  readonly list: ReasonList;
  /** The outcome's kind. */
  readonly kind: string;
  readonly eventType: string;
  /** For a return: when the lead is looked at again, a day in its program's zone. */
  readonly revisitOn?: string;
}

/** A move that only needs a reason: locks, checks the reason, queues. */
export async function moveWithReason(
  deps: MoveLeadDeps,
  tx: Transaction,
  call: Call<MoveLeadWithReason>,
  how: MoveWithReason,
): Promise<LeadMoved | Refusal> {
  const [movable, reasons] = await Promise.all([
    beginMove(deps, tx, call, how.verb),
    readReasons(tx, how.list),
  ]);
  if (isRefusal(movable)) return movable;
  const reason = chooseReason(reasons, call.command.reason);
  if (isRefusal(reason)) return reason;
  const { revisitOn } = how;
  if (revisitOn !== undefined && revisitOn <= localDate(call.at, movable.lead.timeZone)) {
    return refuse("VALIDATION_FAILED", `revisitOn must be a day after today, got ${revisitOn}.`, {
      path: ["revisitOn"],
    });
  }
  return completeMove(deps, tx, call, movable, how.kind, {
    eventType: how.eventType,
    reason,
    note: call.command.reason.note,
    ...(revisitOn === undefined ? {} : { revisitOn }),
  });
}

/** Absent, or another partner's: the caller is told the same. */
export function leadNotThere(leadId: LeadId): Refusal {
  return refuse("NOT_FOUND", `There is no lead ${leadId} that you can see.`, { path: ["leadId"] });
}
