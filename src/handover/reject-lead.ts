import { refuse } from "../kernel/index.ts";
import type { LeadMoved, MoveLeadDeps, MoveLeadWithReason } from "../leads/index.ts";
import { moveWithReason } from "../leads/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";
import { readDirectClaimants } from "../protection/index.ts";

/**
 * Sales refuses a lead before acceptance, with a reason of which the partner learns its own code. That
 * the vendor was there first is not for whoever claimed it to say.
 */
export const rejectLead = (deps: MoveLeadDeps) => (call: Call<MoveLeadWithReason>) =>
  once<MoveLeadWithReason, LeadMoved>(deps.database, call, async (tx) => {
    const { leadId, reason } = call.command;
    const claimants =
      reason.code === "DIRECT_ENGAGED" ? await readDirectClaimants(tx, [leadId]) : [];
    if (call.actor.id !== null && claimants.includes(call.actor.id)) {
      return refuse(
        "BUSINESS_RULE",
        "You claimed this prospect for the vendor: that the vendor was there first is for somebody else to say.",
        { path: ["reasonCode"] },
      );
    }
    return moveWithReason(deps, tx, call, {
      verb: "rejectLead",
      list: "REJECTION",
      kind: "LeadRejected",
      eventType: "REJECTED",
    });
  });
