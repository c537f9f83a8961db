import type { FeatureValues } from "./encoding.ts";
import type { Learned } from "./learned-model.ts";
import { gradeOf, trendOf } from "./score.ts";
import type { FactorOfScore, Score } from "./score.ts";
import type { ScoringRules } from "./scoring-rules.ts";

/** From which chances on a learned model grades leads, and raises them. */
export type LearnedLimits = Pick<
  ScoringRules,
  "gradeAFrom" | "gradeBFrom" | "gradeCFrom" | "mqlFrom"
>;

/** What a learned model gives at most: points are hundredths of a chance. */
export const CHANCE_CAP = 100;

/**
 * Scores a lead by what was learned: its total is its chance in hundredths, and its factors add up to it. What
 * its prospect does may tell against it: an axis is not less than nothing, so the fit bears the rest.
 */
export function learnedScoreOf(
  rules: LearnedLimits,
  learned: Learned,
  values: FeatureValues,
  before: FeatureValues,
): Score {
  const factors = learned.factorsOf(values);
  const fit = sumOf(factors, "FIT");
  const engagement = sumOf(factors, "ENGAGEMENT");
  const total = fit + engagement;
  const less = Math.min(engagement, 0);
  const borne: readonly FactorOfScore[] = [
    { axis: "FIT", label: "Less interest than is usual", points: less },
    { axis: "ENGAGEMENT", label: "Told with the fit", points: -less },
  ];
  const change = total - Math.round(100 * learned.chanceOf(before));
  return {
    ...{ fit: fit + less, engagement: engagement - less, total },
    grade: gradeOf(rules, total),
    trend: trendOf(change),
    reachesMql: rules.mqlFrom !== null && total >= rules.mqlFrom,
    factors: [
      ...[...factors, ...borne].filter(({ axis }) => axis === "FIT"),
      ...[...factors, ...borne].filter(({ axis }) => axis === "ENGAGEMENT"),
    ].filter(({ points }) => points !== 0),
    decays: change !== 0 || engagement !== 0,
  };
}

const sumOf = (factors: readonly FactorOfScore[], of: FactorOfScore["axis"]): number =>
  factors.reduce((sum, { axis, points }) => (axis === of ? sum + points : sum), 0);
