/** Room for one text: lengths in code points, after normalising. */
export type TextRule = {
  readonly maxLength: number;
  /** Default 1: an empty text is no text. */
  readonly minLength?: number;
  /** Default "one". With "many", line feeds and tabs are allowed and CRLF becomes a line feed. */
  readonly lines?: "one" | "many";
};

export type ParsedText =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string };

/**
 * Characters that no name or note needs: controls (PostgreSQL cannot store NUL, logs and CSV files
 * break on others), line and paragraph separators, and the marks that turn the reading direction
 * around, with which `moc.emca` can be shown as `acme.com`. Joiners stay: Persian, Hindi and emoji
 * need them.
 */
const FORBIDDEN_IN_LINE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
const FORBIDDEN_IN_LINES = /(?![\n\t])[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

const LONE_SURROGATE = /\p{Cs}/u;
/** Half of a surrogate pair, control, format, private or unassigned: never shown as it came. */
const UNPRINTABLE = /\p{C}/gu;

const EXCERPT_LENGTH = 40;
/** NFC never shortens real text this much; beyond it the text is refused without being walked. */
const UNITS_PER_CHARACTER = 8;

/**
 * Makes a text fit to store: NFC, spaces around it removed. Refuses half surrogate pairs, control
 * characters and texts out of bounds. The problem reads well after the name of a field and repeats
 * nothing of the text.
 */
export function normaliseText(text: string, rule: TextRule): ParsedText {
  const { maxLength, minLength = 1, lines = "one" } = rule;
  const tooLong = { ok: false, problem: `is longer than ${maxLength} characters` } as const;
  if (text.length > (maxLength + 1) * UNITS_PER_CHARACTER) return tooLong;
  if (LONE_SURROGATE.test(text)) return { ok: false, problem: "contains half of a surrogate pair" };

  const joined = lines === "many" ? text.replaceAll("\r\n", "\n") : text;
  const forbidden = (lines === "many" ? FORBIDDEN_IN_LINES : FORBIDDEN_IN_LINE).exec(joined)?.[0];
  if (forbidden !== undefined) {
    return { ok: false, problem: `contains ${codePointName(forbidden)}, which is not allowed` };
  }

  const normalised = joined.normalize("NFC").trim();
  const length = lengthOf(normalised);
  if (length > maxLength) return tooLong;
  if (length === 0 && minLength > 0) return { ok: false, problem: "is empty" };
  if (length < minLength) return { ok: false, problem: `is shorter than ${minLength} characters` };
  return { ok: true, text: normalised };
}

/** Length in code points: what a person counts more nearly than UTF-16 units. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/** At most 40 characters of a foreign text, safe to repeat in a message or a log line. */
export function excerpt(text: string): string {
  const start = [...text.slice(0, EXCERPT_LENGTH * 2)].slice(0, EXCERPT_LENGTH).join("");
  const cut = start.length < text.length;
  const shown = cut ? `${[...start].slice(0, EXCERPT_LENGTH - 1).join("")}…` : start;
  return shown.replace(UNPRINTABLE, "\ufffd");
}

/** What spreadsheets take for the start of a formula, full-width forms included. */
const FORMULA = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\p{Cc}]/u;

/** True of text that a spreadsheet would take for a formula. */
export const isFormula = (text: string): boolean => FORMULA.test(text);

/** Text that no spreadsheet runs as a formula: such a one gets an apostrophe in front. */
export const withoutFormula = (text: string): string => (isFormula(text) ? `'${text}` : text);

function codePointName(character: string): string {
  const codePoint = character.codePointAt(0) ?? 0;
  return `U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}`;
}
