import type { Currency } from "../../kernel/index.ts";

export const BANK_STATEMENT_FORMATS = {
  CAMT_053: "A statement of a day that is over, camt.053 of ISO 20022.",
  CAMT_054: "Notifications of debits and credits, camt.054 of ISO 20022.",
  CSV: "A table of a bank's own, of which was said what its columns hold.",
} as const;
export type BankStatementFormat = keyof typeof BANK_STATEMENT_FORMATS;

export const BANK_ENTRY_DIRECTIONS = {
  DEBIT: "It went out of the vendor's account.",
  CREDIT: "It came in.",
} as const;
export type BankEntryDirection = keyof typeof BANK_ENTRY_DIRECTIONS;

/** What the bank says that it booked: a payment, or what came back, as far as it can be told apart. */
export interface StatedEntry {
  /** Counts from 1 within its file. */
  readonly position: number;
  readonly direction: BankEntryDirection;
  /** Whether the bank says that it takes an earlier booking back. */
  readonly isReversal: boolean;
  readonly minor: bigint;
  readonly currency: Currency;
  /** The day on which it was booked, YYYY-MM-DD. */
  readonly bookedOn: string;
  readonly endToEndId: string | null;
  /** By which the bank names it. */
  readonly reference: string;
  /** Why it came back, as the bank says; null where it says nothing. */
  readonly reason: string | null;
  /** What else is written there, for whoever has to decide. */
  readonly information: string | null;
}

/** What a file of a bank says. */
export interface StatedFile {
  readonly format: BankStatementFormat;
  /** By which the bank names the file; null where it does not. */
  readonly messageId: string | null;
  /** The last four characters of the account; null where it is not named. */
  readonly accountEnds: string | null;
  readonly entries: readonly StatedEntry[];
}

/** Entries that are taken at once. */
export const MOST_ENTRIES = 5_000;

export const LONGEST = { reference: 140, information: 500, endToEndId: 35, messageId: 35 } as const;

/** A text on one line, cut to the room there is; null where nothing is left. */
export function clipped(text: string | null, longest: number): string | null {
  // a file may say one text of each of many payments: no more of it is looked at than there is room for, and some blanks
  const line = (text ?? "")
    .slice(0, longest * 4)
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim()
    .slice(0, longest)
    .trim();
  return line === "" ? null : line;
}
