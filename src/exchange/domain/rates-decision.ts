import { refuse } from "../../kernel/index.ts";
import type { Currency, Refusal } from "../../kernel/index.ts";

import type { RateGiven } from "./rates-file.ts";

/** The rate that stands for two currencies on a day. */
export interface RateStanding {
  readonly base: string;
  readonly quote: string;
  readonly ratedOn: string;
  readonly rate: string;
  readonly source: string;
  readonly revision: number;
}

/** A rate to be kept, under the number that it has among those of its currencies and day. */
export interface RateRevised extends RateGiven {
  readonly revision: number;
}

export interface RatesDecided {
  readonly added: readonly RateRevised[];
  readonly corrected: readonly RateRevised[];
  /** Rates that stand as the file has them. */
  readonly unchanged: number;
}

/**
 * What becomes of a file's rates. Two currencies have one rate a day, whoever publishes it and whichever
 * way round: the same one again is nothing new, another one is a correction, which has to be meant.
 */
export function decideRates(
  given: { readonly base: Currency; readonly rates: readonly RateGiven[] },
  standing: readonly RateStanding[],
  mayCorrect: boolean,
): RatesDecided | Refusal {
  const known = new Map(standing.map((rate) => [keyOf(rate), rate]));
  const compared = given.rates.map((rate) => ({
    rate,
    before: known.get(keyOf({ ...rate, base: given.base })),
  }));
  const corrected = compared.flatMap(({ rate, before }) =>
    before && !isSame(before, rate, given.base) ? [{ rate, before }] : [],
  );
  const [first] = corrected;
  if (first && !mayCorrect) return differs(first.rate, first.before, corrected.length);
  const added = compared.filter(({ before }) => !before).map(({ rate }) => rate);
  return {
    added: added.map((rate) => ({ ...rate, revision: 1 })),
    corrected: corrected.map(({ rate, before }) => ({ ...rate, revision: before.revision + 1 })),
    unchanged: compared.length - added.length - corrected.length,
  };
}

/** The same for both ways round. */
function keyOf(rate: Pick<RateStanding, "base" | "quote" | "ratedOn">): string {
  return [...[rate.base, rate.quote].toSorted(), rate.ratedOn].join(" ");
}

function isSame(before: RateStanding, rate: RateGiven, base: Currency): boolean {
  return before.base === base && before.rate === rate.rate;
}

function differs(rate: RateGiven, before: RateStanding, count: number): Refusal {
  const others = count === 1 ? "" : `, and so are ${count - 1} others`;
  return refuse(
    "BUSINESS_RULE",
    `The rate of ${before.quote} for 1 ${before.base} on ${before.ratedOn} stands at ${before.rate} (${before.source}), and is ${rate.rate} of ${rate.quote} in the file${others}: say why in correctionReason if the file's is to count from now on.`,
    { path: ["csv"] },
  );
}
