/** From `from` (included) to `until` (excluded). Null means without end: still in force. */
export type HalfOpenRange<T extends Date | string> = {
  readonly from: T;
  readonly until: T | null;
};

const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const DAY_MS = 86_400_000;

/** Building a formatter costs some 50 µs, asking it 1 µs. There are as many as zones in use. */
const formatters = new Map<string, Intl.DateTimeFormat>();

/**
 * The calendar date (YYYY-MM-DD) on which an instant falls in a time zone: a finance date is the
 * date in the incentive program's zone. Throws a RangeError on an unknown zone or invalid Date.
 */
export function localDate(at: Date, timeZone: string): string {
  return formatterOf(timeZone).format(at);
}

/** Whether a text names a zone of the IANA database, such as "Europe/Berlin". */
export function isTimeZone(text: string): boolean {
  try {
    newFormatter(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether a text is a date of the calendar in the form YYYY-MM-DD: 2025-02-29 is not. */
export function isLocalDate(text: string): boolean {
  if (!DATE.test(text)) return false;

  const midnight = Date.parse(text);
  return !Number.isNaN(midnight) && dateText(midnight) === text;
}

/** The date `days` later (earlier when negative). Throws a RangeError when `date` is no date. */
export function addDays(date: string, days: number): string {
  if (!isLocalDate(date)) throw new RangeError(`not a date: ${date.slice(0, 40)}`);
  if (!Number.isInteger(days)) throw new RangeError("days come in whole numbers");

  return dateText(Date.parse(date) + days * DAY_MS);
}

/** Whether an instant or date lies in a range: the first moment does, the end does not. */
export function isWithin<T extends Date | string>(range: HalfOpenRange<T>, at: T): boolean {
  return at >= range.from && (range.until === null || at < range.until);
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;

  const formatter = newFormatter(timeZone);
  formatters.set(timeZone, formatter);
  return formatter;
}

/** Swedish writes dates as ISO 8601 does. */
function newFormatter(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    calendar: "iso8601",
    numberingSystem: "latn",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
}

function dateText(midnightMs: number): string {
  return new Date(midnightMs).toISOString().slice(0, 10);
}
