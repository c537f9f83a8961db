import type { Column, Row } from "../exports/index.ts";
import {
  CSV_FOR_MACHINES,
  CSV_FOR_SPREADSHEETS,
  csvFile,
  rowOf,
  writtenColumns,
} from "../exports/index.ts";
import type { StatementId } from "../kernel/index.ts";
import type { Database, Session } from "../platform/database/index.ts";

import { readCsvHead, readCsvRows } from "./store/statement-csv-rows.ts";

/** Who reads it: `machine` with the lines of Unix, `excel` as spreadsheets want it. */
export const CSV_PROFILES = { machine: CSV_FOR_MACHINES, excel: CSV_FOR_SPREADSHEETS } as const;
export type CsvProfile = keyof typeof CSV_PROFILES;

export const isCsvProfile = (text: string): text is CsvProfile => Object.hasOwn(CSV_PROFILES, text);

const COLUMNS: readonly Column[] = [
  { name: "", kind: "exponent" },
  { name: "statement_no", kind: "integer" },
  { name: "period", kind: "text" },
  { name: "currency", kind: "text" },
  { name: "line_no", kind: "integer" },
  { name: "date", kind: "date" },
  { name: "effective_date", kind: "date" },
  { name: "type", kind: "text" },
  { name: "credit_id", kind: { id: "crd" } },
  { name: "program", kind: "text" },
  { name: "milestone", kind: "text" },
  { name: "late", kind: "text" },
  { name: "corrects_statement_no", kind: "integer" },
  { name: "amount_in", kind: "money" },
  { name: "amount_out", kind: "money" },
  { name: "accrued", kind: "money" },
  { name: "held_back", kind: "money" },
  { name: "payable", kind: "money" },
  { name: "in_transit", kind: "money" },
  { name: "receivable", kind: "money" },
  { name: "running_balance", kind: "money" },
];

/** Of a statement of which something was withheld: files of all others are as they were before there was tax. */
const TAXED: Column = { name: "tax_withheld", kind: "money" };

export interface StatementCsvDeps {
  readonly database: Database;
}

/**
 * A statement as CSV: a row of how it begins, its lines, and a row of how it ends. Nothing in it changes ever, so that it
 * has the same bytes whenever it is fetched. Null where the caller has no such statement.
 */
export async function statementCsv(
  { database }: StatementCsvDeps,
  session: Session,
  id: StatementId,
  profile: CsvProfile,
): Promise<AsyncGenerator<Buffer> | null> {
  const head = await readCsvHead(database, session, id);
  if (head === null) return null;
  const columns = head.isTaxed ? [...COLUMNS, TAXED] : COLUMNS;
  const rows = batches(database, session, { id, decimals: head.decimals, columns });
  return csvFile(writtenColumns(columns), rows, CSV_PROFILES[profile]);
}

async function* batches(
  database: Database,
  session: Session,
  {
    id,
    decimals,
    columns,
  }: {
    readonly id: StatementId;
    readonly decimals: number;
    readonly columns: readonly Column[];
  },
): AsyncGenerator<readonly Row[]> {
  for await (const rows of readCsvRows(database, session, id))
    yield rows.map((row) => rowOf(columns, [String(decimals), ...row].slice(0, columns.length)));
}
