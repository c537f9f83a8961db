import type { TrainedFor } from "./features.ts";
import type { LearnedLimits } from "./learned-score.ts";

/** When models are trained by themselves, and from what. */
export interface ScoringSchedule extends LearnedLimits {
  /** Null where no month is due by itself. */
  readonly everyMonths: number | null;
  /** Whether one is trained once the model in force fared worse in a month, or leads shifted. */
  readonly whenDrifted: boolean;
  /** From the decisions of so many months before. */
  readonly learnsFromMonths: number;
  readonly outcome: TrainedFor;
  readonly leftOut: readonly string[];
}

export const trainsAtAll = ({ everyMonths, whenDrifted }: ScoringSchedule): boolean =>
  everyMonths !== null || whenDrifted;

export const isSameSchedule = (one: ScoringSchedule, other: ScoringSchedule): boolean =>
  one.everyMonths === other.everyMonths &&
  one.whenDrifted === other.whenDrifted &&
  one.learnsFromMonths === other.learnsFromMonths &&
  one.outcome === other.outcome &&
  one.leftOut.join("\n") === other.leftOut.join("\n") &&
  one.gradeAFrom === other.gradeAFrom &&
  one.gradeBFrom === other.gradeBFrom &&
  one.gradeCFrom === other.gradeCFrom &&
  one.mqlFrom === other.mqlFrom;
