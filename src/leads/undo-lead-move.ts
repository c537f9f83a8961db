import type { Refusal } from "../kernel/index.ts";
import { isRefusal } from "../kernel/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import type { Call } from "../platform/mutation/index.ts";

import { registeredAgain } from "./domain/register.ts";
import { decideUndo } from "./domain/second-thoughts.ts";
import type { UndoDecided } from "./domain/second-thoughts.ts";
import { isClaiming } from "./domain/stage.ts";
import type { LeadMoved, MoveLead, MoveLeadDeps } from "./move-lead.ts";
import { elsewhere, instantOf, leadNotThere } from "./move-lead.ts";
import { queueClaimedAgain, readHolder } from "./store/claimed-again.ts";
import { lockLead, queueMove } from "./store/lead-move-store.ts";
import type { LockedLead } from "./store/lead-move-store.ts";

/** A lead that is locked, and the move of it that can be taken back. */
export interface Undoable {
  readonly lead: LockedLead;
  readonly undo: UndoDecided;
  readonly at: Date;
}

/** Locks the lead and decides whether its last move can be taken back. */
export async function beginUndo(
  deps: MoveLeadDeps,
  tx: Transaction,
  call: Call<MoveLead>,
): Promise<Undoable | Refusal> {
  const { leadId, expectedVersion } = call.command;
  const [lead, holder] = await Promise.all([
    lockLead(tx, call.session, leadId),
    readHolder(tx, leadId),
  ]);
  if (!lead) return leadNotThere(leadId);
  const undo = decideUndo(deps.moves, lead, expectedVersion, call.at);
  if (isRefusal(undo)) return elsewhere(tx, call.session, lead, undo);
  if (!isClaiming(undo.from) && holder !== null) return registeredAgain(holder);
  return { lead, undo, at: instantOf(call, lead) };
}

/** Queues the move back. What the move had brought besides is its verb's to take back. */
export function completeUndo(
  deps: MoveLeadDeps,
  tx: Transaction,
  call: Call<MoveLead & { readonly reason: string }>,
  { lead, undo, at }: Undoable,
): LeadMoved {
  const eventId = deps.newId("evt");
  const { from, to, unreached } = undo;
  const move = { verb: "undoMove", from, to, passed: [], stamped: [], implied: [] } as const;
  queueMove(deps.database, tx, lead, move, {
    eventId,
    eventType: "UNDONE",
    at,
    actor: call.actor,
    comment: call.command.comment,
    note: call.command.reason,
    isBack: true,
    unreached,
  });
  if (!isClaiming(from)) queueClaimedAgain(tx, lead);
  return { kind: "MoveUndone", leadId: lead.id, eventId, subjects: [lead.id, eventId] };
}
