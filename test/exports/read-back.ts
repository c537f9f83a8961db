import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { parse } from "csv-parse/sync";
import { readSheet } from "read-excel-file/node";

export type ReadRow = Readonly<Record<string, string>>;

/** The rows of a file as the reader of somebody else finds them: texts by column, an empty one where there is nothing. */
export async function readBack(format: string, bytes: Buffer): Promise<readonly ReadRow[]> {
  switch (format) {
    case "CSV":
    case "CSV_EXCEL":
      return parse(bytes, { columns: true, bom: true });
    case "JSONL":
      return bytes
        .toString()
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => asTexts(Object.entries(JSON.parse(line))));
    case "XLSX": {
      const [header = [], ...rows] = await readSheet(bytes);
      return rows.map((row) => asTexts(header.map((name, at) => [String(name), row[at]])));
    }
    case "PARQUET": {
      const file = new Uint8Array(bytes).buffer;
      const names = parquetMetadata(file).schema.slice(1);
      const rows = await parquetReadObjects({ file });
      return rows.map((row) => asTexts(names.map(({ name }) => [name, row[name]])));
    }
    default:
      throw new Error(`no reader for ${format}`);
  }
}

const asTexts = (cells: readonly (readonly [string, unknown])[]): ReadRow =>
  Object.fromEntries(cells.map(([name, cell]) => [name, asText(cell)]));

function asText(cell: unknown): string {
  if (cell === null || cell === undefined) return "";
  if (cell instanceof Date) return cell.toISOString();
  if (typeof cell === "string") return cell;
  if (typeof cell === "number" || typeof cell === "bigint") return cell.toString();
  throw new Error(`a cell that is no text, number or date: ${typeof cell}`);
}
