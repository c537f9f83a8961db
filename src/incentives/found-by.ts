import { cross } from "../exchange/index.ts";
import { money } from "../kernel/index.ts";

import type { AwardToEarn, RuleToApply } from "./domain/award.ts";
import type { Calculation } from "./domain/calculation.ts";

/**
 * From what an award was found, of its calculation: what its rule asked of the lead then, the deal as it is by now, the rates of its day, and what was left of a
 * tender. By the same rule they come to the same again.
 */
export function foundBy(
  { base, tender, conditions: asked, isPassedOver: passedOver }: Calculation,
  rule: RuleToApply,
  dealMinor: bigint | null,
): Pick<AwardToEarn, "deal" | "exchange" | "tender" | "conditions" | "isPassedOver"> {
  const conditions = asked ?? null;
  const isPassedOver = passedOver === true;
  const isOfDeal = base.kind === "PERCENT_OF_DEAL";
  const deal = isOfDeal ? money(dealMinor ?? BigInt(base.dealMinor), base.dealCurrency) : null;
  const exchange = isOfDeal ? cross(base.dealCurrency, rule.currency, base.rates ?? []) : null;
  if (!tender) return { deal, exchange, conditions, isPassedOver, tender: null };

  const { programId, ruleKey } = rule;
  const minor = BigInt(base.minor) - BigInt(tender.leftMinor);
  const earned = [{ programId, ruleKey, minor }];
  return {
    deal,
    exchange,
    conditions,
    isPassedOver,
    tender: { partners: tender.partners, earned },
  };
}
