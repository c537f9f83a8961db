/**
 * Payouts: where partners' money goes. An account is said by one person, verified by another who was told its number
 * anew, and paid to once whoever could object had time to. Its number is sealed: the last four characters are shown.
 */
export { BankVault } from "./bank-vault.ts";
export { partnerPayoutAccounts, payoutAccountReads } from "./graphql/payout-account.reads.ts";
export {
  PartnerPayoutAccountsResolver,
  PayoutAccountResolver,
} from "./graphql/payout-account.resolver.ts";
export { whetherNumbersOpen } from "./whether-numbers-open.ts";
