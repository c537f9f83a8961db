import { addDays, localDate, refuse } from "../../kernel/index.ts";
import type { Refusal } from "../../kernel/index.ts";

/** For how many months a rule may pay its part of a deal. The database holds the same bounds in constraint incentive_rule_recurring. */
const RECURRING_MONTHS = { fewest: 2, most: 60 } as const;

/** For how many days behind its termination a partner's months are earned yet. */
const DAYS_AFTER_TERMINATION = 90;

/** Whether a month lies too far behind the end of its partner to be earned: days are counted in the program's zone, both ends included. */
export const isBehindTermination = (
  monthOn: string,
  terminatedAt: Date,
  timeZone: string,
): boolean => monthOn > addDays(localDate(terminatedAt, timeZone), DAYS_AFTER_TERMINATION);

/** Which month of how many an award is for, the first with the win. */
export interface Month {
  readonly occurrence: number;
  readonly of: number;
}

/** What keeps a rule from paying by the month, by its field; null where nothing does. */
export function problemOfMonths(
  months: number,
  rule: { readonly isPercent: boolean; readonly isSpiff: boolean; readonly isAccelerated: boolean },
): string | null {
  const { fewest, most } = RECURRING_MONTHS;
  if (months < fewest || months > most)
    return `must be ${fewest} to ${most}, got ${months}: leave it out where it pays once`;
  if (!rule.isPercent)
    return "is of a PERCENT_OF_DEAL: what is paid each month is a part of the deal";
  if (rule.isSpiff) return "is not of a spiff: what pays on top for a time pays once";
  if (rule.isAccelerated)
    return "is not beside an accelerator: a lead counts once for its partner's volume, and not each month";
  return null;
}

/** Months that are earned, of which one is to be taken back, as whoever does that finds them. */
export function refuseReportedMonths(isAnyReported: boolean): Refusal | null {
  return isAnyReported
    ? refuse(
        "BUSINESS_RULE",
        "Fraud was reported for a later month of the deal, which goes with this one: decide that first, with decideReversal.",
        { path: ["creditId"] },
      )
    : null;
}
