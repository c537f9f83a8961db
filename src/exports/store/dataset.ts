import type { Sql } from "../../platform/database/index.ts";
import type { CellKind } from "../domain/cells.ts";
import type { ExportParameters } from "../domain/export-run.ts";

/** A column with what the database makes its cells of. */
export interface MadeColumn {
  readonly name: string;
  readonly kind: CellKind;
  readonly cell: Sql;
}

export interface Dataset {
  readonly columns: readonly MadeColumn[];
  /** All behind the columns, with a total order. */
  readonly from: Sql;
  /** Where rows have amounts: the columns of currency and amount in the smallest unit, debit above 0. */
  /**
   * Of what a partner may not read itself: the statements by which it is copied, one after the other, with what the system
   * tells of the books for each.
   */
  readonly pages?: (read: SystemReads) => AsyncGenerator<Sql>;
  readonly amounts: { readonly currency: string; readonly minor: string } | null;
  /** What the ledger says the amounts come to, by currency; null where nothing is to come to anything. */
  readonly ledger: Sql | null;
}

/** Reads as the system, for a partner. */
export type SystemReads = <Row extends Record<string, unknown>>(piece: Sql) => Promise<Row[]>;

/** What of the books is in a file: sealed up to a number, of these days, and so on. */
export interface Cut extends ExportParameters {
  readonly seq: bigint;
}
