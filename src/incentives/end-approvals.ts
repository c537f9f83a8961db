import type { AwardId, CreditId, Refusal } from "../kernel/index.ts";
import { idOf, localDate, refuse, uuidOf } from "../kernel/index.ts";
import { DEFAULT_ENTITY_ID, reverseJournals } from "../ledger/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import { sql } from "../platform/database/index.ts";

import type { AwardMilestoneDeps } from "./queue-award.ts";
import { lockApprovalsOf } from "./store/live-approvals.ts";

/**
 * Ends the approvals of credit that is about to change, since what was approved is not that any more: what is payable
 * and what is held back goes to where it was, posting by posting, the last one first, and the credit waits to be
 * approved as it will be. Sent at once, so that what follows finds it accrued, and nobody
 * approves it before the transaction ends. What is in a payout, or was paid and is not owed back by now, is refused with the payout's name.
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
  const paying = await readPayout(tx, postings);
  tx.queue(
    sql`
      update credit_approval
      set ended_at = greatest(approved_at, ${at}::timestamptz)
      where posting_id = any(${postings}::uuid[]) and ended_at is null`,
    { credit_approval_not_in_payout: () => inPayout(paying) },
  );
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

/** Where what is left of a credit of which something is owed back is not paid. */
export const approvalStands = (): Refusal =>
  refuse(
    "BUSINESS_RULE",
    "A part of the credit was taken back after it was paid. What is left of it is neither more than that, nor taken back before it is paid: pay it first, with draftPayoutBatch.",
  );

interface Paying {
  readonly id: string;
  readonly batch_id: string;
  readonly state: string;
}

/** A payout that counts, of what became payable by these postings; null where there is none. */
async function readPayout(tx: Transaction, postings: readonly string[]): Promise<Paying | null> {
  return tx.readOne<Paying & Record<string, unknown>>(sql`
    select payout.id, payout.batch_id, payout.state
    from credit_approval as approval
    join payout_credit as paid
      on paid.partner_id = approval.partner_id and paid.approval_id = approval.id and paid.ended_at is null
    join payout on payout.partner_id = paid.partner_id and payout.id = paid.payout_id
    where approval.posting_id = any(${postings}::uuid[]) and approval.ended_at is null
    order by payout.id
    limit 1`);
}

function inPayout(paying: Paying | null): Refusal {
  if (!paying) throw new Error("a credit is in a payout that nobody sees");
  const name = `${idOf("pay", paying.id)} of batch ${idOf("bat", paying.batch_id)}`;
  const told: Readonly<Record<string, string>> = {
    SCHEDULED: `it is in payout ${name}. Cancel the batch with cancelPayoutBatch first`,
    SENT: `it was sent to the bank with payout ${name}. Where that comes back from the bank (returnPayout), it can be`,
    WITHHELD: `tax of it was withheld with payout ${name}, and the rest came back from the bank. Pay that first`,
    PAID: `it was paid with payout ${name}. What was paid is taken back once the bank has booked all of the credit in one payout, where nothing of it was held back and it does not count for a volume; it does not become more`,
  };
  return refuse(
    "BUSINESS_RULE",
    `The credit, or one that counts with it for a volume, is neither changed nor taken back: ${told[paying.state] ?? name}.`,
  );
}
