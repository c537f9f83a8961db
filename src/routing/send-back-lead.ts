import type { LeadId } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { MoveLeadDeps } from "../leads/index.ts";
import { leadNotThere, lockLead, readIsManager } from "../leads/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { giveLead } from "./give-lead.ts";
import type { LeadGiven } from "./give-lead.ts";
import { refuseUnlessTheirs } from "./reassign-lead.ts";
import { readHandedOver, readHolding } from "./store/assignment-store.ts";
import { readOwner } from "./store/owner-queries.ts";

export interface SendBackLead {
  readonly leadId: LeadId;
  /** What was missing; for the vendor alone. */
  readonly reason: string;
}

/**
 * Whoever a lead was handed over to sends it back to who had it before, with what was missing. Stage,
 * credit and clocks stay as they are.
 */
export const sendBackLead = (deps: MoveLeadDeps) => (call: Call<SendBackLead>) =>
  once<SendBackLead, LeadGiven>(deps.database, call, async (tx) => {
    const { leadId, reason } = call.command;
    const [lead, holding, isManager, handedOver] = await Promise.all([
      lockLead(tx, call.session, leadId),
      readHolding(tx, leadId, call.actor.id),
      readIsManager(tx, call.actor.id),
      readHandedOver(tx, leadId),
    ]);
    if (!lead) return leadNotThere(leadId);
    if (!handedOver)
      return refuse(
        "BUSINESS_RULE",
        "Nobody handed this lead over to whoever holds it: reassignLead passes it on.",
      );
    const refusal = refuseUnlessTheirs(holding, call.actor, isManager);
    if (refusal) return refusal;
    const giver = await readOwner(tx, handedOver.byUuid);
    if (!giver)
      return refuse(
        "BUSINESS_RULE",
        `${handedOver.displayName} works on leads no more: reassignLead passes this one on.`,
      );
    const { id: memberId, displayName } = giver;
    const holder = { kind: "MEMBER", memberId, displayName, turn: null } as const;
    return giveLead(
      deps,
      tx,
      lead,
      { holder, cause: "SENT_BACK", note: reason, chosen: null },
      call,
    );
  });
