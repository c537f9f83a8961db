import type { LeadId, Money } from "../kernel/index.ts";
import { isRefusal, localDate, refuse } from "../kernel/index.ts";
import { readSettledShares } from "../attribution/index.ts";
import { awardMilestone, readDealAwardFacts } from "../incentives/index.ts";
import type { MilestoneReached } from "../incentives/index.ts";
import type { LeadMoved, LockedLead, MoveLead } from "../leads/index.ts";
import { beginMove, completeMove } from "../leads/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { QualifyLeadDeps } from "./qualify-lead.ts";
import {
  opportunityCurrency,
  queueOpportunityWon,
  queueOpportunityWonAtOnce,
} from "./store/opportunity-store.ts";

export interface WinLead extends MoveLead {
  /** What the deal was worth in the end; 0 where it is not known. */
  readonly amount: Money;
  /** YYYY-MM-DD: when it was closed. */
  readonly closedOn: string;
}

/**
 * Sales records that the deal was won. What that earns is awarded in the same transaction, to whom the lead is owed.
 * An SQL may be won at once: its opportunity is passed over, and earns what its rules pay then.
 */
export const winLead = (deps: QualifyLeadDeps) => (call: Call<WinLead>) =>
  once<WinLead, LeadMoved>(deps.database, call, async (tx) => {
    const { leadId, amount, closedOn } = call.command;
    const [movable, currency, shares, awardFacts] = await Promise.all([
      beginMove(deps, tx, call, "winLead"),
      opportunityCurrency(tx, leadId),
      readSettledShares(tx, leadId),
      readWonFacts(tx, leadId, amount, call.at),
    ]);
    if (isRefusal(movable)) return movable;
    if (currency !== null && amount.currency !== currency) {
      return otherCurrency(amount.currency, currency);
    }
    if (closedOn > localDate(call.at, movable.lead.timeZone)) return notYetClosed(closedOn);
    const { lead, move, at } = movable;
    const opportunity = { amount, closedOn, at };
    if (move.passed.includes("OPPORTUNITY")) queueAtOnce(deps, tx, lead, opportunity);
    else queueOpportunityWon(tx, lead.id, opportunity);
    const moved = completeMove(deps, tx, call, movable, "LeadWon", { eventType: "WON" });
    if (deps.past?.awards === false) return moved;
    const isPassedOver = move.implied.includes("OPPORTUNITY");
    if (isPassedOver) await awardPassedOver(deps, tx, { leadId, at, shares }, call.at);
    if (!lead.reached.includes("WON"))
      await awardMilestone(
        deps,
        tx,
        { leadId, at, shares, deal: amount },
        isPassedOver ? await readWonFacts(tx, leadId, amount, call.at) : awardFacts,
      );
    return moved;
  });

const readWonFacts = (tx: Transaction, leadId: LeadId, deal: Money, at: Date) =>
  readDealAwardFacts(tx, leadId, { milestone: "WON", deal }, at);

/** The deal, which was opened and won in one. */
function queueAtOnce(
  deps: QualifyLeadDeps,
  tx: Transaction,
  lead: LockedLead,
  { closedOn: closeOn, ...won }: Omit<WinLead, keyof MoveLead> & { readonly at: Date },
): void {
  const id = deps.newId("opp");
  queueOpportunityWonAtOnce(deps.database, tx, { id, lead, closeOn, ...won });
}

/** What the opportunity earns that was passed over, sent before what the win earns is looked at: that is limited by it. */
async function awardPassedOver(
  deps: QualifyLeadDeps,
  tx: Transaction,
  reached: Omit<MilestoneReached, "deal">,
  calledAt: Date,
): Promise<void> {
  const milestone = { milestone: "OPPORTUNITY", deal: null } as const;
  const facts = await readDealAwardFacts(tx, reached.leadId, milestone, calledAt);
  await awardMilestone(deps, tx, { ...reached, isPassedOver: true }, facts);
  await tx.flush();
}

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
