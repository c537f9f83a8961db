import type { BankFileFetchId, PayoutBatchId, Refusal } from "../kernel/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { refuseBankFile, whyNoCreditTransfer } from "./domain/bank-file.ts";
import type { BankFileFormat } from "./domain/bank-file.ts";
import { batchNotThere } from "./domain/batch.ts";
import type { PayoutDeps } from "./draft-payout-batch.ts";
import {
  findBankFile,
  queueFetchAsked,
  readBatchCurrency,
  readPayments,
} from "./store/bank-file-store.ts";

/** So long a link holds that opens a file for the bank. */
const LINK_MS = 5 * 60_000;

export interface RequestBankFile {
  readonly payoutBatchId: PayoutBatchId;
  readonly format: BankFileFormat;
}

export interface BankFileRequested extends Outcome {
  readonly payoutBatchId: PayoutBatchId;
  readonly fetchId: BankFileFetchId;
  /** An instant as text, since it is kept for replays. */
  readonly expiresAt: string;
}

/** Asks for what a batch says to the bank: whoever asks fetches it once, soon, and both are on record. */
export const requestBankFile = (deps: PayoutDeps) => (call: Call<RequestBankFile>) =>
  once<RequestBankFile, BankFileRequested>(
    deps.database,
    call,
    async (tx): Promise<BankFileRequested | Refusal> => {
      const { command, actor, at } = call;
      const { payoutBatchId, format } = command;
      if (actor.id === null) throw new Error("somebody asks for a file for the bank");
      const batch = await readBatchCurrency(tx, payoutBatchId);
      if (batch === null) return batchNotThere(payoutBatchId);
      const fileId = await findBankFile(tx, payoutBatchId, format);
      if (fileId === null) {
        const payments = await readPayments(tx, payoutBatchId);
        const list = await findBankFile(tx, payoutBatchId, "PAYMENT_LIST");
        const why = list ? whyNoCreditTransfer(batch.currency, payments, false) : null;
        return refuseBankFile(format, { isSent: batch.isSent, why });
      }
      const fetchId = deps.newId("bff");
      const expiresAt = new Date(at.getTime() + LINK_MS);
      queueFetchAsked(tx, {
        ...{ id: fetchId, fileId, at, by: actor.id, expiresAt },
      });
      return {
        ...{
          kind: "BankFileRequested",
          payoutBatchId,
          fetchId,
          expiresAt: expiresAt.toISOString(),
        },
        subjects: [payoutBatchId, fetchId],
      };
    },
  );
