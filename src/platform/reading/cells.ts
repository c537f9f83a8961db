/**
 * What PostgreSQL sent as what the fields are made of. A cell comes as the driver has it, or out of
 * a JSON array where its row is part of a list; both spellings end as the same value.
 */
export type Decode = (cell: unknown) => unknown;

const asIs: Decode = (cell) => cell;

export function decoderOf(type: string): Decode {
  if (type === "timestamptz")
    return (cell) => (typeof cell === "string" ? instantText(cell) : null);
  if (type === "bigint") return (cell) => (typeof cell === "string" ? BigInt(cell) : null);
  return asIs;
}

/** `2027-02-01 10:00:00.5+00` or `2027-02-01T10:00:00.5+00:00` as `2027-02-01T10:00:00.500Z`. */
function instantText(text: string): string {
  const zone = text.indexOf("+", 19);
  const isUtc = zone > 0 && (text.length === zone + 3 || text.endsWith("+00:00"));
  if (!isUtc || !text.startsWith("+00", zone) || text.charAt(4) !== "-") return otherInstant(text);
  const fraction = text.slice(20, zone).padEnd(3, "0").slice(0, 3);
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction}Z`;
}

/** Another zone than the server's own, or a year of another length: rare, so it may be slow. */
function otherInstant(text: string): string {
  const hours = /[+-]\d\d$/.test(text) ? `${text}:00` : text;
  return new Date(hours.replace(" ", "T")).toISOString();
}
