/**
 * Double entry, and no business word: balanced lines on accounts that the chart allows, a posting
 * that never changes, a reversal that mirrors it, and a hash chain over all of them. Other modules
 * say what happened as a `Posting` and queue it in the transaction of the event it books; the
 * database refuses what does not balance, overdraws an account or falls into a closed period.
 * Whoever reports or exports reads sealed postings only: the sealer's number is the watermark.
 */
export type { Account, AccountRole, Place } from "./domain/account.ts";
export type { Line } from "./domain/line.ts";
export { linesOf, MOVEMENTS } from "./domain/movement.ts";
export type { Moved, MovementKind } from "./domain/movement.ts";
export { accrue, adjust, DEFAULT_ENTITY_ID, trueUp } from "./domain/posting.ts";
export type { Accrual, Posting } from "./domain/posting.ts";
export { postJournal } from "./post-journal.ts";
export { reverseJournal, reverseJournals } from "./reverse-journal.ts";
export { sealJournals } from "./seal-journals.ts";
export type { Reversal } from "./store/journal-statements.ts";
