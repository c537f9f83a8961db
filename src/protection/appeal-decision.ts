import { isRefusal } from "../kernel/index.ts";
import type { LeadMoved, MoveLead, MoveLeadDeps } from "../leads/index.ts";
import { beginMove, completeMove } from "../leads/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { refuseAppeal } from "./domain/appeal.ts";
import { onlyItsPartner } from "./only-its-partner.ts";
import { readAppealable } from "./store/appeal-store.ts";

/** The partner disagrees with the decision that closed its lead, and says in the comment on what grounds. */
export const appealDecision = (deps: MoveLeadDeps) => (call: Call<MoveLead>) =>
  once<MoveLead, LeadMoved>(deps.database, call, async (tx) => {
    if (call.actor.partnerId === null) return onlyItsPartner("appealed");
    const [movable, decision] = await Promise.all([
      beginMove(deps, tx, call, "appealDecision"),
      readAppealable(tx, call.session, call.command.leadId),
    ]);
    if (isRefusal(movable)) return movable;
    const refusal = refuseAppeal(decision, call.at);
    if (refusal) return refusal;
    return completeMove(deps, tx, call, movable, "DecisionAppealed", { eventType: "APPEALED" });
  });
