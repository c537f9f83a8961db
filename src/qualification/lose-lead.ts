import { isRefusal } from "../kernel/index.ts";
import type { LeadMoved, MoveLeadDeps, MoveLeadWithReason } from "../leads/index.ts";
import { moveWithReason } from "../leads/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { queueOpportunityLost } from "./store/opportunity-store.ts";

/** Sales records that the deal was lost, with a reason. Credit that was earned before stays. */
export const loseLead = (deps: MoveLeadDeps) => (call: Call<MoveLeadWithReason>) =>
  once<MoveLeadWithReason, LeadMoved>(deps.database, call, async (tx) => {
    const moved = await moveWithReason(deps, tx, call, {
      verb: "loseLead",
      list: "LOSS",
      kind: "LeadLost",
      eventType: "LOST",
    });
    if (isRefusal(moved)) return moved;
    queueOpportunityLost(tx, moved.leadId, call.at);
    return moved;
  });
