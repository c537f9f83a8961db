import type { PayoutBatchId, Refusal } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { batchNotThere, refuseObstructedBatch, whyNotApproved } from "./domain/batch.ts";
import type { BatchTouched } from "./draft-payout-batch.ts";
import { lockBatch, lockObstructed, queueBatchApproved } from "./store/batch-store.ts";

export interface ApprovePayoutBatch {
  readonly payoutBatchId: PayoutBatchId;
  /** Of what was shown to whoever approves. */
  readonly selectionHash: string;
}

/** Approves payouts that another person drafted, just as they were shown. */
export const approvePayoutBatch =
  (deps: { readonly database: Database }) => (call: Call<ApprovePayoutBatch>) =>
    once<ApprovePayoutBatch, BatchTouched>(
      deps.database,
      call,
      async (tx): Promise<BatchTouched | Refusal> => {
        const { command, actor } = call;
        const { payoutBatchId: id, selectionHash } = command;
        if (actor.id === null) throw new Error("somebody approves payouts");
        const batch = await lockBatch(tx, id, actor.id);
        if (!batch) return batchNotThere(id);
        const refusal = whyNotApproved(batch, selectionHash);
        if (refusal) return refusal;
        const at = call.at < batch.draftedAt ? batch.draftedAt : call.at;
        const obstructed = refuseObstructedBatch(await lockObstructed(tx, id, at));
        if (obstructed) return obstructed;
        queueBatchApproved(tx, id, { at, by: actor.id });
        return { kind: "PayoutsApproved", payoutBatchId: id, subjects: [id] };
      },
    );
