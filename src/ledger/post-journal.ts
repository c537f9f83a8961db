import type { Transaction } from "../platform/database/index.ts";

import type { Posting } from "./domain/posting.ts";
import { JOURNAL_REFUSALS } from "./store/journal-refusals.ts";
import { postStatement, postStatements } from "./store/journal-statements.ts";

/**
 * Queues a posting: it travels with the transaction's other writes and commits with them, or not at
 * all. The vendor's and the jobs' sessions may post; a key that was used for the same lines posts
 * nothing, and an account that would be overdrawn refuses the transaction.
 */
export function postJournal(tx: Transaction, posting: Posting): void {
  tx.queue(postStatement(posting), JOURNAL_REFUSALS);
}

/** Queues several postings as one statement, done in the order in which they are given. */
export function postJournals(tx: Transaction, postings: readonly Posting[]): void {
  if (postings.length > 0) tx.queueAfter(postStatements(postings), JOURNAL_REFUSALS);
}
