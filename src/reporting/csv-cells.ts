import type { Prefix } from "../kernel/index.ts";
import { isFormula } from "../kernel/index.ts";

/**
 * How a cell that the database wrote is written: as it is, guarded against formulas, a uuid as the id
 * of its row, an instant of UTC as RFC 3339 has it, a whole number with so many decimals. `exponent`
 * is not written: it says how many decimals the `money` of its row has. Done here it costs node a
 * tenth of what it costs the database, and node has time.
 */
export type CellKind =
  | "plain"
  | "text"
  | "instant"
  | "exponent"
  | "money"
  | { readonly id: Prefix }
  | { readonly decimals: number };

interface Cursor {
  /** What is read, and how far it is filled. */
  from: Buffer;
  end: number;
  into: Buffer;
  at: number;
  to: number;
  /** Decimals of the row's money. */
  exponent: number;
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
  readonly #cursor: Cursor = { from: NOTHING, end: 0, into: NOTHING, at: 0, to: 0, exponent: 0 };

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
  // a lone digit with nine decimals is what grows most: from two bytes, with its delimiter, to twelve
  cursor.into = Buffer.allocUnsafe(6 * from.length);
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
  if (kind === "instant") return writeInstant;
  if (kind === "exponent") return readExponent;
  if (kind === "money") return (cursor) => writeDecimal(cursor, cursor.exponent);
  if ("id" in kind) return idWriter(kind.id);
  const { decimals } = kind;
  return (cursor) => writeDecimal(cursor, decimals);
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

function readExponent(cursor: Cursor): boolean {
  const { from, at, end } = cursor;
  if (at + 1 >= end) return false;
  const digit = (from[at] ?? 0) - ZERO;
  if (digit < 0 || digit > 9 || from[at + 1] !== COMMA)
    throw new Error("a cell that should be an exponent is none");
  cursor.exponent = digit;
  cursor.at = at + 2;
  return true;
}

/** `2026-11-25 09:30:00.5+00` as `2026-11-25T09:30:00.500Z`; an empty cell stays one. */
function writeInstant(cursor: Cursor): boolean {
  const { from, into, end } = cursor;
  let { at, to } = cursor;
  const stop = endOfCell(from, at, end);
  if (stop === end) return false;
  if (stop > at) {
    if (
      stop - at < SECONDS_LENGTH + 3 ||
      from[at + DATE_LENGTH] !== SPACE ||
      !endsInUtc(from, stop)
    )
      throw new Error("a cell that should be an instant of UTC is none");
    from.copy(into, to, at, at + SECONDS_LENGTH);
    into[to + DATE_LENGTH] = LETTER_T;
    to += SECONDS_LENGTH;
    at += SECONDS_LENGTH;
    into[to++] = POINT;
    // the point, if there is one, then the digits that there are
    for (let place = 1; place <= 3; place += 1)
      into[to++] = at + place < stop - 3 ? (from[at + place] ?? ZERO) : ZERO;
    into[to++] = LETTER_Z;
  }
  into[to++] = from[stop] ?? 0;
  cursor.at = stop + 1;
  cursor.to = to;
  return true;
}

/** `12345` with two decimals as `123.45`, `-5` as `-0.05`. */
function writeDecimal(cursor: Cursor, decimals: number): boolean {
  const { from, into, end } = cursor;
  let { at, to } = cursor;
  const stop = endOfCell(from, at, end);
  if (stop === end) return false;
  if (stop > at) {
    if (from[at] === MINUS) into[to++] = from[at++] ?? 0;
    if (stop === at) throw new Error("a cell that should be a whole number is none");
    const whole = stop - at - decimals;
    if (whole <= 0) into[to++] = ZERO;
    for (let place = Math.min(whole, 0); place < stop - at; place += 1) {
      if (place === whole) into[to++] = POINT;
      const byte = place < 0 ? ZERO : (from[at + place] ?? 0);
      if (byte < ZERO || byte > ZERO + 9)
        throw new Error("a cell that should be a whole number is none");
      into[to++] = byte;
    }
  }
  into[to++] = from[stop] ?? 0;
  cursor.at = stop + 1;
  cursor.to = to;
  return true;
}

const [DATE_LENGTH, SECONDS_LENGTH] = ["2026-11-25".length, "2026-11-25 09:30:00".length];
const [SPACE, MINUS, POINT, ZERO, LETTER_T, LETTER_Z, PLUS] = [
  0x20, 0x2d, 0x2e, 0x30, 0x54, 0x5a, 0x2b,
] as const;

function endOfCell(from: Buffer, at: number, end: number): number {
  let stop = at;
  while (stop < end && from[stop] !== COMMA && from[stop] !== NEWLINE) stop += 1;
  return stop;
}

const endsInUtc = (from: Buffer, stop: number): boolean =>
  from[stop - 3] === PLUS && from[stop - 2] === ZERO && from[stop - 1] === ZERO;

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
    if (at >= end) return false;
    if (from[at] === COMMA || from[at] === NEWLINE) return writePlain(cursor);
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
