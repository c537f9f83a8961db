import { localDate, uuidOf } from "../kernel/index.ts";
import { DEFAULT_ENTITY_ID, reverseJournal, reverseJournals } from "../ledger/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import { sql } from "../platform/database/index.ts";

import { approvalStands, endApprovals } from "./end-approvals.ts";
import { countWithout, holdWithout, isSameWithout } from "./keep-volume.ts";
import type { AwardMilestoneDeps } from "./queue-award.ts";
import { holdBucketsOf } from "./store/cap-store.ts";
import type { ToldReason } from "./domain/reversal.ts";
import type { LiveAward } from "./store/live-awards.ts";

export interface Reversing {
  /** What reverses them: part of the posting's key, so that it reverses once. */
  readonly event: "undo" | "settle" | "reversal";
  readonly at: Date;
  /** What their partners are told. */
  readonly told: { readonly reason: ToldReason; readonly statement: string | null };
}

/** Why the awards are not simply undone with a move; null where they are. */
export function whyNotReversed(awards: readonly LiveAward[]): string | null {
  return awards.some((award) => award.isApproved)
    ? "its credit is approved; finance takes it back by reverseCredit first, which is not done while it is in a payout or paid"
    : null;
}

/**
 * Queues that awards count no more, each given behind what was changed of it: award and credits are marked,
 * and each posting is mirrored on the day of the reversal in the program's zone. Nothing that was written is
 * changed otherwise, but for true-ups where other leads of a partner are paid by how many there are. What was not undone with its move may be appealed, for the days of the lead's program.
 */
export async function reverseAwards(
  deps: AwardMilestoneDeps,
  tx: Transaction,
  awards: readonly LiveAward[],
  { event, at, told }: Reversing,
): Promise<void> {
  if (awards.length === 0) return;
  await leaveVolumes(deps, tx, awards, { event, at });
  const ids = awards.map((award) => uuidOf(award.id));
  // what the awards took is given back by the database; it is held before the partners' accounts are, as by whoever awards
  tx.queueFirst(holdBucketsOf(ids));
  tx.queue(sql`
    update award
    set reversed_at = ${at}::timestamptz
    where id = any(${ids}::uuid[]) and reversed_at is null`);
  tx.queue(
    sql`
    update credit
    set reversed_at = ${at}::timestamptz,
      state = 'REVERSED',
      -- a part that was taken back before goes on to say why
      reversal_reason = case when taken_back_ppm is null then ${told.reason}::text else reversal_reason end,
      reversal_statement = case when taken_back_ppm is null then ${told.statement}::text else reversal_statement end,
      appeal_until = case when taken_back_ppm is not null then appeal_until when ${told.reason}::text not in ('UNDONE', 'SETTLED_ANEW') then (
        select ((${at}::timestamptz at time zone p.time_zone)::date + p.appeal_days + 1)::timestamp at time zone p.time_zone
        from lead as l
        join program as p on p.id = l.program_id
        where l.id = credit.lead_id
      ) end
    where award_id = any(${ids}::uuid[]) and reversed_at is null`,
    { credit_approval_ends_first: approvalStands },
  );
  const reversals = awards.flatMap(({ id, postingId, timeZone }) =>
    postingId === null
      ? []
      : {
          id: deps.newId("jrn"),
          entityId: DEFAULT_ENTITY_ID,
          reverses: postingId,
          key: `${event}:${id}`,
          effectiveOn: localDate(at, timeZone),
          source: id,
          // why is told by the event: what is sealed here could not be erased
          memo: null,
        },
  );
  // what was changed is changed back before what it changed is taken back
  if (awards.some(({ isChange }) => isChange)) reverseJournals(tx, reversals);
  else for (const reversal of reversals) reverseJournal(tx, reversal);
}

/**
 * Ends the approvals of awards, and of what counts with them for a volume, which goes on without them. What is undone is not
 * approved itself: where the others come to what they have, they stay approved.
 */
async function leaveVolumes(
  deps: AwardMilestoneDeps,
  tx: Transaction,
  awards: readonly LiveAward[],
  { event, at }: Pick<Reversing, "event" | "at">,
): Promise<void> {
  if (event !== "undo") await endApprovals(deps, tx, awards, at);
  const without = await holdWithout(tx, awards);
  if (event === "undo" && !without.every(isSameWithout)) await endApprovals(deps, tx, awards, at);
  countWithout(deps, tx, without, at);
}
