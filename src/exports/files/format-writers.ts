import type { Column, Row } from "../domain/cells.ts";
import type { ExportFormat } from "../domain/export-run.ts";

import { CSV_FOR_MACHINES, CSV_FOR_SPREADSHEETS, csvFile, jsonLinesFile } from "./csv-file.ts";
import { parquetFile } from "./parquet-file.ts";
import type { RowsWritten } from "./written-file.ts";
import { xlsxFile } from "./xlsx-file.ts";

type WriteRows = (
  columns: readonly Column[],
  batches: AsyncIterable<readonly Row[]>,
) => RowsWritten;

/** How rows become the bytes of a format: the same rows the same bytes, always. */
export const FORMAT_WRITERS: Readonly<Record<ExportFormat, WriteRows>> = {
  CSV: (columns, batches) => csvFile(columns, batches, CSV_FOR_MACHINES),
  CSV_EXCEL: (columns, batches) => csvFile(columns, batches, CSV_FOR_SPREADSHEETS),
  JSONL: jsonLinesFile,
  XLSX: xlsxFile,
  PARQUET: parquetFile,
};
