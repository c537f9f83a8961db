import type { ClawbackId, Money, Refusal } from "../kernel/index.ts";
import { localDate } from "../kernel/index.ts";
import { postJournal, repayClaim } from "../ledger/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import {
  clawbackNotThere,
  whyNotEnded,
  whyNotReceived,
  whyNotRecorded,
} from "./domain/clawback.ts";
import type { PayoutDeps } from "./draft-payout-batch.ts";
import { lockClawback, queueRepayment } from "./store/claim-store.ts";

export interface RecordRepayment {
  readonly clawbackId: ClawbackId;
  readonly amount: Money;
  /** The day on which the bank booked it, YYYY-MM-DD. */
  readonly receivedOn: string;
  /** By which the bank's statement names it. */
  readonly bankReference: string;
}

export interface ClawbackTouched extends Outcome {
  readonly clawbackId: ClawbackId;
}

/** Says that a partner paid back some of what it owes, as the bank's statement shows. */
export const recordRepayment = (deps: PayoutDeps) => (call: Call<RecordRepayment>) =>
  once<RecordRepayment, ClawbackTouched>(
    deps.database,
    call,
    async (tx): Promise<ClawbackTouched | Refusal> => {
      const { command, actor, at } = call;
      const { clawbackId, amount, receivedOn, bankReference } = command;
      if (actor.id === null) throw new Error("somebody records a repayment");
      const claim = await lockClawback(tx, clawbackId, actor.id);
      if (!claim) return clawbackNotThere(clawbackId);
      const { partnerId, creditId, programId, clawedOn, timeZone } = claim;
      const refusal =
        whyNotRecorded(claim) ??
        whyNotEnded(claim, amount) ??
        whyNotReceived(receivedOn, clawedOn, localDate(at, timeZone));
      if (refusal) return refusal;
      const id = deps.newId("jrn");
      const repaid = { clawbackId, partnerId, minor: amount.minor, receivedOn, bankReference };
      queueRepayment(tx, { ...repaid, id, at, by: actor.id });
      postJournal(
        tx,
        repayClaim({
          ...{ id, creditId, partnerId, programId, amount },
          ...{ effectiveOn: receivedOn, source: clawbackId },
        }),
      );
      return { kind: "ClawbackRepaid", clawbackId, subjects: [clawbackId, creditId, partnerId] };
    },
  );
