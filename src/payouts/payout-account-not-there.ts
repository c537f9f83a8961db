import type { PayoutAccountId, Refusal } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";

/** What is said of another's account, and of none. */
export const payoutAccountNotThere = (id: PayoutAccountId): Refusal =>
  refuse("NOT_FOUND", `There is no payout account ${id}.`, { path: ["payoutAccountId"] });
