import type { Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

/** A month as it stands when statements of it are to be issued. */
export interface MonthToIssue {
  readonly startsOn: string;
  readonly isClosed: boolean;
  readonly isIssued: boolean;
  /** The first day of the earliest month before it in which something is booked and that has none; null where all have. */
  readonly missing: string | null;
  /** The first day of a later month that has some; null where none has. */
  readonly later: string | null;
}

const monthOf = (startsOn: string): string => startsOn.slice(0, 7);

const no = (code: "ALREADY_DONE" | "BUSINESS_RULE", message: string): Refusal =>
  refuse(code, message, { path: ["accountingPeriodId"] });

/** Why statements of a month cannot be issued; null where they can. */
export function whyNotIssued(month: MonthToIssue): Refusal | null {
  const called = monthOf(month.startsOn);
  if (month.isIssued)
    return no("ALREADY_DONE", `Statements of ${called} were issued before: each stays as it is.`);
  if (!month.isClosed)
    return no(
      "BUSINESS_RULE",
      `${called} is not closed: a statement is of a month in which nothing is booked any more. Close it first.`,
    );
  if (month.later !== null)
    return no(
      "BUSINESS_RULE",
      `Statements of ${monthOf(month.later)} were issued before, and hold what was booked in ${called}.`,
    );
  if (month.missing !== null)
    return no(
      "BUSINESS_RULE",
      `${monthOf(month.missing)} has no statements yet, and something is booked in it: statements are issued month by month.`,
    );
  return null;
}
