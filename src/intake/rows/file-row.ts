import type { ColumnNamed } from "../domain/columns.ts";
import type { ImportTarget } from "../domain/import-fields.ts";

/** What somebody said of a file's columns, and whether the lawful basis is said for all its rows. */
export interface Mapping {
  readonly named: readonly ColumnNamed[];
  readonly hasBasis: boolean;
}

/** The text of a field, and the column in which it stands. */
export interface Cell {
  readonly text: string;
  readonly column: string;
}

/** One row of a file. */
export interface FileRow {
  /** As a spreadsheet counts: the header of a CSV file is row 1, and a blank row counts too. */
  readonly number: number;
  readonly cells: ReadonlyMap<ImportTarget, Cell>;
  /** What is wrong with the row as a row, before anybody looks at what it says. */
  readonly problems: readonly { readonly column: string | null; readonly words: string }[];
}

/** No row is longer, in bytes: one that is was not meant as a row. */
export const LONGEST_ROW = 131_072;
