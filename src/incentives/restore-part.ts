import { refuse } from "../kernel/index.ts";
import type { AwardId, LeadId, Refusal } from "../kernel/index.ts";
import type { Transaction } from "../platform/database/index.ts";

import type { AwardMilestoneDeps } from "./award-milestone.ts";
import { noRoom } from "./credit-again.ts";
import { hasRoomFor } from "./domain/caps.ts";
import { holdRoomOfDeal } from "./hold-room-of-deal.ts";
import { reverseAwards } from "./reverse-awards.ts";
import { readAwardToChange } from "./store/adjustable-awards.ts";
import { isOwedBack } from "./store/clawback-store.ts";
import { readWithChanges } from "./store/live-awards.ts";
import { readPartTaken } from "./store/part-taken.ts";

/** A part that was taken back wrongly, of an award that counts. */
export interface PartToRestore {
  /** The change by which it was taken back. */
  readonly changeId: AwardId;
  readonly awardId: AwardId;
  readonly leadId: LeadId;
  readonly at: Date;
}

/**
 * Queues that a part which was taken back wrongly counts again: the change that took it ends, and its posting is
 * mirrored. Where what is limited has no room for it any more, it is refused.
 */
export async function restorePart(
  deps: AwardMilestoneDeps,
  tx: Transaction,
  { changeId, awardId, leadId, at }: PartToRestore,
): Promise<Refusal | null> {
  const [award, taken, changes, isOwed] = await Promise.all([
    readAwardToChange(tx, awardId, leadId),
    readPartTaken(tx, changeId),
    readWithChanges(tx, [changeId]),
    isOwedBack(tx, awardId),
  ]);
  if (changes.length === 0) return takenSince();
  if (isOwed) return owedBack();
  const limits = (await holdRoomOfDeal(tx, [award], at)).of(award);
  const used = award.credits.reduce((sum, { outstandingMinor }) => sum + outstandingMinor, 0n);
  const { leadRoomMinor: limit } = award;
  const room = {
    lead: limit === null ? null : { limit, used },
    partners: limits?.room.partners ?? new Map(),
    budget: limits?.room.budget ?? null,
  };
  if (!hasRoomFor(taken.parts, room)) return noRoom();
  const told = { reason: taken.reason, statement: null };
  await reverseAwards(deps, tx, changes, { event: "reversal", at, told });
  return null;
}

/** Somebody took back the rest since. */
function takenSince(): Refusal {
  return refuse(
    "BUSINESS_RULE",
    "What the lead had earned was taken back as a whole since: a part of it cannot be had again. Dismiss this appeal; the partner may appeal that reversal.",
    { path: ["appealId"] },
  );
}

function owedBack(): Refusal {
  return refuse(
    "BUSINESS_RULE",
    "What the part was taken of had been paid, and the partner owes it: it is not credited again by an appeal yet. Settle it with the partner, and dismiss this appeal with that statement.",
    { path: ["appealId"] },
  );
}
