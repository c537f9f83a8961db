import type { Money, OpportunityId } from "../kernel/index.ts";
import { isRefusal } from "../kernel/index.ts";
import { readSettledShares } from "../attribution/index.ts";
import { awardAgain, awardMilestone, readDealAwardFacts } from "../incentives/index.ts";
import type { LeadMoved, MoveLead } from "../leads/index.ts";
import { beginMove, completeMove } from "../leads/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { QualifyLeadDeps } from "./qualify-lead.ts";
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

/**
 * Sales opens the opportunity of an SQL. What that earns is awarded in the same transaction, to whom the lead
 * is owed; one that was an opportunity before earns only what was taken back since.
 */
export const convertLead = (deps: QualifyLeadDeps) => (call: Call<ConvertLead>) =>
  once<ConvertLead, LeadConverted>(deps.database, call, async (tx) => {
    const { leadId, amount, closeOn } = call.command;
    const [movable, shares, awardFacts] = await Promise.all([
      beginMove(deps, tx, call, "convertLead"),
      readSettledShares(tx, leadId),
      readDealAwardFacts(tx, leadId, { milestone: "OPPORTUNITY", deal: null }, call.at),
    ]);
    if (isRefusal(movable)) return movable;
    const { lead, at } = movable;
    const opportunityId = deps.newId("opp");
    const moved = completeMove(deps, tx, call, movable, "LeadConverted", {
      eventType: "CONVERTED",
    });
    queueOpportunity(deps.database, tx, { id: opportunityId, lead, amount, closeOn, at });
    if (deps.past?.awards !== false)
      if (lead.reached.includes("OPPORTUNITY"))
        await awardAgain(deps, tx, { leadId, at, milestone: "OPPORTUNITY" }, awardFacts);
      else await awardMilestone(deps, tx, { leadId, at, shares }, awardFacts);
    return { ...moved, opportunityId, subjects: [...moved.subjects, opportunityId] };
  });
