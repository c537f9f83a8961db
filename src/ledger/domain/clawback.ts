import type {
  CreditId,
  IncentiveProgramId,
  JournalTransactionId,
  Money,
  PartnerId,
} from "../../kernel/index.ts";
import { money } from "../../kernel/index.ts";

import { accountOf } from "./account.ts";
import { linesOf } from "./movement.ts";
import { DEFAULT_BANK_ACCOUNT_ID, DEFAULT_ENTITY_ID } from "./posting.ts";
import type { CostRole, Posting } from "./posting.ts";

export interface ClawedBack {
  readonly id: JournalTransactionId;
  readonly creditId: CreditId;
  readonly partnerId: PartnerId;
  readonly programId: IncentiveProgramId;
  readonly amount: Money;
  /** The account that bore what it cost. */
  readonly cost: CostRole;
  /** The day on which it is done, in the program's zone. */
  readonly effectiveOn: string;
}

/** What of a claim ends, and why. */
export interface ClaimEnds {
  readonly id: JournalTransactionId;
  readonly creditId: CreditId;
  readonly partnerId: PartnerId;
  readonly programId: IncentiveProgramId;
  readonly amount: Money;
  readonly effectiveOn: string;
  /** The credit, or whoever decided. */
  readonly source: Posting["source"];
}

function ended(kind: "REPAYMENT" | "WRITE_OFF", claim: ClaimEnds): Posting {
  const { id, creditId, partnerId, programId, amount, effectiveOn, source } = claim;
  return {
    ...{ id, entityId: DEFAULT_ENTITY_ID, kind, memo: null, effectiveOn, source },
    key: `${kind.toLowerCase()}:${id}`,
    lines: linesOf(kind, {
      place: { programId, partnerId, bankAccountId: DEFAULT_BANK_ACCOUNT_ID },
      ...{ currency: amount.currency, creditId },
      amounts: { clawback_receivable: amount.minor },
    }),
  };
}

/** A partner paid back what it owed: the bank has it. */
export const repayClaim = (claim: ClaimEnds): Posting => ended("REPAYMENT", claim);

/** What a partner owes is not asked for any more. */
export const writeOffClaim = (claim: ClaimEnds): Posting => ended("WRITE_OFF", claim);

/**
 * What was paid is owed back. It is accrued as well, against its cost, so that the change or the mirror that takes it
 * back finds it there: that leaves the cost as it was, and the recovery beside it.
 *
 *     33.34 were paid, 16.67 are owed back  →  receivable 16.67, recovery −16.67; cost 16.67, accrued −16.67
 *     and the change of −16.67 behind it    →  cost −16.67, accrued 16.67
 */
export function clawBack(clawed: ClawedBack): Posting {
  const { id, creditId, partnerId, programId, amount, cost, effectiveOn } = clawed;
  const { minor, currency } = amount;
  const place = { programId, partnerId };
  return {
    ...{ id, entityId: DEFAULT_ENTITY_ID, kind: "CLAWBACK", memo: null },
    key: `clawback:${id}`,
    effectiveOn,
    source: creditId,
    lines: [
      ...linesOf("CLAWBACK", {
        ...{ place, currency, creditId },
        amounts: { expense_recovery: minor },
      }),
      { account: accountOf(cost, place), amount, creditId },
      { account: accountOf("accrued", place), amount: money(-minor, currency), creditId },
    ],
  };
}
