import { Field, ID, InputType } from "type-graphql";

import { excerpt, isCurrency, readAmount } from "../../kernel/index.ts";
import type { Currency, InputReader, ReadPart } from "../../kernel/index.ts";
import { describedEnum, MoneyInput } from "../../platform/graphql/index.ts";
import { BANK_DATE_ORDERS, DECIMAL_MARKS } from "../domain/bank-csv.ts";
import type { BankCsvMapping, BankDateOrder, DecimalMark } from "../domain/bank-csv.ts";
import type { ImportBankStatement } from "../import-bank-statement.ts";
import type { MatchBankEntry } from "../match-bank-entry.ts";
import type { SetAsideBankEntries } from "../set-aside-bank-entries.ts";

const MOST_SET_ASIDE = 200;
const LONGEST_NOTE = 2_000;

const LONGEST_HEADER = 200;

const BankDateOrderEnum = describedEnum(
  "BankDateOrder",
  "In which order a bank writes a day",
  BANK_DATE_ORDERS,
);
const DecimalMarkEnum = describedEnum(
  "DecimalMark",
  "What stands before the decimals of an amount",
  DECIMAL_MARKS,
);

@InputType("BankCsvInput", {
  description:
    "What the columns of a bank's own table hold, by their headers: case does not count, and rows before the header are passed over",
})
export class BankCsvInput {
  @Field(() => String, { description: "The day on which it was booked" })
  bookedOnColumn: string;

  @Field(() => String, { description: "The amount" })
  amountColumn: string;

  @Field(() => String, { description: "The end-to-end id" })
  endToEndIdColumn: string;

  @Field(() => String, {
    description: "By which the bank names the booking: by it the same one is known in another file",
  })
  referenceColumn: string;

  @Field(() => String, {
    nullable: true,
    description: "The currency; left out where all of it is in one, which currency says",
  })
  currencyColumn?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The currency of all amounts, where no column holds it: ISO 4217",
  })
  currency?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Whether it is a debit (D, DR, DBIT, DEBIT, S, SOLL, -) or a credit (C, CR, CRDT, CREDIT, H, HABEN, +); left out where amounts that go out have a minus",
  })
  directionColumn?: string | null;

  @Field(() => String, { nullable: true, description: "Why it came back" })
  reasonColumn?: string | null;

  @Field(() => String, { nullable: true, description: "What else is written there" })
  informationColumn?: string | null;

  @Field(() => BankDateOrderEnum, {
    defaultValue: "YEAR_MONTH_DAY",
    description: "In which order days are written",
  })
  dateOrder: BankDateOrder;

  @Field(() => DecimalMarkEnum, {
    defaultValue: "POINT",
    description: "What stands before the decimals",
  })
  decimalMark: DecimalMark;
}

@InputType("ImportBankStatementInput", { description: "A file of the bank" })
export class ImportBankStatementInput {
  @Field(() => ID, {
    description:
      "The file, upl_…, that was sent as a BANK_STATEMENT: camt.053 or camt.054 of ISO 20022, in any version, or a CSV",
  })
  uploadId: string;

  @Field(() => BankCsvInput, {
    nullable: true,
    description: "What its columns hold, where it is a table of the bank's own (text/csv)",
  })
  csv?: BankCsvInput | null;
}

@InputType("MatchBankEntryInput", { description: "Of which payout an entry is" })
export class MatchBankEntryInput {
  @Field(() => ID, { description: "The entry, ben_…, which is UNMATCHED" })
  bankEntryId: string;

  @Field(() => ID, {
    nullable: true,
    description:
      "The payout, pay_…, of its amount and currency but for charges; left out where the entry is nothing but charges",
  })
  payoutId?: string | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description:
      "What the bank took for itself: what it booked more than the payout, or gave back less; all of it where no payout is named",
  })
  charges?: MoneyInput | null;

  @Field(() => String, { description: "What shows it, up to 2,000 characters" })
  note: string;
}

@InputType("SetAsideBankEntriesInput", { description: "Entries that are of no payout" })
export class SetAsideBankEntriesInput {
  @Field(() => [ID], {
    description: `The entries, ben_…, which are UNMATCHED; up to ${MOST_SET_ASIDE}`,
  })
  bankEntryIds: readonly string[];

  @Field(() => String, {
    description: "What they are, or how they were dealt with, up to 2,000 characters",
  })
  note: string;
}

export const readImportStatement = (
  reader: InputReader,
  input: ImportBankStatementInput,
): ImportBankStatement => ({
  uploadId: reader.id(["uploadId"], "upl", input.uploadId),
  csv: input.csv ? readMapping(reader, input.csv) : null,
});

function readMapping(reader: InputReader, input: BankCsvInput): BankCsvMapping {
  const named = (name: keyof BankCsvInput & `${string}Column`): string =>
    reader.text(["csv", name], input[name] ?? "", LONGEST_HEADER);
  const maybe = (name: keyof BankCsvInput & `${string}Column`): string | null =>
    reader.optionalText(["csv", name], input[name], LONGEST_HEADER);
  const currencyColumn = maybe("currencyColumn");
  const currency = reader.optional(["csv", "currency"], input.currency, readCurrency);
  if ((currencyColumn === null) === (input.currency === null || input.currency === undefined))
    reader.report(["csv", "currencyColumn"], "or currency has to be given, and not both");
  return {
    bookedOnColumn: named("bookedOnColumn"),
    amountColumn: named("amountColumn"),
    endToEndIdColumn: named("endToEndIdColumn"),
    referenceColumn: named("referenceColumn"),
    ...{ currencyColumn, currency },
    directionColumn: maybe("directionColumn"),
    reasonColumn: maybe("reasonColumn"),
    informationColumn: maybe("informationColumn"),
    ...{ dateOrder: input.dateOrder, decimalMark: input.decimalMark },
  };
}

function readCurrency(given: string): ReadPart<Currency> {
  const currency = given.trim().toUpperCase();
  if (isCurrency(currency)) return { ok: true, value: currency };
  const problem = `is no known currency: "${excerpt(given)}"; expected a code of ISO 4217 such as EUR`;
  return { ok: false, problem };
}

export const readMatchEntry = (
  reader: InputReader,
  input: MatchBankEntryInput,
): MatchBankEntry => ({
  bankEntryId: reader.id(["bankEntryId"], "ben", input.bankEntryId),
  payoutId: reader.optionalId(["payoutId"], "pay", input.payoutId),
  charges: reader.optional(["charges"], input.charges, readAmount),
  note: reader.text(["note"], input.note, LONGEST_NOTE, "many"),
});

export function readSetAside(
  reader: InputReader,
  input: SetAsideBankEntriesInput,
): SetAsideBankEntries {
  const path = ["bankEntryIds"];
  if (input.bankEntryIds.length === 0) reader.report(path, "names none");
  return {
    bankEntryIds: reader.ids(path, "ben", input.bankEntryIds, MOST_SET_ASIDE),
    note: reader.text(["note"], input.note, LONGEST_NOTE, "many"),
  };
}
