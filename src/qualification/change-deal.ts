import type { Money, Refusal } from "../kernel/index.ts";
import { isRefusal, refuse } from "../kernel/index.ts";
import {
  adjustAwards,
  closes,
  isSpiffKey,
  readAwardsOfDeal,
  readDealAwardFacts,
} from "../incentives/index.ts";
import type { LeadMoved, MoveLead, MoveLeadDeps } from "../leads/index.ts";
import { beginMove, completeMove } from "../leads/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { queueDealAmount, wonOpportunity } from "./store/opportunity-store.ts";

export interface ChangeDeal extends MoveLead {
  /** What the deal was worth, as it is known now; in its currency. */
  readonly amount: Money;
  /** Why, for the vendor alone. */
  readonly reason: string;
}

/**
 * A sales manager corrects what a won deal was worth. What that had earned changes with it in the same
 * transaction, by an award of the difference under the version it was earned by.
 */
export const changeDeal = (deps: MoveLeadDeps) => (call: Call<ChangeDeal>) =>
  once<ChangeDeal, LeadMoved>(deps.database, call, async (tx) => {
    const { leadId, amount, reason } = call.command;
    const [movable, deal, awards, facts] = await Promise.all([
      beginMove(deps, tx, call, "changeDeal"),
      wonOpportunity(tx, leadId),
      readAwardsOfDeal(tx, leadId),
      readDealAwardFacts(tx, leadId, { milestone: "WON", deal: null }, call.at),
    ]);
    if (isRefusal(movable)) return movable;
    const refusal = refuseChange(deal, amount, awards);
    if (refusal) return refusal;
    const { lead, at } = movable;
    // what another lead of the deal has earned, one that earned nothing does not earn as well
    const earning = awards.filter(
      ({ programId, credits, row: { ruleKey } }) =>
        !closes(facts.earnedUnder.get(programId), { isSpiff: isSpiffKey(ruleKey) }) ||
        credits.some(({ outstandingMinor }) => outstandingMinor > 0n),
    );
    await adjustAwards(deps, tx, earning, { deal: amount, at });
    queueDealAmount(tx, lead.id, { amount, at });
    return completeMove(deps, tx, call, movable, "DealChanged", {
      eventType: "DEAL_CHANGED",
      note: reason,
    });
  });

function refuseChange(
  deal: { readonly minor: bigint; readonly currency: string } | null,
  amount: Money,
  awards: readonly { readonly isTakenInPart: boolean }[],
): Refusal | null {
  if (deal === null)
    return refuse(
      "BUSINESS_RULE",
      "The lead has no deal that was won: there is nothing to correct.",
    );
  if (amount.currency !== deal.currency)
    return refuse(
      "VALIDATION_FAILED",
      `amount.currency is ${amount.currency}, but the deal is in ${deal.currency}: give what it was worth in ${deal.currency}.`,
      { path: ["amount", "currency"] },
    );
  if (amount.minor === deal.minor)
    return refuse("ALREADY_DONE", "The deal is worth that already.", { path: ["amount"] });
  if (awards.some((award) => award.isTakenInPart))
    return refuse(
      "BUSINESS_RULE",
      "A part of what the deal earned was taken back, of what it was worth then: such a deal keeps its amount, unless an appeal against that is upheld.",
    );
  return null;
}
