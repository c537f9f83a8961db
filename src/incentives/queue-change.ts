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
import { approvalStands } from "./end-approvals.ts";
import { queueInstalments } from "./store/payout-terms-store.ts";

/** By how much an award and its credits change. */
export interface Change {
  readonly grossMinor: bigint;
  readonly forfeitedMinor: bigint;
  /** In the order of the credits. */
  readonly parts: readonly bigint[];
  /** By how much what is held back of each changes. */
  readonly held: readonly Held[];
  /** What of each does not wait for room under its partner's cap any more: nothing where it is left out. */
  readonly waitedMinor?: readonly bigint[];
  /** What the partners are told of each; nothing where it is left out. */
  readonly account?: CreditRow["account"];
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
  change: Change,
): AwardId {
  const { parts, held, grossMinor, forfeitedMinor, calculation, at, takenBack } = change;
  const { waitedMinor = [], account = null } = change;
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
      deferredMinor: -waitedMinor.reduce((sum, minor) => sum + minor, 0n),
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
      deferredMinor: -(waitedMinor[index] ?? 0n),
    }))
    .filter(({ amount, deferredMinor }) => amount.minor !== 0n || deferredMinor !== 0n);
  if (changes.length === 0) return awardId;
  tx.queue(
    database.insert(
      CreditRow,
      ...changes.map((changed) => ({
        ...changed.row,
        id: uuidOf(changed.creditId),
        awardId: uuidOf(awardId),
        partnerId: uuidOf(changed.partnerId),
        kind: "ADJUST",
        adjustsCreditId: uuidOf(changed.id),
        shareMinor: changed.amount.minor,
        heldMinor: changed.held.minor,
        deferredMinor: changed.deferredMinor,
        account,
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
    { credit_approval_ends_first: approvalStands },
  );
  queueInstalments(database, tx, changes);
  // the money is the credit's that is changed
  const shares = changes.map(({ id: creditId, partnerId, amount, deferredMinor }) => ({
    ...{ creditId, partnerId, amount, deferredMinor },
  }));
  const cost = costAccountOf(award.glTreatment);
  postJournal(tx, adjust({ id: newId("jrn"), awardId, programId, effectiveOn, shares, cost }));
  return awardId;
}
