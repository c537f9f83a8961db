import { localDate } from "../kernel/index.ts";
import type { PartnerId } from "../kernel/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import { isPaid, NO_FACTORS, qualityOf } from "./award-milestone.ts";
import type { AwardMilestoneDeps, MilestoneReached } from "./award-milestone.ts";
import { earnAward } from "./domain/award.ts";
import type { AwardToEarn } from "./domain/award.ts";
import { isBehindTermination } from "./domain/recurring.ts";
import { foundBy } from "./found-by.ts";
import { holdRoom } from "./hold-room.ts";
import { holdVolumes } from "./keep-volume.ts";
import { queueAward } from "./queue-award.ts";
import { readQuality } from "./store/quality-store.ts";
import { readRuleOf } from "./store/rules-in-force.ts";
import { readTerminated } from "./store/standing-awards.ts";
import type { StandingAward } from "./store/standing-awards.ts";
import { readFactors } from "./store/tier-factors.ts";

const NOBODY: ReadonlyMap<PartnerId, Date> = new Map();

/** In which way an award is made anew. */
export interface MadeAnew {
  readonly shares: MilestoneReached["shares"];
  readonly partnerNames: ReadonlyMap<PartnerId, string>;
  /** By which settlement it is split, where that came after its milestone. */
  readonly allocatedAt: Date | null;
  readonly at: Date;
}

/**
 * Queues that an award whose reversal is queued is made anew, as its next generation: earned as it was, under the
 * version and at the instant of its milestone, by those who have it now and within what is left of what is limited.
 * The posting is of the day on which that is done, as the reversal is; the month for which its credits count stays.
 * What is queued so far is sent first: what the reversed one took counts no more.
 */
export async function awardAnew(
  deps: AwardMilestoneDeps,
  tx: Transaction,
  before: StandingAward,
  { shares, partnerNames, allocatedAt, at }: MadeAnew,
): Promise<void> {
  await tx.flush();
  const { leadId, eventAt, effectiveOn, productLineIds, occurrence } = before;
  const rule = await readRuleOf(tx, before, at);
  const paid = shares.map(({ partnerId }) => partnerId).filter(isPaid);
  const coming = { leadId, eventAt, paid, dayOf: () => effectiveOn };
  const [volumes, terminated, factors, room, quality] = await Promise.all([
    holdVolumes(deps, tx, [rule], coming),
    occurrence > 1 ? readTerminated(tx, paid) : NOBODY,
    readFactors(tx, [rule], paid, eventAt),
    holdRoom(tx, [rule], paid, () => effectiveOn),
    readQuality(tx, [rule], paid, eventAt),
  ]);
  const found = foundBy(before.calculation, rule, before.dealMinor);
  const earning: AwardToEarn = {
    ...{ awardId: deps.newId("awd"), leadId, rule, eventAt, effectiveOn, occurrence },
    ...found,
    beneficiaries: shares.map((share) => ({
      ...share,
      creditId: deps.newId("crd"),
      isPaid: isPaid(share.partnerId),
      partnerName: partnerNames.get(share.partnerId) ?? "",
    })),
    ...{ hasLiveCreditInCycle: false, isEarned: false },
    factors: factors.get(rule.versionId) ?? NO_FACTORS,
    pace: volumes.paceOf(rule, found),
    ...qualityOf(quality, rule),
    room: room.of(rule),
    ended: paid.filter((partnerId) => {
      const terminatedAt = terminated.get(partnerId);
      return terminatedAt && isBehindTermination(effectiveOn, terminatedAt, rule.timeZone);
    }),
  };
  const earned = earnAward(earning);
  const generation = before.lastGeneration + 1;
  const postedOn = localDate(at, rule.timeZone);
  queueAward(deps, tx, earned, { generation, productLineIds, allocatedAt, postedOn });
  volumes.count(rule, earning, earned, { generation, productLineIds, at });
  room.take([earned]);
}
