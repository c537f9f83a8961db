import { isCurrency, money } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import { toMoneyType } from "../../platform/graphql/index.ts";
import { ascending, column, id, one, page, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { BankEntryRow } from "../store/bank-entry.row.ts";
import { BankStatementRow } from "../store/bank-statement.row.ts";

const statement = tableOf(BankStatementRow);
const entry = tableOf(BankEntryRow);

const repaidMinor = entry.expression<bigint>(
  "bigint",
  ({ column: of }) => sql`app.repaid_of_entry(${of(entry, "id")})`,
);

function inCurrency([minor, currency]: readonly [bigint, string]) {
  if (!isCurrency(currency)) throw new Error(`a bank entry is in ${currency}`);
  return toMoneyType(money(minor, currency));
}

/** For the vendor alone. */
export const bankStatementReads: Source = {
  type: "BankStatement",
  table: statement,
  isPartners: false,
  fields: {
    id: id("bst", statement.cell("id")),
    format: column(statement.cell("format")),
    messageId: column(statement.cell("messageId")),
    accountEnds: column(statement.cell("accountEnds")),
    sha256: column(statement.cell("sha256")),
    byteSize: column(statement.cell("byteSize")),
    entryCount: column(statement.cell("entryCount")),
    settledCount: column(statement.cell("settledCount")),
    returnedCount: column(statement.cell("returnedCount")),
    repeatedCount: column(statement.cell("repeatedCount")),
    unmatchedCount: column(statement.cell("unmatchedCount")),
    importedBy: one("PartnerMember", { id: "importedBy" }),
    importedAt: column(statement.cell("importedAt")),
    entries: page("BankEntry", { statementId: "id" }, [ascending("position")]),
  },
};

export const bankEntryReads: Source = {
  type: "BankEntry",
  table: entry,
  isPartners: false,
  fields: {
    id: id("ben", entry.cell("id")),
    statement: one("BankStatement", { id: "statementId" }),
    position: column(entry.cell("position")),
    direction: column(entry.cell("direction")),
    isReversal: column(entry.cell("isReversal")),
    amount: value([entry.cell("amountMinor"), entry.cell("currency")], inCurrency),
    charges: value([entry.cell("chargesMinor"), entry.cell("currency")], inCurrency),
    repaid: value([repaidMinor, entry.cell("currency")], inCurrency),
    bookedOn: column(entry.cell("bookedOn")),
    endToEndId: column(entry.cell("endToEndId")),
    reference: column(entry.cell("reference")),
    reason: column(entry.cell("reason")),
    information: column(entry.cell("information")),
    state: column(entry.cell("state")),
    obstacle: column(entry.cell("obstacle")),
    payout: one("Payout", { id: "payoutId" }),
    decidedBy: one("PartnerMember", { id: "decidedBy" }),
    decidedAt: column(entry.cell("decidedAt")),
    note: column(entry.cell("note")),
  },
};
