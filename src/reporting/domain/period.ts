/** A period of days: `from` is in it, `to` is not. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** Why a period cannot be reported on, and which of its ends is at fault. */
export interface PeriodProblem {
  readonly end: keyof Period;
  readonly problem: string;
}

/** So that no report reads without bound. */
const LONGEST_YEARS = 5;

/** Both are dates as YYYY-MM-DD, which compare as text. Null where nothing is wrong. */
export function problemOf({ from, to }: Period): PeriodProblem | null {
  if (to <= from) {
    return { end: "to", problem: `to must be later than from: it is the first day that is out` };
  }
  if (to > yearsLater(from)) {
    return { end: "to", problem: `to must be no more than ${LONGEST_YEARS} years after from` };
  }
  return null;
}

/** The same for a report whose smallest unit is a calendar month. */
export function problemOfMonths(period: Period): PeriodProblem | null {
  for (const end of ["from", "to"] as const) {
    if (!period[end].endsWith("-01")) {
      return { end, problem: `${end} must be the first day of a month: the report is by months` };
    }
  }
  return problemOf(period);
}

/**
 * The whole calendar months within a period; an empty one at its end where there are none. What is
 * before and after them is less than a month each, or all of it.
 */
export function wholeMonthsOf({ from, to }: Period): Period {
  const first = from.endsWith("-01") ? from : monthAfter(from);
  const last = `${to.slice(0, 8)}01`;
  return first < last ? { from: first, to: last } : { from: to, to };
}

/** 2026-12-05 becomes 2027-01-01; there is no fifth digit, and nothing is later than the last year. */
function monthAfter(date: string): string {
  const [year = 0, month = 0] = date.split("-").map(Number);
  if (month < 12) return `${date.slice(0, 5)}${String(month + 1).padStart(2, "0")}-01`;
  return year === 9999 ? "9999-12-31" : `${String(year + 1).padStart(4, "0")}-01-01`;
}

/** 2024-02-29 becomes 2029-02-29: no day, but between the right two as text. */
function yearsLater(date: string): string {
  const year = Number(date.slice(0, 4)) + LONGEST_YEARS;
  // there is no fifth digit, and nothing is later than the last year
  return year > 9999 ? "9999-12-31" : `${String(year).padStart(4, "0")}${date.slice(4)}`;
}
