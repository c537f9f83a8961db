import type { AttributionProposalId, Refusal } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import { leadNotThere } from "../leads/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { whyLocked } from "./domain/settling-again.ts";
import type { AttributionProposalTouched } from "./propose-attribution.ts";
import { settleOtherwise } from "./settle-otherwise.ts";
import type { SettlementDeps } from "./settle-otherwise.ts";
import { lockProposal, queueProposalDecided } from "./store/proposal-store.ts";
import { lockSettledLead } from "./store/settled-lead.ts";

export interface DecideAttributionProposal {
  readonly attributionProposalId: AttributionProposalId;
  readonly isApproved: boolean;
}

/** Approves what another person has proposed, and the lead is owed so from now on; or declines it. */
export const decideAttributionProposal =
  (deps: SettlementDeps) => (call: Call<DecideAttributionProposal>) =>
    once<DecideAttributionProposal, AttributionProposalTouched>(
      deps.database,
      call,
      async (tx): Promise<AttributionProposalTouched | Refusal> => {
        const { attributionProposalId: id, isApproved } = call.command;
        const { at } = call;
        const by = call.actor.id;
        if (by === null) throw new Error("somebody decides a proposal");
        const proposal = await lockProposal(tx, id, by);
        if (!proposal) return refused("NOT_FOUND", `There is no proposal ${id}.`);
        if (proposal.state !== "OPEN")
          return refused("ALREADY_DONE", "The proposal was decided before.");
        if (proposal.isOwn)
          return refused("BUSINESS_RULE", "You proposed this: somebody else has to decide it.");
        const { leadId, parts, reason } = proposal;
        queueProposalDecided(tx, id, { isApproved, at, by });
        if (isApproved) {
          const lead = await lockSettledLead(tx, leadId, by);
          if (!lead) return leadNotThere(leadId);
          const refusal = whyLocked(lead, at);
          if (refusal) return refusal;
          const { milestoneAt } = lead;
          if (milestoneAt === null) throw new Error(`${leadId} can be settled and is no SQL`);
          const because = { cause: "PROPOSAL", reason, proposalId: id } as const;
          const settling = { lead: { ...lead, milestoneAt }, byHand: parts, because, at, by };
          const undone = await settleOtherwise(deps, tx, settling);
          if (undone) return undone;
        }
        return {
          kind: isApproved ? "AttributionProposalApproved" : "AttributionProposalDeclined",
          attributionProposalId: id,
          subjects: [id, leadId],
        };
      },
    );

const refused = (code: "NOT_FOUND" | "ALREADY_DONE" | "BUSINESS_RULE", message: string): Refusal =>
  refuse(code, message, { path: ["attributionProposalId"] });
