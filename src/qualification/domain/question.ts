import type { QuestionType } from "../../kernel/index.ts";

import type { CriterionLabel } from "./criteria-draft.ts";

/** What an answer may suggest of a criterion. It never confirms: that takes evidence, and somebody who looked at it. */
export const SUGGESTED_STATES = {
  NOT_MET: "It is not so.",
  PARTIAL: "Partly so.",
  MET: "It is so.",
} as const;
export type SuggestedState = keyof typeof SUGGESTED_STATES;

export interface QuestionOption {
  readonly key: string;
  readonly label: string;
  readonly labels: readonly CriterionLabel[];
  readonly suggests: SuggestedState | null;
}

/** A question of a questionnaire, as it is written down. */
export interface Question {
  readonly key: string;
  readonly label: string;
  readonly labels: readonly CriterionLabel[];
  readonly type: QuestionType;
  readonly required: boolean;
  readonly options: readonly QuestionOption[];
  /** The criterion for which it is asked; null where it only leads to others. */
  readonly criterionKey: string | null;
  /** In CEL, over the answers to the questions before it; null where it is asked always. */
  readonly condition: string | null;
}

export const LARGEST_NUMBER = 1_000_000_000_000;
