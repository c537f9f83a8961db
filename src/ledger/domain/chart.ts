import type { AccountRole } from "./account.ts";
import type { MovementKind } from "./movement.ts";

/** What the API calls the roles of accounts, which the database keeps in small letters. */
export const ACCOUNT_ROLES = {
  EXPENSE: "What incentives cost.",
  EXPENSE_RECOVERY: "What was taken back after it was paid.",
  CONTRACT_COST_ASSET: "What incentives cost that is carried as a cost of the contract.",
  ACCRUED: "Earned by a partner, and not approved.",
  DEFERRED: "Over a partner's cap, and earned once a later window has room.",
  HOLDBACK: "Approved, and held back until it vests.",
  PAYABLE: "Approved and due.",
  IN_TRANSIT: "Reserved by a payout.",
  CLAWBACK_RECEIVABLE: "What a partner owes.",
  WRITEOFF: "What a partner owed and is not asked for any more.",
  CASH_CLEARING: "Sent to the bank, and not booked by it.",
  BANK: "What the bank booked.",
  BANK_CHARGES: "What the bank took for it.",
  WHT_PAYABLE: "Tax that was withheld.",
  FX_CLEARING: "The two sides of a conversion.",
  FX_GAIN_LOSS: "What a conversion cost or brought.",
} as const satisfies Readonly<Record<Uppercase<AccountRole>, string>>;

/** What is posted. The database holds the same names in constraint journal_txn_kind. */
export const POSTING_KINDS = {
  ACCRUE: "An award was earned.",
  APPROVE: "A credit was approved.",
  VEST: "What was held back is due.",
  SCHEDULE: "It was put into a payout.",
  EXPORT: "The payout's file was sent.",
  SETTLE: "The bank booked it.",
  RETURN: "The bank returned it.",
  REVERSE: "The exact mirror of an earlier posting.",
  ADJUST: "What was earned changed, either way.",
  TRUE_UP: "What a volume earns changed what was earned before.",
  CLAWBACK: "What was paid is owed back.",
  REPAYMENT: "A partner paid back.",
  WRITE_OFF: "What a partner owes is not asked for any more.",
  WHT_REMITTED: "Tax that was withheld was paid on.",
  FX_PAYOUT: "It is paid in another currency.",
} as const satisfies Readonly<Record<MovementKind | "REVERSE" | "FX_PAYOUT", string>>;
