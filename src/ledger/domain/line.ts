import type { CreditId, Money } from "../../kernel/index.ts";

import type { Account } from "./account.ts";

/** One line of a posting: debit > 0, credit < 0. */
export interface Line {
  readonly account: Account;
  readonly amount: Money;
  /** The credit whose money this is; null for what belongs to none. */
  readonly creditId: CreditId | null;
}
