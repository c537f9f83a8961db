import anyAscii from "any-ascii";

import { excerpt } from "../../kernel/index.ts";

import { FileFault } from "./file-fault.ts";
import { ALL_IMPORT_FIELDS, IMPORT_FIELDS } from "./import-fields.ts";
import type { ImportField, ImportTarget } from "./import-fields.ts";

/** What a column holds, as whoever imports it says. */
export interface ColumnNamed {
  readonly column: string;
  readonly field: ImportTarget;
}

/** Which column holds each field: its place and its name. */
export type Columns = ReadonlyMap<ImportTarget, { readonly index: number; readonly name: string }>;

/** Lower case, without accents, blanks and punctuation: `E-Mail` and `e_mail` are one header. */
function folded(header: string): string {
  return anyAscii(header)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "");
}

const FIELD_OF_HEADER: ReadonlyMap<string, ImportField> = new Map(
  ALL_IMPORT_FIELDS.flatMap((field) =>
    IMPORT_FIELDS[field].headers.map((header) => [header, field] as const),
  ),
);

/** What a column of this name holds: as it was said, else as it is commonly called. */
export function fieldOf(column: string, named: readonly ColumnNamed[]): ImportTarget {
  const key = folded(column);
  const said = named.find((each) => folded(each.column) === key);
  return said?.field ?? FIELD_OF_HEADER.get(key) ?? "IGNORED";
}

/**
 * Finds the columns of a file by its headers: those that were named as they were, all others by what
 * they are commonly called. A column that says nothing is passed over. @throws FileFault
 */
export function findColumns(
  headers: readonly string[],
  named: readonly ColumnNamed[],
  hasBasis: boolean,
): Columns {
  const known = headers.map((header) => folded(header));
  const missing = named.find(({ column }) => !known.includes(folded(column)));
  if (missing)
    throw new FileFault(
      "FILE_COLUMNS",
      `The mapping names a column "${excerpt(missing.column)}" that the file has not. It has: ${listed(headers)}.`,
      { row: 1, column: missing.column },
    );
  const columns = new Map<ImportTarget, { index: number; name: string }>();
  for (const [index, header] of headers.entries()) {
    const field = fieldOf(header, named);
    if (field === "IGNORED") continue;
    const other = columns.get(field);
    if (other)
      throw new FileFault(
        "FILE_COLUMNS",
        `Two columns hold ${field}: "${excerpt(other.name)}" and "${excerpt(header)}". Name one of them in the mapping as IGNORED.`,
        { row: 1, column: header },
      );
    columns.set(field, { index, name: header });
  }
  const needed = neededOf(columns, hasBasis);
  if (needed.length > 0)
    throw new FileFault(
      "FILE_COLUMNS",
      `No column holds ${needed.join(", ")}. The file has: ${listed(headers)}. Say in the mapping which column holds what.`,
      { row: 1 },
    );
  return columns;
}

function neededOf(columns: Columns, hasBasis: boolean): readonly string[] {
  const hasName = columns.has("CONTACT_NAME") || columns.has("CONTACT_LAST_NAME");
  return [
    ...(columns.has("COMPANY_NAME") ? [] : ["COMPANY_NAME"]),
    ...(hasName ? [] : ["CONTACT_NAME"]),
    ...(columns.has("CONTACT_EMAIL") ? [] : ["CONTACT_EMAIL"]),
    ...(hasBasis || columns.has("CONSENT_BASIS") ? [] : ["CONSENT_BASIS"]),
  ];
}

const MOST_LISTED = 30;

function listed(headers: readonly string[]): string {
  const shown = headers.slice(0, MOST_LISTED).map((header) => `"${excerpt(header)}"`);
  return [...shown, ...(headers.length > MOST_LISTED ? ["…"] : [])].join(", ");
}
