import type { Caller } from "../../platform/graphql/index.ts";
import type { StageMove } from "../domain/stage-move.ts";
import { isLeadVerb, LEAD_VERBS } from "../domain/verb.ts";
import type { LeadVerb } from "../domain/verb.ts";

import type { LeadActionAvailability } from "./lead.type.ts";

/** One entry per verb of the caller's side: buttons are drawn from it. */
export function actionsFor(
  stage: string,
  caller: Caller,
  moves: readonly StageMove[],
): LeadActionAvailability[] {
  return VERBS[caller.side].map((verb) => {
    const { action, scope } = LEAD_VERBS[verb];
    const reason = !caller.scopes.has(scope)
      ? `takes the scope ${scope}`
      : moves.some((move) => move.verb === verb && move.from === stage)
        ? null
        : `not possible in stage ${stage}`;
    return { action, allowed: reason === null, reason };
  });
}

const verbsOf = (side: Caller["side"]): readonly LeadVerb[] =>
  Object.keys(LEAD_VERBS)
    .filter(isLeadVerb)
    .filter((verb) => LEAD_VERBS[verb].side === side);

const VERBS = { PARTNER: verbsOf("PARTNER"), VENDOR: verbsOf("VENDOR") };
