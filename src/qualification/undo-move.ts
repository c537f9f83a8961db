import { supersedeSettlement } from "../attribution/index.ts";
import { earnInstead, readLiveAwards, reverseAwards, whyNotReversed } from "../incentives/index.ts";
import { isRefusal, refuse } from "../kernel/index.ts";
import type { LeadMoved, MoveLead, MoveLeadDeps } from "../leads/index.ts";
import { beginUndo, completeUndo } from "../leads/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { queueAssessmentUndone } from "./store/assessment-store.ts";
import { queueOpportunityOpen, queueOpportunityUndone } from "./store/opportunity-store.ts";

export interface UndoMove extends MoveLead {
  /** Why, for the vendor alone. */
  readonly reason: string;
}

/**
 * A sales manager takes the vendor's last move of a lead back, within 24 hours, with all that it
 * brought: the lead stands where it stood, an SQL's credit is reversed unless it was approved, and a
 * deal that was opened, or won at once, was never one. What it had earned as the first of several leads for one deal the next
 * of them earns.
 */
export const undoMove = (deps: MoveLeadDeps) => (call: Call<UndoMove>) =>
  once<UndoMove, LeadMoved>(deps.database, call, async (tx) => {
    const { leadId } = call.command;
    const [undoable, awards] = await Promise.all([
      beginUndo(deps, tx, call),
      readLiveAwards(tx, leadId),
    ]);
    if (isRefusal(undoable)) return undoable;
    const { lead, undo, at } = undoable;
    const unreached: readonly string[] = undo.unreached;
    // a stage that was reached before may have been earned again; what was changed of that goes with it
    const movedAt = lead.stageEnteredAt.getTime();
    const again = awards
      .filter(
        ({ milestone, reachedAt }) => milestone === undo.from && reachedAt.getTime() === movedAt,
      )
      .map(({ chainId }) => chainId);
    const undone = awards.filter(
      ({ milestone, chainId }) => unreached.includes(milestone) || again.includes(chainId),
    );
    const why = whyNotReversed(undone);
    if (why !== null) return refuse("BUSINESS_RULE", `The move cannot be taken back: ${why}.`);
    const told = { reason: "UNDONE", statement: null } as const;
    await reverseAwards(deps, tx, undone, { event: "undo", at, told });
    if (undo.unreached.includes("SQL")) supersedeSettlement(tx, lead.id, at);
    if (undo.from === "SQL") queueAssessmentUndone(tx, lead, at);
    if (undo.from === "OPPORTUNITY") queueOpportunityUndone(tx, lead.id, { at, state: "OPEN" });
    if (undo.from === "WON" && undo.to === "SQL")
      queueOpportunityUndone(tx, lead.id, { at, state: "WON" });
    if (undo.to === "OPPORTUNITY") queueOpportunityOpen(tx, lead.id, at);
    const moved = completeUndo(deps, tx, call, undoable);
    await earnInstead(deps, tx, undone, at);
    return moved;
  });
