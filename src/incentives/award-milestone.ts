import { localDate } from "../kernel/index.ts";
import type { LeadId, Money, PartnerId, ProgramVersionId } from "../kernel/index.ts";
import { VENDOR_PARTNER_ID } from "../partners/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import { earnAward } from "./domain/award.ts";
import type { AwardEarned, AwardToEarn } from "./domain/award.ts";
import { askConditions } from "./domain/conditions.ts";
import type { Factors } from "./domain/factors.ts";
import type { QualityFactors } from "./domain/quality.ts";
import { closes } from "./domain/gates.ts";
import { isInTime } from "./domain/spiffs.ts";
import { roomAfter } from "./domain/room-after.ts";
import { holdRoom } from "./hold-room.ts";
import { holdVolumes } from "./keep-volume.ts";
import { queueAward } from "./queue-award.ts";
import type { AwardMilestoneDeps } from "./queue-award.ts";
import type { AwardFacts } from "./store/award-facts.ts";
import { readLeadFacts } from "./store/condition-store.ts";
import { readQuality } from "./store/quality-store.ts";
import type { RuleInForce } from "./store/rules-in-force.ts";
import { readFactors } from "./store/tier-factors.ts";

export type { AwardMilestoneDeps } from "./queue-award.ts";

/** The lead that reached the milestone, and to whom it is owed. */
export interface MilestoneReached {
  readonly leadId: LeadId;
  readonly at: Date;
  /** What the deal was worth, where that is known: it is when it is won. */
  readonly deal?: Money;
  /** Whether the move passed over the milestone, on its way to another. */
  readonly isPassedOver?: boolean;
  readonly shares: readonly {
    readonly partnerId: PartnerId;
    readonly sharePpm: bigint;
    readonly touchRank: number;
  }[];
}

/**
 * Awards a milestone, in the transaction in which it is reached: per rule in force an award, in their order, a
 * credit for each beneficiary, and the posting that accrues them. A milestone whose award is live
 * earns nothing again; an award of zero is kept with the gate that closed. Where the rules limit what
 * is paid, pay by tiers or by how leads fare, or ask something of the lead, what is left is held and the rest is read first, in a round trip of their own.
 */
export async function awardMilestone(
  deps: AwardMilestoneDeps,
  tx: Transaction,
  reached: MilestoneReached,
  facts: AwardFacts,
): Promise<readonly AwardEarned[]> {
  const paid = reached.shares.map(({ partnerId }) => partnerId).filter(isPaid);
  const dayOf = ({ timeZone }: { readonly timeZone: string }) => localDate(reached.at, timeZone);
  const rules = facts.rules.filter((rule) => isInTime(rule, reached.at));
  const coming = { leadId: reached.leadId, eventAt: reached.at, paid, dayOf };
  const [volumes, factors, room, asked, quality] = await Promise.all([
    holdVolumes(deps, tx, rules, coming),
    readFactors(tx, rules, paid, reached.at),
    holdRoom(tx, rules, paid, dayOf),
    readLeadFacts(tx, rules, reached),
    readQuality(tx, rules, paid, reached.at),
  ]);
  const awards: AwardEarned[] = [];
  for (const rule of rules) {
    const worth = {
      deal: reached.deal ?? null,
      exchange: facts.exchanges.get(rule.programId) ?? null,
    };
    const earning: AwardToEarn = {
      awardId: deps.newId("awd"),
      leadId: reached.leadId,
      rule,
      beneficiaries: reached.shares.map((share) => ({
        ...share,
        creditId: deps.newId("crd"),
        isPaid: isPaid(share.partnerId),
        partnerName: facts.partnerNames.get(share.partnerId) ?? "",
      })),
      ...worth,
      hasLiveCreditInCycle: closes(facts.liveCreditInCycle, kindOf(rule)),
      isEarned: closes(facts.earnedUnder.get(rule.programId), kindOf(rule)),
      isPassedOver: reached.isPassedOver ?? false,
      conditions: askConditions(rule.conditions, asked),
      tender: facts.tender,
      factors: factors.get(rule.versionId) ?? NO_FACTORS,
      pace: volumes.paceOf(rule, worth),
      ...qualityOf(quality, rule),
      room: roomAfter(room.of(rule), rule, awards),
      eventAt: reached.at,
      effectiveOn: dayOf(rule),
    };
    const earned = earnAward(earning);
    queueAward(deps, tx, earned, { ...facts, allocatedAt: null, postedOn: earned.effectiveOn });
    volumes.count(rule, earning, earned, { ...facts, at: reached.at });
    awards.push(earned);
  }
  room.take(awards);
  return awards;
}

/** By how the leads of those who share it fare, where its version goes by that. */
export function qualityOf(
  quality: ReadonlyMap<ProgramVersionId, QualityFactors>,
  { versionId }: RuleInForce,
): { readonly quality?: QualityFactors } {
  const factors = quality.get(versionId);
  return factors ? { quality: factors } : {};
}

const kindOf = ({ spiff }: RuleInForce) => ({ isSpiff: Boolean(spiff) });

export const NO_FACTORS: Factors = new Map();

/** The vendor's own part is nobody's. */
export const isPaid = (partnerId: PartnerId): boolean => partnerId !== VENDOR_PARTNER_ID;
