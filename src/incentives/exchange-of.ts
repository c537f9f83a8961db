import { cross } from "../exchange/index.ts";

import type { Exchange } from "./domain/exchange.ts";
import type { AwardOfDeal } from "./store/adjustable-awards.ts";

/** The way from a deal's currency into its program's by the rates that an award keeps; null of what no deal decides. */
export function exchangeOf({
  calculation: { base },
  currency,
}: Pick<AwardOfDeal, "calculation" | "currency">): Exchange | null {
  return base.kind === "PERCENT_OF_DEAL"
    ? cross(base.dealCurrency, currency, base.rates ?? [])
    : null;
}
