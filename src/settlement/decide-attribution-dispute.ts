import type { AttributionDisputeId, Refusal } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import { leadNotThere } from "../leads/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { whyNotDecided } from "./domain/dispute.ts";
import type { DisputeDecision } from "./domain/dispute.ts";
import { whyNotSettled } from "./domain/settling-again.ts";
import type { AttributionDisputeTouched } from "./dispute-attribution.ts";
import { settleOtherwise } from "./settle-otherwise.ts";
import type { SettlementDeps } from "./settle-otherwise.ts";
import { lockDispute, queueDisputeDecided } from "./store/dispute-store.ts";
import { lockSettledLead } from "./store/settled-lead.ts";

export interface DecideAttributionDispute extends DisputeDecision {
  readonly attributionDisputeId: AttributionDisputeId;
  /** Told to whoever opened it. */
  readonly answer: string;
}

/**
 * Decides a dispute, for nobody who opened it or settled the lead: what was settled stands, or the lead is owed
 * otherwise from now on, whether it is locked or not.
 */
export const decideAttributionDispute =
  (deps: SettlementDeps) => (call: Call<DecideAttributionDispute>) =>
    once<DecideAttributionDispute, AttributionDisputeTouched>(
      deps.database,
      call,
      async (tx): Promise<AttributionDisputeTouched | Refusal> => {
        const { attributionDisputeId: id, isUpheld, parts, answer } = call.command;
        const { at } = call;
        const by = call.actor.id;
        if (by === null) throw new Error("somebody decides a dispute");
        const dispute = await lockDispute(tx, id, by);
        if (!dispute) return noSuchDispute(id);
        const lead = await lockSettledLead(tx, dispute.leadId, by);
        if (!lead) return leadNotThere(dispute.leadId);
        const refusal = whyNotDecided(dispute, lead.isSettledByActor, call.command);
        if (refusal) return refusal;
        queueDisputeDecided(tx, id, { isUpheld, answer, at, by });
        if (isUpheld) {
          const why = whyNotSettled(lead);
          if (why) return why;
          const { milestoneAt } = lead;
          if (milestoneAt === null) throw new Error(`${lead.id} can be settled and is no SQL`);
          const because = { cause: "DISPUTE", reason: answer, disputeId: id } as const;
          const settling = { lead: { ...lead, milestoneAt }, byHand: parts, because, at, by };
          const undone = await settleOtherwise(deps, tx, settling);
          if (undone) return undone;
        }
        return {
          kind: isUpheld ? "AttributionDisputeUpheld" : "AttributionDisputeRejected",
          attributionDisputeId: id,
          subjects: [id, lead.id],
        };
      },
    );

function noSuchDispute(id: AttributionDisputeId): Refusal {
  return refuse("NOT_FOUND", `There is no dispute ${id}.`, { path: ["attributionDisputeId"] });
}
