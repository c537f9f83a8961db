import { Field, ID, InputType, Int } from "type-graphql";

import { LONGEST_CONDITION } from "../../kernel/index.ts";
import type { InputReader } from "../../kernel/index.ts";
import { payloadOf } from "../../platform/graphql/index.ts";
import type { UserError } from "../../platform/graphql/index.ts";
import type { Answer } from "../../platform/reading/index.ts";
import { readCondition } from "../../routing/index.ts";
import {
  MOST_FACTORS,
  MOST_HALF_LIFE_DAYS,
  MOST_POINTS,
  placedByLine,
  problemsOf,
} from "../domain/scoring-rules.ts";
import type { EngagementFactor, FitFactor } from "../domain/scoring-rules.ts";
import type { Signal } from "../domain/signals.ts";
import type { PublishScoringModel } from "../publish-scoring-model.ts";
import type { SaveScoringModel } from "../save-scoring-model.ts";

import { ScoringModelType, SignalEnum } from "./scoring-model.type.ts";
import {
  FeatureExplanationInput,
  MOST_EXPLANATIONS,
  readExplanations,
} from "./scoring-training.input.ts";

const NOTE_LENGTH = 2_000;
const LABEL_LENGTH = 100;

@InputType("FitFactorInput", { description: "What a lead has for what it is" })
class FitFactorInput {
  @Field(() => String, { description: "What it is called, up to 100 characters" })
  label: string;

  @Field(() => String, {
    description:
      'In CEL (cel.dev), up to 1,000 characters, for example `country == "DE" && value >= 50000`',
  })
  condition: string;

  @Field(() => Int, {
    description: `How many points, ${-MOST_POINTS} to ${MOST_POINTS} and not 0; negative ones are taken`,
  })
  points: number;
}

@InputType("EngagementFactorInput", { description: "What a lead has for what its prospect does" })
class EngagementFactorInput {
  @Field(() => String, { description: "What it is called, up to 100 characters" })
  label: string;

  @Field(() => SignalEnum, { description: "For what" })
  signal: Signal;

  @Field(() => Int, {
    description: `How many points each time, ${-MOST_POINTS} to ${MOST_POINTS} and not 0`,
  })
  points: number;

  @Field(() => Int, {
    description: `After how many days half of them are left, 1 to ${MOST_HALF_LIFE_DAYS}`,
  })
  halfLifeDays: number;

  @Field(() => Int, { description: `How many points come of it at most, 1 to ${MOST_POINTS}` })
  cap: number;
}

@InputType("SaveScoringModelInput", { description: "By what leads are scored" })
export class SaveScoringModelInput {
  @Field(() => [FitFactorInput], { description: `What makes the fit: ${MOST_FACTORS} at most` })
  fit: FitFactorInput[];

  @Field(() => [EngagementFactorInput], {
    description: `What makes the engagement: ${MOST_FACTORS} at most`,
  })
  engagement: EngagementFactorInput[];

  @Field(() => Int, { description: `How many points the fit has at most, 0 to ${MOST_POINTS}` })
  fitCap: number;

  @Field(() => Int, {
    description: `How many points the engagement has at most, 0 to ${MOST_POINTS}`,
  })
  engagementCap: number;

  @Field(() => Int, { description: "From which total on the grade is A" })
  gradeAFrom: number;

  @Field(() => Int, { description: "From which total on the grade is B" })
  gradeBFrom: number;

  @Field(() => Int, { description: "From which total on the grade is C: 1 or more" })
  gradeCFrom: number;

  @Field(() => Int, {
    nullable: true,
    description:
      "From which total on a submitted lead is an MQL by itself; left out, marketing says so by hand",
  })
  mqlFrom?: number | null;

  @Field(() => String, {
    nullable: true,
    description: "What is said of it, up to 2,000 characters",
  })
  note?: string | null;
}

@InputType("PublishScoringModelInput", {
  description: "By which model leads are scored from now on",
})
export class PublishScoringModelInput {
  @Field(() => ID, { description: "The model, scm_…, drafted by somebody else" })
  scoringModelId: string;

  @Field(() => [FeatureExplanationInput], {
    nullable: true,
    description: `Of a learned model: why each feature that is suspicious may be trusted, up to ${MOST_EXPLANATIONS}`,
  })
  explanations?: FeatureExplanationInput[] | null;
}

/** What every mutation of one model answers. */
export interface ScoringModelPayload {
  readonly scoringModel: Answer;
  readonly errors: readonly UserError[];
}

const payloadType = (verb: string) =>
  payloadOf(verb, "scoringModel", () => ScoringModelType, "model");
export const SaveScoringModelPayload = payloadType("saveScoringModel");
export const PublishScoringModelPayload = payloadType("publishScoringModel");

export function readSaveScoringModel(
  reader: InputReader,
  input: SaveScoringModelInput,
): SaveScoringModel {
  for (const field of ["fit", "engagement"] as const)
    if (input[field].length > MOST_FACTORS)
      reader.report([field], `may have ${MOST_FACTORS} factors, got ${input[field].length}`);
  const rules = {
    fit: input.fit.slice(0, MOST_FACTORS).map((each, index) => readFit(reader, each, index)),
    engagement: input.engagement
      .slice(0, MOST_FACTORS)
      .map((each, index) => readEngagement(reader, each, index)),
    fitCap: input.fitCap,
    engagementCap: input.engagementCap,
    gradeAFrom: input.gradeAFrom,
    gradeBFrom: input.gradeBFrom,
    gradeCFrom: input.gradeCFrom,
    mqlFrom: input.mqlFrom ?? null,
  };
  for (const [field, problem] of problemsOf(rules)) reader.report([field], problem);
  return { ...rules, note: reader.optionalText(["note"], input.note, NOTE_LENGTH, "many") };
}

function readFit(reader: InputReader, input: FitFactorInput, index: number): FitFactor {
  const path = ["fit", String(index)];
  const text = reader.text([...path, "condition"], input.condition, LONGEST_CONDITION, "many");
  const read = readCondition(text);
  if (text !== "" && !read.ok)
    reader.report([...path, "condition"], placedByLine(text, read.problem));
  return {
    label: reader.text([...path, "label"], input.label, LABEL_LENGTH),
    condition: text,
    points: readPoints(reader, path, input.points),
  };
}

function readEngagement(
  reader: InputReader,
  { label, signal, points, halfLifeDays, cap }: EngagementFactorInput,
  index: number,
): EngagementFactor {
  const path = ["engagement", String(index)];
  if (halfLifeDays < 1 || halfLifeDays > MOST_HALF_LIFE_DAYS)
    reader.report(
      [...path, "halfLifeDays"],
      `must be 1 to ${MOST_HALF_LIFE_DAYS}, got ${halfLifeDays}`,
    );
  if (cap < 1 || cap > MOST_POINTS)
    reader.report([...path, "cap"], `must be 1 to ${MOST_POINTS}, got ${cap}`);
  return {
    label: reader.text([...path, "label"], label, LABEL_LENGTH),
    signal,
    points: readPoints(reader, path, points),
    halfLifeDays,
    cap,
  };
}

function readPoints(reader: InputReader, path: readonly string[], points: number): number {
  if (points === 0 || Math.abs(points) > MOST_POINTS)
    reader.report(
      [...path, "points"],
      `must be ${-MOST_POINTS} to ${MOST_POINTS} and not 0, got ${points}`,
    );
  return points;
}

export const readPublishScoringModel = (
  reader: InputReader,
  input: PublishScoringModelInput,
): PublishScoringModel => ({
  scoringModelId: reader.id(["scoringModelId"], "scm", input.scoringModelId),
  explanations: readExplanations(reader, input.explanations ?? []),
});
