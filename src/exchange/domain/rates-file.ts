import { excerpt, isCurrency, isLocalDate } from "../../kernel/index.ts";
import type { Currency, ReadPart } from "../../kernel/index.ts";

import { readRate } from "./rate.ts";

/** One rate as a file gives it: so much of `quote` for 1 of the file's base. */
export interface RateGiven {
  readonly quote: Currency;
  /** YYYY-MM-DD: the day whose rate it is. */
  readonly ratedOn: string;
  /** Decimals as they are kept, without zeros at the end. */
  readonly rate: string;
}

/** What a file of rates says. */
export interface RatesFile {
  readonly rates: readonly RateGiven[];
  /** Codes of its columns that are no currencies any more; their rates are left out. */
  readonly skipped: readonly string[];
}

/** Days that are taken at once. */
export const MOST_DAYS = 100;

const MONTHS = [
  ...["January", "February", "March", "April", "May", "June", "July", "August"],
  ...["September", "October", "November", "December"],
];
const NO_RATE = ["", "N/A", "-"];

/**
 * Reads a table of rates as the European Central Bank publishes it (`eurofxref.csv`): a column Date and
 * one for each currency, a row for each day; N/A where a day has none. Says the first thing that is wrong.
 */
export function readRatesFile(text: string, base: Currency): ReadPart<RatesFile> {
  const [header, ...rows] = text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .map(cellsOf);
  const [first, ...codes] = header ?? [];
  if (first?.toLowerCase() !== "date" || codes.length === 0)
    return wrong(`has no header such as "Date, USD, JPY": it begins with "${excerpt(text)}"`);
  if (rows.length === 0 || rows.length > MOST_DAYS)
    return wrong(`must have 1 to ${MOST_DAYS} days, got ${rows.length}: send longer ones in parts`);
  const odd = codes.find((code, index) => !/^[A-Z]{3}$/.test(code) || codes.indexOf(code) < index);
  if (odd !== undefined)
    return wrong(`has a column "${excerpt(odd)}": each is the code of a currency, once`);

  const read = rows.map((cells, index) => readDay(cells, codes, base, index + 2));
  const problem = read.find((day) => !day.ok);
  if (problem && !problem.ok) return problem;
  const days = read.flatMap((day) => (day.ok ? [day.value] : []));
  const twice = days.find(({ on }, index) => days.findIndex((day) => day.on === on) < index);
  if (twice) return wrong(`says ${twice.on} twice: a day has one row`);
  const rates = days.flatMap((day) => day.rates);
  if (rates.length === 0) return wrong("has no rate of a currency that is in use");
  return { ok: true, value: { rates, skipped: codes.filter((code) => !isCurrency(code)) } };
}

/** The bank ends each line with a comma. */
function cellsOf(line: string): readonly string[] {
  return line
    .replace(/,\s*$/, "")
    .split(",")
    .map((cell) => cell.trim());
}

interface Day {
  readonly on: string;
  readonly rates: readonly RateGiven[];
}

function readDay(
  [day = "", ...cells]: readonly string[],
  codes: readonly string[],
  base: Currency,
  row: number,
): ReadPart<Day> {
  const ratedOn = dayOf(day);
  if (ratedOn === null)
    return wrong(
      `row ${row} begins with no day: "${excerpt(day)}"; expected 2026-11-20, or 20 November 2026`,
    );
  if (cells.length > codes.length)
    return wrong(`row ${row} has ${cells.length} rates, and the header ${codes.length} currencies`);
  const rates: RateGiven[] = [];
  for (const [index, quote] of codes.entries()) {
    const given = cells[index] ?? "";
    if (NO_RATE.includes(given) || !isCurrency(quote)) continue;
    if (quote === base) return wrong(`has a column ${quote}, and ${quote} is what it is based on`);
    const rate = readRate(given);
    if (rate === null)
      return wrong(
        `row ${row}, ${quote}, is no rate: "${excerpt(given)}"; expected more than 0, with up to ten digits before the point and ten behind it`,
      );
    rates.push({ quote, ratedOn, rate });
  }
  return { ok: true, value: { on: ratedOn, rates } };
}

/** The daily file writes "20 November 2026", the longer ones 2026-11-20. */
function dayOf(text: string): string | null {
  const [, day = "", name = "", year = ""] = /^(\d{1,2}) (\w+) (\d{4})$/.exec(text) ?? [];
  const month = (MONTHS.indexOf(name) + 1).toString().padStart(2, "0");
  const date = year === "" ? text : `${year}-${month}-${day.padStart(2, "0")}`;
  return isLocalDate(date) ? date : null;
}

function wrong(problem: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem };
}
