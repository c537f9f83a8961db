import type { AssignmentId, EventId, LeadId, PartnerMemberId, Refusal } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { LockedLead, MoveLeadDeps } from "../leads/index.ts";
import { completeMove, isBeforeAcceptance } from "../leads/index.ts";
import type { Session, Transaction } from "../platform/database/index.ts";
import type { Actor, Outcome } from "../platform/mutation/index.ts";

import type { Chosen } from "./domain/choose-holder.ts";
import type { Holding, NewAssignment } from "./store/assignment-store.ts";
import { queueAssignment } from "./store/assignment-store.ts";

/** Who gives a lead, and when. */
export interface Giving {
  readonly actor: Actor;
  readonly session: Session;
  readonly at: Date;
}

export interface LeadGiven extends Outcome {
  readonly leadId: LeadId;
  readonly assignmentId: AssignmentId;
  /** Null where it went into a queue. */
  readonly memberId: PartnerMemberId | null;
  /** Null where only the vendor sees it. */
  readonly eventId: EventId | null;
}

/** How a lead comes to somebody. */
export type Gift = Pick<NewAssignment, "holder" | "cause" | "note"> & {
  /** Where the rules, or a team's turn, chose. */
  readonly chosen:
    (Pick<Chosen, "position" | "explanation"> & { readonly routingNumber: number | null }) | null;
};

/** The stages in which a lead has a holder. */
const HELD: readonly string[] = ["SUBMITTED", "MQL", "SAL", "SQL", "OPPORTUNITY"];

/** Whether a lead can have a holder where it stands; null where it can. */
export const refuseUnlessHeld = ({ stage }: Pick<LockedLead, "stage">): Refusal | null =>
  HELD.includes(stage)
    ? null
    : refuse("BUSINESS_RULE", `The lead is ${stage}: nobody has anything to do with it.`);

/** Whether the lead is there already. */
export const isHeldBy = (holding: Holding, { holder }: Pick<Gift, "holder">): boolean =>
  holder.kind === "MEMBER"
    ? holding.memberId === holder.memberId
    : holding.queueId === holder.queueId;

/**
 * Queues a locked lead's coming to its holder. In review that is the vendor's business alone, and the
 * lead's row does not move. From acceptance on another person is its owner, whom both sides see, by an
 * event; while it waits in a queue, its last owner goes on being named.
 */
export function giveLead(
  deps: MoveLeadDeps,
  tx: Transaction,
  lead: LockedLead,
  { holder, cause, note, chosen }: Gift,
  { actor, at: calledAt }: Giving,
): LeadGiven {
  if (actor.id === null) throw new Error("somebody gives a lead");
  const assignmentId = deps.newId("asg");
  const at = calledAt < lead.updatedAt ? lead.updatedAt : calledAt;
  const number = chosen?.routingNumber ?? null;
  queueAssignment(deps.database, tx, lead, {
    id: assignmentId,
    holder,
    cause,
    rule: number === null || !chosen ? null : { routingNumber: number, position: chosen.position },
    explanation: chosen?.explanation ?? null,
    note,
    at,
    by: actor.id,
  });
  const memberId = holder.kind === "MEMBER" ? holder.memberId : null;
  const given = { leadId: lead.id, assignmentId, memberId };
  const isOwners = holder.kind === "MEMBER" && !isBeforeAcceptance(lead.stage);
  if (!isOwners || holder.memberId === lead.ownerId)
    return { kind: "LeadGiven", ...given, eventId: null, subjects: [lead.id, assignmentId] };

  const { stage } = lead;
  const stays = { from: stage, to: stage, passed: [], stamped: [], implied: [] } as const;
  const { eventId, subjects } = completeMove(
    deps,
    tx,
    { command: { leadId: lead.id, expectedVersion: null, comment: null }, actor },
    { lead, at, move: { verb: "reassignLead", ...stays } },
    "LeadGiven",
    {
      eventType: "OWNER_CHANGED",
      owner: { id: holder.memberId, displayName: holder.displayName },
    },
  );
  return { kind: "LeadGiven", ...given, eventId, subjects: [...subjects, assignmentId] };
}
