import type {
  ApprovalProposalId,
  AwardId,
  CreditId,
  Id,
  IncentiveProgramId,
  JournalTransactionId,
  Money,
  PartnerId,
  Prefix,
} from "../../kernel/index.ts";

import type { Account } from "./account.ts";
import type { Line } from "./line.ts";
import { linesOf } from "./movement.ts";
import type { MovementKind } from "./movement.ts";

/** The vendor's one legal entity until it keeps several sets of books (a uuid, as in the database). */
export const DEFAULT_ENTITY_ID = "01970000-0000-7000-8000-000000000003";

/** The vendor's one bank account until it keeps several (a uuid, as in the database). */
export const DEFAULT_BANK_ACCOUNT_ID = "01970000-0000-7000-8000-000000000004";

/** What the ledger is asked to write. Where its date's period is closed it is booked in the next open one. */
export interface Posting {
  readonly id: JournalTransactionId;
  readonly entityId: string;
  readonly kind: MovementKind;
  /** Names the business event: the same key and lines again post nothing. */
  readonly key: string;
  /** The day it counts for, YYYY-MM-DD in the incentive program's time zone. */
  readonly effectiveOn: string;
  /** What it was posted for: an award, a payout … */
  readonly source: Id<Prefix>;
  /** By whose decision credit is payable. */
  readonly approvedAs?: ApprovalProposalId;
  readonly lines: readonly Line[];
  readonly memo: string | null;
}

export interface Accrual {
  readonly id: JournalTransactionId;
  readonly awardId: AwardId;
  readonly programId: IncentiveProgramId;
  /** The day the milestone was reached, in the program's time zone. */
  readonly effectiveOn: string;
  readonly shares: readonly {
    readonly creditId: CreditId;
    readonly partnerId: PartnerId;
    readonly amount: Money;
    /** What waits for room under its cap; of a change less than nothing, where that is earned, or is not any more. */
    readonly deferredMinor?: bigint;
  }[];
  /** The account that bears what it costs; expense where it is left out. */
  readonly cost?: CostRole;
}

/** Where what partners earn is borne: at once, or as an asset of the contract that was won. */
export type CostRole = "expense" | "contract_cost_asset";

/**
 * By how much what an award earned its partners changes, of either sign, credit by credit: the same accounts as
 * when it was earned. The credits are those that change, and none changes by nothing.
 */
export function adjust({ id, awardId, programId, effectiveOn, shares, cost }: Accrual): Posting {
  return {
    id,
    entityId: DEFAULT_ENTITY_ID,
    kind: "ADJUST",
    key: `adjust:${awardId}`,
    effectiveOn,
    source: awardId,
    lines: earned("ADJUST", programId, shares, cost),
    memo: null,
  };
}

/** By how much more, or less, a partner has for its volume; of either sign, on the accounts on which it earned. */
export const trueUp = (changed: Accrual): Posting => ({
  ...adjust(changed),
  kind: "TRUE_UP",
  key: `true_up:${changed.awardId}`,
  lines: earned("TRUE_UP", changed.programId, changed.shares, changed.cost),
});

function earned(
  kind: "ACCRUE" | "ADJUST" | "TRUE_UP",
  programId: IncentiveProgramId,
  shares: Accrual["shares"],
  cost: CostRole = "expense",
): readonly Line[] {
  return shares.flatMap(({ creditId, partnerId, amount, deferredMinor = 0n }) =>
    linesOf(kind, {
      place: { programId, partnerId },
      currency: amount.currency,
      amounts: {
        accrued: amount.minor,
        ...(deferredMinor === 0n ? {} : { deferred: deferredMinor }),
      },
      creditId,
    }).map((line) => ({ ...line, account: borneBy(cost, line.account) })),
  );
}

const borneBy = (cost: CostRole, account: Account): Account =>
  account.role === "expense" ? { ...account, role: cost } : account;

/**
 * What an award earns its partners: its cost against accrued, credit by credit, so that each credit's
 * lines balance by themselves. Null where all shares are zero: there is nothing to post.
 */
export function accrue(accrual: Accrual): Posting | null {
  const { id, awardId, programId, effectiveOn, shares, cost } = accrual;
  const lines = earned("ACCRUE", programId, shares, cost);
  if (lines.length === 0) return null;

  return {
    id,
    entityId: DEFAULT_ENTITY_ID,
    kind: "ACCRUE",
    key: `accrue:${awardId}`,
    effectiveOn,
    source: awardId,
    lines,
    memo: null,
  };
}
