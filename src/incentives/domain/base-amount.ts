import { rational, roundRational, times, WHOLE_PPM } from "../../kernel/index.ts";
import type { Currency, Money, Rational } from "../../kernel/index.ts";

import type { BaseTrace } from "./calculation.ts";
import { convert } from "./exchange.ts";
import type { Exchange } from "./exchange.ts";
import type { Pay, Rounding } from "./incentive-program.ts";

/** What a rule pays for a milestone, before anybody's part in it is looked at. */
interface BaseAmount {
  /** In the program's smallest unit, unrounded; null where it cannot be told in its currency. */
  readonly exact: Rational | null;
  /** The same, rounded once: what the award is where nothing else changes it. */
  readonly minor: bigint;
  readonly trace: BaseTrace;
}

export const ROUNDING_MODES = { HALF_EVEN: "half_even", HALF_UP: "half_up", DOWN: "down" } as const;

/** The amount from which all goes on: exact until the end, and rounded once. */
export function baseAmount(
  rule: { readonly pay: Pay; readonly currency: Currency; readonly rounding: Rounding },
  deal: Money | null,
  exchange: Exchange | null,
  occurrence = 1,
): BaseAmount {
  const { pay, currency, rounding } = rule;
  if (pay.kind === "FIXED_BOUNTY") {
    const { minor } = pay.amount;
    const trace = { kind: pay.kind, minor: minor.toString(), currency };
    return { exact: rational(minor), minor, trace };
  }
  if (deal === null) throw new Error("a part of a deal is earned when that is won");
  const isForeign = deal.currency !== currency;
  const worth = isForeign
    ? exchange && convert(deal, currency, exchange.rate)
    : rational(deal.minor);
  const exact = worth && times(worth, rational(pay.ratePpm, WHOLE_PPM));
  const minor = exact === null ? 0n : roundRational(exact, ROUNDING_MODES[rounding]);
  const trace = {
    kind: pay.kind,
    minor: minor.toString(),
    currency,
    dealMinor: deal.minor.toString(),
    dealCurrency: deal.currency,
    ratePpm: pay.ratePpm.toString(),
    rounding,
    ...(pay.months === undefined ? {} : { month: { occurrence, of: pay.months } }),
    ...(isForeign && exchange ? { rates: exchange.legs } : {}),
  };
  return { exact, minor, trace };
}
