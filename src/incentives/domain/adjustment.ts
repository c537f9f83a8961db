import { allocate, rational, roundRational, WHOLE_PPM } from "../../kernel/index.ts";
import type { Money, PartnerId } from "../../kernel/index.ts";

import { baseAmount, ROUNDING_MODES } from "./base-amount.ts";
import type { Calculation } from "./calculation.ts";
import type { Exchange } from "./exchange.ts";
import { WHOLE_WEIGHT, weighed } from "./factors.ts";

/** An award of a deal, as a change of the deal finds it: what it came to, and what of that counts by now. */
export interface AdjustableAward {
  readonly calculation: Calculation;
  /** What its lead may earn by it, besides what it has earned otherwise by now; null where that is not limited. */
  readonly leadRoomMinor: bigint | null;
  /** What nobody is paid, with all changes since. */
  readonly forfeitedMinor: bigint;
  /** By touch, the earliest first. */
  readonly credits: readonly {
    readonly partnerId: PartnerId;
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
 * is pinned to, the rates of its day and the factors of its partners then, and so by how much it changes. The
 * difference is allocated over what is outstanding: splitting the new sum anew could raise somebody's share
 * although the deal shrank. What was over the lead's cap stays nobody's. Null where nothing changes: of a
 * bounty, and where a gate had closed.
 *
 *     84,300.00 → 60,000.00 at 10 %, 5,058.00 and 3,372.00 outstanding  →  −1,458.00 and −972.00
 */
export function adjustmentOf(
  award: AdjustableAward,
  deal: Money,
  exchange: Exchange | null,
): Adjustment | null {
  const weights = weightsOf(award);
  const targetMinor = targetOf(award, weights, deal, exchange);
  if (targetMinor === null) return null;
  const outstanding = [
    ...award.credits.map((credit) => credit.outstandingMinor),
    award.forfeitedMinor - overCap(award.calculation),
  ];
  const deltaMinor = targetMinor - outstanding.reduce((sum, minor) => sum + minor, 0n);
  if (deltaMinor === 0n) return null;
  const parts = allocateOver(deltaMinor, outstanding, weights);
  return {
    targetMinor,
    deltaMinor,
    forfeitedMinor: parts.at(-1) ?? 0n,
    parts: parts.slice(0, -1),
  };
}

/** Over what is outstanding; where nothing is, by what the parts weigh. */
export function allocateOver(
  deltaMinor: bigint,
  outstanding: readonly bigint[],
  weights: readonly bigint[],
): readonly bigint[] {
  return allocate(deltaMinor, outstanding.some((minor) => minor > 0n) ? outstanding : weights);
}

/** Each part's share, times its partner's factors then; the vendor's own last. */
function weightsOf({ credits, calculation }: AdjustableAward): readonly bigint[] {
  const { factors = [], quality = [] } = calculation;
  const weights = credits.map(({ partnerId, weightPpm }) => {
    const factor = factors.find((each) => each.partnerId === partnerId);
    const fared = quality.find((each) => each.partnerId === partnerId);
    const multiplier = BigInt(factor?.multiplierPpm ?? WHOLE_PPM);
    return weightPpm * multiplier * BigInt(fared?.factorPpm ?? WHOLE_PPM);
  });
  const vendors = credits.reduce((left, { weightPpm }) => left - weightPpm, WHOLE_PPM);
  return [...weights, (vendors * WHOLE_WEIGHT) / WHOLE_PPM];
}

/** What the award would come to; null where the deal is not what it was computed from. */
function targetOf(
  { calculation, leadRoomMinor }: AdjustableAward,
  weights: readonly bigint[],
  deal: Money,
  exchange: Exchange | null,
): bigint | null {
  const { base, gate, tender } = calculation;
  if (base.kind !== "PERCENT_OF_DEAL" || gate !== null) return null;
  const { currency, rounding } = base;
  const pay = { kind: base.kind, ratePpm: BigInt(base.ratePpm) };
  const now = baseAmount({ pay, currency, rounding }, deal, exchange);
  const exact = tender ? rational(tenderTarget(now.minor, BigInt(base.minor), tender)) : now.exact;
  if (exact === null) return null;
  const gross = roundRational(weighed(exact, weights), ROUNDING_MODES[rounding]);
  return leadRoomMinor === null || gross < leadRoomMinor ? gross : leadRoomMinor;
}

/** What others had earned of the tender before stays theirs. */
function tenderTarget(
  amount: bigint,
  before: bigint,
  tender: NonNullable<Calculation["tender"]>,
): bigint {
  const spent = before - BigInt(tender.leftMinor);
  const left = amount > spent ? amount - spent : 0n;
  const [minor = 0n] = allocate(
    left,
    Array.from({ length: tender.partners }, () => 1n),
  );
  return minor;
}

/** What of the award was over a limit, and so was nobody's. */
const overCap = ({ caps = [] }: Calculation): bigint =>
  caps.reduce((sum, cap) => sum + BigInt(cap.beforeMinor) - BigInt(cap.afterMinor), 0n);
