import { countsIn, shiftOf } from "./drift.ts";
import type { Example } from "./encoding.ts";
import type { Learned } from "./learned-model.ts";
import { measuresOf } from "./measures.ts";
import type { Judged, Measures } from "./measures.ts";
import { LEAST_TO_TRAIN } from "./training.ts";
import type { TrainingReport } from "./training-report.ts";

/** With fewer leads in a month nothing is said of how they are spread. */
const LEAST_TO_COMPARE = 50;
/** From so far on leads have shifted. */
const SHIFTED_FROM = 0.25;
/** So many standard errors below what was foretold chances are worse. */
const ERRORS = 2;
const MOST_FEATURES = 10;

/** How far leads have shifted in one feature. */
export interface FeatureShift {
  readonly name: string;
  readonly label: string;
  readonly shift: number;
}

/** How a learned model fares on leads of a month that it did not learn from. */
export interface Check {
  readonly leads: number;
  readonly positives: number;
  /** How far they have shifted over the chances; null where they are too few, or the model has nothing to compare with. */
  readonly shift: number | null;
  readonly isShifted: boolean | null;
  /** How well they were foretold; null where outcomes of either kind are too few. */
  readonly measures: Measures | null;
  /** Whether that is worse than the training foretold, by more than chance. */
  readonly isWorse: boolean | null;
  /** Those that shifted most, first. */
  readonly features: readonly FeatureShift[];
}

export function checkOf(
  report: TrainingReport,
  learned: Pick<Learned, "chanceOf">,
  examples: readonly Example[],
): Check {
  const judged = examples.map(({ values, isPositive }) => ({
    chance: learned.chanceOf(values),
    isPositive,
  }));
  const positives = judged.filter(({ isPositive }) => isPositive).length;
  return {
    ...{ leads: judged.length, positives },
    ...howShifted(report, judged, examples),
    ...howForetold(report, judged, positives),
  };
}

function howShifted(
  { baseline, features }: TrainingReport,
  judged: readonly Judged[],
  examples: readonly Example[],
): Pick<Check, "shift" | "isShifted" | "features"> {
  if (!baseline || judged.length < LEAST_TO_COMPARE)
    return { shift: null, isShifted: null, features: [] };
  const { chances } = baseline;
  const shift = shiftOf(
    chances,
    countsIn(
      chances.by,
      judged.map(({ chance }) => chance),
    ),
  );
  const shifts = features.flatMap(({ name, label }): readonly FeatureShift[] => {
    const spread = baseline.features[name];
    if (!spread) return [];
    const now = examples.map(({ values }) => values[name] ?? null);
    return [{ name, label, shift: shiftOf(spread, countsIn(spread.by, now)) }];
  });
  return {
    ...{ shift, isShifted: shift >= SHIFTED_FROM },
    features: shifts
      .toSorted((one, other) => other.shift - one.shift || (one.name < other.name ? -1 : 1))
      .slice(0, MOST_FEATURES),
  };
}

function howForetold(
  { crossValidated }: TrainingReport,
  judged: readonly Judged[],
  positives: number,
): Pick<Check, "measures" | "isWorse"> {
  const isThin = Math.min(positives, judged.length - positives) < LEAST_TO_TRAIN;
  const measures = isThin ? null : measuresOf(judged);
  if (!measures || !crossValidated) return { measures, isWorse: null };
  const least = crossValidated.auc - ERRORS * errorOf(measures);
  return { measures, isWorse: measures.auc < least };
}

/** The standard error of an AUC, after Hanley and McNeil. */
export function errorOf({ auc, leads, positives }: Measures): number {
  const negatives = leads - positives;
  const [two, other] = [auc / (2 - auc), (2 * auc ** 2) / (1 + auc)];
  const spread =
    auc * (1 - auc) + (positives - 1) * (two - auc ** 2) + (negatives - 1) * (other - auc ** 2);
  return Math.sqrt(spread / (positives * negatives));
}
