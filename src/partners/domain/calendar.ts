import type { InputReader, Refusal } from "../../kernel/index.ts";
import { excerpt, isLocalDate, isTimeZone, refuse } from "../../kernel/index.ts";

export const WEEKDAYS = {
  MONDAY: "Monday.",
  TUESDAY: "Tuesday.",
  WEDNESDAY: "Wednesday.",
  THURSDAY: "Thursday.",
  FRIDAY: "Friday.",
  SATURDAY: "Saturday.",
  SUNDAY: "Sunday.",
} as const;
export type Weekday = keyof typeof WEEKDAYS;

const isWeekday = (text: string): text is Weekday => Object.hasOwn(WEEKDAYS, text);
const ALL_WEEKDAYS: readonly Weekday[] = Object.keys(WEEKDAYS).filter(isWeekday);

/** Hours of one weekday in which business is done, from the first minute to before the last. */
export interface BusinessHours {
  readonly weekday: Weekday;
  /** HH:MM. */
  readonly from: string;
  /** HH:MM, at most 24:00. */
  readonly until: string;
}

/** A day on which no business is done. */
export interface Holiday {
  readonly fallsOn: string;
  readonly name: string;
}

/** When business is done. */
export interface CalendarSettings {
  readonly name: string;
  /** A zone of the IANA database. */
  readonly timeZone: string;
  /** In the order of the week; none of a weekday overlap. */
  readonly hours: readonly BusinessHours[];
  /** The earliest first, each day once. */
  readonly holidays: readonly Holiday[];
}

/** A calendar as a change of it finds it. */
export interface StandingCalendar {
  readonly version: number;
  /** Of its hours and holidays, those in force. */
  readonly number: number;
  readonly settings: CalendarSettings;
}

const MOST_HOURS = 50;
const MOST_HOLIDAYS = 500;
const CLOCK_TIME = /^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/;

/** Reads business hours, in any order; several of one weekday leave a break between them. */
export function readBusinessHours(
  reader: InputReader,
  path: readonly string[],
  given: readonly BusinessHours[],
): readonly BusinessHours[] {
  if (given.length < 1 || given.length > MOST_HOURS)
    reader.report(path, `must be 1 to ${MOST_HOURS}, got ${given.length}`);
  const listed = given.slice(0, MOST_HOURS);
  for (const [index, { from, until }] of listed.entries()) {
    const at = [...path, String(index)];
    if (!CLOCK_TIME.test(from))
      reader.report([...at, "from"], `is no time: "${excerpt(from)}"; expected 09:00`);
    else if (until !== "24:00" && !CLOCK_TIME.test(until))
      reader.report([...at, "until"], `is no time: "${excerpt(until)}"; expected 17:00 or 24:00`);
    else if (until <= from) reader.report([...at, "until"], "must be later than from");
  }
  const sorted = listed.toSorted(inTheWeek);
  for (const [index, hours] of sorted.entries()) {
    const before = sorted[index - 1];
    if (before?.weekday === hours.weekday && before.until > hours.from)
      reader.report(
        [...path, String(listed.indexOf(hours))],
        `overlaps other hours of ${hours.weekday}`,
      );
  }
  return sorted;
}

/** Reads holidays, in any order; a day that is named twice has its first name. */
export function readHolidays(
  reader: InputReader,
  path: readonly string[],
  given: readonly Holiday[],
): readonly Holiday[] {
  if (given.length > MOST_HOLIDAYS)
    reader.report(path, `may hold ${MOST_HOLIDAYS}, got ${given.length}`);
  const names = new Map<string, string>();
  for (const [index, { fallsOn, name }] of given.slice(0, MOST_HOLIDAYS).entries()) {
    const at = [...path, String(index)];
    if (!isLocalDate(fallsOn)) reader.report([...at, "fallsOn"], "is no day of the calendar");
    const text = reader.text([...at, "name"], name, 100);
    if (!names.has(fallsOn)) names.set(fallsOn, text);
  }
  return [...names]
    .map(([fallsOn, name]) => ({ fallsOn, name }))
    .toSorted((one, other) => one.fallsOn.localeCompare(other.fallsOn));
}

/** Reads a zone of the IANA database. */
export function readTimeZone(reader: InputReader, given: string): string {
  if (!isTimeZone(given))
    reader.report(
      ["timeZone"],
      `is no zone: "${excerpt(given)}"; expected Europe/Berlin or another of the IANA database`,
    );
  return given;
}

/** In the order of the week, then by the clock. */
function inTheWeek(one: BusinessHours, other: BusinessHours): number {
  const days = ALL_WEEKDAYS.indexOf(one.weekday) - ALL_WEEKDAYS.indexOf(other.weekday);
  return days === 0 ? one.from.localeCompare(other.from) : days;
}

export function noSuchCalendar(): Refusal {
  return refuse("NOT_FOUND", "There is no such calendar.", { path: ["calendarId"] });
}
