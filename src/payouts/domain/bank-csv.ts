import { excerpt, isCurrency, isLocalDate, parseAmount } from "../../kernel/index.ts";
import type { Currency, Money, ReadPart } from "../../kernel/index.ts";

import { clipped, LONGEST, MOST_ENTRIES } from "./stated-entry.ts";
import type { BankEntryDirection, StatedEntry, StatedFile } from "./stated-entry.ts";

export const BANK_DATE_ORDERS = {
  YEAR_MONTH_DAY: "2026-11-28, or with points or slashes.",
  DAY_MONTH_YEAR: "28.11.2026, or with slashes or hyphens.",
  MONTH_DAY_YEAR: "11/28/2026, or with points or hyphens.",
} as const;
export type BankDateOrder = keyof typeof BANK_DATE_ORDERS;

export const DECIMAL_MARKS = {
  POINT: "1,234.56: a comma, blank or apostrophe between thousands.",
  COMMA: "1.234,56: a point, blank or apostrophe between thousands.",
} as const;
export type DecimalMark = keyof typeof DECIMAL_MARKS;

/** What the columns of a bank's own table hold, as somebody says. */
export interface BankCsvMapping {
  readonly bookedOnColumn: string;
  readonly amountColumn: string;
  readonly endToEndIdColumn: string;
  readonly referenceColumn: string;
  /** Null where all of it is in `currency`. */
  readonly currencyColumn: string | null;
  readonly currency: Currency | null;
  /** Null where what goes out has a minus. */
  readonly directionColumn: string | null;
  readonly reasonColumn: string | null;
  readonly informationColumn: string | null;
  readonly dateOrder: BankDateOrder;
  readonly decimalMark: DecimalMark;
}

/** Rows before the header that are passed over: a bank writes there whose account it is. */
const MOST_PREFACE = 40;

/** Rows that are read: all that are taken, those before, and one more, which is too many. */
export const MOST_CSV_ROWS = MOST_ENTRIES + MOST_PREFACE + 2;

const DEBIT_WORDS = ["d", "dr", "dbit", "debit", "s", "soll", "-"];
const CREDIT_WORDS = ["c", "cr", "crdt", "credit", "h", "haben", "+"];

/** What stands in the way of taking a file, as it goes on after the name of its field. */
class Fault extends Error {}

type Cells = (column: string | null) => string | null;

/** Reads a bank's own table, whose rows are given with those before its header. */
export function readBankCsv(
  rows: readonly (readonly string[])[],
  mapping: BankCsvMapping,
): ReadPart<StatedFile> {
  try {
    const { header, at } = headerOf(rows, mapping);
    const booked = rows.flatMap((row, index) =>
      index > at && row.some((cell) => cell.trim() !== "") ? [{ row, number: index + 1 }] : [],
    );
    if (booked.length > MOST_ENTRIES)
      throw new Fault(`has more than ${MOST_ENTRIES} rows, which are taken at once`);
    const entries = booked.map(({ row, number }, index): StatedEntry => {
      const cells: Cells = (column) =>
        column === null ? null : (row[header.indexOf(folded(column))] ?? "").trim();
      return { ...entryOf(cells, mapping, number), position: index + 1 };
    });
    return { ok: true, value: { format: "CSV", messageId: null, accountEnds: null, entries } };
  } catch (error) {
    if (error instanceof Fault) return { ok: false, problem: error.message };
    throw error;
  }
}

const folded = (name: string): string => name.trim().toLowerCase();

/** The first row that has all columns which were named, within those where a header may stand. */
function headerOf(rows: readonly (readonly string[])[], mapping: BankCsvMapping) {
  const named = Object.entries(mapping)
    .flatMap(([key, value]) => (key.endsWith("Column") && value !== null ? [String(value)] : []))
    .filter((name, index, all) => all.indexOf(name) === index);
  const heads = rows.slice(0, MOST_PREFACE).map((row) => row.map(folded));
  const at = heads.findIndex((head) => named.every((name) => head.includes(folded(name))));
  const header = heads[at];
  if (header) {
    const twice = named.find((name) => header.filter((each) => each === folded(name)).length > 1);
    if (twice === undefined) return { header, at };
    throw new Fault(`has the column "${excerpt(twice)}" twice`);
  }
  const found = heads.map((head) => named.filter((name) => head.includes(folded(name))));
  const best = found.toSorted((one, other) => other.length - one.length)[0] ?? [];
  const missing = named.filter((name) => !best.includes(name)).map((name) => `"${excerpt(name)}"`);
  throw new Fault(`has no row with the columns that were named: ${missing.join(", ")} is missing`);
}

function entryOf(
  cells: Cells,
  mapping: BankCsvMapping,
  number: number,
): Omit<StatedEntry, "position"> {
  const at = `row ${number}`;
  const { minor, currency } = amountOf(cells, mapping, at);
  const id = clipped(cells(mapping.endToEndIdColumn), LONGEST.endToEndId);
  const reference = clipped(cells(mapping.referenceColumn), LONGEST.reference);
  if (reference === null)
    throw new Fault(`has nothing in the column "${excerpt(mapping.referenceColumn)}" of ${at}`);
  return {
    direction: directionOf(cells(mapping.directionColumn), minor, at),
    ...{ isReversal: false, minor: minor < 0n ? -minor : minor, currency },
    bookedOn: dayOf(cells(mapping.bookedOnColumn) ?? "", mapping.dateOrder, at),
    endToEndId: id === "NOTPROVIDED" ? null : id,
    reference,
    reason: clipped(cells(mapping.reasonColumn), LONGEST.information),
    information: clipped(cells(mapping.informationColumn), LONGEST.information),
  };
}

const AMOUNTS = {
  POINT: /^[+-]?(?:\d+|\d{1,3}(?:[,'\u2019\u00a0\u202f ]\d{3})+)(?:\.\d+)?$/,
  COMMA: /^[+-]?(?:\d+|\d{1,3}(?:[.'\u2019\u00a0\u202f ]\d{3})+)(?:,\d+)?$/,
} as const;

/** An amount as it is read everywhere else: a point before the decimals, and nothing between thousands. */
function plainOf(given: string, mark: DecimalMark): string {
  const digits = given.replace(/^\+/, "").replaceAll(/['\u2019\u00a0\u202f ]/g, "");
  return mark === "POINT"
    ? digits.replaceAll(",", "")
    : digits.replaceAll(".", "").replace(",", ".");
}

function amountOf(cells: Cells, mapping: BankCsvMapping, at: string): Money {
  const currency = cells(mapping.currencyColumn)?.toUpperCase() ?? mapping.currency ?? "";
  if (!isCurrency(currency))
    throw new Fault(`has no known currency in ${at}: "${excerpt(currency)}"`);
  const given = cells(mapping.amountColumn) ?? "";
  const parsed = AMOUNTS[mapping.decimalMark].test(given)
    ? parseAmount(plainOf(given, mapping.decimalMark), currency)
    : null;
  if (parsed?.ok) return parsed.money;
  throw new Fault(
    `has no amount in ${at} that can be read with a decimal ${mapping.decimalMark.toLowerCase()}: "${excerpt(given)}"`,
  );
}

function directionOf(given: string | null, minor: bigint, at: string): BankEntryDirection {
  if (given === null) return minor < 0n ? "DEBIT" : "CREDIT";
  const word = folded(given);
  const says = DEBIT_WORDS.includes(word) ? "DEBIT" : CREDIT_WORDS.includes(word) ? "CREDIT" : null;
  if (says === null)
    throw new Fault(`does not say in ${at} whether it is a debit or a credit: "${excerpt(given)}"`);
  if (minor < 0n && says === "CREDIT")
    throw new Fault(`says in ${at} that an amount below nothing is a credit`);
  return says;
}

function dayOf(given: string, order: BankDateOrder, at: string): string {
  const parts = given.slice(0, 10).split(/[./-]/);
  const [first = "", second = "", third = ""] = parts;
  const [year, month, day] = {
    YEAR_MONTH_DAY: [first, second, third],
    DAY_MONTH_YEAR: [third, second, first],
    MONTH_DAY_YEAR: [third, first, second],
  }[order];
  const date = `${year}-${month?.padStart(2, "0")}-${day?.padStart(2, "0")}`;
  if (parts.length === 3 && isLocalDate(date)) return date;
  const words = order.toLowerCase().replaceAll("_", ", ");
  throw new Fault(`has no date in ${at} that can be read as ${words}: "${excerpt(given)}"`);
}
