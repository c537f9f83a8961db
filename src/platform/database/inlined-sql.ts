import { Sql } from "./statement.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** What an instant of four digits' years looks like: none with a sign, which PostgreSQL reads otherwise. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/**
 * A piece of SQL as text with its values in it, for COPY, which takes no parameters. Only what
 * cannot hold a quote goes in: uuids, lists of them, whole numbers, instants, and bytes as hex.
 * Any other value throws, so no text that somebody typed ever gets here as it was typed.
 */
export function inlinedSql(piece: Sql): string {
  return piece.strings.reduce((text, next, index) => {
    const value = piece.values[index - 1];
    return `${text}${value instanceof Sql ? inlinedSql(value) : literalOf(value)}${next}`;
  });
}

function literalOf(value: unknown): string {
  if (typeof value === "string") return `'${uuid(value)}'`;
  if (Array.isArray(value)) return `'{${value.map(uuid).join(",")}}'`;
  if (typeof value === "bigint") return `'${value}'`;
  if (typeof value === "number" && Number.isSafeInteger(value)) return `'${value}'`;
  if (Buffer.isBuffer(value)) return `'\\x${value.toString("hex")}'`;
  if (value instanceof Date) return `'${instant(value)}'`;
  throw refused();
}

function uuid(value: unknown): string {
  if (typeof value !== "string" || !UUID.test(value)) throw refused();
  return value;
}

function instant(value: Date): string {
  const text = Number.isNaN(value.getTime()) ? "" : value.toISOString();
  if (!INSTANT.test(text)) throw refused();
  return text;
}

function refused(): Error {
  return new Error("a value that is no uuid, whole number or instant was kept out of the SQL text");
}
