import type { PayoutBatchId, Refusal } from "../kernel/index.ts";
import { localDate } from "../kernel/index.ts";
import { DEFAULT_ENTITY_ID, reverseJournals } from "../ledger/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { batchNotThere, whyNotCancelled } from "./domain/batch.ts";
import { postedOn } from "./domain/payout.ts";
import type { BatchTouched, PayoutDeps } from "./draft-payout-batch.ts";
import { lockBatch, queueBatchCancelled } from "./store/batch-store.ts";
import { readScheduled } from "./store/payout-store.ts";

export interface CancelPayoutBatch {
  readonly payoutBatchId: PayoutBatchId;
  readonly reason: string;
}

/** Withdraws payouts before they are sent: their credits are payable again, as the mirrors of their postings say. */
export const cancelPayoutBatch = (deps: PayoutDeps) => (call: Call<CancelPayoutBatch>) =>
  once<CancelPayoutBatch, BatchTouched>(
    deps.database,
    call,
    async (tx): Promise<BatchTouched | Refusal> => {
      const { command, actor } = call;
      const { payoutBatchId: id, reason } = command;
      if (actor.id === null) throw new Error("somebody cancels payouts");
      const batch = await lockBatch(tx, id, actor.id);
      if (!batch) return batchNotThere(id);
      const refusal = whyNotCancelled(batch);
      if (refusal) return refusal;
      const since = batch.approvedAt ?? batch.draftedAt;
      const at = call.at < since ? since : call.at;
      const scheduled = await readScheduled(tx, id);
      queueBatchCancelled(tx, id, { at, by: actor.id, reason });
      reverseJournals(
        tx,
        scheduled.map(({ postingId, payoutId, effectiveOn, timeZone }) => ({
          ...{ id: deps.newId("jrn"), entityId: DEFAULT_ENTITY_ID, reverses: postingId },
          ...{
            key: `cancel:${postingId}`,
            effectiveOn: postedOn(localDate(at, timeZone), effectiveOn),
          },
          ...{ source: payoutId, memo: null },
        })),
      );
      return { kind: "PayoutsCancelled", payoutBatchId: id, subjects: [id] };
    },
  );
