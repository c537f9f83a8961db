import { Field, InputType, Int } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { payloadOf } from "../../platform/graphql/index.ts";
import type { SaveScoringSchedule } from "../save-scoring-schedule.ts";

import { LearnedModelFields, readLearnedModel } from "./learned-model.input.ts";
import { ScoringScheduleType } from "./scoring-schedule.type.ts";

const MOST_APART = 24;
const MOST_MONTHS = 60;
const REASON_LENGTH = 2_000;

export const SaveScoringSchedulePayload = payloadOf(
  "saveScoringSchedule",
  "scoringSchedule",
  () => ScoringScheduleType,
  "schedule",
);

@InputType("SaveScoringScheduleInput", {
  description: "When models are trained by themselves from now on, and from what",
})
export class SaveScoringScheduleInput extends LearnedModelFields {
  @Field(() => Int, {
    nullable: true,
    description:
      "Every so many months, 1 to 24, on the first of the month (UTC); left out, the calendar trains none",
  })
  everyMonths?: number | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      "Whether one is trained as soon as the model in force fared worse in the month before, or leads had shifted. With false and no everyMonths nothing is trained by itself",
  })
  whenDrifted: boolean;

  @Field(() => Int, { description: "From the decisions of how many months before, 1 to 60" })
  learnsFromMonths: number;

  @Field(() => String, { description: "Why, up to 2,000 characters" })
  reason: string;
}

export function readSaveScoringSchedule(
  reader: InputReader,
  input: SaveScoringScheduleInput,
): SaveScoringSchedule {
  const { whenDrifted, learnsFromMonths } = input;
  const everyMonths = input.everyMonths ?? null;
  if (everyMonths !== null && (everyMonths < 1 || everyMonths > MOST_APART))
    reader.report(["everyMonths"], `must be 1 to ${MOST_APART}, got ${everyMonths}`);
  if (learnsFromMonths < 1 || learnsFromMonths > MOST_MONTHS)
    reader.report(["learnsFromMonths"], `must be 1 to ${MOST_MONTHS}, got ${learnsFromMonths}`);
  return {
    ...{ everyMonths, whenDrifted, learnsFromMonths, ...readLearnedModel(reader, input) },
    reason: reader.text(["reason"], input.reason, REASON_LENGTH, "many"),
  };
}
