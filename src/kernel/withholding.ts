import { WHOLE_PPM } from "./allocate.ts";
import type { Money, RoundingMode } from "./money.ts";
import { money } from "./money.ts";
import { rational, roundRational, times } from "./rational.ts";

/** What of a payout goes to the tax office, and what to its partner: together all of it. */
export interface Withholding {
  readonly withheld: Money;
  readonly paid: Money;
}

/**
 * What is withheld of a payout: of its total, once, rounded once. Throws a RangeError where there is less than nothing to
 * pay, or the rate is not 0 to all of it.
 */
export function withhold(
  total: Money,
  ratePpm: bigint,
  mode: RoundingMode = "half_even",
): Withholding {
  if (total.minor < 0n) throw new RangeError("nothing is withheld of less than nothing");
  if (ratePpm < 0n || ratePpm > WHOLE_PPM) throw new RangeError("a rate is 0 to all of it");
  const { currency } = total;
  const exact = times(rational(total.minor), rational(ratePpm, WHOLE_PPM));
  const minor = roundRational(exact, mode);
  return { withheld: money(minor, currency), paid: money(total.minor - minor, currency) };
}
