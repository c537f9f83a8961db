import { readPartnerNames } from "../incentives/index.ts";
import type { AttributionProposalId, LeadId, Refusal } from "../kernel/index.ts";
import { leadNotThere } from "../leads/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";
import { readSharing } from "../protection/index.ts";

import type { Part } from "./domain/settling-again.ts";
import { whyLocked, whyNotByHand } from "./domain/settling-again.ts";
import type { SettlementDeps } from "./settle-otherwise.ts";
import { queueProposal } from "./store/proposal-store.ts";
import { lockSettledLead } from "./store/settled-lead.ts";

export interface ProposeAttribution {
  readonly leadId: LeadId;
  readonly parts: readonly Part[];
  readonly reason: string;
}

export interface AttributionProposalTouched extends Outcome {
  readonly attributionProposalId: AttributionProposalId;
}

/** Proposes by hand to whom a lead shall be owed. It counts for nothing until another person approves it, before the lock. */
export const proposeAttribution = (deps: SettlementDeps) => (call: Call<ProposeAttribution>) =>
  once<ProposeAttribution, AttributionProposalTouched>(
    deps.database,
    call,
    async (tx): Promise<AttributionProposalTouched | Refusal> => {
      const { leadId, parts, reason } = call.command;
      const by = call.actor.id;
      if (by === null) throw new Error("somebody proposes a settlement");
      const [lead, shared, names] = await Promise.all([
        lockSettledLead(tx, leadId, by),
        readSharing(tx, leadId),
        readPartnerNames(
          tx,
          parts.map(({ partnerId }) => partnerId),
        ),
      ]);
      if (!lead) return leadNotThere(leadId);
      const weighing = shared.sharing.filter(({ weightPpm }) => weightPpm > 0);
      const refusal =
        whyLocked(lead, call.at) ??
        whyNotByHand(parts, {
          known: new Set(names.keys()),
          weighing: new Set(weighing.map(({ partnerId }) => partnerId)),
          taker: shared.isFoundByVendor ? lead.partnerId : null,
        });
      if (refusal) return refusal;
      const id = deps.newId("atr");
      queueProposal(tx, { id, leadId, parts, reason, at: call.at, by });
      return {
        kind: "AttributionProposed",
        attributionProposalId: id,
        subjects: [id, leadId],
      };
    },
  );
