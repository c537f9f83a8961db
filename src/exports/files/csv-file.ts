import { withoutFormula } from "../../kernel/index.ts";
import type { Column, Row } from "../domain/cells.ts";

import type { RowsWritten } from "./written-file.ts";

/** How lines end, and whether a mark says that the text is UTF-8: for machines, or for spreadsheets. */
export const CSV_FOR_MACHINES = { lineEnd: "\n", mark: "" } as const;
export const CSV_FOR_SPREADSHEETS = { lineEnd: "\r\n", mark: "\uFEFF" } as const;

interface CsvProfile {
  readonly lineEnd: string;
  readonly mark: string;
}

/** Rows as CSV (RFC 4180) with a header, text guarded against formulas; numbers and dates never are. */
export async function* csvFile(
  columns: readonly Column[],
  batches: AsyncIterable<readonly Row[]>,
  { lineEnd, mark }: CsvProfile,
): RowsWritten {
  const line = (cells: readonly string[]): string => cells.join(",") + lineEnd;
  yield Buffer.from(mark + line(columns.map(({ name }) => quoted(name))));
  const isText = columns.map(({ kind }) => kind === "text");
  for await (const rows of batches) {
    yield Buffer.from(
      rows.map((row) => line(row.map((cell, at) => csvCell(cell, isText[at] === true)))).join(""),
    );
  }
}

const csvCell = (cell: string | null, isText: boolean): string => {
  if (cell === null) return "";
  return isText ? quoted(withoutFormula(cell)) : cell;
};

const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

const quoted = (text: string): string =>
  NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** Rows as JSON, an object in each line. All values are texts, so that no reader rounds an amount. */
export async function* jsonLinesFile(
  columns: readonly Column[],
  batches: AsyncIterable<readonly Row[]>,
): RowsWritten {
  const names = columns.map(({ name }) => JSON.stringify(name));
  const valueOf = (cell: string | null | undefined): string => JSON.stringify(cell ?? null);
  for await (const rows of batches) {
    const lines = rows.map((row) => names.map((name, at) => `${name}:${valueOf(row[at])}`).join());
    yield Buffer.from(lines.map((line) => `{${line}}\n`).join(""));
  }
}
