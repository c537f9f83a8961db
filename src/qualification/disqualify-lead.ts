import { isRefusal } from "../kernel/index.ts";
import type { LeadMoved, MoveLeadDeps, MoveLeadWithReason } from "../leads/index.ts";
import { moveWithReason } from "../leads/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { queueOpportunityLost } from "./store/opportunity-store.ts";

/**
 * Sales ends an accepted lead, with a reason; an open opportunity is lost. Posts nothing: credit is touched only by a reversal,
 * which is an act of its own.
 */
export const disqualifyLead = (deps: MoveLeadDeps) => (call: Call<MoveLeadWithReason>) =>
  once<MoveLeadWithReason, LeadMoved>(deps.database, call, async (tx) => {
    const moved = await moveWithReason(deps, tx, call, {
      verb: "disqualifyLead",
      list: "DISQUALIFICATION",
      kind: "LeadDisqualified",
      eventType: "DISQUALIFIED",
    });
    if (isRefusal(moved)) return moved;
    queueOpportunityLost(tx, moved.leadId, call.at);
    return moved;
  });
