import { pipeline, Readable } from "node:stream";

import { CsvError, parse } from "csv-parse";

import { findColumns } from "../domain/columns.ts";
import type { Columns } from "../domain/columns.ts";
import { FileFault } from "../domain/file-fault.ts";

import { LONGEST_ROW } from "./file-row.ts";
import type { Cell, FileRow, Mapping } from "./file-row.ts";
import { refuseOtherEncoding, textBytes } from "./text-bytes.ts";

/**
 * The rows of a CSV file, one after the other: separated by commas, semicolons, tabs or bars, as its
 * header is. @throws FileFault
 */
export async function* csvRows(
  bytes: AsyncIterable<unknown>,
  mapping: Mapping,
): AsyncGenerator<FileRow> {
  let header: readonly string[] | null = null;
  let columns: Columns = new Map();
  let number = 0;
  for await (const values of records(bytes)) {
    number += 1;
    if (values.every((value) => value.trim() === "")) continue;
    if (header === null) {
      header = values.map((value) => value.trim());
      for (const name of header) refuseOtherEncoding(name, number, name);
      columns = findColumns(header, mapping.named, mapping.hasBasis);
      continue;
    }
    yield rowOf(number, values, header, columns);
  }
  if (header === null) throw new FileFault("FILE_EMPTY", "The file is empty.");
}

function rowOf(
  number: number,
  values: readonly string[],
  header: readonly string[],
  columns: Columns,
): FileRow {
  for (const [index, value] of values.entries())
    refuseOtherEncoding(value, number, header[index] ?? `${index + 1}`);
  const cells = new Map(
    [...columns].map(([field, { index, name }]): [typeof field, Cell] => [
      field,
      { text: values[index] ?? "", column: name },
    ]),
  );
  const isEven = values.length === header.length;
  const words = `has ${values.length} values, and the header has ${header.length}: is a separator missing, or one too many?`;
  return { number, cells, problems: isEven ? [] : [{ column: null, words }] };
}

async function* records(bytes: AsyncIterable<unknown>): AsyncGenerator<readonly string[]> {
  const { delimiter, whole } = await withDelimiter(textBytes(bytes));
  const parser = parse({
    delimiter,
    encoding: "utf8",
    relax_column_count: true,
    max_record_size: LONGEST_ROW,
  });
  pipeline(Readable.from(whole), parser, () => undefined);
  try {
    for await (const record of parser) if (isTexts(record)) yield record;
  } catch (error) {
    throw error instanceof CsvError ? structureFault(error) : error;
  }
}

const isTexts = (record: unknown): record is readonly string[] =>
  Array.isArray(record) && record.every((value) => typeof value === "string");

function structureFault({ code, records: before }: CsvError): FileFault {
  const row = typeof before === "number" ? before + 1 : null;
  const words: Readonly<Record<string, string>> = {
    CSV_MAX_RECORD_SIZE: `is longer than ${LONGEST_ROW} characters: is a quote in it not closed?`,
    CSV_QUOTE_NOT_CLOSED: "has a quote that is never closed.",
    CSV_INVALID_CLOSING_QUOTE:
      "has a quote in the middle of a value: write it twice, and the value in quotes.",
    INVALID_OPENING_QUOTE:
      "has a quote in the middle of a value: write it twice, and the value in quotes.",
  };
  const told = words[code] ?? "cannot be read as CSV.";
  return new FileFault("FILE_STRUCTURE", `Row ${row ?? "?"} ${told}`, { row });
}

const DELIMITERS = [",", ";", "\t", "|"];

/** The separator that the first line has most of, outside of quotes; and the file from its beginning. */
async function withDelimiter(bytes: AsyncGenerator<Buffer>) {
  const parts: Buffer[] = [];
  let length = 0;
  for (let next = await bytes.next(); next.done !== true; next = await bytes.next()) {
    parts.push(next.value);
    length += next.value.length;
    if (length > LONGEST_ROW || /\S.*[\r\n]/.test(next.value.toString("latin1"))) break;
  }
  const head = Buffer.concat(parts).toString("latin1").trimStart();
  const line = head.replaceAll(/"[^"]*"/g, "").split(/[\r\n]/)[0] ?? "";
  const count = (delimiter: string): number => line.split(delimiter).length;
  const [delimiter = ","] = DELIMITERS.toSorted((one, other) => count(other) - count(one));
  return { delimiter, whole: joined(parts, bytes) };
}

async function* joined(parts: readonly Buffer[], rest: AsyncGenerator<Buffer>) {
  yield* parts;
  yield* rest;
}
