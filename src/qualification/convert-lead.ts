import type { Money, OpportunityId } from "../kernel/index.ts";
import { isRefusal } from "../kernel/index.ts";
import type { LeadMoved, MoveLead, MoveLeadDeps } from "../leads/index.ts";
import { beginMove, completeMove } from "../leads/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { queueOpportunity } from "./store/opportunity-store.ts";

export interface ConvertLead extends MoveLead {
  /** What the deal is worth; 0 where it is not known. */
  readonly amount: Money;
  /** YYYY-MM-DD: when it is expected to close. */
  readonly closeOn: string;
}

export interface LeadConverted extends LeadMoved {
  readonly opportunityId: OpportunityId;
}

/** Sales opens the opportunity of an SQL. */
export const convertLead = (deps: MoveLeadDeps) => (call: Call<ConvertLead>) =>
  once<ConvertLead, LeadConverted>(deps.database, call, async (tx) => {
    const movable = await beginMove(deps, tx, call, "convertLead");
    if (isRefusal(movable)) return movable;
    const { lead, at } = movable;
    const { amount, closeOn } = call.command;
    const opportunityId = deps.newId("opp");
    const moved = completeMove(deps, tx, call, movable, "LeadConverted", {
      eventType: "CONVERTED",
    });
    queueOpportunity(deps.database, tx, { id: opportunityId, lead, amount, closeOn, at });
    return { ...moved, opportunityId, subjects: [...moved.subjects, opportunityId] };
  });
