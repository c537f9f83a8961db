import { localDate } from "../../kernel/index.ts";
import type { CreditId, LeadId, Money, PartnerId } from "../../kernel/index.ts";

import { earnAward } from "./award.ts";
import type { Accelerator } from "./accelerator.ts";
import type { AwardEarned, AwardToEarn, RuleToApply } from "./award.ts";
import { windowStart } from "./cap-terms.ts";
import type { Limit, PartnerLimit, Room } from "./caps.ts";
import { askConditions } from "./conditions.ts";
import type { Condition, LeadFacts } from "./conditions.ts";
import type { Exchange } from "./exchange.ts";
import type { TierFactor } from "./factors.ts";
import type { AwardGate } from "./gates.ts";
import type { Milestone } from "./incentive-program.ts";
import type { QualityFactor } from "./quality.ts";
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
  readonly exchange: Exchange | null;
  readonly tender: TenderFacts | null;
}

/** What was earned, and would have been, in the program's smallest unit. */
interface Compared {
  readonly beforeMinor: string;
  readonly afterMinor: string;
}

/** What came of a simulation. JSON values only, and each list in an order of its own: the same facts make the same text. */
export interface SimulationResult extends Compared {
  readonly leads: number;
  readonly milestones: number;
  readonly forfeitedMinor: string;
  readonly byMilestone: readonly (Compared & {
    readonly milestone: Milestone;
    readonly count: number;
  })[];
  readonly byTier: readonly (Compared & { readonly tier: string | null })[];
  /** Those who win most first. */
  readonly byPartner: readonly (Compared & {
    readonly partnerId: PartnerId;
    readonly name: string;
  })[];
  readonly gates: readonly { readonly gate: AwardGate; readonly count: number }[];
}

/** A rule of the version that is tried. */
export type RuleToTry = RuleToApply & {
  readonly timeZone: string;
  readonly accelerator: Accelerator | null;
  readonly conditions: readonly Condition[];
};

interface Sum {
  before: bigint;
  after: bigint;
}

/**
 * A version of an incentive program, tried on milestones in the order in which they were reached. What is limited begins
 * unused, and is used up in memory by what the version would have paid: one entry per lead, and per partner and window.
 * Leads are counted for volumes in the same way: those before the period count for none.
 */
export class Simulation {
  readonly #rules: readonly RuleToTry[];
  readonly #volumes = new SimulatedVolumes();
  readonly #ofLeads = new Map<LeadId, bigint>();
  readonly #ofWindows = new Map<string, bigint>();
  #ofBudget = 0n;
  readonly #leads = new Set<LeadId>();
  #milestones = 0;
  #forfeited = 0n;
  readonly #total: Sum = { before: 0n, after: 0n };
  readonly #byMilestone = new Map<Milestone, Sum & { count: number }>();
  readonly #byTier = new Map<string | null, Sum>();
  readonly #byPartner = new Map<PartnerId, Sum & { name: string }>();
  readonly #gates = new Map<AwardGate, number>();

  constructor(rules: readonly RuleToTry[]) {
    this.#rules = rules;
  }

  get milestones(): number {
    return this.#milestones;
  }

  /** Takes the next milestone. */
  add(past: MilestonePast): void {
    const after = new Map<PartnerId, bigint>();
    if (past.isTakenBack) return this.#compare(past, after);
    this.#milestones += 1;
    this.#leads.add(past.leadId);
    const give = (partnerId: PartnerId, minor: bigint) =>
      after.set(partnerId, (after.get(partnerId) ?? 0n) + minor);
    for (const rule of this.#rules.filter((each) => isOf(each, past))) {
      const day = localDate(past.at, rule.timeZone);
      const facts = this.#facts(past, rule, day);
      const earned = earnAward(facts);
      this.#take(earned, day);
      for (const { partnerId, amount } of earned.credits) give(partnerId, amount.minor);
      const trueUp = this.#volumes.count(rule, facts, earned);
      if (facts.pace && trueUp !== 0n) give(facts.pace.partnerId, trueUp);
    }
    this.#ofMilestone(past.milestone).count += 1;
    this.#compare(past, after);
  }

  #facts(past: MilestonePast, rule: RuleToTry, day: string): AwardToEarn {
    const isSourced = past.shares.some(
      ({ partnerId, isPaid }) => isPaid && partnerId === past.sourcedBy,
    );
    const gate = rule.spiff ? past.spiffGate : past.gate;
    return {
      ...{ awardId: "awd_simulated", leadId: past.leadId, rule, deal: past.deal },
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
      pace: this.#volumes.paceOf(rule, isSourced ? past.sourcedBy : null, day),
      ...{
        isPassedOver: past.isPassedOver,
        conditions: askConditions(rule.conditions, past.facts),
      },
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

  #take({ leadId, rule, gross, forfeited, gate, credits }: AwardEarned, day: string): void {
    const { leadCap, partnerCap } = rule.caps;
    const paid = gross.minor - forfeited.minor;
    this.#forfeited += forfeited.minor;
    this.#ofBudget += paid;
    if (leadCap !== null) this.#ofLeads.set(leadId, (this.#ofLeads.get(leadId) ?? 0n) + paid);
    for (const { partnerId, amount } of partnerCap ? credits : []) {
      const key = `${partnerId} ${windowStart(day, partnerCap?.window ?? "YEAR")}`;
      this.#ofWindows.set(key, (this.#ofWindows.get(key) ?? 0n) + amount.minor);
    }
    if (gate !== null) this.#gates.set(gate, (this.#gates.get(gate) ?? 0) + 1);
  }

  #ofMilestone(milestone: Milestone): Sum & { count: number } {
    const sum = this.#byMilestone.get(milestone) ?? { before: 0n, after: 0n, count: 0 };
    this.#byMilestone.set(milestone, sum);
    return sum;
  }

  #compare({ milestone, earned, shares }: MilestonePast, after: ReadonlyMap<PartnerId, bigint>) {
    if (earned.size === 0 && after.size === 0) return;
    const ofMilestone = this.#ofMilestone(milestone);
    const known = new Map(shares.map((share) => [share.partnerId, share]));
    for (const partnerId of new Set([...earned.keys(), ...after.keys()])) {
      const share = known.get(partnerId);
      const tier = share?.tier ?? null;
      const name = share?.partnerName ?? "";
      const ofPartner = this.#byPartner.get(partnerId) ?? { before: 0n, after: 0n, name };
      if (ofPartner.name === "") ofPartner.name = name;
      const ofTier = this.#byTier.get(tier) ?? { before: 0n, after: 0n };
      this.#byPartner.set(partnerId, ofPartner);
      this.#byTier.set(tier, ofTier);
      for (const sum of [this.#total, ofMilestone, ofPartner, ofTier]) {
        sum.before += earned.get(partnerId) ?? 0n;
        sum.after += after.get(partnerId) ?? 0n;
      }
    }
  }

  /** What came of all milestones so far. */
  result(): SimulationResult {
    const order: readonly Milestone[] = ["SQL", "OPPORTUNITY", "WON"];
    return {
      ...{ leads: this.#leads.size, milestones: this.#milestones, ...told(this.#total) },
      forfeitedMinor: this.#forfeited.toString(),
      byMilestone: [...this.#byMilestone]
        .toSorted(([one], [other]) => order.indexOf(one) - order.indexOf(other))
        .map(([milestone, sum]) => ({ milestone, count: sum.count, ...told(sum) })),
      byTier: [...this.#byTier]
        .toSorted(([one], [other]) => byText(one ?? "", other ?? ""))
        .map(([tier, sum]) => ({ tier, ...told(sum) })),
      byPartner: [...this.#byPartner]
        .toSorted(([oneId, one], [otherId, other]) => byGain(one, other) || byText(oneId, otherId))
        .map(([partnerId, { name, ...sum }]) => ({ partnerId, name, ...told(sum) })),
      gates: [...this.#gates]
        .toSorted(([one], [other]) => byText(one, other))
        .map(([gate, count]) => ({ gate, count })),
    };
  }
}

/** Whether a rule pays for a milestone that was reached then. */
const isOf = (rule: RuleToTry, { milestone, at }: MilestonePast): boolean =>
  rule.milestone === milestone && isInTime(rule, at);

const CREDIT: CreditId = "crd_simulated";

const told = ({ before, after }: Sum): Compared => ({
  ...{ beforeMinor: before.toString(), afterMinor: after.toString() },
});

const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

function byGain(one: Sum, other: Sum): number {
  const [gain, others] = [one.after - one.before, other.after - other.before];
  return gain > others ? -1 : gain < others ? 1 : 0;
}
