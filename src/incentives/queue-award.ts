import { uuidOf } from "../kernel/index.ts";
import { accrue, postJournal } from "../ledger/index.ts";
import type { Database, Transaction } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";

import { ENGINE_VERSION } from "./domain/award.ts";
import type { AwardEarned } from "./domain/award.ts";
import { costAccountOf } from "./domain/gl-treatment.ts";
import { AwardRow } from "./store/award.row.ts";
import { CreditRow } from "./store/credit.row.ts";
import { queueDeferrals } from "./store/deferral-store.ts";
import { queueInstalments } from "./store/payout-terms-store.ts";

export interface AwardMilestoneDeps {
  readonly database: Database;
  readonly newId: NewId;
}

/** What is kept with an award besides what it earned. */
export interface Kept {
  readonly generation: number;
  /** What the lead is about, as uuids. */
  readonly productLineIds: readonly string[];
  /** By which settlement it is split, where that came after its milestone. */
  readonly allocatedAt: Date | null;
  /** The day for which it is posted, YYYY-MM-DD: that of its milestone, or on which it was made anew. */
  readonly postedOn: string;
}

/** Queues an award, a credit for each of its beneficiaries, and the posting that accrues them. */
export function queueAward(
  { database, newId }: AwardMilestoneDeps,
  tx: Transaction,
  earned: AwardEarned,
  { generation, productLineIds, allocatedAt, postedOn }: Kept,
): void {
  const { rule, credits } = earned;
  tx.queue(
    database.insert(AwardRow, {
      id: uuidOf(earned.awardId),
      incentiveProgramId: uuidOf(rule.programId),
      versionId: uuidOf(rule.versionId),
      leadId: uuidOf(earned.leadId),
      productLineIds: [...productLineIds],
      ruleKey: rule.ruleKey,
      milestone: rule.milestone,
      occurrence: earned.occurrence,
      generation,
      kind: "AWARD",
      n: 1,
      grossMinor: earned.gross.minor,
      forfeitedMinor: earned.forfeited.minor,
      deferredMinor: earned.deferred.minor,
      currency: earned.gross.currency,
      gate: earned.gate,
      eventAt: earned.eventAt,
      effectiveOn: earned.effectiveOn,
      calculation: earned.calculation,
      engineVersion: ENGINE_VERSION,
      allocatedAt,
    }),
  );
  if (credits.length === 0) return;
  tx.queue(
    database.insert(
      CreditRow,
      ...credits.map((credit) => ({
        id: uuidOf(credit.creditId),
        awardId: uuidOf(earned.awardId),
        partnerId: uuidOf(credit.partnerId),
        leadId: uuidOf(earned.leadId),
        kind: "AWARD",
        shareMinor: credit.amount.minor,
        heldMinor: credit.held.minor,
        deferredMinor: credit.deferredMinor ?? 0n,
        currency: credit.amount.currency,
        weightPpm: credit.weightPpm,
        touchRank: credit.touchRank,
        awardGrossMinor: earned.gross.minor,
        milestone: rule.milestone,
        programName: rule.programName,
        programVersion: rule.versionNumber,
        partnerName: credit.partnerName,
        state: "ACCRUED",
        account: credit.account,
        earnedAt: earned.eventAt,
        effectiveOn: earned.effectiveOn,
      })),
    ),
  );
  queueInstalments(database, tx, credits);
  queueDeferrals(tx, rule, { ...earned, from: postedOn });
  const posting = accrue({
    id: newId("jrn"),
    awardId: earned.awardId,
    programId: rule.programId,
    effectiveOn: postedOn,
    shares: credits,
    cost: costAccountOf(rule.glTreatment),
  });
  if (posting) postJournal(tx, posting);
}
