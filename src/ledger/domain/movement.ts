import type { CreditId, Currency } from "../../kernel/index.ts";
import { money } from "../../kernel/index.ts";

import { accountOf } from "./account.ts";
import type { AccountRole, Place } from "./account.ts";
import type { Line } from "./line.ts";

interface Movement {
  readonly debit: readonly AccountRole[];
  readonly credit: readonly AccountRole[];
  /** An adjustment may go either way; everywhere else a negative amount is a lost sign. */
  readonly eitherWay?: true;
}

/**
 * The table of postings: which roles an event debits and credits. One side has a single role, whose
 * amount is the sum of the other side's. A conversion of currencies needs a rate and is not here.
 *
 * | event | debit | credit |
 * |---|---|---|
 * | earned | expense, or contract_cost_asset where a rule capitalizes it | accrued, and deferred what is over a cap |
 * | earned later | deferred | accrued |
 * | approved | accrued | payable, and holdback until it vests |
 * | put into a payout | payable, gross | in transit, tax withheld, claw-backs set off |
 * | file sent, bank booked | in transit, cash clearing | cash clearing, bank and its charges |
 */
export const MOVEMENTS = {
  ACCRUE: { debit: ["expense"], credit: ["accrued", "deferred"] },
  APPROVE: { debit: ["accrued"], credit: ["payable", "holdback"] },
  VEST: { debit: ["holdback"], credit: ["payable"] },
  SCHEDULE: { debit: ["payable"], credit: ["in_transit", "wht_payable", "clawback_receivable"] },
  EXPORT: { debit: ["in_transit"], credit: ["cash_clearing"] },
  SETTLE: { debit: ["cash_clearing", "bank_charges"], credit: ["bank"] },
  RETURN: { debit: ["in_transit", "cash_clearing", "bank", "wht_payable"], credit: ["payable"] },
  ADJUST: { debit: ["expense"], credit: ["accrued", "deferred"], eitherWay: true },
  TRUE_UP: { debit: ["expense"], credit: ["accrued"], eitherWay: true },
  CLAWBACK: { debit: ["clawback_receivable"], credit: ["expense_recovery"] },
  REPAYMENT: { debit: ["bank"], credit: ["clawback_receivable"] },
  WRITE_OFF: { debit: ["writeoff"], credit: ["clawback_receivable"] },
  WHT_REMITTED: { debit: ["wht_payable"], credit: ["bank"] },
} as const satisfies Record<string, Movement>;

export type MovementKind = keyof typeof MOVEMENTS;

export interface Moved {
  readonly place: Place;
  readonly currency: Currency;
  /** Minor units by role, for the side that is divided (the credit side where neither is). */
  readonly amounts: Readonly<Partial<Record<AccountRole, bigint>>>;
  /** The credit whose money moves; null for what belongs to none. */
  readonly creditId: CreditId | null;
}

/**
 * The balanced lines of a movement, debit positive; none when there is nothing to move. Throws a
 * RangeError on a role that the movement does not touch and on a sign it does not allow.
 */
export function linesOf(kind: MovementKind, { place, currency, amounts, creditId }: Moved): Line[] {
  const movement: Movement = MOVEMENTS[kind];
  const creditDivided = movement.debit.length === 1;
  const [divided, single] = creditDivided
    ? [movement.credit, movement.debit]
    : [movement.debit, movement.credit];
  const line = (role: AccountRole, minor: bigint): Line => ({
    account: accountOf(role, place),
    amount: money(minor, currency),
    creditId,
  });

  for (const role of Object.keys(amounts)) {
    if (!divided.some((known) => known === role))
      throw new RangeError(`${kind} names no amount for ${role}`);
  }
  const parts = divided.map((role) => ({ role, minor: amounts[role] ?? 0n }));
  if (movement.eitherWay !== true && parts.some(({ minor }) => minor < 0n))
    throw new RangeError(`${kind} moves no negative amount; a correction is a reversal`);

  const sign = creditDivided ? -1n : 1n;
  const total = parts.reduce((all, { minor }) => all + minor, 0n);
  const whole = single.map((role) => line(role, -sign * total));
  const pieces = parts.map(({ role, minor }) => line(role, sign * minor));
  const ordered = creditDivided ? [...whole, ...pieces] : [...pieces, ...whole];
  return ordered.filter(({ amount }) => amount.minor !== 0n);
}
