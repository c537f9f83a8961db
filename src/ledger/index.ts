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
export { AccountRoleEnum } from "./graphql/ledger-enums.ts";
export { chainAnchorReads } from "./graphql/chain-anchor.reads.ts";
export {
  journalTransactionReads,
  ledgerAccountReads,
  ledgerEntryReads,
} from "./graphql/journal.reads.ts";
export { PostingKindEnum } from "./graphql/ledger-enums.ts";
export { JournalResolver } from "./graphql/journal.resolver.ts";
export { TrialBalanceResolver } from "./graphql/trial-balance.resolver.ts";
export { AnchorKey, isSigned } from "./anchor-key.ts";
export { anchorChains } from "./anchor-chains.ts";
export type { AnchorChainsDeps } from "./anchor-chains.ts";
export { BooksFigures } from "./books-figures.ts";
export { readAnchorLine } from "./domain/anchor.ts";
export type { SignedAnchor } from "./domain/anchor.ts";
export { ChainCheck } from "./domain/chain-check.ts";
export type { FoundLink } from "./domain/chain-check.ts";
export { sealedText } from "./domain/sealed-text.ts";
export type { SealedLine, SealedPosting } from "./domain/sealed-text.ts";
export { readBooksStanding } from "./store/books-watch.ts";
export { compareBooks, faultsOf, watchBooks } from "./watch-books.ts";
export type { WatchBooksDeps } from "./watch-books.ts";
export { accrue, adjust, DEFAULT_ENTITY_ID, trueUp } from "./domain/posting.ts";
export type { Accrual, CostRole, Posting } from "./domain/posting.ts";
export {
  bankCharges,
  remitTax,
  returnPayout,
  schedulePayout,
  sendPayout,
  setOffPayout,
  settlePayout,
  withholdPayout,
} from "./domain/payout.ts";
export type { PaidCredits } from "./domain/payout.ts";
export { clawBack, repayClaim, writeOffClaim } from "./domain/clawback.ts";
export { approve, vest } from "./domain/approval.ts";
export type { ApprovedCredit } from "./domain/approval.ts";
export { postJournal, postJournals } from "./post-journal.ts";
export { reverseJournal, reverseJournals } from "./reverse-journal.ts";
export { sealJournals } from "./seal-journals.ts";
export type { Reversal } from "./store/journal-statements.ts";
