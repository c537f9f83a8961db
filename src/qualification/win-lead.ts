import type { Money } from "../kernel/index.ts";
import { isRefusal, localDate, refuse } from "../kernel/index.ts";
import { readSettledShares } from "../attribution/index.ts";
import { awardMilestone, readDealAwardFacts } from "../incentives/index.ts";
import type { LeadMoved, MoveLead } from "../leads/index.ts";
import { beginMove, completeMove } from "../leads/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { QualifyLeadDeps } from "./qualify-lead.ts";
import { opportunityCurrency, queueOpportunityWon } from "./store/opportunity-store.ts";

export interface WinLead extends MoveLead {
  /** What the deal was worth in the end; 0 where it is not known. */
  readonly amount: Money;
  /** YYYY-MM-DD: when it was closed. */
  readonly closedOn: string;
}

/** Sales records that the deal was won. What that earns is awarded in the same transaction, to whom the lead is owed. */
export const winLead = (deps: QualifyLeadDeps) => (call: Call<WinLead>) =>
  once<WinLead, LeadMoved>(deps.database, call, async (tx) => {
    const { leadId, amount, closedOn } = call.command;
    const [movable, currency, shares, awardFacts] = await Promise.all([
      beginMove(deps, tx, call, "winLead"),
      opportunityCurrency(tx, leadId),
      readSettledShares(tx, leadId),
      readDealAwardFacts(tx, leadId, { milestone: "WON", deal: amount }, call.at),
    ]);
    if (isRefusal(movable)) return movable;
    if (currency !== null && amount.currency !== currency) {
      return otherCurrency(amount.currency, currency);
    }
    if (closedOn > localDate(call.at, movable.lead.timeZone)) return notYetClosed(closedOn);
    const { lead, at } = movable;
    queueOpportunityWon(tx, lead.id, { amount, closedOn, at });
    const moved = completeMove(deps, tx, call, movable, "LeadWon", { eventType: "WON" });
    if (deps.past?.awards !== false && !lead.reached.includes("WON"))
      await awardMilestone(deps, tx, { leadId, at, shares, deal: amount }, awardFacts);
    return moved;
  });

function otherCurrency(given: string, expected: string) {
  return refuse(
    "VALIDATION_FAILED",
    `amount.currency is ${given}, but the opportunity is in ${expected}: give what was won in ${expected}.`,
    { path: ["amount", "currency"] },
  );
}

function notYetClosed(closedOn: string) {
  return refuse(
    "VALIDATION_FAILED",
    `closedOn lies in the future: ${closedOn}; a deal is won when it is closed.`,
    {
      path: ["closedOn"],
    },
  );
}
