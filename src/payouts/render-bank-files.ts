import { createHash } from "node:crypto";

import type { PayoutBatchId, Refusal } from "../kernel/index.ts";
import { isRefusal, localDate } from "../kernel/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Database, Transaction } from "../platform/database/index.ts";

import type { Vault, Sealed } from "../platform/vault.ts";
import { batchNotThere } from "./domain/batch.ts";
import { refuseClosedNumber, whyNoCreditTransfer } from "./domain/bank-file.ts";
import type { BankFileFormat, Payer, Payment, Payments } from "./domain/bank-file.ts";
import { creditTransfer } from "./domain/credit-transfer.ts";
import { paymentList } from "./domain/payment-list.ts";
import {
  queueBankFile,
  readBatchCurrency,
  readPayments,
  readSealedNumbers,
} from "./store/bank-file-store.ts";
import type { AddressedPayment } from "./store/bank-file-store.ts";

export interface Rendering {
  readonly database: Database;
  readonly newId: NewId;
  readonly vault: Vault;
  /** From whose account it goes; null where none is set up. */
  readonly payer: Payer | null;
}

/** To what a file is sealed: its batch and its format. */
export const ownerOf = (id: PayoutBatchId, format: string): string => `${id} ${format}`;

/** Queues what a batch says to the bank, in each format by which it can go. Its accounts are locked. */
export async function queueBankFiles(
  { database, newId, vault, payer }: Rendering,
  tx: Transaction,
  { id, at }: { readonly id: PayoutBatchId; readonly at: Date },
): Promise<Refusal | null> {
  const [batch, addressed, numbers] = await Promise.all([
    readBatchCurrency(tx, id),
    readPayments(tx, id),
    readSealedNumbers(database, id),
  ]);
  if (batch === null) return batchNotThere(id);
  const opened = addressed.map((each) => opening(vault, each, numbers.get(each.accountId) ?? null));
  const closed = opened.find(isRefusal);
  if (closed) return closed;
  const payments = opened.filter((each): each is Payment => !isRefusal(each));
  const { currency, timeZone } = batch;
  const all: Payments = {
    ...{ batchId: id, currency, payments, at },
    executionOn: localDate(at, timeZone),
  };
  // all of it is set off
  if (payments.length === 0) return null;
  const sealing = { newId, vault };
  queueRendered(sealing, tx, all, "PAYMENT_LIST", paymentList(all));
  const why = whyNoCreditTransfer(currency, payments, payer !== null);
  if (why === null && payer !== null)
    queueRendered(sealing, tx, all, "CREDIT_TRANSFER", creditTransfer(all, payer));
  return null;
}

function opening(
  vault: Vault,
  { accountId, ...payment }: AddressedPayment,
  sealed: Sealed | null,
): Payment | Refusal {
  const number = sealed && vault.open(sealed, accountId);
  if (number === null) return refuseClosedNumber(payment.partnerId);
  return { ...payment, account: { ...payment.account, number } };
}

function queueRendered(
  { newId, vault }: Pick<Rendering, "newId" | "vault">,
  tx: Transaction,
  { batchId, currency, payments, executionOn, at }: Payments,
  format: BankFileFormat,
  text: string,
): void {
  queueBankFile(tx, {
    id: newId("bkf"),
    ...{ batchId, format, currency, executionOn, at, paymentCount: payments.length },
    sumMinor: payments.reduce((all, { minor }) => all + minor, 0n),
    sha256: createHash("sha256").update(text).digest("hex"),
    byteSize: Buffer.byteLength(text),
    sealed: vault.seal(text, ownerOf(batchId, format)),
  });
}
