import { formatAmount, money, withoutFormula } from "../../kernel/index.ts";

import { messageIdOf } from "./bank-file.ts";
import type { Payment, Payments } from "./bank-file.ts";

const COLUMNS = [
  ...["message_id", "end_to_end_id", "execution_on", "amount", "currency", "holder_name"],
  ...["street", "building", "postcode", "town", "region", "country"],
  ...["account_format", "account_number", "bank_country", "bank_code", "bic"],
];

/** A batch as CSV (RFC 4180) with a header, a line for each payment; names are guarded against formulas. */
export function paymentList(batch: Payments): string {
  const lineOf = ({ endToEndId, minor, holderName, address, account }: Payment) => [
    ...[messageIdOf(batch.batchId), endToEndId, batch.executionOn],
    ...[formatAmount(money(minor, batch.currency)), batch.currency, text(holderName)],
    ...[text(address.street), text(address.building), text(address.postcode), text(address.town)],
    ...[text(address.region), address.country, account.format, account.number],
    ...[account.bankCountry, account.bankCode ?? "", account.bic ?? ""],
  ];
  const lines = [COLUMNS, ...batch.payments.map(lineOf)];
  return lines.map((cells) => `${cells.map(quoted).join(",")}\r\n`).join("");
}

const text = (given: string | null): string => (given === null ? "" : withoutFormula(given));
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;
const quoted = (cell: string): string =>
  NEEDS_QUOTES.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
