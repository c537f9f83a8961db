import { excerpt, isCurrency, isLocalDate, parseAmount } from "../../kernel/index.ts";
import type { Money, ReadPart } from "../../kernel/index.ts";

import { clipped, LONGEST, MOST_ENTRIES } from "./stated-entry.ts";
import type { BankEntryDirection, StatedEntry, StatedFile } from "./stated-entry.ts";
import { childrenOf, elementAt, textAt } from "./xml-element.ts";
import type { XmlElement } from "./xml-element.ts";

const MESSAGE = /^urn:iso:std:iso:20022:tech:xsd:([a-z]{4}\.\d{3})\.\d{3}\.\d{2}$/;

const MESSAGES = {
  "camt.053": { format: "CAMT_053", body: "BkToCstmrStmt", account: "Stmt" },
  "camt.054": { format: "CAMT_054", body: "BkToCstmrDbtCdtNtfctn", account: "Ntfctn" },
} as const;

type EntryDraft = Omit<StatedEntry, "position">;

/** What stands in the way of taking a file, as it goes on after the name of its field. */
class Fault extends Error {}

/**
 * Reads a camt.053 or camt.054, whichever version: what its account booked, payment by payment where the bank says so.
 * What is not booked yet is passed over. `iban`: the account that payouts are paid from, where it is known.
 */
export function readCamt(root: XmlElement, iban: string | null): ReadPart<StatedFile> {
  const [, kind = ""] = MESSAGE.exec(root.uri) ?? [];
  if (kind !== "camt.053" && kind !== "camt.054") return { ok: false, problem: whyNot(kind, root) };
  const { format, body, account } = MESSAGES[kind];
  try {
    const message = elementAt(root, body);
    if (message === null) throw new Fault(`has no ${body}`);
    const statements = childrenOf(message, account);
    const own = statements.filter((each) => isOf(each, iban));
    if (own.length === 0)
      throw new Fault(
        statements.length === 0
          ? `says nothing of any account: it has no ${account}`
          : "is of another account than the one that payouts are paid from (PAYER_IBAN)",
      );
    const count = own.reduce((all, each) => all + countOf(each), 0);
    if (count > MOST_ENTRIES)
      throw new Fault(`has ${count} entries; up to ${MOST_ENTRIES} are taken at once`);
    const entries = own.flatMap(entriesOf);
    const messageId = clipped(textAt(message, ["GrpHdr", "MsgId"]), LONGEST.messageId);
    const accountEnds = own.map(numberOf).find((number) => number !== null) ?? null;
    return {
      ok: true,
      value: {
        ...{ format, messageId, accountEnds: accountEnds?.slice(-4) ?? null },
        entries: entries.map((entry, index) => ({ ...entry, position: index + 1 })),
      },
    };
  } catch (error) {
    if (error instanceof Fault) return { ok: false, problem: error.message };
    throw error;
  }
}

function whyNot(kind: string, root: XmlElement): string {
  if (kind === "pain.002")
    return "is a pain.002, which says what the bank took on and is no proof of payment: import its camt.053 or camt.054";
  if (kind === "camt.052")
    return "is a camt.052, of a day that is not over, which may change: import its camt.053 or camt.054";
  const what = kind === "" ? `begins with <${excerpt(root.name)}>` : `is a ${kind}`;
  return `${what}; expected camt.053 or camt.054 of ISO 20022`;
}

/** The number of the account that a statement is of, without blanks. */
const numberOf = (statement: XmlElement): string | null =>
  textAt(statement, ["Acct", "Id", "IBAN"], ["Acct", "Id", "Othr", "Id"])?.replaceAll(/\s/g, "") ??
  null;

const isOf = (statement: XmlElement, iban: string | null): boolean =>
  iban === null || numberOf(statement) === iban;

const detailsOf = (entry: XmlElement): readonly XmlElement[] =>
  childrenOf(entry, "NtryDtls").flatMap((each) => childrenOf(each, "TxDtls"));

/** How many payments a statement tells of, booked or not. */
const countOf = (statement: XmlElement): number =>
  childrenOf(statement, "Ntry").reduce((all, entry) => all + (detailsOf(entry).length || 1), 0);

function entriesOf(statement: XmlElement): readonly EntryDraft[] {
  const name = clipped(textAt(statement, ["Id"]), LONGEST.messageId) ?? "statement";
  return childrenOf(statement, "Ntry").flatMap((entry, index) =>
    isBooked(entry) ? paymentsOf(entry, `${name} entry ${index + 1}`) : [],
  );
}

const isBooked = (entry: XmlElement): boolean =>
  textAt(entry, ["Sts", "Cd"], ["Sts"])?.toUpperCase() === "BOOK";

/** What of an entry its payments have in common. */
interface Common {
  readonly direction: BankEntryDirection;
  readonly isReversal: boolean;
  readonly bookedOn: string;
  readonly place: string;
}

/** An entry as its payments; as a whole where the bank does not say what each came to. */
function paymentsOf(entry: XmlElement, place: string): readonly EntryDraft[] {
  const all = amountOf(elementAt(entry, "Amt"), place);
  const common: Common = {
    direction: directionOf(textAt(entry, ["CdtDbtInd"]), place),
    isReversal: textAt(entry, ["RvslInd"])?.toLowerCase() === "true",
    ...{ bookedOn: dayOf(entry, place), place },
  };
  const details = detailsOf(entry);
  const [only] = details;
  const whole = (named: XmlElement | null): EntryDraft => stated(entry, named, all, common);
  if (details.length < 2) return [whole(only ?? null)];
  const parts = details.map((each) => ({ each, amount: partOf(each, all) }));
  if (parts.some(({ amount }) => amount === null) || sumOf(parts, common) !== all.minor)
    return [whole(null)];
  return parts.flatMap(({ each, amount }) =>
    amount === null ? [] : [stated(entry, each, amount, common)],
  );
}

const sumOf = (
  parts: readonly { readonly each: XmlElement; readonly amount: Money | null }[],
  { direction, place }: Common,
): bigint =>
  parts.reduce((sum, { each, amount }) => {
    const own = textAt(each, ["CdtDbtInd"]);
    const isSame = own === null || directionOf(own, place) === direction;
    return sum + (isSame ? 1n : -1n) * (amount?.minor ?? 0n);
  }, 0n);

/** What one payment of several came to, in the currency of the account; null where it is not said. */
function partOf(detail: XmlElement, { currency }: Money): Money | null {
  const given = elementAt(detail, "Amt") ?? elementAt(detail, "AmtDtls", "TxAmt", "Amt");
  if (given?.attributes.get("Ccy") !== currency) return null;
  const parsed = parseAmount(given.text.trim(), currency);
  return parsed.ok && parsed.money.minor >= 0n ? parsed.money : null;
}

function stated(
  entry: XmlElement,
  detail: XmlElement | null,
  { minor, currency }: Money,
  { direction: ofEntry, isReversal, bookedOn, place }: Common,
): EntryDraft {
  const own = detail && textAt(detail, ["CdtDbtInd"]);
  const direction = own === null ? ofEntry : directionOf(own, place);
  const reference =
    (detail && textAt(detail, ["Refs", "AcctSvcrRef"])) ?? textAt(entry, ["AcctSvcrRef"]) ?? place;
  return {
    ...{ direction, isReversal, minor, currency, bookedOn },
    endToEndId: endToEndOf(detail),
    reference: clipped(reference, LONGEST.reference) ?? place,
    reason: detail && reasonOf(detail),
    information: clipped(informationOf(entry, detail), LONGEST.information),
  };
}

function endToEndOf(detail: XmlElement | null): string | null {
  const given = detail && textAt(detail, ["Refs", "EndToEndId"]);
  const id = clipped(given, LONGEST.endToEndId);
  return id === "NOTPROVIDED" ? null : id;
}

function reasonOf(detail: XmlElement): string | null {
  const back = elementAt(detail, "RtrInf");
  if (back === null) return null;
  const code = textAt(back, ["Rsn", "Cd"], ["Rsn", "Prtry"]);
  const words = childrenOf(back, "AddtlInf").map(({ text }) => text);
  return clipped([code ?? "", ...words].join(" "), LONGEST.information);
}

function informationOf(entry: XmlElement, detail: XmlElement | null): string {
  const remittance = detail && elementAt(detail, "RmtInf");
  const written = remittance ? childrenOf(remittance, "Ustrd").map(({ text }) => text) : [];
  const more = [
    detail && textAt(detail, ["AddtlTxInf"]),
    textAt(entry, ["AddtlNtryInf"]),
    textAt(entry, ["BkTxCd", "Prtry", "Cd"]),
  ];
  return [...written, ...more]
    .filter((text) => text !== null)
    .map((text) => text.slice(0, LONGEST.information))
    .join(" / ");
}

function directionOf(text: string | null, place: string): BankEntryDirection {
  if (text === "DBIT") return "DEBIT";
  if (text === "CRDT") return "CREDIT";
  throw new Fault(`does not say whether ${place} is a debit or a credit`);
}

function dayOf(entry: XmlElement, place: string): string {
  const given = textAt(
    ...([
      entry,
      ["BookgDt", "Dt"],
      ["BookgDt", "DtTm"],
      ["ValDt", "Dt"],
      ["ValDt", "DtTm"],
    ] as const),
  );
  const day = given?.slice(0, 10) ?? "";
  if (isLocalDate(day)) return day;
  throw new Fault(`does not say when ${place} was booked`);
}

function amountOf(element: XmlElement | null, place: string): Money {
  const currency = element?.attributes.get("Ccy") ?? "";
  if (element === null || !isCurrency(currency))
    throw new Fault(`has no amount of a known currency for ${place}`);
  const parsed = parseAmount(element.text.trim(), currency);
  if (!parsed.ok || parsed.money.minor < 0n)
    throw new Fault(`has no amount that can be read for ${place}: "${excerpt(element.text)}"`);
  return parsed.money;
}
