import { Field, ID, InputType } from "type-graphql";

import { isLocalDate } from "../../kernel/index.ts";
import type { InputReader } from "../../kernel/index.ts";
import type { Explanation } from "../domain/publication.ts";
import type { RestoreScoringModel } from "../restore-scoring-model.ts";
import type { TrainScoringModel } from "../train-scoring-model.ts";

import { LearnedModelFields, readLearnedModel } from "./learned-model.input.ts";

export const MOST_EXPLANATIONS = 20;
const NAME_LENGTH = 100;
const EXPLANATION_LENGTH = 1_000;
const NOTE_LENGTH = 2_000;

@InputType("TrainScoringModelInput", { description: "What a model is learned from" })
export class TrainScoringModelInput extends LearnedModelFields {
  @Field(() => String, {
    description: "The first day (UTC) of the decisions that it learns from, such as 2026-01-01",
  })
  decidedFrom: string;

  @Field(() => String, { description: "The day after the last" })
  decidedUntil: string;

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
  const { decidedFrom, decidedUntil } = input;
  for (const field of ["decidedFrom", "decidedUntil"] as const)
    if (!isLocalDate(input[field])) reader.report([field], "must be a day such as 2026-01-01");
  return {
    ...{ decidedFrom, decidedUntil, ...readLearnedModel(reader, input) },
    note: reader.optionalText(["note"], input.note, NOTE_LENGTH, "many"),
  };
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
