import { joinSql, sql, Sql, trustedText } from "./statement.ts";

/**
 * Makes one statement of writes that are queued together: a WITH of all of them, which the server
 * runs as a whole or not at all. What holds inside it:
 *
 * - none of them reads what another writes: all look at the rows as they were before;
 * - foreign keys and AFTER triggers are run at its end, and see everything; a BEFORE trigger must not
 *   look at the rows of another one;
 * - none may write a row that another one writes.
 *
 * They stand last first, since the server runs them from the last to the first: locks are taken in
 * the order in which they were queued. Nothing but the order of locks relies on it.
 */
export function mergeWrites(pieces: readonly Sql[]): Sql {
  const [only] = pieces;
  if (only && pieces.length === 1) return only;
  const named = pieces.map((piece, index) => ({ piece, name: trustedText(`w${index + 1}`) }));
  const parts = named.toReversed().map(({ piece, name }) => sql`${name} as ${asPart(piece)}`);
  // a call of a function is made only where its result is asked for
  const calls = named
    .filter(({ piece }) => firstWord(piece) === "select")
    .map(({ name }) => sql`(select count(*) from ${name})`);
  return sql`with ${joinSql(parts, ", ")} select ${joinSql(calls, ", ")}`;
}

function asPart(piece: Sql): Sql {
  return firstWord(piece) === "select" ? sql`materialized (${piece})` : sql`(${piece})`;
}

const MERGEABLE = new Set(["insert", "update", "delete", "select"]);

/** Also of a piece that begins with another one. */
function firstWord(piece: Sql): string {
  const [first] = piece.values;
  const text = piece.strings[0]?.trimStart() ?? "";
  if (text === "" && first instanceof Sql) return firstWord(first);
  const word = /^\w*/.exec(text)?.[0] ?? "";
  if (!MERGEABLE.has(word)) throw new Error(`a write that begins with "${word}" is not merged`);
  return word;
}
