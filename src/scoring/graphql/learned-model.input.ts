import { Field, InputType, Int } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import type { TrainedFor } from "../domain/features.ts";
import { CHANCE_CAP } from "../domain/learned-score.ts";
import type { LearnedLimits } from "../domain/learned-score.ts";

import { TrainedForEnum } from "./scoring-training.type.ts";

const MOST_LEFT_OUT = 50;
const NAME_LENGTH = 100;

/** What every input has by which a model is learned, now or later. */
@InputType()
export abstract class LearnedModelFields {
  @Field(() => TrainedForEnum, { description: "What it foretells" })
  outcome: TrainedFor;

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
}

/** What is learned, from all but what, and how its chances are graded. */
export function readLearnedModel(
  reader: InputReader,
  input: LearnedModelFields,
): LearnedLimits & { readonly outcome: TrainedFor; readonly leftOut: readonly string[] } {
  const { outcome, gradeAFrom, gradeBFrom, gradeCFrom } = input;
  const mqlFrom = input.mqlFrom ?? null;
  const leftOut = input.leftOut ?? [];
  if (leftOut.length > MOST_LEFT_OUT)
    reader.report(["leftOut"], `may name ${MOST_LEFT_OUT} features, got ${leftOut.length}`);
  const areInOrder = 1 <= gradeCFrom && gradeCFrom < gradeBFrom && gradeBFrom < gradeAFrom;
  if (!areInOrder || gradeAFrom > CHANCE_CAP)
    reader.report(
      ["gradeAFrom"],
      `must be at most ${CHANCE_CAP} and more than gradeBFrom, that more than gradeCFrom, that 1 or more; got ${gradeAFrom}, ${gradeBFrom}, ${gradeCFrom}`,
    );
  if (mqlFrom !== null && (mqlFrom < 1 || mqlFrom > CHANCE_CAP))
    reader.report(["mqlFrom"], `must be 1 to ${CHANCE_CAP}, got ${mqlFrom}`);
  return {
    ...{ outcome, gradeAFrom, gradeBFrom, gradeCFrom, mqlFrom },
    leftOut: leftOut
      .slice(0, MOST_LEFT_OUT)
      .map((name, index) => reader.text(["leftOut", String(index)], name, NAME_LENGTH)),
  };
}
