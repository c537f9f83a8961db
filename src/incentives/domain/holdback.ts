import { addDays, allocate, rational, roundRational, WHOLE_PPM } from "../../kernel/index.ts";

import { ROUNDING_MODES } from "./base-amount.ts";
import type { Rounding } from "./incentive-program.ts";

/** By what the time between instalments is counted. The database holds the same names in constraint incentive_program_version_holdback. */
export const VESTING_UNITS = {
  DAYS: "Days of the calendar.",
  MONTHS: "Months: the same day of the month, or its last one where it has no such day.",
} as const;
export type VestingUnit = keyof typeof VESTING_UNITS;
export const isVestingUnit = (text: string): text is VestingUnit =>
  Object.hasOwn(VESTING_UNITS, text);

/** How much of a credit is held back, and when it vests. */
export interface HoldbackTerms {
  /** Of the credit, in parts per million. */
  readonly ppm: bigint;
  readonly instalments: number;
  /** So many days or months after the milestone the first one vests, and after that each. */
  readonly every: number;
  readonly unit: VestingUnit;
}

/** A part of what is held back, in the smallest unit, and from which day on it is not any more. */
export interface Instalment {
  /** 1, 2, 3 … */
  readonly n: number;
  /** YYYY-MM-DD, in the program's zone. */
  readonly dueOn: string;
  readonly minor: bigint;
}

export interface Held {
  readonly minor: bigint;
  readonly instalments: readonly Instalment[];
}

export const NOTHING_HELD: Held = { minor: 0n, instalments: [] };

/**
 * What of a credit is held back: by largest remainder, the odd cent is not held; and its instalments by cumulative
 * rounding, as the version rounds.
 *
 *     20 % of 3333  →  667 of it, in four: 167, 167, 166, 167 (HALF_EVEN)
 */
export function holdBack(
  minor: bigint,
  terms: HoldbackTerms | null | undefined,
  from: string,
  rounding: Rounding,
): Held {
  if (!terms) return NOTHING_HELD;
  const [, held = 0n] = allocate(minor, [WHOLE_PPM - terms.ppm, terms.ppm]);
  if (held === 0n) return NOTHING_HELD;
  const instalments = instalmentsOf(held, terms.instalments, rounding).map((part, index) => ({
    ...{ n: index + 1, dueOn: dueOn(from, terms, index + 1), minor: part },
  }));
  return { minor: held, instalments };
}

/** Each is what has vested by then, less what had before: no cent is lost. */
export function instalmentsOf(held: bigint, of: number, rounding: Rounding): readonly bigint[] {
  const vested = Array.from({ length: of + 1 }, (_, k) =>
    roundRational(rational(held * BigInt(k), BigInt(of)), ROUNDING_MODES[rounding]),
  );
  return vested.slice(1).map((minor, index) => minor - (vested[index] ?? 0n));
}

/**
 * By how much what is held of a credit changes with the credit: what would be held of all that counts by now,
 * less what is. The days stay those that were promised.
 */
export function changeHeld(
  before: readonly Instalment[],
  outstandingMinor: bigint,
  terms: HoldbackTerms | null,
  since: { readonly from: string; readonly rounding: Rounding },
): Held {
  const now = holdBack(outstandingMinor, terms, since.from, since.rounding).instalments;
  const numbers = [...new Set([...before, ...now].map(({ n }) => n))];
  return differencesOf(
    numbers.map((n) => {
      const [had, has] = [before, now].map((all) => all.find((each) => each.n === n));
      const day = had?.dueOn ?? has?.dueOn ?? since.from;
      return { n, dueOn: day, minor: (has?.minor ?? 0n) - (had?.minor ?? 0n) };
    }),
  );
}

/** Those that change, and what that comes to. */
export function differencesOf(all: readonly Instalment[]): Held {
  const instalments = all.filter(({ minor }) => minor !== 0n);
  return { minor: instalments.reduce((sum, { minor }) => sum + minor, 0n), instalments };
}

function dueOn(from: string, { every, unit }: HoldbackTerms, n: number): string {
  return unit === "DAYS" ? addDays(from, every * n) : addMonths(from, every * n);
}

/** The same day so many months later, or the last one of that month. */
export function addMonths(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const first = (later: number) =>
    new Date(Date.UTC(year, month - 1 + later, 1)).toISOString().slice(0, 10);
  const last = addDays(first(months + 1), -1);
  const same = `${last.slice(0, 8)}${String(date).padStart(2, "0")}`;
  return same < last ? same : last;
}
