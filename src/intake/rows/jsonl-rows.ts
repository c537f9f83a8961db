import { excerpt } from "../../kernel/index.ts";
import { fieldOf } from "../domain/columns.ts";
import { FileFault } from "../domain/file-fault.ts";
import type { ImportTarget } from "../domain/import-fields.ts";

import { LONGEST_ROW } from "./file-row.ts";
import type { Cell, FileRow, Mapping } from "./file-row.ts";
import { refuseOtherEncoding, textBytes } from "./text-bytes.ts";

/** The rows of a file that has one JSON object in each line. @throws FileFault */
export async function* jsonlRows(
  bytes: AsyncIterable<unknown>,
  mapping: Mapping,
): AsyncGenerator<FileRow> {
  let number = 0;
  for await (const line of lines(textBytes(bytes))) {
    number += 1;
    refuseOtherEncoding(line, number, "");
    if (line.trim() === "") continue;
    yield rowOf(number, objectIn(line, number), mapping);
  }
}

async function* lines(bytes: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let kept: Buffer = Buffer.alloc(0);
  let row = 1;
  for await (const part of bytes) {
    let start = 0;
    for (let end = part.indexOf(10); end >= 0; end = part.indexOf(10, start)) {
      yield bounded(Buffer.concat([kept, part.subarray(start, end)]), row).toString("utf8");
      kept = Buffer.alloc(0);
      start = end + 1;
      row += 1;
    }
    kept = bounded(Buffer.concat([kept, part.subarray(start)]), row);
  }
  if (kept.length > 0) yield kept.toString("utf8");
}

function bounded(line: Buffer, row: number): Buffer {
  if (line.length <= LONGEST_ROW) return line;
  throw new FileFault("FILE_STRUCTURE", `Row ${row} is longer than ${LONGEST_ROW} bytes.`, { row });
}

function objectIn(line: string, row: number): object {
  const read = parsed(line);
  if (typeof read === "object" && read !== null && !Array.isArray(read)) return read;
  const words = `Row ${row} is no JSON object: "${excerpt(line)}". Each line must hold one, whole.`;
  throw new FileFault("FILE_STRUCTURE", words, { row });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function rowOf(number: number, object: object, mapping: Mapping): FileRow {
  const cells = new Map<ImportTarget, Cell>();
  const problems: { column: string; words: string }[] = [];
  for (const [column, value] of valuesIn(object, "")) {
    const field = fieldOf(column, mapping.named);
    if (field === "IGNORED" || value === null) continue;
    if (cells.has(field))
      problems.push({ column, words: `says ${field} a second time in ${column}` });
    if (typeof value === "object")
      problems.push({ column, words: `has a list in ${column}; expected one value` });
    else cells.set(field, { text: String(value), column });
  }
  return { number, cells, problems };
}

/** `{"company": {"name": "Acme"}}` is a column company.name. */
function valuesIn(
  object: object,
  before: string,
): [string, string | number | boolean | object | null][] {
  return Object.entries(object).flatMap(([key, value]: [string, unknown]) => {
    const column = `${before}${key}`;
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return valuesIn(value, `${column}.`);
    const isPlain =
      typeof value === "string" || typeof value === "number" || typeof value === "boolean";
    if (isPlain || value === null) return [[column, value]];
    return typeof value === "object" ? [[column, value]] : [];
  });
}
