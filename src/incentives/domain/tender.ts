import { allocate } from "../../kernel/index.ts";
import type { IncentiveProgramId, Money } from "../../kernel/index.ts";

/** What is known of a tender when one of its leads reaches a milestone. */
export interface TenderFacts {
  /**
   * Partners whose leads are accepted for it, and have not reached the milestone; this lead's among them.
   * Those who share a prospect are one. A tender is won by one, and what that earns by its winner.
   */
  readonly partners: number;
  /** What its leads have earned of partners' money, under each rule. */
  readonly earned: readonly {
    readonly programId: IncentiveProgramId;
    readonly ruleKey: string;
    readonly minor: bigint;
  }[];
}

export interface TenderPart {
  /** What the tender had left to earn under the rule. */
  readonly left: bigint;
  readonly partners: number;
  /** What is this lead's of it. */
  readonly minor: bigint;
}

/**
 * What is out to tender is one prospect, and earns once: each partner that is accepted for it, or
 * those together who share a prospect, has an equal part, which it earns with its own lead. Whoever comes first has the odd cent; for whoever is
 * accepted later there is what is left.
 *
 *     200.00, three partners  →  66.67, 66.67, 66.66
 */
export function tenderPart(
  rule: {
    readonly programId: IncentiveProgramId;
    readonly ruleKey: string;
    readonly amount: Money;
  },
  { partners, earned }: TenderFacts,
): TenderPart {
  const spent = earned
    .filter(({ programId, ruleKey }) => programId === rule.programId && ruleKey === rule.ruleKey)
    .reduce((sum, { minor }) => sum + minor, 0n);
  const left = spent < rule.amount.minor ? rule.amount.minor - spent : 0n;
  const [minor = 0n] = allocate(
    left,
    Array.from({ length: partners }, () => 1n),
  );
  return { left, partners, minor };
}
