/**
 * Payouts: where partners' money goes. An account is said by one person, verified by another who was told its number
 * anew, and paid to once whoever could object had time to. Its number is sealed: the last four characters are shown.
 * What is payable is put into payouts by one person and approved by another; what the bank is told of them is rendered as
 * they are sent; each is paid once the bank has booked it, which its statements say, or a person.
 */
export type { Payer } from "./domain/bank-file.ts";
export { bankFileFetchReads, bankFileReads, batchBankFiles } from "./graphql/bank-file.reads.ts";
export { BankFileResolver, BatchBankFilesResolver } from "./graphql/bank-file.resolver.ts";
export { bankEntryReads, bankStatementReads } from "./graphql/bank-statement.reads.ts";
export { BankStatementResolver } from "./graphql/bank-statement.resolver.ts";
export { partnerPayoutAccounts, payoutAccountReads } from "./graphql/payout-account.reads.ts";
export {
  clawbackReads,
  payoutOffsetReads,
  payoutOffsets,
  repaymentProposalReads,
  repaymentReads,
  writeOffReads,
} from "./graphql/clawback.reads.ts";
export {
  ClawbackFieldsResolver,
  ClawbackResolver,
  PayoutOffsetsResolver,
} from "./graphql/clawback.resolver.ts";
export {
  PartnerPayoutAccountsResolver,
  PayoutAccountResolver,
} from "./graphql/payout-account.resolver.ts";
export {
  partnerPayouts,
  payoutBatchReads,
  payoutCreditReads,
  payoutLeftOutReads,
  payoutReads,
} from "./graphql/payout-batch.reads.ts";
export {
  PartnerPayoutsResolver,
  PayoutBatchFieldsResolver,
  PayoutBatchResolver,
  PayoutCreditsResolver,
} from "./graphql/payout-batch.resolver.ts";
export { taxRemittanceReads } from "./graphql/tax-remittance.reads.ts";
export { TaxRemittanceResolver } from "./graphql/tax-remittance.resolver.ts";
export { RepaymentResolver } from "./graphql/repayment.resolver.ts";
export { ReconciliationResolver } from "./graphql/reconciliation.resolver.ts";
export { PayoutResolver } from "./graphql/payout.resolver.ts";
export { ownerOf as bankFileOwner } from "./render-bank-files.ts";
export { openBankFile } from "./open-bank-file.ts";
export type { OpenBankFileDeps } from "./open-bank-file.ts";
export { whetherNumbersOpen } from "./whether-numbers-open.ts";
