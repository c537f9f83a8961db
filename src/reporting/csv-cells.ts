import type { Prefix } from "../kernel/index.ts";

import { isFormula } from "./csv.ts";

/**
 * How a cell that the database wrote is written: as it is, guarded against formulas, or (a uuid) as
 * the id of its row.
 */
export type CellKind = "plain" | "text" | { readonly id: Prefix };

interface Cursor {
  /** What is read, and how far it is filled. */
  from: Buffer;
  end: number;
  into: Buffer;
  at: number;
  to: number;
}

/** Writes one cell with its delimiter; false where the cell does not end in `from`. */
type WriteCell = (cursor: Cursor) => boolean;

const [QUOTE, APOSTROPHE, COMMA, NEWLINE] = [0x22, 0x27, 0x2c, 0x0a] as const;
const NOTHING = Buffer.alloc(0);

/**
 * Rewrites CSV from the database, cell by cell, in the bytes as they come: a million lines are not
 * worth a string each. Give it all chunks in order; what it returns are whole rows, in memory that the
 * next chunk is written to.
 */
export class CsvCells {
  readonly #cells: readonly WriteCell[];
  readonly #cursor: Cursor = { from: NOTHING, end: 0, into: NOTHING, at: 0, to: 0 };

  constructor(kinds: readonly CellKind[]) {
    this.#cells = kinds.map(writerOf);
  }

  write(chunk: Buffer): Buffer {
    const cursor = this.#cursor;
    makeRoom(cursor, chunk.length);
    chunk.copy(cursor.from, cursor.end);
    cursor.end += chunk.length;
    writeRows(this.#cells, cursor);
    const rows = cursor.into.subarray(0, cursor.to);
    // what is no whole row yet waits at the beginning for the next chunk
    cursor.from.copyWithin(0, cursor.at, cursor.end);
    cursor.end -= cursor.at;
    cursor.at = 0;
    cursor.to = 0;
    return rows;
  }

  /** Throws where the last row is not whole. */
  end(): void {
    if (this.#cursor.end > 0) throw new Error("the database's file ended within a row");
  }
}

/** The same two buffers serve the whole file, unless a row needs larger ones. */
function makeRoom(cursor: Cursor, length: number): void {
  const needed = cursor.end + length;
  if (cursor.from.length >= needed) return;
  const from = Buffer.allocUnsafe(2 * needed);
  cursor.from.copy(from, 0, 0, cursor.end);
  cursor.from = from;
  // an apostrophe per cell is the most that is added, and each cell has a delimiter
  cursor.into = Buffer.allocUnsafe(2 * from.length);
}

function writeRows(cells: readonly WriteCell[], cursor: Cursor): void {
  for (;;) {
    const { at, to } = cursor;
    for (const write of cells) {
      if (write(cursor)) continue;
      cursor.at = at;
      cursor.to = to;
      return;
    }
  }
}

function writerOf(kind: CellKind): WriteCell {
  if (kind === "plain") return writePlain;
  if (kind === "text") return writeText;
  return idWriter(kind.id);
}

function writePlain(cursor: Cursor): boolean {
  const { from, end, into } = cursor;
  let { at, to } = cursor;
  while (at < end) {
    const byte = from[at++] ?? 0;
    into[to++] = byte;
    if (byte !== COMMA && byte !== NEWLINE) continue;
    cursor.at = at;
    cursor.to = to;
    return true;
  }
  return false;
}

function writeText(cursor: Cursor): boolean {
  const { from, end, into } = cursor;
  if (cursor.at >= end) return false;
  const isQuoted = from[cursor.at] === QUOTE;
  if (isQuoted) into[cursor.to++] = from[cursor.at++] ?? 0;
  if (isSuspect(from[cursor.at], isQuoted) && isFormula(beginning(cursor, isQuoted))) {
    into[cursor.to++] = APOSTROPHE;
  }
  return isQuoted ? writeQuoted(cursor) : writePlain(cursor);
}

/** The rest of a quoted cell: to its quote that is not doubled, and the delimiter after it. */
function writeQuoted(cursor: Cursor): boolean {
  const { from, end, into } = cursor;
  let { at, to } = cursor;
  while (at + 1 < end) {
    const byte = from[at++] ?? 0;
    into[to++] = byte;
    if (byte !== QUOTE) continue;
    const next = from[at++] ?? 0;
    into[to++] = next;
    if (next === QUOTE) continue;
    cursor.at = at;
    cursor.to = to;
    return true;
  }
  return false;
}

/** Most cells are empty or begin with a letter or a digit, and need no second look. */
function isSuspect(byte: number = COMMA, isQuoted: boolean): boolean {
  const isLetter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
  const isDigit = byte >= 0x30 && byte <= 0x39;
  const isEmpty = !isQuoted && (byte === COMMA || byte === NEWLINE);
  return !isLetter && !isDigit && !isEmpty;
}

/** A cell's text as far as the next quote, or its delimiter: no formula begins after that. */
function beginning({ from, at, end }: Cursor, isQuoted: boolean): string {
  let until = at;
  while (until < end && from[until] !== QUOTE) {
    if (!isQuoted && (from[until] === COMMA || from[until] === NEWLINE)) break;
    until += 1;
  }
  return from.toString("utf8", at, until);
}

const UUID_BYTES = 36;
const DIGITS = Buffer.from("0123456789abcdefghjkmnpqrstvwxyz");
const NO_DIGIT = 255;
const NIBBLES = new Uint8Array(256).fill(NO_DIGIT);
for (const [nibble, digit] of Buffer.from("0123456789abcdef").entries()) NIBBLES[digit] = nibble;

/** Writes a uuid as the kernel's `idOf` does: base 32, with two zero bits in front. */
function idWriter(prefix: Prefix): WriteCell {
  const front = Buffer.from(`${prefix}_`);
  return (cursor) => {
    const { from, end, into, at } = cursor;
    if (at + UUID_BYTES >= end) return false;
    let { to } = cursor;
    for (const byte of front) into[to++] = byte;
    let held = 0;
    let bits = 2;
    for (let place = 0; place < UUID_BYTES; place += 1) {
      if (place === 8 || place === 13 || place === 18 || place === 23) continue;
      const nibble = NIBBLES[from[at + place] ?? 0] ?? NO_DIGIT;
      if (nibble === NO_DIGIT) throw new Error("a cell that should be a uuid is none");
      held = ((held << 4) | nibble) & 0xff;
      bits += 4;
      if (bits < 5) continue;
      bits -= 5;
      into[to++] = DIGITS[(held >> bits) & 31] ?? 0;
    }
    cursor.at = at + UUID_BYTES;
    cursor.to = to;
    return writePlain(cursor);
  };
}
