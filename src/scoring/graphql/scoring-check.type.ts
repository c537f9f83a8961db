import { Field, Float, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import {
  Authenticated,
  connectionType,
  Cost,
  DateScalar,
  DateTimeScalar,
  ListSize,
} from "../../platform/graphql/index.ts";

import { ScoringMeasuresType } from "./scoring-training.type.ts";

@ObjectType("FeatureShift", {
  description: "How far leads have shifted in one feature",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
class FeatureShiftType {
  @Field(() => String, { description: "Its name, as the report of the training has it" })
  name: string;

  @Field(() => String, { description: "What factors of scores call it" })
  label: string;

  @Field(() => Float, {
    description: "As of chances: 0 is spread as before, 0.1 a little otherwise, 0.25 much",
  })
  shift: number;
}

@ObjectType("ScoringCheck", {
  description:
    "How a learned model fares on the leads that were decided in a month, of which it learned none. Each is taken as it was known when it was decided",
  simpleResolvers: true,
})
@Needs("SCORES_READ")
class ScoringCheckType {
  @Field(() => DateScalar, { description: "The first day of the month, in UTC" })
  startsOn: string;

  @Field(() => DateTimeScalar, { description: "When it was looked at, once it was over" })
  checkedAt: Date;

  @Field(() => Int, { description: "How many leads were decided, up to the latest 20,000" })
  leads: number;

  @Field(() => Int, { description: "How many of them had the outcome" })
  positives: number;

  @Field(() => Float, {
    nullable: true,
    description:
      "How far they have shifted over the chances since the training: the population stability index, less what chance makes of it. Null for fewer than 50 leads, and for models of before this was kept",
  })
  shift: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "Whether that is 0.25 or more; null where it is not known",
  })
  isShifted: boolean | null;

  @Field(() => ScoringMeasuresType, {
    nullable: true,
    description: "How well they were foretold; null for fewer than 20 outcomes of either kind",
  })
  measures: ScoringMeasuresType | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Whether its AUC is less than the training's, held out, by more than two standard errors; null where it is not known",
  })
  isWorse: boolean | null;

  @Field(() => [FeatureShiftType], {
    description: "The features in which they shifted most, up to ten, the most first",
  })
  @ListSize(10)
  features: FeatureShiftType[];
}

export const ScoringCheckConnection = connectionType(() => ScoringCheckType, "ScoringCheck");
