/**
 * The words in which a questionnaire is answered: with a registration, and beside a lead that there is.
 */
import type { InputReader } from "./reading.ts";

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

export const LONGEST_ANSWER = 2_000;
export const MOST_QUESTIONS = 30;
export const MOST_OPTIONS = 20;

/** An answer as it is kept: it can be told without the questionnaire. */
export interface QuestionAnswer {
  /** The question's. */
  readonly key: string;
  readonly type: QuestionType;
  /** As texts: one, but of SOME_OF, whose options stand in their order. */
  readonly values: readonly string[];
}

/** An answer as it arrives. */
export interface RawQuestionAnswer {
  readonly questionKey: string;
  readonly value?: string | null;
  readonly values?: readonly string[] | null;
}

/** An answer that is text, and not yet held against its question. */
export interface GivenAnswer {
  readonly key: string;
  readonly texts: readonly string[];
}

/** Reads answers as texts: what they must be is known once the questionnaire is. */
export function readGivenAnswers(
  reader: InputReader,
  raw: readonly RawQuestionAnswer[],
): readonly GivenAnswer[] {
  if (raw.length === 0) reader.report(["answers"], "is empty: answer one question at least");
  if (raw.length > MOST_QUESTIONS)
    reader.report(["answers"], `may hold ${MOST_QUESTIONS}, got ${raw.length}`);
  return raw.slice(0, MOST_QUESTIONS).map(({ questionKey, value, values }, index) => {
    const path = ["answers", String(index)];
    const several = values ?? [];
    const hasOne = value !== null && value !== undefined;
    if (several.length > 0 && hasOne)
      reader.report([...path, "values"], "and value exclude each other");
    if (several.length === 0 && !hasOne) reader.report(path, "says neither value nor values");
    if (several.length > MOST_OPTIONS)
      reader.report([...path, "values"], `may hold ${MOST_OPTIONS}, got ${several.length}`);
    const more = several
      .slice(0, MOST_OPTIONS)
      .map((each, place) => reader.text([...path, "values", String(place)], each, 40));
    const only = hasOne ? [reader.text([...path, "value"], value, LONGEST_ANSWER, "many")] : more;
    return { key: reader.text([...path, "questionKey"], questionKey, 40), texts: only };
  });
}
