/** What breaches can be counted by. */
export const BREACH_DIMENSIONS = {
  CLOCK: "By what the clock measures.",
  PROGRAM: "By the lead's program; the value is its id.",
  PARTNER: "By the lead's partner; the value is its id.",
  OWNER: "By the lead's present owner; the value is their id, or null where it has none.",
} as const;
export type BreachDimension = keyof typeof BREACH_DIMENSIONS;

/** Why a period cannot be reported on; null where it can. */
export function problemOfSpan(from: Date, until: Date): string | null {
  if (until <= from) return "until must be later than from: it is the first instant that is out";
  const latest = new Date(from);
  latest.setUTCFullYear(latest.getUTCFullYear() + LONGEST_YEARS);
  return until > latest ? `until must be no more than ${LONGEST_YEARS} years after from` : null;
}

/** So that no report reads without bound. */
const LONGEST_YEARS = 5;

/** Breached of all that came to an end or ran out, to four decimals; null where none did. */
export function rateOf(breached: number, due: number): string | null {
  return due === 0 ? null : (breached / due).toFixed(4);
}
