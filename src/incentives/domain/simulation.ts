import { localDate } from "../../kernel/index.ts";
import type { CreditId, LeadId, Money, PartnerId } from "../../kernel/index.ts";

import { earnAward } from "./award.ts";
import type { Accelerator } from "./accelerator.ts";
import type { AwardEarned, AwardToEarn, RuleToApply } from "./award.ts";
import { worthIn } from "./basis.ts";
import { windowStart } from "./cap-terms.ts";
import type { Limit, PartnerLimit, Room } from "./caps.ts";
import { askConditions } from "./conditions.ts";
import type { Condition, LeadFacts } from "./conditions.ts";
import type { Exchange } from "./exchange.ts";
import type { TierFactor } from "./factors.ts";
import type { AwardGate } from "./gates.ts";
import type { Milestone } from "./incentive-program.ts";
import type { QualityFactor } from "./quality.ts";
import { isBehindTermination } from "./recurring.ts";
import { SimulatedSums } from "./simulated-sums.ts";
import type { SimulationResult } from "./simulated-sums.ts";
import { SimulatedVolumes } from "./simulated-volumes.ts";
import { isInTime } from "./spiffs.ts";
import type { TenderFacts } from "./tender.ts";

/** Where a simulation stands. The database holds the same names in constraint simulation_status. */
export const SIMULATION_STATUSES = {
  QUEUED: "It waits for its turn.",
  RUNNING: "It is reckoned.",
  DONE: "It is done, and its result is kept.",
  FAILED: "It could not be done; the failure says why.",
  CANCELLED: "Somebody told it to end.",
} as const;

/** Milestones that one simulation goes over at most; more are for a shorter period. */
export const MOST_MILESTONES = 50_000;

/** Days that its period has at most. The database holds the same in constraint simulation_period. */
export const MOST_DAYS = 400;

/** A milestone that a lead reached, as it stands by now, for the version that is tried. */
export interface MilestonePast {
  readonly leadId: LeadId;
  readonly milestone: Milestone;
  readonly at: Date;
  /** Those to whom the lead is owed, the earliest touch first. */
  readonly shares: readonly {
    readonly partnerId: PartnerId;
    readonly partnerName: string;
    /** On which it stood then; null where it stood on none. */
    readonly tier: string | null;
    readonly sharePpm: bigint;
    readonly isPaid: boolean;
    readonly factor: TierFactor | null;
    /** How its leads fared by then; null where the version does not go by that. */
    readonly quality: QualityFactor | null;
  }[];
  /** For whose volume it counts; null where the vendor found it. */
  readonly sourcedBy: PartnerId | null;
  /** Whether a move passed over it. */
  readonly isPassedOver: boolean;
  /** Whether all that it had earned itself was taken back: true-ups that came of it may count yet. */
  readonly isTakenBack: boolean;
  /** What is known of the lead; null where no rule asks. */
  readonly facts: LeadFacts | null;
  /** What was earned of it under the program, of what counts by now. */
  readonly earned: ReadonlyMap<PartnerId, bigint>;
  /** What closed its award by the rule then, other than the version's own terms. */
  readonly gate: AwardGate | null;
  /** The same of its awards by spiffs: what spiffs alone earned elsewhere leaves the rule to be earned. */
  readonly spiffGate: AwardGate | null;
  readonly deal: Money | null;
  /** What it was worth then, by which what is paid by the month goes; the same where it is left out. */
  readonly dealThen?: Money | null;
  readonly exchange: Exchange | null;
  readonly tender: TenderFacts | null;
  /** Which month of a deal it is, 1 with its win; that where it is left out. */
  readonly occurrence?: number;
  /** Whether a win lies before the period, of which months may lie in it. */
  readonly isBefore?: boolean;
  /** When those of its beneficiaries were terminated that were. */
  readonly terminated?: ReadonlyMap<PartnerId, Date>;
}

/** A rule of the version that is tried. */
export type RuleToTry = RuleToApply & {
  readonly timeZone: string;
  readonly accelerator: Accelerator | null;
  readonly conditions: readonly Condition[];
};

/**
 * A version of an incentive program, tried on milestones in the order in which they were reached. What is limited begins
 * unused, and is used up in memory by what the version would have paid: one entry per lead, and per partner and window.
 * Leads are counted for volumes in the same way: those before the period count for none. Of deals that were won before it the months
 * are earned that come in it, each as of its own day; what they earned before it uses up nothing.
 */
export class Simulation {
  readonly #rules: readonly RuleToTry[];
  readonly #volumes = new SimulatedVolumes();
  readonly #ofLeads = new Map<LeadId, bigint>();
  readonly #ofWindows = new Map<string, bigint>();
  #ofBudget = 0n;
  readonly #leads = new Set<LeadId>();
  #milestones = 0;
  #months = 0;
  #read = 0;
  /** Of which deals, under which rules, months come behind the win. */
  readonly #goingOn = new Set<string>();
  readonly #sums = new SimulatedSums();

  constructor(rules: readonly RuleToTry[]) {
    this.#rules = rules;
  }

  /** How many milestones and months counted so far. */
  get done(): number {
    return this.#milestones + this.#months;
  }

  /** How many were looked at, also those before the period. */
  get read(): number {
    return this.#read;
  }

  /** Takes the next milestone, or month. */
  add(past: MilestonePast): void {
    this.#read += 1;
    const rules = this.#rules.filter((each) => isOf(each, past) && this.#pays(each, past));
    if (past.isBefore === true) {
      if (!past.isTakenBack)
        for (const rule of rules) this.#goOn(past, rule, earnAward(this.#facts(past, rule)));
      return;
    }
    const after = new Map<PartnerId, bigint>();
    const isMonth = (past.occurrence ?? 1) > 1;
    if (past.isTakenBack || (isMonth && rules.length === 0)) return this.#sums.compare(past, after);
    if (isMonth) this.#months += 1;
    else this.#milestones += 1;
    this.#leads.add(past.leadId);
    const give = (partnerId: PartnerId, minor: bigint) =>
      after.set(partnerId, (after.get(partnerId) ?? 0n) + minor);
    for (const rule of rules) {
      const facts = this.#facts(past, rule);
      const earned = earnAward(facts);
      this.#goOn(past, rule, earned);
      this.#take(earned, facts.effectiveOn);
      this.#sums.take(earned);
      for (const { partnerId, amount } of earned.credits) give(partnerId, amount.minor);
      const trueUp = this.#volumes.count(rule, facts, earned);
      if (facts.pace && trueUp !== 0n) give(facts.pace.partnerId, trueUp);
    }
    if (isMonth) return this.#sums.compare(past, after);
    this.#sums.count(past.milestone);
    this.#sums.compare(past, after);
  }

  /** A month is paid by a rule that pays for so many, and paid with the win. */
  #pays(rule: RuleToTry, { leadId, occurrence = 1 }: MilestonePast): boolean {
    if (occurrence === 1) return true;
    return occurrence <= monthsOf(rule) && this.#goingOn.has(`${rule.ruleKey} ${leadId}`);
  }

  /** What earned nothing with the win, but for want of a rate, does not go on. */
  #goOn({ leadId, occurrence = 1 }: MilestonePast, rule: RuleToTry, { gate }: AwardEarned): void {
    if (occurrence === 1 && monthsOf(rule) > 1 && (gate === null || gate === "NO_RATE"))
      this.#goingOn.add(`${rule.ruleKey} ${leadId}`);
  }

  #facts(past: MilestonePast, rule: RuleToTry): AwardToEarn {
    const { occurrence = 1, terminated = NOBODY } = past;
    const day = localDate(past.at, rule.timeZone);
    const deal = monthsOf(rule) > 1 ? (past.dealThen ?? past.deal) : past.deal;
    const isSourced = past.shares.some(
      ({ partnerId, isPaid }) => isPaid && partnerId === past.sourcedBy,
    );
    const closed = rule.spiff ? past.spiffGate : past.gate;
    // what its win was asked a month is not asked again
    const gate = occurrence === 1 ? closed : null;
    return {
      ...{ awardId: "awd_simulated", leadId: past.leadId, rule, deal, occurrence },
      ...{ exchange: past.exchange, tender: past.tender },
      beneficiaries: past.shares.map((share, index) => ({
        ...{ creditId: CREDIT, partnerId: share.partnerId, partnerName: share.partnerName },
        ...{ sharePpm: share.sharePpm, touchRank: index + 1, isPaid: share.isPaid },
      })),
      hasLiveCreditInCycle: gate === "ONE_PER_COMPANY_IN_CYCLE",
      isEarned: gate === "MILESTONE_EARNED",
      factors: new Map(
        past.shares.flatMap(({ partnerId, factor }) => (factor ? [[partnerId, factor]] : [])),
      ),
      quality: new Map(
        past.shares.flatMap(({ partnerId, quality }) => (quality ? [[partnerId, quality]] : [])),
      ),
      pace: this.#volumes.paceOf(rule, {
        ...{ partnerId: isSourced ? past.sourcedBy : null, day },
        worthMinor: worthIn(rule, deal, past.exchange),
      }),
      ...{
        isPassedOver: past.isPassedOver,
        conditions: occurrence === 1 ? askConditions(rule.conditions, past.facts) : null,
      },
      ended: [...terminated].flatMap(([partnerId, at]) =>
        occurrence > 1 && isBehindTermination(day, at, rule.timeZone) ? [partnerId] : [],
      ),
      room: this.#room(past, rule, day),
      ...{ eventAt: past.at, effectiveOn: day },
    };
  }

  #room({ leadId, shares }: MilestonePast, { caps }: RuleToApply, day: string): Room {
    const { leadCap, partnerCap, budget } = caps;
    const limits = shares.flatMap(({ partnerId, isPaid }) => {
      if (!partnerCap || !isPaid) return [];
      const { window, minor: limit } = partnerCap;
      const startsOn = windowStart(day, window);
      const used = this.#ofWindows.get(`${partnerId} ${startsOn}`) ?? 0n;
      const left: PartnerLimit = { limit, used, window, startsOn };
      return [[partnerId, left] as const];
    });
    const total: Limit | null = budget && { limit: budget.minor, used: this.#ofBudget };
    return {
      lead: leadCap === null ? null : { limit: leadCap, used: this.#ofLeads.get(leadId) ?? 0n },
      partners: new Map(limits),
      budget: total,
    };
  }

  #take({ leadId, rule, gross, forfeited, credits }: AwardEarned, day: string): void {
    const { leadCap, partnerCap } = rule.caps;
    const paid = gross.minor - forfeited.minor;
    this.#ofBudget += paid;
    if (leadCap !== null) this.#ofLeads.set(leadId, (this.#ofLeads.get(leadId) ?? 0n) + paid);
    for (const { partnerId, amount } of partnerCap ? credits : []) {
      const key = `${partnerId} ${windowStart(day, partnerCap?.window ?? "YEAR")}`;
      this.#ofWindows.set(key, (this.#ofWindows.get(key) ?? 0n) + amount.minor);
    }
  }

  /** What came of all milestones so far. */
  result(): SimulationResult {
    const months = this.#months === 0 ? {} : { months: this.#months };
    const counts = { leads: this.#leads.size, milestones: this.#milestones, ...months };
    return this.#sums.result(counts);
  }
}

const NOBODY: ReadonlyMap<PartnerId, Date> = new Map();

/** For how many months a rule pays for a deal. */
const monthsOf = ({ pay }: RuleToApply): number =>
  pay.kind === "PERCENT_OF_DEAL" ? (pay.months ?? 1) : 1;

/** Whether a rule pays for a milestone that was reached then. */
const isOf = (rule: RuleToTry, { milestone, at }: MilestonePast): boolean =>
  rule.milestone === milestone && isInTime(rule, at);

const CREDIT: CreditId = "crd_simulated";
