import { stringify } from "csv-stringify/sync";

/** A column of a CSV file: its header, and how its cells are written. */
export interface CsvColumn<Row> {
  readonly name: string;
  /**
   * Text is guarded against formulas; numbers and dates never are, or a negative amount would
   * become text.
   */
  readonly kind: "text" | "number" | "date";
  readonly value: (row: Row) => string | null;
}

/** What spreadsheets take for the start of a formula, full-width forms included. */
const FORMULA = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\p{Cc}]/u;

/** True of text that a spreadsheet would take for a formula. */
export const isFormula = (text: string): boolean => FORMULA.test(text);

/** A text cell that no spreadsheet runs as a formula: such a one gets an apostrophe in front. */
function guardedText(text: string): string {
  return isFormula(text) ? `'${text}` : text;
}

/** Rows as CSV (RFC 4180, LF, no BOM), with the header where asked for. */
export function csvOf<Row>(
  columns: readonly CsvColumn<Row>[],
  rows: readonly Row[],
  options: { readonly header: boolean },
): string {
  const cells = rows.map((row) => columns.map((column) => cellOf(column, row)));
  const lines = options.header ? [columns.map((column) => column.name), ...cells] : cells;
  // a lone carriage return ends a record for many readers: it is quoted too
  return stringify(lines, { record_delimiter: "unix", quoted_match: /\r/ });
}

function cellOf<Row>(column: CsvColumn<Row>, row: Row): string {
  const value = column.value(row);
  if (value === null) return "";
  return column.kind === "text" ? guardedText(value) : value;
}
