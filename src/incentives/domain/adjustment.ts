import { allocate, rational, roundRational, WHOLE_PPM } from "../../kernel/index.ts";
import type { Money, PartnerId, Rational } from "../../kernel/index.ts";

import { baseAmount, ROUNDING_MODES } from "./base-amount.ts";
import type { Basis } from "./basis.ts";
import type { Calculation, CapTrace } from "./calculation.ts";
import { changeWithin, wantedBy } from "./capped-change.ts";
import type { Limits } from "./capped-change.ts";
import type { Exchange } from "./exchange.ts";
import { WHOLE_WEIGHT, weighed } from "./factors.ts";
import type { Rounding } from "./incentive-program.ts";
import { accelerated, forPace } from "./pace.ts";
import type { Pace } from "./lead-pace.ts";

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
  /** The same before what limits it. */
  readonly wanted: readonly bigint[];
  /** What is limited, where something is and more is earned. */
  readonly caps: readonly CapTrace[];
}

/**
 * What a deal earns that is worth something else than was said, by the rule and the version that the award
 * is pinned to, the rates of its day and the factors of its partners then, and so by how much it changes. The
 * difference is allocated over what is outstanding: splitting the new sum anew could raise somebody's share
 * although the deal shrank. What was over the lead's cap stays nobody's; what is over a partner's cap or a
 * budget too (`changeWithin`). One that counts for a volume has the pace of its place then, for what it is worth now. Null where nothing changes: of a bounty, and where a gate had closed.
 *
 *     84,300.00 → 60,000.00 at 10 %, 5,058.00 and 3,372.00 outstanding  →  −1,458.00 and −972.00
 */
export function adjustmentOf(
  award: AdjustableAward,
  deal: Money,
  exchange: Exchange | null,
  limits: Limits | null = null,
  pace: Pace | null = null,
): Adjustment | null {
  const weights = accelerated(weightsOf(award), award.credits, pace);
  const targetMinor = targetOf(award, { weights, pace }, deal, exchange);
  if (targetMinor === null) return null;
  const outstanding = wantedBy(award, weights, limits);
  const deltaMinor = targetMinor - outstanding.reduce((sum, minor) => sum + minor, 0n);
  if (deltaMinor === 0n) return null;
  const wanted = pace
    ? besideVolume(award, { deltaMinor, targetMinor, outstanding, weights }, pace)
    : allocateOver(deltaMinor, outstanding, weights).slice(0, -1);
  const { parts, caps } = limits
    ? changeWithin(award, { outstanding, wanted, weights }, limits)
    : { parts: wanted, caps: [] };
  const forfeitedMinor = deltaMinor - parts.reduce((sum, minor) => sum + minor, 0n);
  return { targetMinor, deltaMinor, forfeitedMinor, parts, wanted, caps };
}

/**
 * Where one part counts for its partner's volume, that may lie in other brackets than before: it changes to what it comes to there, as
 * far as all of the award does, and the others by what is left, over what is outstanding of theirs.
 *
 *     60 % of 4,000.00 at 10 % times 1.2, 288.00 and 160.00; of 2,000.00 once  →  −168.00 and −80.00
 */
function besideVolume(
  { credits }: AdjustableAward,
  change: {
    readonly deltaMinor: bigint;
    readonly targetMinor: bigint;
    readonly outstanding: readonly bigint[];
    readonly weights: readonly bigint[];
  },
  { partnerId }: Pace,
): readonly bigint[] {
  const { deltaMinor, targetMinor, outstanding, weights } = change;
  const own = credits.findIndex((credit) => credit.partnerId === partnerId);
  const to = (allocate(targetMinor, weights)[own] ?? 0n) - (outstanding[own] ?? 0n);
  const ownMinor = deltaMinor < 0n ? between(to, deltaMinor, 0n) : between(to, 0n, deltaMinor);
  const others = (of: readonly bigint[]) => of.map((each, index) => (index === own ? 0n : each));
  const [held, weighing] = [others(outstanding), others(weights)];
  // nobody else has a part of it
  const isAlone = weighing.every((weight) => weight === 0n);
  const rest = isAlone ? held.map(() => 0n) : allocateOver(deltaMinor - ownMinor, held, weighing);
  return rest
    .map((minor, index) => (index === own ? (isAlone ? deltaMinor : ownMinor) : minor))
    .slice(0, -1);
}

const between = (minor: bigint, least: bigint, most: bigint): bigint =>
  minor < least ? least : minor > most ? most : minor;

/** Whether what an award comes to goes by what its deal is worth. */
export const goesByDeal = ({ calculation: { base, gate } }: AdjustableAward): boolean =>
  base.kind === "PERCENT_OF_DEAL" && gate === null;

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
  { weights, pace }: { readonly weights: readonly bigint[]; readonly pace: Pace | null },
  deal: Money,
  exchange: Exchange | null,
): bigint | null {
  const base = exactOf(calculation, deal, exchange);
  if (base === null) return null;
  const { exact, rounding } = base;
  const gross = roundRational(weighed(forPace(exact, pace), weights), ROUNDING_MODES[rounding]);
  return leadRoomMinor === null || gross < leadRoomMinor ? gross : leadRoomMinor;
}

/** What the rule pays of the deal as it is known now, before any factor. */
function exactOf(
  { base, gate, tender }: Calculation,
  deal: Money,
  exchange: Exchange | null,
): { readonly exact: Rational; readonly rounding: Rounding } | null {
  if (base.kind !== "PERCENT_OF_DEAL" || gate !== null) return null;
  const { currency, rounding } = base;
  const pay = { kind: base.kind, ratePpm: BigInt(base.ratePpm) };
  const now = baseAmount({ pay, currency, rounding }, deal, exchange);
  const exact = tender ? rational(tenderTarget(now.minor, BigInt(base.minor), tender)) : now.exact;
  return exact && { exact, rounding };
}

/** From what the own part of an award follows that counts for its partner's volume, of the deal as it is known now. */
export function basisAfter(
  award: AdjustableAward,
  deal: Money,
  exchange: Exchange | null,
  partnerId: PartnerId,
): Basis | null {
  const base = exactOf(award.calculation, deal, exchange);
  const own = award.credits.findIndex((credit) => credit.partnerId === partnerId);
  if (base === null || own < 0) return null;
  return { base: base.exact, weights: weightsOf(award), own, rounding: base.rounding };
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
