import { StringDecoder } from "node:string_decoder";

import type { Row } from "../domain/cells.ts";

/**
 * The rows of a COPY in CSV, whose chunks may end anywhere. An empty cell is nothing; an empty text comes in quotes.
 * Throws where the last row is not whole.
 */
export async function* copiedRows(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly Row[]> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const chunk of chunks) {
    const text = rest + decoder.write(chunk);
    const { rows, end } = rowsIn(text);
    rest = text.slice(end);
    if (rows.length > 0) yield rows;
  }
  if (rest !== "") throw new Error("the database's file ended within a row");
}

/** The whole rows of a text, and where they end. */
function rowsIn(text: string): { readonly rows: Row[]; readonly end: number } {
  const rows: Row[] = [];
  let row: (string | null)[] = [];
  let end = 0;
  let at = 0;
  while (at < text.length) {
    const cell = text[at] === '"' ? quotedCell(text, at) : plainCell(text, at);
    if (cell === null) break;
    row.push(cell.value);
    at = cell.end + 1;
    if (text[cell.end] !== "\n") continue;
    rows.push(row);
    row = [];
    end = at;
  }
  return { rows, end };
}

interface Cell {
  readonly value: string | null;
  /** Where its delimiter stands. */
  readonly end: number;
}

function plainCell(text: string, from: number): Cell | null {
  let end = from;
  while (end < text.length && text[end] !== "," && text[end] !== "\n") end += 1;
  if (end === text.length) return null;
  return { value: end === from ? null : text.slice(from, end), end };
}

function quotedCell(text: string, from: number): Cell | null {
  let close = text.indexOf('"', from + 1);
  while (close !== -1 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  // what comes behind the quote decides whether it is the last one
  if (close === -1 || close + 1 >= text.length) return null;
  return { value: text.slice(from + 1, close).replaceAll('""', '"'), end: close + 1 };
}
