import type { AwardId, CreditId } from "../kernel/index.ts";
import { localDate, uuidOf } from "../kernel/index.ts";
import { DEFAULT_ENTITY_ID, reverseJournals } from "../ledger/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import { sql } from "../platform/database/index.ts";

import type { AwardMilestoneDeps } from "./queue-award.ts";
import { lockApprovalsOf } from "./store/live-approvals.ts";

/**
 * Ends the approvals of credit that is about to change, since what was approved is not that any more: what is payable
 * and what is held back goes to where it was, posting by posting, the last one first, and the credit waits to be
 * approved as it will be. Sent at once, so that what follows finds it accrued, and nobody
 * approves it before the transaction ends. What a payout has moved on is refused by the ledger.
 */
export async function endApprovals(
  { newId }: Pick<AwardMilestoneDeps, "newId">,
  tx: Transaction,
  awards: readonly { readonly id: AwardId }[],
  at: Date,
  /** The only one of their credits that changes; all of them where it is left out. */
  creditId: CreditId | null = null,
): Promise<void> {
  const ids = awards.map(({ id }) => id);
  const posted = await lockApprovalsOf(tx, ids, creditId);
  if (posted.length === 0) return;
  const postings = posted.map(({ postingId }) => uuidOf(postingId));
  tx.queue(sql`
    update credit_approval
    set ended_at = greatest(approved_at, ${at}::timestamptz)
    where posting_id = any(${postings}::uuid[]) and ended_at is null`);
  reverseJournals(
    tx,
    posted.map(({ postingId, source, timeZone }) => ({
      id: newId("jrn"),
      entityId: DEFAULT_ENTITY_ID,
      reverses: postingId,
      key: `unapprove:${postingId}`,
      effectiveOn: localDate(at, timeZone),
      ...{ source, memo: null },
    })),
  );
  await tx.flush();
}
