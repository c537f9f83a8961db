import type { Sql } from "../database/index.ts";
import { joinSql, sql } from "../database/index.ts";

import { decoderOf } from "./cells.ts";
import type { TextPart } from "./text.ts";

/** A cell where it stands in a statement. */
export interface Expressed {
  readonly sql: Sql;
  readonly type: string;
}

/** Cells on their way into a hole: how the database writes them, and how they are read there. */
export interface Payload {
  readonly part: TextPart;
  read(payload: string): readonly unknown[];
}

type FromText = (text: string) => unknown;

/** Types whose text holds no sign and is never empty, and what the driver makes of it. */
const PLAIN: Readonly<Record<string, FromText>> = {
  uuid: (text) => text,
  timestamptz: (text) => text,
  date: (text) => text,
  bigint: (text) => text,
  integer: Number,
  smallint: Number,
  boolean: (text) => text === "true",
};

/** One plain cell goes as its text, empty for null; whatever else as JSON. */
export function payloadOf(cells: readonly Expressed[]): Payload {
  const [only, second] = cells;
  const fromText = only && !second ? PLAIN[only.type] : undefined;
  if (only && fromText) {
    const text = sql`coalesce((${only.sql})::text, '')`;
    const decode = decoderOf(only.type);
    return {
      part: () => text,
      read: (payload) => [payload === "" ? null : decode(fromText(payload))],
    };
  }
  const json = sql`${jsonArrayOf(cells)}::text`;
  const decode = decodersOf(cells);
  return { part: () => json, read: (payload) => decode(JSON.parse(payload)) };
}

/** Cells as a JSON array, as `decodersOf` reads it again. */
export function jsonArrayOf(cells: readonly Expressed[]): Sql {
  const values = cells.map((cell) => (cell.type === "bigint" ? sql`${cell.sql}::text` : cell.sql));
  return sql`json_build_array(${joinSql(values, ", ")})`;
}

export function decodersOf(cells: readonly Expressed[]): (row: unknown) => readonly unknown[] {
  const decoders = cells.map(({ type }) => decoderOf(type));
  return (row) => {
    if (!Array.isArray(row)) throw new Error("cells in a hole are no list");
    return decoders.map((decode, index) => decode(row[index]));
  };
}
