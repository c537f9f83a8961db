import type { CriterionLabel } from "./criteria-draft.ts";

/** What a question is answered with. */
export const QUESTION_TYPES = {
  TEXT: "A text; a condition sees it as a string.",
  NUMBER: "A whole number; a condition sees it as an int.",
  DATE: "A day such as 2027-01-31; a condition sees it as a string.",
  YES_NO: "Yes or no; a condition sees it as a bool.",
  ONE_OF: "One of its options; a condition sees the option's key as a string.",
  SOME_OF: "Some of its options; a condition sees their keys as a list.",
} as const;
export type QuestionType = keyof typeof QUESTION_TYPES;

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

/** An answer as it is kept: it can be told without the questionnaire. */
export interface QuestionAnswer {
  /** The question's. */
  readonly key: string;
  readonly type: QuestionType;
  /** As texts: one, but of SOME_OF, whose options stand in their order. */
  readonly values: readonly string[];
}

export const LONGEST_ANSWER = 2_000;
export const LARGEST_NUMBER = 1_000_000_000_000;
export const MOST_QUESTIONS = 30;
export const MOST_OPTIONS = 20;
