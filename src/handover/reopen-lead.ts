import { isRefusal, refuse } from "../kernel/index.ts";
import type { LeadMoved, MoveLead, MoveLeadDeps } from "../leads/index.ts";
import {
  beginMove,
  completeMove,
  queueClaimedAgain,
  readHolder,
  registeredAgain,
  whyNotReopened,
} from "../leads/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

export interface ReopenLead extends MoveLead {
  /** Why, for the vendor alone. */
  readonly reason: string;
}

/**
 * A sales manager begins a closed lead anew: it is in review, claimed as of now, and compared with
 * all others again. What it reached and earned before stays, and is not earned again.
 */
export const reopenLead = (deps: MoveLeadDeps) => (call: Call<ReopenLead>) =>
  once<ReopenLead, LeadMoved>(deps.database, call, async (tx) => {
    const [movable, holder] = await Promise.all([
      beginMove(deps, tx, call, "reopenLead"),
      readHolder(tx, call.command.leadId),
    ]);
    if (isRefusal(movable)) return movable;
    const { lead } = movable;
    const tooLate = whyNotReopened(lead, call.at, lead.timeZone);
    if (tooLate !== null)
      return refuse("BUSINESS_RULE", `The lead cannot be reopened: ${tooLate}.`);
    if (holder !== null) return registeredAgain(holder);
    queueClaimedAgain(tx, lead);
    return completeMove(deps, tx, call, movable, "LeadReopened", {
      eventType: "REOPENED",
      note: call.command.reason,
      isBack: true,
      isNewCycle: true,
    });
  });
