import { exponentOf, rational, times } from "../../kernel/index.ts";
import type { Currency, Money, Rational } from "../../kernel/index.ts";

/** A rate as it was published: so much of `quote` for 1 of `base`. JSON values only. */
export interface RateApplied {
  readonly base: Currency;
  readonly quote: Currency;
  readonly rate: string;
  /** YYYY-MM-DD: the day whose rate it is. */
  readonly ratedOn: string;
  readonly source: string;
  readonly revision: number;
}

/** The way from a deal's currency into the program's, as it was when the milestone was reached. */
export interface Exchange {
  /** What 1 of the deal's currency is in the program's, exactly. */
  readonly rate: Rational;
  /** The one or two rates that say so. */
  readonly legs: readonly RateApplied[];
}

/**
 * An amount in the smallest unit of another currency, exactly. Units of one and of the other differ in
 * their decimals: 1,234.56 EUR at 162.345 are 200,424.6432 JPY, and the cents were a hundred times as many.
 */
export function convert({ minor, currency }: Money, to: Currency, rate: Rational): Rational {
  const decimals = exponentOf(to) - exponentOf(currency);
  const scale =
    decimals < 0 ? rational(1n, 10n ** BigInt(-decimals)) : rational(10n ** BigInt(decimals));
  return times(times(rational(minor), rate), scale);
}
