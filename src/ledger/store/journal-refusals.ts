import { refuse } from "../../kernel/index.ts";
import type { RefusalsByConstraint } from "../../platform/database/index.ts";

/** What the ledger's no means to a caller. What is missing here is a fault of ours, and is thrown. */
export const JOURNAL_REFUSALS: RefusalsByConstraint = {
  account_balance_not_overdrawn: () =>
    refuse(
      "BUSINESS_RULE",
      "The account does not hold what this posting would take from it; look at what moved it before.",
    ),
  journal_txn_period_open: () =>
    refuse(
      "PERIOD_CLOSED",
      "No accounting period is open on or after the posting's date; open one.",
    ),
  journal_txn_reversed_once: () =>
    refuse("ALREADY_DONE", "The posting has been reversed before, and is reversed only once."),
  journal_txn_reverses_no_reversal: () =>
    refuse("BUSINESS_RULE", "A reversal cannot be reversed; post the original again."),
  journal_txn_reverses_own_entity: () =>
    refuse("NOT_FOUND", "There is no such posting in the books of this entity."),
  journal_txn_reverses_last: () =>
    refuse(
      "BUSINESS_RULE",
      "Later postings moved this posting's money on; reverse those first, the last one before the others.",
    ),
};
