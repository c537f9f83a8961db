import type { IncentiveProgramId, Money } from "../kernel/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import type { AwardMilestoneDeps } from "./award-milestone.ts";
import { clawBackPaid } from "./claw-back-paid.ts";
import { holdCorrected } from "./correct-volume.ts";
import { adjustmentOf, goesByDeal } from "./domain/adjustment.ts";
import type { Adjustment } from "./domain/adjustment.ts";
import type { Corrected } from "./domain/corrected.ts";
import { changeHeld, NOTHING_HELD } from "./domain/holdback.ts";
import type { Held } from "./domain/holdback.ts";
import { traceOf } from "./domain/pace.ts";
import { endApprovals } from "./end-approvals.ts";
import { holdRoomOfDeal } from "./hold-room-of-deal.ts";
import { exchangeOf } from "./exchange-of.ts";
import { queueChange } from "./queue-change.ts";
import type { AwardOfDeal } from "./store/adjustable-awards.ts";

export interface DealChanged {
  /** What it is worth as it is known now. */
  readonly deal: Money;
  readonly at: Date;
}

/**
 * Queues what the awards of a won deal change by, since it is worth something else than was said: for each an
 * award of the difference, of either sign, with a credit for each beneficiary and the posting. What stands is
 * not touched. Where one counts for its partner's volume, what others come to by that is trued up. Where a partner's cap or a budget limits one, its buckets are held first: less is given back to
 * the window of the award, and more is taken from what is left of it.
 */
export async function adjustAwards(
  deps: AwardMilestoneDeps,
  tx: Transaction,
  awards: readonly AwardOfDeal[],
  changed: DealChanged,
): Promise<void> {
  const { deal, at } = changed;
  const volumes = await holdCorrected(deps, tx, awards, deal);
  const changing = awards.filter((award) => volumes.of(award) !== null || mayChange(award, deal));
  const room = await holdRoomOfDeal(tx, awards, at);
  const changes: Changing[] = [];
  const grown = new Map<IncentiveProgramId, bigint>();
  for (const award of changing) {
    const before = grown.get(award.programId) ?? 0n;
    const corrected = volumes.of(award);
    const adjustment = adjustmentOf(
      withRoomLeft(award, before),
      deal,
      exchangeOf(award),
      room.of(award),
      corrected?.pace ?? null,
    );
    if (!adjustment) continue;
    room.take(award, adjustment.parts);
    changes.push({ award, adjustment, corrected });
    grown.set(award.programId, before + adjustment.deltaMinor - adjustment.forfeitedMinor);
  }
  await clawBackPaid(deps, tx, {
    awardIds: changes.map(({ award }) => award.id),
    taken: changes.flatMap(({ award, adjustment }) => lessOf(award, adjustment)),
    at,
  });
  await endApprovals(deps, tx, changing, at);
  volumes.queueUnits(at);
  const own = new Map(changes.map((each) => [each.award.id, ownChange(each)] as const));
  // what raises goes first, so that no account is overdrawn in between
  const isLess = changes.some(({ adjustment }) => adjustment.deltaMinor < 0n);
  if (isLess) volumes.queueTrueUps(own, at);
  for (const change of changes) queueAdjustment(deps, tx, change, changed);
  if (!isLess) volumes.queueTrueUps(own, at);
  room.queueTaken();
}

interface Changing {
  readonly award: AwardOfDeal;
  readonly adjustment: Adjustment;
  /** Where it counts for its partner's volume. */
  readonly corrected: Corrected | null;
}

function queueAdjustment(
  deps: AwardMilestoneDeps,
  tx: Transaction,
  { award, adjustment, corrected }: Changing,
  { deal, at }: DealChanged,
): void {
  queueChange(deps, tx, award, {
    ...{ grossMinor: adjustment.deltaMinor, forfeitedMinor: adjustment.forfeitedMinor },
    parts: adjustment.parts,
    held: award.credits.map((_, index) => heldOf(award, index, adjustment.parts[index] ?? 0n)),
    calculation: explained(award, adjustment, deal, corrected),
    ...{ at, takenBack: null },
  });
}

/** By how much the credit changes for which an award counts. */
function ownChange({ award, adjustment, corrected }: Changing): bigint {
  const partnerId = corrected?.pace.partnerId;
  const index = award.credits.findIndex((credit) => credit.partnerId === partnerId);
  return adjustment.parts[index] ?? 0n;
}

const lessOf = ({ credits }: AwardOfDeal, { parts }: Adjustment) =>
  credits.map(({ id: creditId }, index) => ({ creditId, minor: -(parts[index] ?? 0n) }));

/** Whether an award can come to something else: what is approved of others stays so. Of one that is limited its room tells. */
function mayChange(award: AwardOfDeal, deal: Money): boolean {
  if (!goesByDeal(award)) return false;
  if (award.isLimited || award.leadRoomMinor !== null) return true;
  return adjustmentOf(award, deal, exchangeOf(award)) !== null;
}

/** What its lead may earn by an award, once others of the program have grown by so much: they take from one cap. */
function withRoomLeft(award: AwardOfDeal, grownMinor: bigint): AwardOfDeal {
  const { leadRoomMinor: room } = award;
  if (room === null) return award;
  return { ...award, leadRoomMinor: room > grownMinor ? room - grownMinor : 0n };
}

/** By how much what is held back of a credit changes with it. */
function heldOf(award: AwardOfDeal, index: number, minor: bigint): Held {
  const credit = award.credits[index];
  if (!credit) return NOTHING_HELD;
  const { reachedOn: from, rounding, holdback } = award;
  const after = credit.outstandingMinor + minor;
  return changeHeld(credit.instalments, after, holdback, { from, rounding });
}

function explained(
  award: AwardOfDeal,
  adjustment: Adjustment,
  deal: Money,
  corrected: Corrected | null,
): object {
  return {
    engineVersion: award.row.engineVersion,
    adjusts: award.id,
    base: award.calculation.base,
    ...(corrected ? { accelerator: traceOf(corrected.pace) } : {}),
    dealMinor: deal.minor.toString(),
    dealCurrency: deal.currency,
    targetMinor: adjustment.targetMinor.toString(),
    grossMinor: adjustment.deltaMinor.toString(),
    forfeitedMinor: adjustment.forfeitedMinor.toString(),
    ...(adjustment.caps.length === 0 ? {} : { caps: adjustment.caps }),
    shares: award.credits.map((credit, index) => ({
      partnerId: credit.partnerId,
      outstandingMinor: credit.outstandingMinor.toString(),
      minor: (adjustment.parts[index] ?? 0n).toString(),
      wantedMinor: (adjustment.wanted[index] ?? 0n).toString(),
    })),
  };
}
