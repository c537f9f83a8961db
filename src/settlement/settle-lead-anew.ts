import type { LeadId } from "../kernel/index.ts";
import { leadNotThere } from "../leads/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { whyLocked } from "./domain/settling-again.ts";
import { settleOtherwise } from "./settle-otherwise.ts";
import type { SettlementDeps } from "./settle-otherwise.ts";
import { lockSettledLead } from "./store/settled-lead.ts";

export interface SettleLeadAnew {
  readonly leadId: LeadId;
  readonly reason: string;
}

export interface LeadSettled extends Outcome {
  readonly leadId: LeadId;
}

/**
 * Settles a lead anew before its lock: by the policy that was in force when it became an SQL, over the touches that
 * are known by now. What it has earned goes to those who have it then.
 */
export const settleLeadAnew = (deps: SettlementDeps) => (call: Call<SettleLeadAnew>) =>
  once<SettleLeadAnew, LeadSettled>(deps.database, call, async (tx) => {
    const { leadId, reason } = call.command;
    const by = call.actor.id;
    if (by === null) throw new Error("somebody settles a lead");
    const lead = await lockSettledLead(tx, leadId, by);
    if (!lead) return leadNotThere(leadId);
    const refusal = whyLocked(lead, call.at);
    if (refusal) return refusal;
    const { milestoneAt } = lead;
    if (milestoneAt === null) throw new Error(`${leadId} can be settled and is no SQL`);
    const refused = await settleOtherwise(deps, tx, {
      lead: { ...lead, milestoneAt },
      byHand: null,
      because: { cause: "SETTLED_ANEW", reason },
      at: call.at,
      by,
    });
    return refused ?? { kind: "LeadSettled", leadId, subjects: [leadId] };
  });
