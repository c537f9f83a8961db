import type { LeadId, Refusal } from "../kernel/index.ts";
import { isRefusal } from "../kernel/index.ts";
import type { LeadMoved, MoveLead, MoveLeadDeps, Stage } from "../leads/index.ts";
import { beginMove, chooseReason, completeMove, readReasons } from "../leads/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import type { DecisionRule } from "../protection/index.ts";
import { queueToldDecision, readProtection } from "../protection/index.ts";

/** What a decision says to the partners whose leads it touches. */
export interface Said {
  readonly rule: DecisionRule;
  /** For the vendor alone. */
  readonly note: string | null;
  readonly statement: string | null;
}

const afterLosing = (from: Stage): Stage =>
  from === "SAL" || from === "SQL" || from === "OPPORTUNITY" ? "DISQUALIFIED" : "REJECTED";

/**
 * A lead loses its prospect by a decision: it ends, and its partner is told no more than that the
 * prospect is not available and by which rule. `because` is the vendor's reason where it was not accepted.
 */
export async function endLosingLead(
  deps: MoveLeadDeps,
  tx: Transaction,
  call: Call<Said>,
  leadId: LeadId,
  because: "DIRECT_ENGAGED" | "DUPLICATE_REGISTRATION",
): Promise<LeadMoved | Refusal> {
  const own = callFor(call, leadId);
  const [movable, rejections, disqualifications] = await Promise.all([
    beginMove(deps, tx, own, "decideConflict", afterLosing),
    readReasons(tx, "REJECTION"),
    readReasons(tx, "DISQUALIFICATION"),
  ]);
  if (isRefusal(movable)) return movable;
  const isRejected = movable.move.to === "REJECTED";
  const reason = isRejected
    ? chooseReason(rejections, { code: because, note: null })
    : chooseReason(disqualifications, { code: "DUPLICATE", note: null });
  if (isRefusal(reason)) return reason;
  const { rule, note, statement } = call.command;
  const moved = completeMove(deps, tx, own, movable, "ConflictLost", {
    eventType: isRejected ? "REJECTED" : "DISQUALIFIED",
    reason,
    note,
  });
  queueToldDecision(deps.database, tx, {
    ...{ eventId: moved.eventId, lead: movable.lead, fate: { kind: "LOSES" }, rule, statement },
    at: movable.at,
  });
  return moved;
}

/** A lead whose days run gets those that the conflict took; of any other nothing changes. */
export async function prolong<Command>(
  deps: MoveLeadDeps,
  tx: Transaction,
  call: Call<Command>,
  leadId: LeadId,
): Promise<LeadMoved | Refusal | null> {
  const standing = await readProtection(tx, call.session, leadId);
  if (standing?.state !== "RUNNING") return null;
  const own = callFor(call, leadId);
  const movable = await beginMove(deps, tx, own, "decideConflict", (from) => from);
  if (isRefusal(movable)) return movable;
  return completeMove(deps, tx, own, movable, "ProtectionProlonged", {
    eventType: "PROTECTION_PROLONGED",
  });
}

/** The call as it is made of one of the leads. */
export const callFor = <Command>(call: Call<Command>, leadId: LeadId): Call<MoveLead> => ({
  ...call,
  command: { leadId, expectedVersion: null, comment: null },
});
