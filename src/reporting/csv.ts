import { stringify } from "csv-stringify/sync";

import { withoutFormula } from "../kernel/index.ts";

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
  return column.kind === "text" ? withoutFormula(value) : value;
}
