import { allocate, divideRounded, money, WHOLE_PPM } from "../../kernel/index.ts";
import type {
  AwardId,
  CreditId,
  Currency,
  IncentiveProgramId,
  LeadId,
  Money,
  PartnerId,
  ProgramVersionId,
} from "../../kernel/index.ts";

import type { Milestone, Pay, Rounding } from "./incentive-program.ts";
import { tenderPart } from "./tender.ts";
import type { TenderFacts, TenderPart } from "./tender.ts";

/** Stored with each award: results are repeated only by the engine that made them. */
export const ENGINE_VERSION = "3";

/** A milestone's pay under the version in force, in the program's currency. */
export interface RuleToApply {
  readonly programId: IncentiveProgramId;
  readonly programName: string;
  readonly versionId: ProgramVersionId;
  readonly versionNumber: number;
  readonly ruleKey: string;
  readonly milestone: Milestone;
  readonly currency: Currency;
  readonly pay: Pay;
  readonly rounding: Rounding;
}

/** Why a rule pays nothing for a lead that reached its milestone. */
export const AWARD_GATES = {
  ONE_PER_COMPANY_IN_CYCLE:
    "The partner has a live SQL credit for this company within the last 12 months.",
  MILESTONE_EARNED: "Another lead of the same deal has earned the milestone.",
  OTHER_CURRENCY: "The deal is in another currency than the incentive program pays in.",
  TENDER_EARNED: "Others have earned all that the tender earns.",
} as const;
export type AwardGate = keyof typeof AWARD_GATES;

/** A beneficiary of the award: its attribution share. */
export interface Beneficiary {
  readonly creditId: CreditId;
  readonly partnerId: PartnerId;
  readonly partnerName: string;
  readonly sharePpm: bigint;
  readonly touchRank: number;
  /** False for the vendor itself: its part is forfeited. */
  readonly isPaid: boolean;
}

export interface CreditEarned {
  readonly creditId: CreditId;
  readonly partnerId: PartnerId;
  readonly partnerName: string;
  readonly amount: Money;
  readonly weightPpm: bigint;
  readonly touchRank: number;
}

/** What a lead earned under one rule: the sum, each partner's share, and how it came about. */
export interface AwardEarned {
  readonly awardId: AwardId;
  readonly leadId: LeadId;
  readonly rule: RuleToApply;
  readonly gross: Money;
  /** What of it is paid to nobody: the vendor's own part. */
  readonly forfeited: Money;
  /** Why it is zero; null where it is not. */
  readonly gate: AwardGate | null;
  readonly credits: readonly CreditEarned[];
  readonly eventAt: Date;
  /** The day of the milestone in the program's time zone. */
  readonly effectiveOn: string;
  /** How the sum came about, step by step; JSON values only. */
  readonly calculation: Calculation;
}

export interface Calculation {
  readonly engineVersion: string;
  readonly base:
    | {
        readonly kind: "FIXED_BOUNTY";
        readonly minor: string;
        readonly currency: Currency;
      }
    | {
        readonly kind: "PERCENT_OF_DEAL";
        /** What it comes to, rounded once; 0 where the deal is in another currency. */
        readonly minor: string;
        readonly currency: Currency;
        readonly dealMinor: string;
        readonly dealCurrency: Currency;
        readonly ratePpm: string;
        readonly rounding: Rounding;
      };
  readonly gate: AwardGate | null;
  /** Where the lead is for a tender: what that had left to earn, and for how many partners. */
  readonly tender?: { readonly leftMinor: string; readonly partners: number };
  readonly grossMinor: string;
  /** Left out where nothing was. */
  readonly forfeitedMinor?: string;
  readonly shares: readonly {
    readonly partnerId: PartnerId;
    readonly ppm: string;
    readonly minor: string;
  }[];
}

/**
 * What the milestone earns: the rule's amount, or the lead's part of it where that is out to tender,
 * or nothing where a gate is closed, split over the
 * beneficiaries by largest remainder (the odd cent goes to the earliest touch). What would be the vendor's own is forfeited.
 */
export function earnAward(facts: {
  readonly awardId: AwardId;
  readonly leadId: LeadId;
  readonly rule: RuleToApply;
  /** What the deal was worth, where it is won. */
  readonly deal: Money | null;
  readonly beneficiaries: readonly Beneficiary[];
  readonly hasLiveCreditInCycle: boolean;
  /** Whether another lead of the same deal has a live award of the milestone under the program. */
  readonly isEarned: boolean;
  readonly tender: TenderFacts | null;
  readonly eventAt: Date;
  readonly effectiveOn: string;
}): AwardEarned {
  const { rule, beneficiaries } = facts;
  const { currency } = rule;
  const base = baseOf(rule, facts.deal);
  const amount = money(BigInt(base.minor), currency);
  const tender = facts.tender && tenderPart({ ...rule, amount }, facts.tender);
  const gate = gateOf(facts, base, tender);
  const gross = gate === null ? (tender?.minor ?? amount.minor) : 0n;
  const shares = allocate(
    gross,
    beneficiaries.map((each) => each.sharePpm),
  );
  const parts = beneficiaries.map((each, index) => ({
    isPaid: each.isPaid,
    creditId: each.creditId,
    partnerId: each.partnerId,
    partnerName: each.partnerName,
    amount: money(shares[index] ?? 0n, currency),
    weightPpm: each.sharePpm,
    touchRank: each.touchRank,
  }));
  const credits = parts.filter(({ isPaid }) => isPaid).map(({ isPaid: _, ...credit }) => credit);
  const forfeited = gross - credits.reduce((sum, { amount }) => sum + amount.minor, 0n);
  return {
    awardId: facts.awardId,
    leadId: facts.leadId,
    rule,
    gross: money(gross, currency),
    forfeited: money(forfeited, currency),
    gate,
    credits,
    eventAt: facts.eventAt,
    effectiveOn: facts.effectiveOn,
    calculation: {
      engineVersion: ENGINE_VERSION,
      base,
      gate,
      ...(tender === null
        ? {}
        : { tender: { leftMinor: tender.left.toString(), partners: tender.partners } }),
      grossMinor: gross.toString(),
      ...(forfeited === 0n ? {} : { forfeitedMinor: forfeited.toString() }),
      shares: credits.map((credit) => ({
        partnerId: credit.partnerId,
        ppm: credit.weightPpm.toString(),
        minor: credit.amount.minor.toString(),
      })),
    },
  };
}

/** The amount from which all goes on: exact until here, and rounded once. */
function baseOf({ pay, currency, rounding }: RuleToApply, deal: Money | null): Calculation["base"] {
  if (pay.kind === "FIXED_BOUNTY")
    return { kind: pay.kind, minor: pay.amount.minor.toString(), currency };
  if (deal === null) throw new Error("a part of a deal is earned when that is won");
  const minor =
    deal.currency === currency
      ? divideRounded(deal.minor * pay.ratePpm, WHOLE_PPM, ROUNDING_MODES[rounding])
      : 0n;
  return {
    kind: pay.kind,
    minor: minor.toString(),
    currency,
    dealMinor: deal.minor.toString(),
    dealCurrency: deal.currency,
    ratePpm: pay.ratePpm.toString(),
    rounding,
  };
}

/** As the kernel calls them. */
export const ROUNDING_MODES = { HALF_EVEN: "half_even", HALF_UP: "half_up", DOWN: "down" } as const;

function gateOf(
  facts: { readonly hasLiveCreditInCycle: boolean; readonly isEarned: boolean },
  base: Calculation["base"],
  tender: TenderPart | null,
): AwardGate | null {
  if (facts.hasLiveCreditInCycle) return "ONE_PER_COMPANY_IN_CYCLE";
  if (facts.isEarned) return "MILESTONE_EARNED";
  if (base.kind === "PERCENT_OF_DEAL" && base.dealCurrency !== base.currency)
    return "OTHER_CURRENCY";
  // a tender of which nothing was to be earned was not earned by others
  return tender?.left === 0n && base.minor !== "0" ? "TENDER_EARNED" : null;
}
