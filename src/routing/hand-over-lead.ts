import type { LeadId } from "../kernel/index.ts";
import { isRefusal, refuse } from "../kernel/index.ts";
import type { MoveLeadDeps } from "../leads/index.ts";
import { leadNotThere, lockLead, readIsManager } from "../leads/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { giveLead, isHeldBy } from "./give-lead.ts";
import type { LeadGiven } from "./give-lead.ts";
import { receiverOf, refuseUnlessTheirs } from "./reassign-lead.ts";
import type { Receiver } from "./reassign-lead.ts";
import { readHolding } from "./store/assignment-store.ts";

export interface HandOverLead {
  readonly leadId: LeadId;
  readonly receiver: Extract<Receiver, { kind: "MEMBER" | "TEAM" }>;
  /** What the receiver has to know; for the vendor alone. */
  readonly note: string;
}

/** From here on somebody else may close the deal. */
const FROM_STAGES: readonly string[] = ["SQL", "OPPORTUNITY"];

/**
 * The second hand-over: whoever qualified a lead gives it to whoever closes it. Stage, credit and clocks
 * stay as they are, and so does the chain of those who held it.
 */
export const handOverLead = (deps: MoveLeadDeps) => (call: Call<HandOverLead>) =>
  once<HandOverLead, LeadGiven>(deps.database, call, async (tx) => {
    const { leadId, receiver, note } = call.command;
    const [lead, holding, isManager] = await Promise.all([
      lockLead(tx, call.session, leadId),
      readHolding(tx, leadId, call.actor.id),
      readIsManager(tx, call.actor.id),
    ]);
    if (!lead) return leadNotThere(leadId);
    if (!FROM_STAGES.includes(lead.stage))
      return refuse(
        "BUSINESS_RULE",
        `A lead is handed over once it is an SQL, and until it is won or lost; this one is ${lead.stage}. Before that, reassignLead passes it on.`,
      );
    const refusal = refuseUnlessTheirs(holding, call.actor, isManager);
    if (refusal) return refusal;
    const to = await receiverOf(tx, lead, holding, receiver, call);
    if (isRefusal(to)) return to;
    if (isHeldBy(holding, to))
      return refuse("ALREADY_DONE", "The lead is there already: nothing was handed over.");
    return giveLead(deps, tx, lead, { cause: "HANDED_OVER", note, ...to }, call);
  });
