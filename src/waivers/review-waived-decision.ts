import type { Refusal, WaivedDecisionId } from "../kernel/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { waivedDecisionNotThere, whyNotReviewed } from "./domain/waiver.ts";
import { lockWaivedDecision, queueReviewed } from "./store/waiver-store.ts";
import type { WaiverDeps } from "./waive-second-person.ts";

export interface ReviewWaivedDecision {
  readonly waivedDecisionId: WaivedDecisionId;
  readonly isAccepted: boolean;
  /** Always said where somebody objects. */
  readonly note: string | null;
}

export interface WaivedDecisionTouched extends Outcome {
  readonly waivedDecisionId: WaivedDecisionId;
}

/** Says what another person finds of what was decided by one person alone. What was decided stands: who objects undoes it, or has it undone. */
export const reviewWaivedDecision =
  ({ database }: Pick<WaiverDeps, "database">) =>
  (call: Call<ReviewWaivedDecision>) =>
    once<ReviewWaivedDecision, WaivedDecisionTouched>(
      database,
      call,
      async (tx): Promise<WaivedDecisionTouched | Refusal> => {
        const { waivedDecisionId: id, isAccepted, note } = call.command;
        const by = call.actor.id;
        if (by === null) throw new Error("somebody reviews a decision");
        const standing = await lockWaivedDecision(tx, id, by);
        if (!standing) return waivedDecisionNotThere(id);
        const refusal = whyNotReviewed(standing);
        if (refusal) return refusal;
        queueReviewed(tx, id, { isAccepted, note, by });
        const kind = isAccepted ? "WaivedDecisionAccepted" : "WaivedDecisionObjected";
        return { kind, waivedDecisionId: id, subjects: [id] };
      },
    );
