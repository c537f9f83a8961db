import { allocate, divideRounded, WHOLE_PPM } from "../../kernel/index.ts";
import type { Money } from "../../kernel/index.ts";

import { ROUNDING_MODES } from "./award.ts";
import type { Calculation } from "./award.ts";

/** An award of a deal, as a change of the deal finds it: what it came to, and what of that counts by now. */
export interface AdjustableAward {
  readonly calculation: Calculation;
  /** What nobody is paid, with all changes since. */
  readonly forfeitedMinor: bigint;
  /** By touch, the earliest first. */
  readonly credits: readonly {
    /** With all changes since. */
    readonly outstandingMinor: bigint;
    readonly weightPpm: bigint;
  }[];
}

/** By how much an award and each of its credits change; all of one sign. */
export interface Adjustment {
  readonly targetMinor: bigint;
  readonly deltaMinor: bigint;
  readonly forfeitedMinor: bigint;
  /** In the order of the credits. */
  readonly parts: readonly bigint[];
}

/**
 * What a deal earns that is worth something else than was said, by the rule and the version that the award
 * is pinned to, and so by how much it changes. The difference is allocated over what is outstanding: splitting
 * the new sum anew could raise somebody's share although the deal shrank. Null where nothing changes: of a
 * bounty, and where a gate had closed.
 *
 *     84,300.00 → 60,000.00 at 10 %, 5,058.00 and 3,372.00 outstanding  →  −1,458.00 and −972.00
 */
export function adjustmentOf(award: AdjustableAward, deal: Money): Adjustment | null {
  const targetMinor = targetOf(award.calculation, deal);
  if (targetMinor === null) return null;
  const outstanding = [
    ...award.credits.map((credit) => credit.outstandingMinor),
    award.forfeitedMinor,
  ];
  const deltaMinor = targetMinor - outstanding.reduce((sum, minor) => sum + minor, 0n);
  if (deltaMinor === 0n) return null;
  const parts = allocateOver(deltaMinor, outstanding, weightsOf(award));
  return {
    targetMinor,
    deltaMinor,
    forfeitedMinor: parts.at(-1) ?? 0n,
    parts: parts.slice(0, -1),
  };
}

/** Over what is outstanding; where nothing is, as it was split at first. */
export function allocateOver(
  deltaMinor: bigint,
  outstanding: readonly bigint[],
  weights: readonly bigint[],
): readonly bigint[] {
  return allocate(deltaMinor, outstanding.some((minor) => minor > 0n) ? outstanding : weights);
}

function weightsOf({ credits }: AdjustableAward): readonly bigint[] {
  const weights = credits.map(({ weightPpm }) => weightPpm);
  const vendors = weights.reduce((left, weight) => left - weight, WHOLE_PPM);
  return [...weights, vendors];
}

/** What the award would come to; null where the deal is not what it was computed from. */
function targetOf({ base, gate, tender }: Calculation, deal: Money): bigint | null {
  if (base.kind !== "PERCENT_OF_DEAL" || gate !== null) return null;
  const rate = BigInt(base.ratePpm);
  const amount = divideRounded(deal.minor * rate, WHOLE_PPM, ROUNDING_MODES[base.rounding]);
  if (tender === undefined) return amount;
  // what others had earned of the tender before stays theirs
  const spent = BigInt(base.minor) - BigInt(tender.leftMinor);
  const left = amount > spent ? amount - spent : 0n;
  const [minor = 0n] = allocate(
    left,
    Array.from({ length: tender.partners }, () => 1n),
  );
  return minor;
}
