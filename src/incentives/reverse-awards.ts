import { localDate, uuidOf } from "../kernel/index.ts";
import { DEFAULT_ENTITY_ID, reverseJournal } from "../ledger/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import { sql } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";

import { holdBucketsOf } from "./store/cap-store.ts";
import type { LiveAward } from "./store/live-awards.ts";

export interface Reversing {
  /** What reverses them: part of the posting's key, so that it reverses once. */
  readonly event: "undo" | "settle";
  readonly at: Date;
}

/** Why the awards cannot simply be reversed; null where they can. */
export function whyNotReversed(awards: readonly LiveAward[]): string | null {
  return awards.some((award) => award.isApproved)
    ? "its credit was approved; that takes a reversal by finance"
    : null;
}

/**
 * Queues that awards count no more: award and credits are marked, and each posting is mirrored on the
 * day of the reversal in the program's zone. Nothing that was written is changed otherwise.
 */
export function reverseAwards(
  deps: { readonly newId: NewId },
  tx: Transaction,
  awards: readonly LiveAward[],
  { event, at }: Reversing,
): void {
  if (awards.length === 0) return;
  const ids = awards.map((award) => uuidOf(award.id));
  // what the awards took is given back by the database; it is held before the partners' accounts are, as by whoever awards
  tx.queueFirst(holdBucketsOf(ids));
  tx.queue(sql`
    update award
    set reversed_at = ${at}::timestamptz
    where id = any(${ids}::uuid[]) and reversed_at is null`);
  tx.queue(sql`
    update credit
    set reversed_at = ${at}::timestamptz,
      state = 'REVERSED'
    where award_id = any(${ids}::uuid[]) and reversed_at is null`);
  for (const award of awards) {
    if (award.postingId === null) continue;
    reverseJournal(tx, {
      id: deps.newId("jrn"),
      entityId: DEFAULT_ENTITY_ID,
      reverses: award.postingId,
      key: `${event}:${award.id}`,
      effectiveOn: localDate(at, award.timeZone),
      source: award.id,
      // why is told by the event: what is sealed here could not be erased
      memo: null,
    });
  }
}
