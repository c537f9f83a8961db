import { rational, roundRational, WHOLE_PPM } from "../../kernel/index.ts";
import type { PartnerId } from "../../kernel/index.ts";

/** How much more or less a version pays a partner by how its leads fare. Bounds are those of table incentive_quality. */
export interface QualityTerms {
  /** The part of a partner's closed leads that is won where it is paid once, in parts per million. */
  readonly targetPpm: bigint;
  /** How many leads at the target everybody is counted with besides its own: few leads say little. */
  readonly prior: number;
  /** Over how many days before the milestone leads count by when they were closed. */
  readonly windowDays: number;
  /** The least and the most that what it comes to may be; 1,000,000 is once, and lies between them. */
  readonly floorPpm: bigint;
  readonly ceilingPpm: bigint;
}

/** A partner's leads that stood closed right before a milestone, and were closed within the window. */
export interface ClosedLeads {
  readonly won: bigint;
  /** Won and lost. */
  readonly closed: bigint;
}

/** By what a partner's own part is multiplied, and from what that was found. */
export interface QualityFactor extends ClosedLeads {
  readonly windowDays: number;
  readonly factorPpm: bigint;
}

export type QualityFactors = ReadonlyMap<PartnerId, QualityFactor>;

export const NO_QUALITY: QualityFactors = new Map();

/**
 * The smoothed part of a partner's leads that are won, of the target: with `prior` leads at the target
 * added to its own, to the nearest millionth, and between floor and ceiling.
 *
 *     3 of 4 won, 4 more at 50 %  →  5 of 8 are 62.5 %, of 50 %  →  1.25
 */
export function qualityFactor(
  { targetPpm, prior, floorPpm, ceilingPpm }: QualityTerms,
  { won, closed }: ClosedLeads,
): bigint {
  const added = BigInt(prior);
  const smoothed = won * WHOLE_PPM + added * targetPpm;
  const exact = rational(smoothed * WHOLE_PPM, (closed + added) * targetPpm);
  const factor = roundRational(exact, "half_even");
  if (factor < floorPpm) return floorPpm;
  return factor > ceilingPpm ? ceilingPpm : factor;
}

/** A partner's factor in an award's calculation; JSON values only. */
export interface QualityTrace {
  readonly partnerId: PartnerId;
  readonly won: string;
  readonly closed: string;
  readonly windowDays: number;
  readonly factorPpm: string;
}

export function qualityTraces(
  shares: readonly { readonly partnerId: PartnerId }[],
  factors: QualityFactors,
): readonly QualityTrace[] {
  return shares.flatMap(({ partnerId }) => {
    const factor = factors.get(partnerId);
    if (!factor) return [];
    const { won, closed, windowDays, factorPpm } = factor;
    return [
      {
        ...{ partnerId, won: won.toString(), closed: closed.toString(), windowDays },
        factorPpm: factorPpm.toString(),
      },
    ];
  });
}

export const MOST_PRIOR = 1_000;
export const LONGEST_WINDOW_DAYS = 3_650;
