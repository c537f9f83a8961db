import type { Caller } from "../../platform/graphql/index.ts";
import type { LastMove } from "../domain/second-thoughts.ts";
import { whyNotReopened, whyNotUndone } from "../domain/second-thoughts.ts";
import type { StageMove } from "../domain/stage-move.ts";
import { isLeadVerb, isVerbOf, LEAD_VERBS } from "../domain/verb.ts";
import type { LeadVerb } from "../domain/verb.ts";

import type { LeadActionAvailability } from "./lead.type.ts";

/** A lead as far as its actions depend on it. */
export interface ActedOn extends LastMove {
  /** Of its program; null where it is not closed, and no day matters. */
  readonly timeZone: string | null;
}

/** One entry per verb of the caller's side: buttons are drawn from it. */
export function actionsFor(
  lead: ActedOn,
  caller: Caller,
  moves: readonly StageMove[],
  at: Date,
): LeadActionAvailability[] {
  return VERBS[caller.side].map((verb) => {
    const { action, scope } = LEAD_VERBS[verb];
    const reason = !caller.scopes.has(scope)
      ? `takes the scope ${scope}`
      : moves.some((move) => move.verb === verb && move.from === lead.stage)
        ? whyTooLate(verb, lead, at)
        : `not possible in stage ${lead.stage}`;
    return { action, allowed: reason === null, reason };
  });
}

function whyTooLate(verb: LeadVerb, lead: ActedOn, at: Date): string | null {
  if (verb === "undoMove") return whyNotUndone(lead, at);
  if (verb === "reopenLead" && lead.timeZone !== null)
    return whyNotReopened(lead, at, lead.timeZone);
  return null;
}

const verbsOf = (side: Caller["side"]): readonly LeadVerb[] =>
  Object.keys(LEAD_VERBS)
    .filter(isLeadVerb)
    .filter((verb) => isVerbOf(side, verb));

const VERBS = { PARTNER: verbsOf("PARTNER"), VENDOR: verbsOf("VENDOR") };
