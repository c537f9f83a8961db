import anyAscii from "any-ascii";

import { formatAmount, money } from "../../kernel/index.ts";

import { messageIdOf } from "./bank-file.ts";
import type { Payer, Payments } from "./bank-file.ts";
import type { PostalAddress } from "./payout-account.ts";

/** An element with what it holds, indented by its caller's lines. */
type Lines = readonly string[];

/** What banks of SEPA take; all else is written in letters of it (EPC217-08). */
const NO_BANK_CHARACTER = /[^A-Za-z0-9/\-?:().,'+ ]/g;

/** A text in the characters that every bank takes, cut to what the scheme has room for. */
export function bankText(text: string, longest: number): string {
  const written = anyAscii(text.normalize("NFC"))
    .replaceAll("&", "+")
    .replaceAll(NO_BANK_CHARACTER, " ")
    .replaceAll(/ {2,}/g, " ")
    .replaceAll(/\/{2,}/g, "/")
    .trim()
    .slice(0, longest)
    .trim();
  const plain = written.replace(/^\/+/, "").replace(/\/+$/, "").trim();
  return plain === "" ? "-" : plain;
}

const escaped = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&apos;");

const leaf = (name: string, text: string): Lines => [`<${name}>${escaped(text)}</${name}>`];
const held = (name: string, ...within: readonly Lines[]): Lines => [
  `<${name}>`,
  ...within.flat().map((line) => `  ${line}`),
  `</${name}>`,
];
const leafOrNone = (name: string, text: string | null, longest: number): Lines =>
  text === null ? [] : leaf(name, bankText(text, longest));

/** Structured, as banks ask for it from November 2026 on. */
const address = ({ street, building, postcode, town, region, country }: PostalAddress): Lines =>
  held(
    "PstlAdr",
    leafOrNone("StrtNm", street, 70),
    leafOrNone("BldgNb", building, 16),
    leafOrNone("PstCd", postcode, 16),
    leaf("TwnNm", bankText(town, 35)),
    leafOrNone("CtrySubDvsn", region, 35),
    leaf("Ctry", country),
  );

const party = (name: string, { name: of, where }: { name: string; where: PostalAddress }): Lines =>
  held(name, leaf("Nm", bankText(of, 70)), address(where));
const account = (name: string, iban: string): Lines => held(name, held("Id", leaf("IBAN", iban)));
const euros = (minor: bigint): string => formatAmount(money(minor, "EUR"));

/**
 * A batch as a SEPA credit transfer, pain.001.001.09: all on one day, so that there is one payment information, each
 * payment booked by itself, so that the bank's statement names each by its end-to-end id.
 */
export function creditTransfer(batch: Payments, payer: Payer): string {
  const { payments, executionOn, at } = batch;
  const messageId = messageIdOf(batch.batchId);
  const sums = [
    leaf("NbOfTxs", String(payments.length)),
    leaf("CtrlSum", euros(payments.reduce((all, { minor }) => all + minor, 0n))),
  ].flat();
  const lines = held(
    "CstmrCdtTrfInitn",
    held(
      "GrpHdr",
      leaf("MsgId", messageId),
      leaf("CreDtTm", at.toISOString()),
      sums,
      held("InitgPty", leaf("Nm", bankText(payer.name, 70))),
    ),
    held(
      "PmtInf",
      leaf("PmtInfId", `${messageId}-1`),
      leaf("PmtMtd", "TRF"),
      leaf("BtchBookg", "false"),
      sums,
      held("PmtTpInf", held("SvcLvl", leaf("Cd", "SEPA"))),
      held("ReqdExctnDt", leaf("Dt", executionOn)),
      party("Dbtr", { name: payer.name, where: payer.address }),
      account("DbtrAcct", payer.iban),
      held(
        "DbtrAgt",
        held(
          "FinInstnId",
          payer.bic === null ? held("Othr", leaf("Id", "NOTPROVIDED")) : leaf("BICFI", payer.bic),
        ),
      ),
      leaf("ChrgBr", "SLEV"),
      ...payments.map(transaction),
    ),
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">',
    ...lines.map((line) => `  ${line}`),
    "</Document>",
    "",
  ].join("\n");
}

function transaction(payment: Payments["payments"][number]): Lines {
  const { endToEndId, minor, holderName, address: where, account: at } = payment;
  return held(
    "CdtTrfTxInf",
    held("PmtId", leaf("EndToEndId", endToEndId)),
    held("Amt", [`<InstdAmt Ccy="EUR">${euros(minor)}</InstdAmt>`]),
    at.bic === null ? [] : held("CdtrAgt", held("FinInstnId", leaf("BICFI", at.bic))),
    party("Cdtr", { name: holderName, where }),
    account("CdtrAcct", at.number),
    held("RmtInf", leaf("Ustrd", endToEndId)),
  );
}
