import { CsvError, parse } from "csv-parse/sync";

import type { ReadPart } from "../kernel/index.ts";

const LONGEST_ROW = 65_536;
const DELIMITERS = [",", ";", "\t", "|"];

/** The rows of a bank's table, separated as most of its first lines are; `most` at most. */
export async function readCsv(
  parts: AsyncIterable<unknown>,
  most: number,
): Promise<ReadPart<readonly (readonly string[])[]>> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  try {
    for await (const part of parts) {
      if (!Buffer.isBuffer(part)) throw new TypeError("a file came as something else than bytes");
      text += decoder.decode(part, { stream: true });
    }
    text += decoder.decode();
  } catch (error) {
    if (!(error instanceof TypeError) || !("code" in error)) throw error;
    return { ok: false, problem: "is not written in UTF-8: save it as CSV in UTF-8" };
  }
  try {
    const rows = parse(text, {
      ...{ bom: true, delimiter: delimiterOf(text), relax_column_count: true },
      ...{ max_record_size: LONGEST_ROW, to: most, skip_empty_lines: false },
    });
    return { ok: true, value: rows };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { ok: false, problem: "is no CSV: a quote is not closed, or a row is too long" };
  }
}

/** The separator that stands most often in the first lines, outside of quotes. */
function delimiterOf(text: string): string {
  const head = text.slice(0, LONGEST_ROW).replaceAll(/"[^"]*"/g, "");
  const count = (delimiter: string): number => head.split(delimiter).length;
  return DELIMITERS.toSorted((one, other) => count(other) - count(one))[0] ?? ",";
}
