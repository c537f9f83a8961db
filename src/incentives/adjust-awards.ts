import { cross } from "../exchange/index.ts";
import { localDate, money, uuidOf } from "../kernel/index.ts";
import type { IncentiveProgramId, Money } from "../kernel/index.ts";
import { adjust, postJournal } from "../ledger/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import type { AwardMilestoneDeps } from "./award-milestone.ts";
import { adjustmentOf } from "./domain/adjustment.ts";
import type { Adjustment } from "./domain/adjustment.ts";
import { costAccountOf } from "./domain/gl-treatment.ts";
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
 * not touched.
 */
export function adjustAwards(
  deps: AwardMilestoneDeps,
  tx: Transaction,
  awards: readonly AwardOfDeal[],
  changed: DealChanged,
): void {
  const grown = new Map<IncentiveProgramId, bigint>();
  for (const award of awards) {
    const { base } = award.calculation;
    const exchange =
      base.kind === "PERCENT_OF_DEAL"
        ? cross(base.dealCurrency, award.currency, base.rates ?? [])
        : null;
    const before = grown.get(award.programId) ?? 0n;
    const adjustment = adjustmentOf(withRoomLeft(award, before), changed.deal, exchange);
    if (!adjustment) continue;
    queueAdjustment(deps, tx, award, adjustment, changed);
    grown.set(award.programId, before + adjustment.deltaMinor - adjustment.forfeitedMinor);
  }
}

/** What its lead may earn by an award, once others of the program have grown by so much: they take from one cap. */
function withRoomLeft(award: AwardOfDeal, grownMinor: bigint): AwardOfDeal {
  const { leadRoomMinor: room } = award;
  if (room === null) return award;
  return { ...award, leadRoomMinor: room > grownMinor ? room - grownMinor : 0n };
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
  const cost = costAccountOf(award.glTreatment);
  postJournal(tx, adjust({ id: newId("jrn"), awardId, programId, effectiveOn, shares, cost }));
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
    shares: award.credits.map((credit, index) => ({
      partnerId: credit.partnerId,
      outstandingMinor: credit.outstandingMinor.toString(),
      minor: (adjustment.parts[index] ?? 0n).toString(),
    })),
  };
}
