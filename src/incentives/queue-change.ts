import { localDate, money, uuidOf } from "../kernel/index.ts";
import type { AwardId } from "../kernel/index.ts";
import { adjust, postJournal } from "../ledger/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import type { AwardMilestoneDeps } from "./award-milestone.ts";
import { costAccountOf } from "./domain/gl-treatment.ts";
import { NOTHING_HELD } from "./domain/holdback.ts";
import type { Held } from "./domain/holdback.ts";
import type { ToldReason } from "./domain/reversal.ts";
import type { AwardOfDeal } from "./store/adjustable-awards.ts";
import { AwardRow } from "./store/award.row.ts";
import { CreditRow } from "./store/credit.row.ts";
import { queueInstalments } from "./store/payout-terms-store.ts";

/** By how much an award and its credits change. */
export interface Change {
  readonly grossMinor: bigint;
  readonly forfeitedMinor: bigint;
  /** In the order of the credits. */
  readonly parts: readonly bigint[];
  /** By how much what is held back of each changes. */
  readonly held: readonly Held[];
  readonly calculation: object;
  readonly at: Date;
  /** Where a part is taken back: how much of each credit in all, and what its partner is told. */
  readonly takenBack: {
    readonly ppm: bigint;
    readonly reason: ToldReason;
    readonly statement: string | null;
    readonly appealUntil: Date;
  } | null;
}

/** Queues a change of an award: a row of its own, a credit for each beneficiary that it changes, and the posting. */
export function queueChange(
  { database, newId }: AwardMilestoneDeps,
  tx: Transaction,
  award: AwardOfDeal,
  { parts, held, grossMinor, forfeitedMinor, calculation, at, takenBack }: Change,
): AwardId {
  const awardId = newId("awd");
  const { currency, programId } = award;
  const effectiveOn = localDate(at, award.timeZone);
  tx.queue(
    database.insert(AwardRow, {
      ...award.row,
      id: uuidOf(awardId),
      kind: "ADJUST",
      n: award.changes + 1,
      adjustsAwardId: uuidOf(award.id),
      grossMinor,
      forfeitedMinor,
      currency,
      gate: null,
      eventAt: at,
      effectiveOn,
      calculation,
    }),
  );
  const changes = award.credits
    .map((credit, index) => ({
      ...credit,
      creditId: newId("crd"),
      amount: money(parts[index] ?? 0n, currency),
      held: held[index] ?? NOTHING_HELD,
    }))
    .filter(({ amount }) => amount.minor !== 0n);
  if (changes.length === 0) return awardId;
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
        heldMinor: change.held.minor,
        currency,
        awardGrossMinor: grossMinor,
        state: "ACCRUED",
        takenBackPpm: takenBack?.ppm ?? null,
        reversalReason: takenBack?.reason ?? null,
        reversalStatement: takenBack?.statement ?? null,
        appealUntil: takenBack?.appealUntil ?? null,
        earnedAt: at,
        effectiveOn,
      })),
    ),
  );
  queueInstalments(database, tx, changes);
  // the money is the credit's that is changed
  const shares = changes.map(({ id: creditId, partnerId, amount }) => ({
    ...{ creditId, partnerId, amount },
  }));
  const cost = costAccountOf(award.glTreatment);
  postJournal(tx, adjust({ id: newId("jrn"), awardId, programId, effectiveOn, shares, cost }));
  return awardId;
}
