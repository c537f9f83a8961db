import type { Transaction } from "../platform/database/index.ts";

import type { Posting } from "./domain/posting.ts";
import { JOURNAL_REFUSALS } from "./store/journal-refusals.ts";
import { postStatement } from "./store/journal-statements.ts";

/**
 * Queues a posting: it travels with the transaction's other writes and commits with them, or not at
 * all. The vendor's and the jobs' sessions may post; a key that was used for the same lines posts
 * nothing, and an account that would be overdrawn refuses the transaction.
 */
export function postJournal(tx: Transaction, posting: Posting): void {
  tx.queue(postStatement(posting), JOURNAL_REFUSALS);
}

/** The same behind all that is queued so far, in a statement of its own: what it is about is written behind as well. */
export function postJournalBehind(tx: Transaction, posting: Posting): void {
  tx.queueAfter(postStatement(posting), JOURNAL_REFUSALS);
}
