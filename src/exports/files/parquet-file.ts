import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import type { ColumnSource } from "hyparquet-writer";

import type { CellKind, Column, Row } from "../domain/cells.ts";

import type { RowsWritten } from "./written-file.ts";

/** Rows of a group: a group is what lies in memory at once. */
const GROUP_ROWS = 4_000;

/**
 * Rows as Apache Parquet, group by group. Amounts are texts, since the decimals of a column of the format are the same in all of its
 * rows and those of currencies are not; whole numbers are numbers of 64 bits. Nothing is compressed: what a compressor makes of the
 * same bytes differs between its versions.
 */
export async function* parquetFile(
  columns: readonly Column[],
  batches: AsyncIterable<readonly Row[]>,
): RowsWritten {
  const bytes = new ByteWriter();
  const file = new ParquetWriter({
    ...{ writer: bytes, codec: "UNCOMPRESSED", createdBy: "Baton" },
    schema: [{ name: "rows", num_children: columns.length }, ...columns.map(elementOf)],
  });
  let group: Row[] = [];
  for await (const rows of batches) {
    for (const row of rows) {
      group.push(row);
      if (group.length < GROUP_ROWS) continue;
      await file.write(groupOf(columns, group));
      yield taken(bytes);
      group = [];
    }
  }
  if (group.length > 0) await file.write(groupOf(columns, group));
  await file.finish();
  yield taken(bytes);
}

/** What was written since the last time; the writer begins its memory anew, and goes on counting. */
function taken(bytes: ByteWriter): Buffer {
  const part = Buffer.from(bytes.getBytes());
  bytes.index = 0;
  return part;
}

const groupOf = (columns: readonly Column[], rows: readonly Row[]) => ({
  rowGroupSize: GROUP_ROWS,
  columnData: columns.map(({ name, kind }, place): ColumnSource => ({
    name,
    data: rows.map((row) => valueOf(kind, row[place] ?? null)),
  })),
});

function elementOf({ name, kind }: Column) {
  const optional = { name, repetition_type: "OPTIONAL" } as const;
  if (kind === "integer") return { ...optional, type: "INT64" } as const;
  if (kind === "date") return { ...optional, type: "INT32", converted_type: "DATE" } as const;
  if (kind === "instant")
    return { ...optional, type: "INT64", converted_type: "TIMESTAMP_MILLIS" } as const;
  return { ...optional, type: "BYTE_ARRAY", converted_type: "UTF8" } as const;
}

function valueOf(kind: CellKind, cell: string | null): bigint | Date | string | null {
  if (cell === null) return null;
  if (kind === "integer") return BigInt(cell);
  if (kind === "date") return new Date(`${cell}T00:00:00Z`);
  return kind === "instant" ? new Date(cell) : cell;
}
