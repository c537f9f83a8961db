import { meanOf } from "./measures.ts";

/** By how much one is better than another on the same leads, and between what that lies in 95 of 100 cases. */
export interface PairedDifference {
  readonly mean: number;
  readonly from: number;
  readonly to: number;
}

/** How wide 95 of 100 are, by Student's law, of 25 differences. */
const T_OF_25 = 2.0639;
export const DIFFERENCES = 25;

/**
 * The interval of differences that were found on parts of the same leads, five folds five times over: what
 * taught them overlaps, so they vary less than chance does, and the interval is widened for it (the
 * corrected resampled t-test of Nadeau and Bengio).
 */
export function pairedDifference(
  differences: readonly number[],
  testedPerLearned: number,
): PairedDifference {
  if (differences.length !== DIFFERENCES)
    throw new Error(`${differences.length} differences, not ${DIFFERENCES}`);
  const mean = meanOf(differences);
  const squares = differences.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const variance = squares / (DIFFERENCES - 1);
  const half = T_OF_25 * Math.sqrt((1 / DIFFERENCES + testedPerLearned) * variance);
  return { mean, from: mean - half, to: mean + half };
}
