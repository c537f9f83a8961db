import { idOf, money, WHOLE_PPM } from "../../kernel/index.ts";
import type { IncentiveProgramId, Money, PartnerId } from "../../kernel/index.ts";

import { earnAward } from "./award.ts";
import type { AwardEarned, Beneficiary, RuleToApply } from "./award.ts";
import type { PartnerLimit, Room } from "./caps.ts";
import type { Exchange } from "./exchange.ts";
import { NOTHING, reasonsOf } from "./explanation.ts";
import type { TierFactor } from "./factors.ts";
import type { Milestone } from "./incentive-program.ts";

/** From where it is known what the deal is worth. */
export const DEAL_VALUES = {
  OPPORTUNITY: "What the deal was opened with.",
  ESTIMATE: "What the registration says that it is worth.",
  UNKNOWN: "Nothing says what it is worth.",
} as const;
export type DealValue = keyof typeof DEAL_VALUES;

/** What the partner itself knows of its lead, or could: nothing of what others do, have or earn. */
export interface EstimatedFor {
  readonly partnerId: PartnerId;
  /** Its part as it was settled or decided; all where neither was. */
  readonly sharePpm: bigint;
  /** By what its part is known. */
  readonly part: "SETTLED" | "DECIDED" | "OFFERED" | "ASSUMED";
  readonly isTender: boolean;
  /** Whether another lead of its own earned the SQL of this company within a year. */
  readonly hasLiveCreditInCycle: boolean;
  readonly deal: Money | null;
  readonly dealFrom: DealValue;
  readonly at: Date;
}

/** A rule that may be earned yet, with what is the partner's own of what it asks. */
export interface RuleToEstimate {
  readonly rule: RuleToApply;
  readonly exchange: Exchange | null;
  readonly factor: TierFactor | null;
  /** What the partner itself has of this lead under the program by now. */
  readonly leadUsed: bigint;
  readonly window: PartnerLimit | null;
}

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
    const earned = earn(owner, each, before);
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
      account.gate === null ? reasons : [...reasons.slice(0, 1), NOTHING[account.gate]];
    return { ...shown, amount, explanation };
  });
}

/** What the milestones before take of what is limited. */
interface Taken {
  readonly byLead: bigint;
  readonly byPartner: bigint;
}

const isOfDeal = ({ pay }: RuleToApply): boolean => pay.kind === "PERCENT_OF_DEAL";

/** What is told of a rule whatever it comes to. */
function shownOf(
  owner: EstimatedFor,
  { rule, factor, window }: RuleToEstimate,
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
      ...ALWAYS,
    ],
  };
}

/** Ids that no row has: of an estimate nothing is kept. */
const NONE = "00000000-0000-0000-0000-000000000000";
const [AWARD, LEAD, CREDIT, OTHERS] = [
  idOf("awd", NONE),
  idOf("lead", NONE),
  idOf("crd", NONE),
  idOf("prt", NONE),
];

function earn(owner: EstimatedFor, each: RuleToEstimate, before: Taken): AwardEarned {
  const { rule, exchange, factor } = each;
  const { partnerId, sharePpm, deal } = owner;
  const part = { creditId: CREDIT, partnerName: "" };
  const own = { ...part, partnerId, sharePpm, touchRank: 1, isPaid: true };
  const others: Beneficiary = {
    ...{ ...part, partnerId: OTHERS, sharePpm: WHOLE_PPM - sharePpm },
    ...{ touchRank: 2, isPaid: false },
  };
  return earnAward({
    ...{ awardId: AWARD, leadId: LEAD, rule, deal, exchange, tender: null },
    beneficiaries: sharePpm === WHOLE_PPM ? [own] : [own, others],
    hasLiveCreditInCycle: rule.milestone === "SQL" && owner.hasLiveCreditInCycle,
    isEarned: false,
    factors: new Map(factor ? [[partnerId, factor]] : []),
    room: roomOf(owner, each, before),
    ...{ eventAt: owner.at, effectiveOn: owner.at.toISOString().slice(0, 10) },
  });
}

function roomOf(
  { partnerId }: EstimatedFor,
  { rule: { caps }, leadUsed, window }: RuleToEstimate,
  before: Taken,
): Room {
  return {
    lead: caps.leadCap === null ? null : { limit: caps.leadCap, used: leadUsed + before.byLead },
    partners: new Map(
      window ? [[partnerId, { ...window, used: window.used + before.byPartner }]] : [],
    ),
    budget: null,
  };
}

/** What the lead may earn of the award. */
function granted({ gross, calculation: { caps = [] } }: AwardEarned): bigint {
  const cap = caps.find(({ kind }) => kind === "LEAD");
  return cap ? BigInt(cap.afterMinor) : gross.minor;
}

const cutByWindow = ({ calculation: { caps = [] } }: AwardEarned): bigint =>
  caps
    .filter(({ kind }) => kind === "PARTNER")
    .reduce(
      (sum, { beforeMinor, afterMinor }) => sum + BigInt(beforeMinor) - BigInt(afterMinor),
      0n,
    );
