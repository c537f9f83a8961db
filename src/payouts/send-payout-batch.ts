import type { PayoutBatchId, Refusal } from "../kernel/index.ts";
import { localDate } from "../kernel/index.ts";
import { postJournals, sendPayout } from "../ledger/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { byProgram } from "./by-program.ts";
import { batchNotThere, refuseObstructedBatch, whyNotSent } from "./domain/batch.ts";
import type { BatchTouched, PayoutDeps } from "./draft-payout-batch.ts";
import { queueBankFiles } from "./render-bank-files.ts";
import type { Rendering } from "./render-bank-files.ts";
import { lockBatch, lockObstructed, queueBatchSent } from "./store/batch-store.ts";
import { readTransferred } from "./store/payout-store.ts";

export interface SendPayoutBatch {
  readonly payoutBatchId: PayoutBatchId;
}

/**
 * Lets approved payouts go, before they are entered at the bank: asked once more whether anything stands in their way.
 * From here on none of them is withdrawn, so that none is paid twice: what the bank is told is rendered now, and not before.
 */
export const sendPayoutBatch = (deps: PayoutDeps & Rendering) => (call: Call<SendPayoutBatch>) =>
  once<SendPayoutBatch, BatchTouched>(
    deps.database,
    call,
    async (tx): Promise<BatchTouched | Refusal> => {
      const { command, actor } = call;
      const { payoutBatchId: id } = command;
      if (actor.id === null) throw new Error("somebody sends payouts");
      const batch = await lockBatch(tx, id, actor.id);
      if (!batch) return batchNotThere(id);
      const refusal = whyNotSent(batch);
      if (refusal) return refusal;
      const since = batch.approvedAt ?? batch.draftedAt;
      const at = call.at < since ? since : call.at;
      const obstructed = refuseObstructedBatch(await lockObstructed(tx, id, at));
      if (obstructed) return obstructed;
      const unfiled = await queueBankFiles(deps, tx, { id, at });
      if (unfiled) return unfiled;
      const paid = await readTransferred(tx, id);
      queueBatchSent(tx, id, { at, by: actor.id });
      postJournals(tx, byProgram(deps, paid, (zone) => localDate(at, zone)).map(sendPayout));
      return { kind: "PayoutsSent", payoutBatchId: id, subjects: [id] };
    },
  );
