import type { BankEntryId, ClawbackId, Money, Refusal } from "../kernel/index.ts";
import { localDate } from "../kernel/index.ts";
import { postJournal, repayClaim } from "../ledger/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { bankEntryNotThere } from "./domain/bank-entry.ts";
import { clawbackNotThere, whyNotEnded } from "./domain/clawback.ts";
import { whyNotReceived, whyNotRecorded, whyNotShown } from "./domain/repayment.ts";
import type { PayoutDeps } from "./draft-payout-batch.ts";
import { lockEntries, queueDecided } from "./store/bank-statement-store.ts";
import { lockClawback } from "./store/claim-store.ts";
import { queueRepayment } from "./store/repayment-store.ts";

export interface RecordRepayment {
  readonly clawbackId: ClawbackId;
  readonly amount: Money;
  /** What the bank booked, which shows it. */
  readonly bankEntryId: BankEntryId;
}

export interface ClawbackTouched extends Outcome {
  readonly clawbackId: ClawbackId;
}

/** Says that a partner paid back some of what it owes by an entry of the bank, which is REPAID once all of it did. */
export const recordRepayment = (deps: PayoutDeps) => (call: Call<RecordRepayment>) =>
  once<RecordRepayment, ClawbackTouched>(
    deps.database,
    call,
    async (tx): Promise<ClawbackTouched | Refusal> => {
      const { command, actor, at } = call;
      const { clawbackId, amount, bankEntryId } = command;
      const by = actor.id;
      if (by === null) throw new Error("somebody records a repayment");
      const [entry] = await lockEntries(tx, [bankEntryId]);
      const claim = await lockClawback(tx, clawbackId, by);
      if (!claim) return clawbackNotThere(clawbackId);
      if (!entry) return bankEntryNotThere(bankEntryId);
      const { partnerId, creditId, programId, clawedOn, timeZone } = claim;
      const { bookedOn: receivedOn, reference: bankReference } = entry;
      const refusal =
        whyNotRecorded(claim) ??
        whyNotEnded(claim, amount) ??
        whyNotShown(entry, amount) ??
        whyNotReceived(receivedOn, clawedOn, localDate(at, timeZone), "bankEntryId");
      if (refusal) return refusal;
      const id = deps.newId("jrn");
      const { minor } = amount;
      const repaid = { clawbackId, partnerId, minor, receivedOn, bankReference };
      queueRepayment(tx, { ...repaid, id, at, by, shownBy: bankEntryId });
      if (entry.repaidMinor + minor === entry.minor)
        queueDecided(tx, [bankEntryId], {
          ...{ state: "REPAID", payoutId: null, chargesMinor: 0n, at, by },
          note: `The last of it pays back ${clawbackId}`,
        });
      postJournal(
        tx,
        repayClaim({
          ...{ id, creditId, partnerId, programId, amount },
          ...{ effectiveOn: receivedOn, source: clawbackId },
        }),
      );
      const subjects = [clawbackId, creditId, partnerId, bankEntryId];
      return { kind: "ClawbackRepaid", clawbackId, subjects };
    },
  );
