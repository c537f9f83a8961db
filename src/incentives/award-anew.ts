import { localDate, uuidOf } from "../kernel/index.ts";
import type { Money, PartnerId } from "../kernel/index.ts";
import { accrue, postJournalBehind } from "../ledger/index.ts";
import { VENDOR_PARTNER_ID } from "../partners/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import type { AwardMilestoneDeps, MilestoneReached } from "./award-milestone.ts";
import { creditRows } from "./award-milestone.ts";
import { calculatedAnew, ENGINE_VERSION, splitAward } from "./domain/award.ts";
import { AwardRow } from "./store/award.row.ts";
import { CreditRow } from "./store/credit.row.ts";
import type { StandingAward } from "./store/standing-awards.ts";

/** In which way an award is made anew. */
export interface MadeAnew {
  /** What it comes to now: mostly what it came to before. */
  readonly gross: Money;
  readonly shares: MilestoneReached["shares"];
  readonly partnerNames: ReadonlyMap<PartnerId, string>;
  /** By which settlement it is split, where that came after its milestone. */
  readonly allocatedAt: Date | null;
  readonly at: Date;
}

/**
 * Queues that an award which was reversed is made anew, as its next generation: under the version and for the
 * milestone that it was earned by, split by other shares or come to another sum. The posting is of the day on
 * which that is done, as the reversal is; the month for which its credits count stays. All of it is written
 * behind the reversal, which is queued beside what brought it about.
 */
export function awardAnew(
  deps: AwardMilestoneDeps,
  tx: Transaction,
  before: StandingAward,
  { gross, shares, partnerNames, allocatedAt, at }: MadeAnew,
): void {
  const id = deps.newId("awd");
  const split = splitAward(
    gross,
    shares.map((share) => ({
      ...share,
      creditId: deps.newId("crd"),
      isPaid: share.partnerId !== VENDOR_PARTNER_ID,
      partnerName: partnerNames.get(share.partnerId) ?? "",
    })),
  );
  tx.queueAfter(
    deps.database.insert(AwardRow, {
      id: uuidOf(id),
      incentiveProgramId: uuidOf(before.programId),
      versionId: before.versionId,
      leadId: uuidOf(before.leadId),
      productLineIds: [...before.productLineIds],
      ruleKey: before.ruleKey,
      milestone: before.milestone,
      generation: before.lastGeneration + 1,
      kind: "AWARD",
      grossMinor: gross.minor,
      forfeitedMinor: split.forfeited.minor,
      currency: gross.currency,
      gate: null,
      eventAt: before.eventAt,
      effectiveOn: before.effectiveOn,
      calculation: calculatedAnew(before.calculation, { ...split, gross, gate: null }),
      engineVersion: ENGINE_VERSION,
      allocatedAt,
    }),
  );
  if (split.credits.length === 0) return;
  tx.queueAfter(
    deps.database.insert(CreditRow, ...creditRows({ ...before, id, gross }, split.credits)),
  );
  const posting = accrue({
    id: deps.newId("jrn"),
    awardId: id,
    programId: before.programId,
    effectiveOn: localDate(at, before.timeZone),
    shares: split.credits,
  });
  if (posting) postJournalBehind(tx, posting);
}
