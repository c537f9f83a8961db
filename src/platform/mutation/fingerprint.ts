import { createHash } from "node:crypto";

/**
 * The fingerprint of an input as it was sent: equal for equal content, whatever the order of its
 * fields. What is null counts as left out, so that a field added to the API later changes no
 * fingerprint of before. Throws on anything but plain data.
 */
export function fingerprintOf(input: unknown): Buffer {
  return createHash("sha256").update(canonical(input)).digest();
}

function canonical(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value === "object" && value !== null) return canonicalFields(value);
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return JSON.stringify(value);
  }
  if (value === null || value === undefined) return "null";
  throw new TypeError(`a ${typeof value} has no fingerprint`);
}

function canonicalFields(value: object): string {
  if (value instanceof Map || value instanceof Set)
    throw new TypeError("a collection has no fingerprint");
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined && field !== null)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`);
  return `{${fields.join(",")}}`;
}
