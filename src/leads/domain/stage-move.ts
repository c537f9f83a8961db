import type { Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

import type { Stage } from "./stage.ts";
import { isLeadVerb, LEAD_VERBS } from "./verb.ts";
import type { LeadAction, MovingVerb } from "./verb.ts";

/** One row of the stage table: the decider and the database's trigger read the same rows. */
export interface StageMove {
  readonly verb: MovingVerb;
  readonly from: Stage;
  readonly to: Stage;
  /** Which side's database role may write it. */
  readonly side: "PARTNER" | "VENDOR" | "SYSTEM";
  /** Stages reached on the way; they are stamped with the same instant and marked implied. */
  readonly passes: readonly Stage[];
}

/** A lead as far as a move must know it. */
export interface MovableLead {
  readonly id: string;
  readonly stage: Stage;
  readonly version: number;
  /** The stages it has reached before; a later visit stamps them no second time. */
  readonly reached: readonly Stage[];
}

/** Where a lead goes, decided but not written. */
export interface MoveDecided {
  readonly verb: MovingVerb;
  readonly from: Stage;
  readonly to: Stage;
  /** Stages the move passes over, in the order of the funnel. */
  readonly passed: readonly Stage[];
  /** The stages that are reached for the first time and get this instant as their stamp. */
  readonly stamped: readonly Stage[];
  /** Those of the stamped that were passed over. */
  readonly implied: readonly Stage[];
}

/**
 * Whether the verb may move the lead from where it stands. `expectedVersion` is what the caller
 * read; null where it does not care. The side is the caller's; `to` says where, for a verb that leads
 * to several stages.
 */
export function decideMove(
  moves: readonly StageMove[],
  lead: MovableLead,
  verb: MovingVerb,
  expectedVersion: number | null,
  side: StageMove["side"],
  to: Stage | null = null,
): MoveDecided | Refusal {
  const conflict = versionConflict(lead, expectedVersion);
  if (conflict) return conflict;
  const move = moves.find(
    (each) => each.verb === verb && each.from === lead.stage && (to === null || each.to === to),
  );
  if (!move) return invalidTransition(moves, lead, verb, side);
  // what leaves a lead where it stands reaches nothing
  const isNew = (stage: Stage): boolean => move.to !== lead.stage && !lead.reached.includes(stage);
  return {
    verb,
    from: lead.stage,
    to: move.to,
    passed: move.passes,
    stamped: [...move.passes, move.to].filter(isNew),
    implied: move.passes.filter(isNew),
  };
}

/** Refuses a decision made on another version than the lead has; null where there is none to mind. */
export function versionConflict(
  lead: Pick<MovableLead, "version">,
  expectedVersion: number | null,
): Refusal | null {
  if (expectedVersion === null || expectedVersion === lead.version) return null;
  return refuse(
    "VERSION_CONFLICT",
    `The lead is at version ${lead.version}, not ${expectedVersion}: somebody changed it since it was read. Read it again and decide anew.`,
    { path: ["expectedVersion"], details: { expectedVersion, currentVersion: lead.version } },
  );
}

/** What may be done with a lead in a stage, by anybody. */
function actionsFrom(moves: readonly StageMove[], stage: Stage): readonly LeadAction[] {
  const actions = moves
    .filter((move) => move.from === stage)
    .flatMap(({ verb }) => (isLeadVerb(verb) ? [LEAD_VERBS[verb].action] : []));
  return [...new Set(actions)];
}

export function invalidTransition(
  moves: readonly StageMove[],
  lead: MovableLead,
  verb: MovingVerb,
  side: StageMove["side"],
): Refusal {
  const from = [...new Set(moves.filter((move) => move.verb === verb).map((move) => move.from))];
  // the other side's moves are none of the caller's business
  const allowedActions = actionsFrom(
    moves.filter((move) => move.side === side),
    lead.stage,
  );
  return refuse(
    "INVALID_TRANSITION",
    `${verb} needs a lead in ${from.join(" or ")}; this one is ${lead.stage}.`,
    { details: { currentStage: lead.stage, allowedActions } },
  );
}
