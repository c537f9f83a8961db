import type { Currency } from "../../kernel/index.ts";

/** Where money stands that is on its way to partners, or to tax offices. */
export type ClearingRole = "in_transit" | "cash_clearing" | "wht_payable";

/** What stands on the clearing accounts of a role and currency, and what is known of it elsewhere. */
export interface ClearingStanding {
  readonly role: ClearingRole;
  readonly currency: Currency;
  /** By the books: what was put there and did not go on. */
  readonly balanceMinor: bigint;
  /** By the payouts: what is as far as that, and not further. */
  readonly openMinor: bigint;
  readonly openCount: number;
  /** By the bank: what waits for a person. */
  readonly waitingDebits: bigint;
  readonly waitingCredits: bigint;
  readonly waitingCount: number;
}

/** What the books have, and no payout explains. */
export const differenceOf = ({ balanceMinor, openMinor }: ClearingStanding): bigint =>
  balanceMinor - openMinor;

/** Whether payouts explain all that stands on clearing accounts, and nothing of the bank's waits. */
export const isReconciled = (accounts: readonly ClearingStanding[]): boolean =>
  accounts.every((each) => differenceOf(each) === 0n && each.waitingCount === 0);
