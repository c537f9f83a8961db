import { refuse } from "../../kernel/index.ts";
import type { Money, Refusal } from "../../kernel/index.ts";

import type { ClawbackStep } from "./clawback.ts";
import type { HoldbackTerms } from "./holdback.ts";

/** Up to what payable sum a partner is not paid yet: it is carried on to the next time. */
export interface MinimumPayout {
  readonly amount: Money;
  /** After so many months what was carried is paid all the same; null: never for that. */
  readonly forcedAfterMonths: number | null;
}

/** When what is earned is paid, as a draft says it; null where it says nothing of that. */
export interface PayoutTermsDrafted {
  readonly holdback: HoldbackTerms | null;
  readonly minimumPayout: MinimumPayout | null;
  /** How much of a credit is taken back up to which day; all of it where that is empty. */
  readonly clawback: readonly ClawbackStep[];
}

/** A program pays in one currency. */
export function refuseOtherMinimumCurrency(
  { minimumPayout }: PayoutTermsDrafted,
  currency: string,
): Refusal | null {
  if (minimumPayout === null || minimumPayout.amount.currency === currency) return null;
  return refuse(
    "VALIDATION_FAILED",
    `minimumPayout.amount.currency is ${minimumPayout.amount.currency}, but the incentive program pays in ${currency}: give the amount in ${currency}.`,
    { path: ["minimumPayout", "amount", "currency"] },
  );
}
