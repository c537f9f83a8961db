import type { Prefix } from "../../kernel/index.ts";
import { idOf } from "../../kernel/index.ts";

/**
 * What a cell holds. Of `money` the database gives a whole number of the smallest unit, of `decimals` one with so many
 * of its digits behind the point; `exponent` comes first in its row and is not written: it says how many decimals the
 * row's money has.
 */
export type CellKind =
  | "exponent"
  | "text"
  | "integer"
  | "money"
  | "date"
  | "instant"
  | { readonly id: Prefix }
  | { readonly decimals: number };

export interface Column {
  readonly name: string;
  readonly kind: CellKind;
}

/** A row as it is written: one text for each column, null where there is nothing. */
export type Row = readonly (string | null)[];

/** The columns of a file, without those that only say how others are written. */
export const writtenColumns = (columns: readonly Column[]): readonly Column[] =>
  columns.filter(({ kind }) => kind !== "exponent");

/** What the database gave, cell by cell, as it is written. */
export function rowOf(columns: readonly Column[], given: Row): Row {
  let exponent = 0;
  const row: (string | null)[] = [];
  for (const [place, { kind }] of columns.entries()) {
    const cell = given[place] ?? null;
    if (kind === "exponent") exponent = Number(cell);
    else row.push(cell === null ? null : written(kind, cell, exponent));
  }
  return row;
}

function written(kind: Exclude<CellKind, "exponent">, cell: string, exponent: number): string {
  if (kind === "money") return decimalOf(cell, exponent);
  if (kind === "instant") return instantOf(cell);
  if (typeof kind === "string") return cell;
  return "id" in kind ? idOf(kind.id, cell) : decimalOf(cell, kind.decimals);
}

/** `12345` with two decimals as `123.45`, `-5` as `-0.05`. */
export function decimalOf(whole: string, decimals: number): string {
  if (decimals === 0) return whole;
  const isNegative = whole.startsWith("-");
  const digits = (isNegative ? whole.slice(1) : whole).padStart(decimals + 1, "0");
  return `${isNegative ? "-" : ""}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** `2026-11-25 09:30:00.5+00` as `2026-11-25T09:30:00.500Z`. */
function instantOf(cell: string): string {
  const [day = "", time = ""] = cell.split(" ");
  if (!time.endsWith("+00")) throw new Error("an instant that is not one of UTC");
  const [seconds = "", fraction = ""] = time.slice(0, -3).split(".");
  return `${day}T${seconds}.${fraction.padEnd(3, "0")}Z`;
}
