import { localDate, refuse } from "../kernel/index.ts";
import type { AwardId, Refusal } from "../kernel/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import type { AwardMilestoneDeps } from "./award-milestone.ts";
import { clawBackPaid } from "./claw-back-paid.ts";
import { takeNow, takeUnvested } from "./domain/clawback.ts";
import { percentOf } from "./domain/percent.ts";
import type { ReversibleAward, ToldReason } from "./domain/reversal.ts";
import { endApprovals } from "./end-approvals.ts";
import { holdRoomOfDeal } from "./hold-room-of-deal.ts";
import { queueChange } from "./queue-change.ts";
import { readAwardToChange } from "./store/adjustable-awards.ts";
import { readAppealUntil } from "./store/reversal-store.ts";

/** What is taken back of an award that goes on to count. */
export interface PartTaken {
  /** Of each credit in all, with what was taken back before; in parts per million. */
  readonly ppm: bigint;
  readonly reason: ToldReason;
  readonly statement: string | null;
  readonly at: Date;
}

/**
 * Queues that a part of what an award credited is taken back, as its version's schedule says: a change of it, by
 * which each credit loses so much of itself, what has not vested first. It is given back to the caps and the budget
 * of which the award took it.
 */
export async function takeBackPart(
  deps: AwardMilestoneDeps,
  tx: Transaction,
  { id, leadId }: Pick<ReversibleAward, "id" | "leadId">,
  { ppm, reason, statement, at }: PartTaken,
): Promise<AwardId | Refusal> {
  const [award, appealUntil] = await Promise.all([
    readAwardToChange(tx, id, leadId),
    readAppealUntil(tx, leadId, at),
  ]);
  const shares = award.credits.map(({ outstandingMinor, takenMinor }) => ({
    ...{ minor: outstandingMinor + takenMinor, takenMinor },
  }));
  const taken = takeNow(shares, ppm, award.rounding);
  if (taken.every((minor) => minor === 0n)) return nothingMore(ppm);
  await clawBackPaid(deps, tx, {
    ...{ awardIds: [id], at },
    taken: award.credits.map((credit, index) => ({
      ...{ creditId: credit.id, minor: taken[index] ?? 0n },
    })),
  });
  await endApprovals(deps, tx, [award], at);
  const today = localDate(at, award.timeZone);
  const parts = taken.map((minor) => -minor);
  const room = await holdRoomOfDeal(tx, [award], at);
  room.take(award, parts);
  room.queueTaken();
  const whole = parts.reduce((sum, minor) => sum + minor, 0n);
  return queueChange(deps, tx, award, {
    ...{ grossMinor: whole, forfeitedMinor: 0n, parts, at },
    held: award.credits.map(({ instalments }, index) =>
      takeUnvested(instalments, taken[index] ?? 0n, today),
    ),
    takenBack: { ppm, reason, statement, appealUntil },
    calculation: {
      engineVersion: award.row.engineVersion,
      adjusts: id,
      takenBackPpm: ppm.toString(),
      grossMinor: whole.toString(),
      takenBack: award.credits.map(({ partnerId }, index) => ({
        partnerId,
        shareMinor: (shares[index]?.minor ?? 0n).toString(),
        beforeMinor: (shares[index]?.takenMinor ?? 0n).toString(),
        minor: (taken[index] ?? 0n).toString(),
      })),
    },
  });
}

function nothingMore(ppm: bigint): Refusal {
  return refuse(
    "BUSINESS_RULE",
    `By the schedule of its version ${percentOf(ppm)} % of the credit is taken back on this day, and as much was before: nothing more is taken, but for fraud or where it was entered in error.`,
    { path: ["creditId"] },
  );
}
