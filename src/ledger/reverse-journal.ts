import type { Transaction } from "../platform/database/index.ts";

import { JOURNAL_REFUSALS } from "./store/journal-refusals.ts";
import { reverseStatement } from "./store/journal-statements.ts";
import type { Reversal } from "./store/journal-statements.ts";

/**
 * Queues the exact mirror of an earlier posting. Refused when it was reversed before, is a reversal
 * itself, or when later postings moved its money on: those are reversed first.
 */
export function reverseJournal(tx: Transaction, reversal: Reversal): void {
  tx.queue(reverseStatement(reversal), JOURNAL_REFUSALS);
}

/**
 * Queues the mirrors of several postings, of which later ones moved the money of earlier ones: one after
 * another in the order in which they are given, the last posting first.
 */
export function reverseJournals(tx: Transaction, reversals: readonly Reversal[]): void {
  for (const reversal of reversals) tx.queueAfter(reverseStatement(reversal), JOURNAL_REFUSALS);
}
