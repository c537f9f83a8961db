import { money } from "../../kernel/index.ts";
import type { IncentiveProgramId, Money } from "../../kernel/index.ts";

import { earnAward } from "./award.ts";
import type { AwardEarned, AwardToEarn, RuleToApply } from "./award.ts";
import { awardToEstimate } from "./award-to-estimate.ts";
import type { Taken } from "./award-to-estimate.ts";
import { countedOf } from "./counted.ts";
import type { DealValue, EstimatedFor, RuleToEstimate } from "./estimated.ts";
import {
  amountIn,
  deferralSentence,
  holdbackSentence,
  nothingSentences,
  reasonsOf,
} from "./explanation.ts";
import type { TierFactor } from "./factors.ts";
import type { Milestone } from "./incentive-program.ts";
import { periodInWords } from "./true-up.ts";
import { trueUpOf } from "./volume.ts";
import type { Unit } from "./volume.ts";

export interface Estimate {
  readonly milestone: Milestone;
  readonly programName: string;
  readonly programVersion: number;
  /** Null where it hangs on a deal of which nothing is known. */
  readonly amount: Money | null;
  readonly sharePpm: bigint;
  readonly factor: TierFactor | null;
  /** What the partner may earn in its window yet, before this; null where that is not limited. */
  readonly capLeft: Money | null;
  readonly dealFrom: DealValue | null;
  readonly explanation: readonly string[];
  readonly assumptions: readonly string[];
}

/** By what the part is known, and so what is taken for granted. */
const PARTS: Readonly<Record<EstimatedFor["part"], readonly string[]>> = {
  SETTLED: [],
  DECIDED: ["The lead is settled as the decision over it says."],
  OFFERED: ["The lead is settled to the vendor, which found it."],
  ASSUMED: [
    "The lead is settled to its partner alone; to whom it is owed is settled when it is qualified.",
  ],
};

const DEALS: Readonly<Record<DealValue, string>> = {
  OPPORTUNITY: "The deal is won for what it was opened with.",
  ESTIMATE: "The deal is won for what the lead was estimated at.",
  UNKNOWN: "What it comes to hangs on the deal, of which nothing is known yet.",
};

const STILL_HOLDS = "What the rule asks of the lead is asked of it as it is known now.";
const IS_OPENED =
  "The deal is opened before it is won: where it is won at once the rule pays nothing.";
const FIRST_MONTH =
  "It is what the first month earns: each of the others is of what the deal is worth when it comes, and is earned while the deal stands.";
const NO_OTHERS = "No other lead of yours comes to those that count, or goes from them, before it.";

/** What is taken for granted of every estimate. */
const ALWAYS: readonly string[] = [
  "All of it is reached now, under the versions, tiers and rates of now.",
  "The program can pay it: what is left of a budget is not looked at.",
];

/**
 * What may be earned yet, as if all of it were reached at once, one after the other, and nothing changed: by the
 * engine that makes awards, over the partner's own facts alone. Others weigh as if they were on no tier, and nothing
 * is asked of a budget: neither the sums nor the words tell whether there is anybody else.
 */
export function estimateEarnings(
  owner: EstimatedFor,
  rules: readonly RuleToEstimate[],
): readonly Estimate[] {
  const taken = new Map<IncentiveProgramId, Taken>();
  return rules.map((each) => {
    const { programId } = each.rule;
    const before = taken.get(programId) ?? { byLead: 0n, byPartner: 0n };
    const shown = shownOf(owner, each, before);
    if (isOfDeal(each.rule) && owner.deal === null) return shown;
    const facts = awardToEstimate(owner, each, before);
    const earned = earnAward(facts);
    const [credit] = earned.credits;
    if (!credit) throw new Error("an estimate is of a part that is paid");
    const { amount, account } = credit;
    const more = granted(earned) - cutByWindow(earned);
    taken.set(programId, {
      byLead: before.byLead + more,
      byPartner: before.byPartner + amount.minor,
    });
    const under = { programName: shown.programName, programVersion: shown.programVersion };
    const reasons = reasonsOf(account, { ...under, milestone: shown.milestone });
    const explanation =
      account.gate === null
        ? [
            ...reasons,
            ...deferralSentence(account),
            ...holdbackSentence(account),
            ...trueUpSentence(facts, each, amount),
          ]
        : [...reasons.slice(0, 1), ...nothingSentences(account.gate, account)];
    return { ...shown, amount, explanation };
  });
}

/** What the lead may earn of the award. */
function granted({ gross, calculation: { caps = [] } }: AwardEarned): bigint {
  const cap = caps.find(({ kind }) => kind === "LEAD");
  return cap ? BigInt(cap.afterMinor) : gross.minor;
}

/** What waits for another window is the lead's all the same. */
const cutByWindow = ({ calculation: { caps = [] } }: AwardEarned): bigint =>
  caps
    .filter(({ kind, deferWindows }) => kind === "PARTNER" && deferWindows === undefined)
    .reduce(
      (sum, { beforeMinor, afterMinor }) => sum + BigInt(beforeMinor) - BigInt(afterMinor),
      0n,
    );

/** By how much the partner's other leads of the period are raised besides, since this one comes to them. */
function trueUpSentence(
  facts: AwardToEarn,
  { volume }: RuleToEstimate,
  { minor: ownMinor, currency }: Money,
): readonly string[] {
  if (!volume) return [];
  const { accelerator, pace, units, truedUpMinor } = volume;
  const unit: Unit = {
    ...{ awardId: facts.awardId, leadId: facts.leadId, eventAt: facts.eventAt, ownMinor },
    ...countedOf(accelerator, facts, pace),
  };
  const minor = trueUpOf({ units: [...units, unit], truedUpMinor });
  if (minor === 0n) return [];
  const when = periodInWords(pace.period, pace.startsOn);
  return [
    `Besides it raises what your ${units.length} others of ${when} earned, by ${amountIn({ currency }, minor.toString())}.`,
  ];
}

const isOfDeal = ({ pay }: RuleToApply): boolean => pay.kind === "PERCENT_OF_DEAL";

/** What is told of a rule whatever it comes to. */
function shownOf(
  owner: EstimatedFor,
  { rule, factor, window, asks, conditions, volume }: RuleToEstimate,
  { byPartner }: Taken,
): Estimate {
  const left = window && window.limit - window.used - byPartner;
  const dealFrom = isOfDeal(rule) ? owner.dealFrom : null;
  return {
    milestone: rule.milestone,
    programName: rule.programName,
    programVersion: rule.versionNumber,
    amount: null,
    sharePpm: owner.sharePpm,
    factor,
    capLeft: left === null ? null : money(left > 0n ? left : 0n, rule.currency),
    dealFrom,
    explanation: [],
    assumptions: [
      ...PARTS[owner.part],
      ...(dealFrom ? [DEALS[dealFrom]] : []),
      ...(owner.isTender ? ["All of it is earned, and not a part of what is out to tender."] : []),
      ...(asks.length > 0
        ? [conditions ? STILL_HOLDS : `It holds what the rule asks of a lead: ${asks.join("; ")}.`]
        : []),
      ...(rule.milestone === "OPPORTUNITY" && rule.onSkip === "ONLY_REACHED" ? [IS_OPENED] : []),
      ...(rule.pay.kind === "PERCENT_OF_DEAL" && rule.pay.months !== undefined
        ? [FIRST_MONTH]
        : []),
      ...(volume ? [NO_OTHERS] : []),
      ...ALWAYS,
    ],
  };
}
