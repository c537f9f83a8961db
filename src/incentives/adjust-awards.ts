import { cross } from "../exchange/index.ts";
import { localDate, money, uuidOf } from "../kernel/index.ts";
import type { Money } from "../kernel/index.ts";
import { adjust, postJournal } from "../ledger/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import type { AwardMilestoneDeps } from "./award-milestone.ts";
import { adjustmentOf } from "./domain/adjustment.ts";
import type { Adjustment } from "./domain/adjustment.ts";
import { holdRoomOfDeal } from "./hold-room-of-deal.ts";
import type { AwardOfDeal } from "./store/adjustable-awards.ts";
import { AwardRow } from "./store/award.row.ts";
import { CreditRow } from "./store/credit.row.ts";

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
  const room = await holdRoomOfDeal(tx, awards, changed.at);
  for (const award of awards) {
    const { base } = award.calculation;
    const exchange =
      base.kind === "PERCENT_OF_DEAL"
        ? cross(base.dealCurrency, award.currency, base.rates ?? [])
        : null;
    const adjustment = adjustmentOf(award, changed.deal, exchange, room.of(award));
    if (!adjustment) continue;
    room.take(award, adjustment.parts);
    queueAdjustment(deps, tx, award, adjustment, changed);
  }
  room.queueTaken();
}

function queueAdjustment(
  { database, newId }: AwardMilestoneDeps,
  tx: Transaction,
  award: AwardOfDeal,
  adjustment: Adjustment,
  { deal, at }: DealChanged,
): void {
  const awardId = newId("awd");
  const { currency } = award;
  const effectiveOn = localDate(at, award.timeZone);
  tx.queue(
    database.insert(AwardRow, {
      ...award.row,
      id: uuidOf(awardId),
      kind: "ADJUST",
      n: award.changes + 1,
      adjustsAwardId: uuidOf(award.id),
      grossMinor: adjustment.deltaMinor,
      forfeitedMinor: adjustment.forfeitedMinor,
      currency,
      gate: null,
      eventAt: at,
      effectiveOn,
      calculation: explained(award, adjustment, deal),
    }),
  );
  const changes = award.credits
    .map((credit, index) => ({
      ...credit,
      creditId: newId("crd"),
      amount: money(adjustment.parts[index] ?? 0n, currency),
    }))
    .filter(({ amount }) => amount.minor !== 0n);
  if (changes.length === 0) return;
  tx.queue(
    database.insert(
      CreditRow,
      ...changes.map((change) => ({
        ...change.row,
        id: uuidOf(change.creditId),
        awardId: uuidOf(awardId),
        partnerId: uuidOf(change.partnerId),
        kind: "ADJUST",
        adjustsCreditId: uuidOf(change.id),
        shareMinor: change.amount.minor,
        currency,
        awardGrossMinor: adjustment.deltaMinor,
        state: "ACCRUED",
        earnedAt: at,
        effectiveOn,
      })),
    ),
  );
  // the money is the credit's that is changed
  const shares = changes.map(({ id: creditId, partnerId, amount }) => ({
    ...{ creditId, partnerId, amount },
  }));
  const { programId } = award;
  postJournal(tx, adjust({ id: newId("jrn"), awardId, programId, effectiveOn, shares }));
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
