import type { Currency, PartnerId, PayoutBatchId, Refusal } from "../../kernel/index.ts";
import { formatAmount, money, refuse, uuidOf } from "../../kernel/index.ts";

import { needsNoBic } from "./account-number.ts";
import type { BankAccount } from "./account-number.ts";
import type { PostalAddress } from "./payout-account.ts";

export const BANK_FILE_FORMATS = {
  PAYMENT_LIST: "A CSV list of the payments, of any currency and country.",
  CREDIT_TRANSFER:
    "A SEPA credit transfer, pain.001.001.09 of ISO 20022: euros, between accounts with IBANs.",
} as const;
export type BankFileFormat = keyof typeof BANK_FILE_FORMATS;

export const isBankFileFormat = (text: string): text is BankFileFormat =>
  Object.hasOwn(BANK_FILE_FORMATS, text);

/** From whose account payouts go, as the installation is told; its number is never told, written to a log, or part of a message. */
export interface Payer {
  readonly name: string;
  readonly address: PostalAddress;
  readonly iban: string;
  readonly bic: string | null;
}

/** One payment, with the number of its account opened. */
export interface Payment {
  readonly partnerId: PartnerId;
  readonly endToEndId: string;
  readonly minor: bigint;
  readonly holderName: string;
  readonly address: PostalAddress;
  readonly account: BankAccount;
}

/** All that a batch pays. */
export interface Payments {
  readonly batchId: PayoutBatchId;
  readonly currency: Currency;
  readonly payments: readonly Payment[];
  /** The day on which the bank is asked to pay, YYYY-MM-DD. */
  readonly executionOn: string;
  readonly at: Date;
}

/** Names a batch to the bank, in the characters that all of them take. */
export const messageIdOf = (id: PayoutBatchId): string =>
  uuidOf(id).replaceAll("-", "").toUpperCase();

export const fileNameOf = (id: PayoutBatchId, format: BankFileFormat): string =>
  format === "PAYMENT_LIST"
    ? `payments-${messageIdOf(id)}.csv`
    : `credit-transfer-${messageIdOf(id)}.xml`;

export const contentTypeOf = (format: BankFileFormat): string =>
  format === "PAYMENT_LIST" ? "text/csv; charset=utf-8" : "application/xml; charset=utf-8";

/** No SEPA credit transfer is of more: 999,999,999.99. */
const MOST_MINOR = 99_999_999_999n;
const NAMED = 5;

type Paid = Pick<Payment, "partnerId" | "minor"> & {
  readonly account: Pick<BankAccount, "format" | "bankCountry">;
};

/** Why a batch cannot go as a SEPA credit transfer, as a sentence; null where it can. */
export function whyNoCreditTransfer(
  currency: Currency,
  payments: readonly Paid[],
  hasPayer: boolean,
): string | null {
  if (currency !== "EUR") return `A credit transfer is of euros, and this batch is in ${currency}.`;
  const local = named(payments.filter(({ account }) => account.format !== "IBAN"));
  if (local !== null) return `A credit transfer goes to accounts with IBANs: ${local} has none.`;
  const outside = named(payments.filter(({ account }) => !needsNoBic(account.bankCountry)));
  if (outside !== null)
    return `A credit transfer goes to accounts of the SEPA countries: that of ${outside} is outside.`;
  const large = named(payments.filter(({ minor }) => minor > MOST_MINOR));
  if (large !== null)
    return `A credit transfer is of ${formatAmount(money(MOST_MINOR, "EUR"))} EUR at most: more is paid to ${large}.`;
  if (hasPayer) return null;
  return "A credit transfer names the account that pays, and none was set up (PAYER_NAME, PAYER_IBAN …) as the batch was sent.";
}

function named(payments: readonly Paid[]): string | null {
  if (payments.length === 0) return null;
  const told = payments.slice(0, NAMED).map(({ partnerId }) => partnerId);
  const more = payments.length > NAMED ? ` and ${payments.length - NAMED} more` : "";
  return told.join(", ") + more;
}

/** Why a file for the bank cannot be had. */
export function refuseBankFile(
  format: BankFileFormat,
  { isSent, why }: { readonly isSent: boolean; readonly why: string | null },
): Refusal {
  if (!isSent)
    return refuse(
      "BUSINESS_RULE",
      "The batch was not sent: its files are rendered as it is, when it can be withdrawn no more.",
      { path: ["payoutBatchId"] },
    );
  if (format === "PAYMENT_LIST" || why === null)
    return refuse("NOT_FOUND", "The batch was sent before files for the bank were kept.", {
      path: ["payoutBatchId"],
    });
  return refuse("BUSINESS_RULE", `${why} Ask for the PAYMENT_LIST.`, { path: ["format"] });
}

/** Why nothing is sent: the number of an account cannot be read. */
export const refuseClosedNumber = (partnerId: PartnerId): Refusal =>
  refuse(
    "BUSINESS_RULE",
    `The number of the account of ${partnerId} is sealed with other secrets than those at hand: restore secrets.json from the backup that belongs to this database, or have the account entered anew.`,
    { path: ["payoutBatchId"] },
  );
