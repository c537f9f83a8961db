import { createHash } from "node:crypto";

/** One SQL statement, ready to be prepared under a name of its own on whichever connection runs it. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** A piece of SQL with its parameters; pieces nest, and only `${}` carries values. */
export class Sql {
  readonly strings: readonly string[];
  readonly values: readonly unknown[];

  constructor(strings: readonly string[], values: readonly unknown[]) {
    this.strings = strings;
    this.values = values;
  }
}

/**
 * SQL as a tagged template: what stands in `${}` becomes a parameter (`$1`, `$2` …), a nested
 * `sql` piece is spliced in. Text never comes from a value, so there is nothing to inject into.
 */
export function sql(strings: TemplateStringsArray, ...values: readonly unknown[]): Sql {
  return new Sql(strings, values);
}

/** Joins pieces with a separator; no pieces make an empty piece. */
export function joinSql(pieces: readonly Sql[], separator: string): Sql {
  const first = pieces[0];
  if (!first) return new Sql([""], []);
  return pieces.slice(1).reduce((all, piece) => splice(all, separator, piece), first);
}

/** Text that the program itself made (a table or column name out of metadata), never a value. */
export function trustedText(text: string): Sql {
  return new Sql([text], []);
}

function splice(left: Sql, separator: string, right: Sql): Sql {
  const seam = `${left.strings.at(-1) ?? ""}${separator}${right.strings[0] ?? ""}`;
  return new Sql(
    [...left.strings.slice(0, -1), seam, ...right.strings.slice(1)],
    [...left.values, ...right.values],
  );
}

/**
 * Numbers the parameters and names the text; the same text has the same name everywhere. Throws on
 * a value that the driver could fail to send: statements behind it would go out without it.
 */
export function toStatement(piece: Sql): Statement {
  const values: unknown[] = [];
  const text = render(piece, values);
  return { name: nameOf(text), text, values };
}

function render(piece: Sql, values: unknown[]): string {
  let text = piece.strings[0] ?? "";
  piece.values.forEach((value, index) => {
    if (value instanceof Sql) {
      text += render(value, values);
    } else {
      values.push(sendable(value));
      text += `$${values.length}`;
    }
    text += piece.strings[index + 1] ?? "";
  });
  return text;
}

/** All that turns into a parameter in one way and without fail; an object is made text by its store. */
export function sendable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sendable);
  if (value === null || value === undefined) return null;
  if (value instanceof Date || value instanceof Uint8Array) return value;
  if (typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol")
    return value;
  throw new TypeError(`no parameter of a statement is made of a ${typeof value}`);
}

const names = new Map<string, string>();
const NAMES_KEPT = 5_000;

function nameOf(text: string): string {
  const known = names.get(text);
  if (known) return known;
  if (names.size >= NAMES_KEPT) names.clear();
  const name = `s_${createHash("sha256").update(text).digest("hex").slice(0, 24)}`;
  names.set(text, name);
  return name;
}
