import { allocate, money, rational, roundRational, times } from "../../kernel/index.ts";
import type { Money, PartnerId, Rational } from "../../kernel/index.ts";

import type { AwardToEarn, RuleToApply } from "./award.ts";
import { baseAmount, ROUNDING_MODES } from "./base-amount.ts";
import { convert } from "./exchange.ts";
import type { Exchange } from "./exchange.ts";
import { weighed, weightsOf } from "./factors.ts";
import type { Rounding } from "./incentive-program.ts";
import { tenderPart } from "./tender.ts";

/** All from which a partner's own part of an award follows, by whatever its volume multiplies that. */
export interface Basis {
  /** What the rule pays before any factor, exactly. */
  readonly base: Rational;
  /** What each part weighs, by touch. */
  readonly weights: readonly bigint[];
  /** Which of them is the partner's own: its index. */
  readonly own: number;
  readonly rounding: Rounding;
}

/** Of an award that is earned; null where nothing is, or the partner has no part of it. */
export function basisOf(facts: AwardToEarn, partnerId: PartnerId): Basis | null {
  const { rule, beneficiaries, deal, exchange, occurrence } = facts;
  const { exact, minor } = baseAmount(rule, deal, exchange, occurrence);
  const own = beneficiaries.findIndex((each) => each.partnerId === partnerId);
  if (exact === null || own < 0) return null;
  const amount = money(minor, rule.currency);
  const tender = facts.tender && tenderPart({ ...rule, amount }, facts.tender);
  const weights = weightsOf(beneficiaries, facts.factors, facts.quality);
  const base = tender ? rational(tender.minor) : exact;
  return { base, weights, own, rounding: rule.rounding };
}

/** What the own part comes to where that alone is multiplied: the award is rounded once, and split by largest remainder. */
export function partAt({ base, weights, own, rounding }: Basis, multiplier: Rational): bigint {
  const { numerator, denominator } = multiplier;
  const paced = weights.map((weight, index) => weight * (index === own ? numerator : denominator));
  const exact = weighed(times(base, rational(1n, denominator)), paced);
  return allocate(roundRational(exact, ROUNDING_MODES[rounding]), paced)[own] ?? 0n;
}

/** For how much a deal counts: what it is worth in the program's smallest unit; null where no rate tells it. */
export function worthIn(
  { currency, rounding }: Pick<RuleToApply, "currency" | "rounding">,
  deal: Money | null,
  exchange: Exchange | null,
): bigint | null {
  if (deal === null || deal.currency === currency) return deal && deal.minor;
  return (
    exchange && roundRational(convert(deal, currency, exchange.rate), ROUNDING_MODES[rounding])
  );
}
