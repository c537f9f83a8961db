import { Field, ID, InputType, Int } from "type-graphql";

import { isLocalDate } from "../../kernel/index.ts";
import type { InputReader } from "../../kernel/index.ts";
import type { TrainedFor } from "../domain/features.ts";
import { CHANCE_CAP } from "../domain/learned-score.ts";
import type { Explanation } from "../domain/publication.ts";
import type { RestoreScoringModel } from "../restore-scoring-model.ts";
import type { TrainScoringModel } from "../train-scoring-model.ts";
import type { LearnedLimits } from "../queue-training.ts";

import { TrainedForEnum } from "./scoring-training.type.ts";

export const MOST_EXPLANATIONS = 20;
const MOST_LEFT_OUT = 50;
const NAME_LENGTH = 100;
const EXPLANATION_LENGTH = 1_000;
const NOTE_LENGTH = 2_000;

@InputType("TrainScoringModelInput", { description: "What a model is learned from" })
export class TrainScoringModelInput {
  @Field(() => TrainedForEnum, { description: "What it foretells" })
  outcome: TrainedFor;

  @Field(() => String, {
    description: "The first day (UTC) of the decisions that it learns from, such as 2026-01-01",
  })
  decidedFrom: string;

  @Field(() => String, { description: "The day after the last" })
  decidedUntil: string;

  @Field(() => [String], {
    nullable: true,
    description: `Features that it does not learn from, by name, up to ${MOST_LEFT_OUT}: what a report calls suspicious, or what is not to count`,
  })
  leftOut?: string[] | null;

  @Field(() => Int, { description: "From which chance in hundredths on the grade is A, to 100" })
  gradeAFrom: number;

  @Field(() => Int, { description: "From which on it is B" })
  gradeBFrom: number;

  @Field(() => Int, { description: "From which on it is C: 1 or more" })
  gradeCFrom: number;

  @Field(() => Int, {
    nullable: true,
    description:
      "From which on a submitted lead is an MQL by itself; left out, marketing says so by hand",
  })
  mqlFrom?: number | null;

  @Field(() => String, {
    nullable: true,
    description: "What is said of it, up to 2,000 characters",
  })
  note?: string | null;
}

@InputType("RestoreScoringModelInput", { description: "Which model is taken up again, and why" })
export class RestoreScoringModelInput {
  @Field(() => ID, { description: "The model, scm_…, that was published before" })
  scoringModelId: string;

  @Field(() => String, { description: "Why, up to 2,000 characters" })
  note: string;
}

@InputType("FeatureExplanationInput", {
  description: "Why a feature that tells the outcome suspiciously well may be trusted",
})
export class FeatureExplanationInput {
  @Field(() => String, { description: "The feature's name, as the report of the training has it" })
  feature: string;

  @Field(() => String, {
    description: "Why it is known before the outcome, up to 1,000 characters",
  })
  explanation: string;
}

export function readTrainScoringModel(
  reader: InputReader,
  input: TrainScoringModelInput,
): TrainScoringModel {
  for (const field of ["decidedFrom", "decidedUntil"] as const)
    if (!isLocalDate(input[field])) reader.report([field], "must be a day such as 2026-01-01");
  return {
    ...{ outcome: input.outcome, ...readLimits(reader, input) },
    ...{ decidedFrom: input.decidedFrom, decidedUntil: input.decidedUntil },
    leftOut: readLeftOut(reader, input.leftOut ?? []),
    note: reader.optionalText(["note"], input.note, NOTE_LENGTH, "many"),
  };
}

/** Features that are not learned from. */
export function readLeftOut(reader: InputReader, leftOut: readonly string[]): readonly string[] {
  if (leftOut.length > MOST_LEFT_OUT)
    reader.report(["leftOut"], `may name ${MOST_LEFT_OUT} features, got ${leftOut.length}`);
  return leftOut
    .slice(0, MOST_LEFT_OUT)
    .map((name, index) => reader.text(["leftOut", String(index)], name, NAME_LENGTH));
}

/** From which chances on a learned model grades leads, and raises them. */
export function readLimits(
  reader: InputReader,
  input: Pick<TrainScoringModelInput, keyof LearnedLimits>,
): LearnedLimits {
  const { gradeAFrom, gradeBFrom, gradeCFrom } = input;
  const mqlFrom = input.mqlFrom ?? null;
  const areInOrder = 1 <= gradeCFrom && gradeCFrom < gradeBFrom && gradeBFrom < gradeAFrom;
  if (!areInOrder || gradeAFrom > CHANCE_CAP)
    reader.report(
      ["gradeAFrom"],
      `must be at most ${CHANCE_CAP} and more than gradeBFrom, that more than gradeCFrom, that 1 or more; got ${gradeAFrom}, ${gradeBFrom}, ${gradeCFrom}`,
    );
  if (mqlFrom !== null && (mqlFrom < 1 || mqlFrom > CHANCE_CAP))
    reader.report(["mqlFrom"], `must be 1 to ${CHANCE_CAP}, got ${mqlFrom}`);
  return { gradeAFrom, gradeBFrom, gradeCFrom, mqlFrom };
}

export const readRestoreScoringModel = (
  reader: InputReader,
  input: RestoreScoringModelInput,
): RestoreScoringModel => ({
  scoringModelId: reader.id(["scoringModelId"], "scm", input.scoringModelId),
  note: reader.text(["note"], input.note, NOTE_LENGTH, "many"),
});

export function readExplanations(
  reader: InputReader,
  given: readonly FeatureExplanationInput[],
): readonly Explanation[] {
  if (given.length > MOST_EXPLANATIONS)
    reader.report(["explanations"], `may be ${MOST_EXPLANATIONS}, got ${given.length}`);
  return given.slice(0, MOST_EXPLANATIONS).map(({ feature, explanation }, index) => {
    const path = ["explanations", String(index)];
    return {
      feature: reader.text([...path, "feature"], feature, NAME_LENGTH),
      explanation: reader.text([...path, "explanation"], explanation, EXPLANATION_LENGTH, "many"),
    };
  });
}
