import type { Refusal } from "../../kernel/index.ts";
import { addDays, localDate, refuse } from "../../kernel/index.ts";

import { isLaterStage } from "./stage.ts";
import type { Stage } from "./stage.ts";
import { invalidTransition, versionConflict } from "./stage-move.ts";
import type { MovableLead, StageMove } from "./stage-move.ts";

/** A closed lead can be begun anew until the end of this day after it closed, in its program's zone. */
const REOPEN_DAYS = 90;

/** The vendor's last move can be taken back this long. */
const UNDO_HOURS = 24;

/** What a second thought about a lead depends on, besides its stage. */
export interface LastMove {
  readonly stage: string;
  /** When it was moved there. */
  readonly stageEnteredAt: Date;
  /** Where taking the last move back leads; null where it was none of the vendor's. */
  readonly undoTo: string | null;
}

/** Why a closed lead cannot be reopened any more; null where it can. */
export function whyNotReopened(last: LastMove, at: Date, timeZone: string): string | null {
  const lastDay = addDays(localDate(last.stageEnteredAt, timeZone), REOPEN_DAYS);
  return localDate(at, timeZone) <= lastDay
    ? null
    : `possible until ${lastDay} only, ${REOPEN_DAYS} days after it closed; its partner may register it again`;
}

/** Why the last move cannot be taken back; null where it can. */
export function whyNotUndone(last: LastMove, at: Date): string | null {
  if (last.undoTo === null) return "the last move was none of the vendor's that can be taken back";
  const hours = (at.getTime() - last.stageEnteredAt.getTime()) / 3_600_000;
  return hours <= UNDO_HOURS
    ? null
    : `possible for ${UNDO_HOURS} hours only; it was moved on ${last.stageEnteredAt.toISOString()}`;
}

/** A move taken back, decided but not written. */
export interface UndoDecided {
  readonly from: Stage;
  readonly to: Stage;
  /** The stages that the move was the first to reach: they are reached no more. */
  readonly unreached: readonly Stage[];
}

/** A lead as far as taking back its last move must know it. */
export interface UndoableLead extends MovableLead, LastMove {
  readonly stage: Stage;
  readonly undoTo: Stage | null;
  readonly reachedLast: readonly Stage[];
}

/** Whether the vendor's last move of the lead can be taken back, and where that leads. */
export function decideUndo(
  moves: readonly StageMove[],
  lead: UndoableLead,
  expectedVersion: number | null,
  at: Date,
): UndoDecided | Refusal {
  const conflict = versionConflict(lead, expectedVersion);
  if (conflict) return conflict;
  if (!moves.some((move) => move.verb === "undoMove" && move.from === lead.stage))
    return invalidTransition(moves, lead, "undoMove", "VENDOR");
  const reason = whyNotUndone(lead, at);
  if (reason !== null || lead.undoTo === null)
    return refuse("BUSINESS_RULE", `The move cannot be taken back: ${reason}.`);
  const { stage: from, undoTo: to } = lead;
  return { from, to, unreached: lead.reachedLast.filter((stage) => isLaterStage(stage, to)) };
}
