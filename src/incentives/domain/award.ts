import { allocate, money, rational, roundRational } from "../../kernel/index.ts";
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

import { baseAmount, ROUNDING_MODES } from "./base-amount.ts";
import type { Calculation, CapTrace, EndedTrace, FactorTrace } from "./calculation.ts";
import type { CapTerms } from "./cap-terms.ts";
import { capLead, capParts } from "./caps.ts";
import type { Part, Room } from "./caps.ts";
import type { Exchange } from "./exchange.ts";
import { accountOfHeld, creditAccount } from "./credit-account.ts";
import type { CreditAccount } from "./credit-account.ts";
import { deferredOf } from "./deferral.ts";
import { factorTraces, weighed, weightsOf } from "./factors.ts";
import { accelerated, forPace, traceOf } from "./pace.ts";
import type { Factors } from "./factors.ts";
import { gateOf } from "./gates.ts";
import type { AwardGate, Standing } from "./gates.ts";
import type { GlTreatment } from "./gl-treatment.ts";
import { holdBack } from "./holdback.ts";
import type { Held, HoldbackTerms } from "./holdback.ts";
import type { Milestone, Pay, Rounding } from "./incentive-program.ts";
import { qualityTraces } from "./quality.ts";
import type { QualityFactors, QualityTrace } from "./quality.ts";
import type { OnSkip } from "./on-skip.ts";
import type { SpiffTrace } from "./spiffs.ts";
import { tenderPart } from "./tender.ts";
import type { TenderFacts, TenderPart } from "./tender.ts";
import type { Pace } from "./lead-pace.ts";

/** Stored with each award: results are repeated only by the engine that made them. */
export const ENGINE_VERSION = "8";

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
  /** By what the version limits what it pays. */
  readonly caps: CapTerms;
  /** How the books take it; EXPENSE where it is left out. */
  readonly glTreatment?: GlTreatment;
  /** Where it pays on top of the others for a time. */
  readonly spiff?: SpiffTrace | null;
  /** Whether it pays where a move passes over its milestone; not where that is not said. */
  readonly onSkip?: OnSkip;
  /** What of each credit is held back; null, or not there, where nothing is. */
  readonly holdback?: HoldbackTerms | null;
}

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
  /** How it came about, as far as it is the partner's to know. */
  readonly account: CreditAccount;
  /** What of it is held back until it vests. */
  readonly held: Held;
  /** What of its partner's part waits for room under its cap; none where it is left out. */
  readonly deferredMinor?: bigint;
}

/** What a lead earned under one rule: the sum, each partner's share, and how it came about. */
export interface AwardEarned {
  readonly awardId: AwardId;
  readonly leadId: LeadId;
  readonly rule: RuleToApply;
  readonly gross: Money;
  /** What of it is paid to nobody: the vendor's own part, and what is over a limit. */
  readonly forfeited: Money;
  /** What of it waits for room under partners' caps. */
  readonly deferred: Money;
  /** Why it is zero; null where it is not. */
  readonly gate: AwardGate | null;
  readonly credits: readonly CreditEarned[];
  /** Which of the months that its rule pays for; 1 of one that pays once. */
  readonly occurrence: number;
  readonly eventAt: Date;
  /** The day of the milestone in the program's time zone. */
  readonly effectiveOn: string;
  readonly calculation: Calculation;
}

/** All that what a milestone earns is decided by. */
export interface AwardToEarn extends Standing {
  readonly awardId: AwardId;
  readonly leadId: LeadId;
  readonly rule: RuleToApply;
  /** What the deal was worth, where it is won. */
  readonly deal: Money | null;
  /** Which of the months that its rule pays for; the first where it is left out. */
  readonly occurrence?: number;
  /** How that comes into the program's currency; null where no rate is known, or none is needed. */
  readonly exchange: Exchange | null;
  readonly beneficiaries: readonly Beneficiary[];
  readonly tender: TenderFacts | null;
  /** Of those who stood on a tier that the version names. */
  readonly factors: Factors;
  /** Of the partner whose lead it is, where its rule accelerates; null, or left out, where none does. */
  readonly pace?: Pace | null;
  /** Where the version goes by how leads fare. */
  readonly quality?: QualityFactors;
  /** What is left of what is limited. */
  readonly room: Room;
  /** Whose part is nobody's, since they were terminated long before; nobody where it is left out. */
  readonly ended?: readonly PartnerId[];
  readonly eventAt: Date;
  readonly effectiveOn: string;
}

/**
 * What the milestone earns, by steps that each see what the one before came to:
 *
 * 1. the rule's amount, in the program's currency by the rate of its day, exact
 * 2. the lead's part of it where that is out to tender, or nothing where a gate is closed
 * 3. each partner's part times its own factors, by tier, by how its leads fare and by how many, or how much, they are, added up, and rounded once
 * 4. what its lead may still earn of it
 * 5. split over the beneficiaries by what their parts weigh, by largest remainder: the odd cent goes to the earliest touch
 * 6. what each partner may still earn in its window, and what the budget still bears
 * 7. what would be the vendor's own, and what is over, is forfeited; what is over a cap that defers waits
 * 8. what of each credit is held back until it vests
 */
export function earnAward(facts: AwardToEarn): AwardEarned {
  const { rule, beneficiaries, occurrence = 1 } = facts;
  const { currency } = rule;
  const base = baseAmount(rule, facts.deal, facts.exchange, occurrence);
  const amount = money(base.minor, currency);
  const tender = facts.tender && tenderPart({ ...rule, amount }, facts.tender);
  const gate = gateOf(facts, rule.onSkip ?? "ONLY_REACHED", base, tender);
  // what earns nothing counts for no volume
  const pace = gate === null && base.minor !== 0n ? (facts.pace ?? null) : null;
  const own = weightsOf(beneficiaries, facts.factors, facts.quality);
  const weights = accelerated(own, beneficiaries, pace);
  const exact = tender ? rational(tender.minor) : base.exact;
  const gross =
    gate === null && exact
      ? roundRational(weighed(forPace(exact, pace), weights), ROUNDING_MODES[rule.rounding])
      : 0n;
  const granted = capLead(gross, facts.room.lead);
  const whole = split(granted.value, beneficiaries, weights);
  const ended = endedOf(whole, facts.ended ?? []);
  const parts = capParts(withoutEnded(whole, ended), facts.room, rule.caps);
  const shares = paidShares(beneficiaries, parts.value);
  const deferred = sumOf(beneficiaries.map(({ partnerId }) => deferredOf(parts.traces, partnerId)));
  const forfeited = gross - deferred - sumOf(shares.map(({ minor }) => BigInt(minor)));
  const calculation: Calculation = {
    ...{ engineVersion: ENGINE_VERSION, base: base.trace, gate },
    ...(facts.isPassedOver === true ? { isPassedOver: true } : {}),
    ...(rule.spiff ? { spiff: rule.spiff } : {}),
    ...(facts.conditions ? { conditions: facts.conditions } : {}),
    ...toldOfTender(tender),
    ...toldOfFactors(factorTraces(beneficiaries, facts.factors)),
    ...toldOfQuality(facts.quality ? qualityTraces(beneficiaries, facts.quality) : []),
    ...(pace ? { accelerator: traceOf(pace) } : {}),
    grossMinor: gross.toString(),
    ...(ended.length === 0 ? {} : { ended }),
    ...toldOfCaps([...granted.traces, ...parts.traces]),
    ...(forfeited === 0n ? {} : { forfeitedMinor: forfeited.toString() }),
    ...(deferred === 0n ? {} : { deferredMinor: deferred.toString() }),
    shares,
  };
  return {
    ...{ awardId: facts.awardId, leadId: facts.leadId, rule, occurrence, gate, calculation },
    gross: money(gross, currency),
    forfeited: money(forfeited, currency),
    deferred: money(deferred, currency),
    credits: creditsOf(beneficiaries, calculation, rule, facts.effectiveOn),
    ...{ eventAt: facts.eventAt, effectiveOn: facts.effectiveOn },
  };
}

const sumOf = (all: readonly bigint[]): bigint => all.reduce((sum, minor) => sum + minor, 0n);

type Told<Step extends keyof Calculation> = Partial<Pick<Calculation, Step>>;

const toldOfTender = (tender: TenderPart | null): Told<"tender"> =>
  tender ? { tender: { leftMinor: tender.left.toString(), partners: tender.partners } } : {};

const toldOfFactors = (factors: readonly FactorTrace[]): Told<"factors"> =>
  factors.length === 0 ? {} : { factors };

const toldOfQuality = (quality: readonly QualityTrace[]): Told<"quality"> =>
  quality.length === 0 ? {} : { quality };

const toldOfCaps = (caps: readonly CapTrace[]): Told<"caps"> => (caps.length === 0 ? {} : { caps });

function split(
  minor: bigint,
  beneficiaries: readonly Beneficiary[],
  weights: readonly bigint[],
): readonly Part[] {
  const shares = allocate(minor, weights);
  return beneficiaries.map(({ partnerId, isPaid }, index) => ({
    ...{ partnerId, isPaid, weight: weights[index] ?? 0n, minor: shares[index] ?? 0n },
  }));
}

const endedOf = (parts: readonly Part[], ended: readonly PartnerId[]): readonly EndedTrace[] =>
  parts
    .filter(({ partnerId, isPaid }) => isPaid && ended.includes(partnerId))
    .map(({ partnerId, minor }) => ({ partnerId, minor: minor.toString() }));

/** Whoever was terminated has nothing, and nothing of what others cannot have. */
const withoutEnded = (parts: readonly Part[], ended: readonly EndedTrace[]): readonly Part[] =>
  parts.map((part) =>
    ended.some(({ partnerId }) => partnerId === part.partnerId)
      ? { ...part, isPaid: false, weight: 0n, minor: 0n }
      : part,
  );

/** What each beneficiary that is paid has in the end, also where that is nothing. */
function paidShares(
  beneficiaries: readonly Beneficiary[],
  parts: readonly Part[],
): Calculation["shares"] {
  return beneficiaries.flatMap(({ partnerId, sharePpm, isPaid }, index) =>
    isPaid
      ? [{ partnerId, ppm: sharePpm.toString(), minor: (parts[index]?.minor ?? 0n).toString() }]
      : [],
  );
}

/** A credit for each share, with what its partner may know of how it came about. */
function creditsOf(
  beneficiaries: readonly Beneficiary[],
  calculation: Calculation,
  { currency, holdback, rounding }: RuleToApply,
  from: string,
): readonly CreditEarned[] {
  const paid = beneficiaries.filter(({ isPaid }) => isPaid);
  return paid.flatMap(({ isPaid: _, sharePpm, ...each }, index) => {
    const share = calculation.shares[index];
    if (!share) return [];
    const amount = money(BigInt(share.minor), currency);
    const held = holdBack(amount.minor, holdback, from, rounding);
    const deferredMinor = deferredOf(calculation.caps ?? [], share.partnerId);
    const account = { ...creditAccount(calculation, share), ...accountOfHeld(held, holdback) };
    return [{ ...each, amount, weightPpm: sharePpm, account, held, deferredMinor }];
  });
}
