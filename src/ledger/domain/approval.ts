import type {
  ApprovalProposalId,
  CreditId,
  IncentiveProgramId,
  JournalTransactionId,
  Money,
  PartnerId,
} from "../../kernel/index.ts";
import { money } from "../../kernel/index.ts";

import { accountOf } from "./account.ts";
import type { Line } from "./line.ts";
import { linesOf } from "./movement.ts";
import { DEFAULT_ENTITY_ID } from "./posting.ts";
import type { Posting } from "./posting.ts";

interface OnAccount {
  readonly partnerId: PartnerId;
  readonly programId: IncentiveProgramId;
}

export interface ApprovedCredit extends OnAccount {
  readonly creditId: CreditId;
  /** All that counts of the credit; less than nothing of a true-up by which a partner has less. */
  readonly amount: Money;
  /** What of it has not vested. */
  readonly heldMinor: bigint;
}

/**
 * Credit is approved: what has vested is payable, the rest is held back. Each by a posting of its own, but for credits
 * that count for one volume: of those what is less than nothing is made good by the others.
 */
export const approve = (approving: {
  readonly id: JournalTransactionId;
  readonly proposalId: ApprovalProposalId;
  readonly credits: readonly ApprovedCredit[];
  /** The day on which it is done, in the program's zone. */
  readonly effectiveOn: string;
}): Posting => ({
  ...{ id: approving.id, entityId: DEFAULT_ENTITY_ID, kind: "APPROVE", memo: null },
  key: `approve:${approving.id}`,
  effectiveOn: approving.effectiveOn,
  source: approving.proposalId,
  approvedAs: approving.proposalId,
  lines: approving.credits.flatMap(approvedLines),
});

/** What was held back of an approved credit is payable. */
export const vest = (vesting: {
  readonly id: JournalTransactionId;
  readonly proposalId: ApprovalProposalId;
  readonly credit: OnAccount & { readonly creditId: CreditId };
  readonly amount: Money;
  readonly effectiveOn: string;
}): Posting => ({
  ...{ id: vesting.id, entityId: DEFAULT_ENTITY_ID, kind: "VEST", memo: null },
  key: `vest:${vesting.proposalId}:${vesting.credit.creditId}:${vesting.effectiveOn}`,
  effectiveOn: vesting.effectiveOn,
  source: vesting.credit.creditId,
  approvedAs: vesting.proposalId,
  lines: linesOf("VEST", {
    place: vesting.credit,
    currency: vesting.amount.currency,
    amounts: { payable: vesting.amount.minor },
    creditId: vesting.credit.creditId,
  }),
});

function approvedLines({ amount, heldMinor, creditId, ...place }: ApprovedCredit): Line[] {
  const { minor, currency } = amount;
  if (minor >= 0n)
    return linesOf("APPROVE", {
      ...{ place, currency, creditId },
      amounts: { payable: minor - heldMinor, holdback: heldMinor },
    });
  // what is owed less moves the other way: nothing of it is held back
  return (["payable", "accrued"] as const).map((role) => ({
    account: accountOf(role, place),
    amount: money(role === "payable" ? -minor : minor, currency),
    creditId,
  }));
}
