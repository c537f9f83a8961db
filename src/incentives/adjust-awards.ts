import { cross } from "../exchange/index.ts";
import type { IncentiveProgramId, Money } from "../kernel/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import type { AwardMilestoneDeps } from "./award-milestone.ts";
import { clawBackPaid } from "./claw-back-paid.ts";
import { adjustmentOf, goesByDeal } from "./domain/adjustment.ts";
import type { Adjustment } from "./domain/adjustment.ts";
import type { Exchange } from "./domain/exchange.ts";
import { changeHeld, NOTHING_HELD } from "./domain/holdback.ts";
import type { Held } from "./domain/holdback.ts";
import { endApprovals } from "./end-approvals.ts";
import { holdRoomOfDeal } from "./hold-room-of-deal.ts";
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
 * not touched. Where a partner's cap or a budget limits one, its buckets are held first: less is given back to
 * the window of the award, and more is taken from what is left of it.
 */
export async function adjustAwards(
  deps: AwardMilestoneDeps,
  tx: Transaction,
  awards: readonly AwardOfDeal[],
  changed: DealChanged,
): Promise<void> {
  const changing = awards.filter((award) => mayChange(award, changed.deal));
  const room = await holdRoomOfDeal(tx, awards, changed.at);
  const changes: { award: AwardOfDeal; adjustment: Adjustment }[] = [];
  const grown = new Map<IncentiveProgramId, bigint>();
  for (const award of changing) {
    const before = grown.get(award.programId) ?? 0n;
    const adjustment = adjustmentOf(
      withRoomLeft(award, before),
      changed.deal,
      exchangeOf(award),
      room.of(award),
    );
    if (!adjustment) continue;
    room.take(award, adjustment.parts);
    changes.push({ award, adjustment });
    grown.set(award.programId, before + adjustment.deltaMinor - adjustment.forfeitedMinor);
  }
  await clawBackPaid(deps, tx, {
    awardIds: changes.map(({ award }) => award.id),
    taken: changes.flatMap(({ award, adjustment }) => lessOf(award, adjustment)),
    at: changed.at,
  });
  await endApprovals(deps, tx, changing, changed.at);
  for (const { award, adjustment } of changes) {
    queueChange(deps, tx, award, {
      ...{ grossMinor: adjustment.deltaMinor, forfeitedMinor: adjustment.forfeitedMinor },
      parts: adjustment.parts,
      held: award.credits.map((_, index) => heldOf(award, index, adjustment.parts[index] ?? 0n)),
      calculation: explained(award, adjustment, changed.deal),
      at: changed.at,
      takenBack: null,
    });
  }
  room.queueTaken();
}

const lessOf = ({ credits }: AwardOfDeal, { parts }: Adjustment) =>
  credits.map(({ id: creditId }, index) => ({ creditId, minor: -(parts[index] ?? 0n) }));

/** Whether an award can come to something else: what is approved of others stays so. Of one that is limited its room tells. */
function mayChange(award: AwardOfDeal, deal: Money): boolean {
  if (!goesByDeal(award)) return false;
  if (award.isLimited || award.leadRoomMinor !== null) return true;
  return adjustmentOf(award, deal, exchangeOf(award)) !== null;
}

function exchangeOf({ calculation: { base }, currency }: AwardOfDeal): Exchange | null {
  return base.kind === "PERCENT_OF_DEAL"
    ? cross(base.dealCurrency, currency, base.rates ?? [])
    : null;
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

function explained(award: AwardOfDeal, adjustment: Adjustment, deal: Money): object {
  return {
    engineVersion: award.row.engineVersion,
    adjusts: award.id,
    base: award.calculation.base,
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
