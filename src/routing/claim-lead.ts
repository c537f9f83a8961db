import type { LeadId, Refusal } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { MoveLeadDeps } from "../leads/index.ts";
import { leadNotThere, lockLead } from "../leads/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { giveLead, refuseUnlessHeld } from "./give-lead.ts";
import type { LeadGiven } from "./give-lead.ts";
import type { Holding } from "./store/assignment-store.ts";
import { readHolding } from "./store/assignment-store.ts";
import { readOwner } from "./store/owner-queries.ts";

export interface ClaimLead {
  readonly leadId: LeadId;
}

/** Somebody in sales takes a lead out of a queue. Of two at once one has it, and the other is told who. */
export const claimLead = (deps: MoveLeadDeps) => (call: Call<ClaimLead>) =>
  once<ClaimLead, LeadGiven>(deps.database, call, async (tx) => {
    const { leadId } = call.command;
    if (call.actor.id === null) throw new Error("somebody claims a lead");
    const [lead, holding, claimer] = await Promise.all([
      lockLead(tx, call.session, leadId),
      readHolding(tx, leadId, call.actor.id),
      readOwner(tx, call.actor.id),
    ]);
    if (!lead) return leadNotThere(leadId);
    const refusal = refuseUnlessHeld(lead) ?? refuseClaim(holding, claimer?.id ?? null);
    if (refusal) return refusal;
    if (!claimer) return refuse("FORBIDDEN", "Leads are claimed by people in sales.");
    const { id: memberId, displayName } = claimer;
    return giveLead(
      deps,
      tx,
      lead,
      {
        holder: { kind: "MEMBER", memberId, displayName, turn: null },
        cause: "CLAIMED",
        note: null,
        chosen: null,
      },
      call,
    );
  });

function refuseClaim(holding: Holding, claimerId: string | null): Refusal | null {
  if (holding.memberId !== null) {
    return holding.memberId === claimerId
      ? refuse("ALREADY_DONE", "You hold the lead already.")
      : refuse("BUSINESS_RULE", `${holding.displayName ?? "Somebody"} holds the lead by now.`, {
          details: { holderId: holding.memberId },
        });
  }
  if (holding.queueId === null)
    return refuse("BUSINESS_RULE", "The lead waits in no queue: reassign it, or accept it.");
  return holding.isOpenToAsker
    ? null
    : refuse("FORBIDDEN", `From ${holding.queueName ?? "its queue"} its own team claims.`);
}
