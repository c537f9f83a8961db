import { isRefusal } from "../kernel/index.ts";
import type { LeadMoved, MoveLead, MoveLeadDeps } from "../leads/index.ts";
import { beginMove, completeMove, isBeforeAcceptance, readIsManager } from "../leads/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { lastDayToAnswer, refuseToAsk } from "./domain/information-request.ts";
import { queueRequest, readAsked } from "./store/request-store.ts";
import type { Question } from "./store/request-store.ts";

export interface RequestInformation extends MoveLead {
  readonly questions: readonly Question[];
}

/**
 * Sales asks a lead's partner for what is missing or wrong. Before acceptance that is the partner's
 * turn to act: the acceptance clock rests, and the lead expires where nothing is answered in time.
 */
export const requestInformation = (deps: MoveLeadDeps) => (call: Call<RequestInformation>) =>
  once<RequestInformation, LeadMoved>(deps.database, call, async (tx) => {
    const { leadId, questions } = call.command;
    const [movable, asked, isManager] = await Promise.all([
      beginMove(deps, tx, call, "requestInformation"),
      readAsked(tx, call.session, leadId),
      readIsManager(tx, call.actor.id),
    ]);
    if (isRefusal(movable)) return movable;
    const refused = refuseToAsk(asked, isManager);
    if (refused) return refused;
    const { lead, at } = movable;
    queueRequest(tx, lead, {
      id: deps.newId("irq"),
      questions,
      beforeAcceptance: isBeforeAcceptance(lead.stage),
      at,
      dueOn: lastDayToAnswer(at, lead.timeZone),
    });
    return completeMove(deps, tx, call, movable, "InformationRequested", {
      eventType: "INFORMATION_REQUESTED",
      fields: questions.map(({ field }) => field),
    });
  });
