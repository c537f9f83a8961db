import { Field, Int, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import { DateScalar, DateTimeScalar, ListSize, Node } from "../../platform/graphql/index.ts";

import { TrainedForEnum } from "./scoring-training.type.ts";

@ObjectType("ScoringSchedule", {
  description:
    "When models are trained by themselves, and from what. What is trained is a draft of whoever saved the schedule: another person publishes it. It rests once that member has left",
  implements: Node,
  simpleResolvers: true,
})
@Needs("SCORES_READ")
export class ScoringScheduleType extends Node {
  @Field(() => Int, {
    nullable: true,
    description: "Every so many months; null where none is trained by the calendar",
  })
  everyMonths: number | null;

  @Field(() => Boolean, {
    description:
      "Whether one is trained as soon as it is known that the model in force fared worse in the month before, or that leads had shifted",
  })
  whenDrifted: boolean;

  @Field(() => Int, { description: "From the decisions of how many months before" })
  learnsFromMonths: number;

  @Field(() => TrainedForEnum, { description: "What it foretells" })
  outcome: string;

  @Field(() => [String], { description: "Features that it does not learn from, by name" })
  @ListSize(50)
  leftOut: string[];

  @Field(() => Int, { description: "From which chance in hundredths on the grade is A" })
  gradeAFrom: number;

  @Field(() => Int, { description: "From which on it is B" })
  gradeBFrom: number;

  @Field(() => Int, { description: "From which on it is C" })
  gradeCFrom: number;

  @Field(() => Int, {
    nullable: true,
    description:
      "From which on a submitted lead is an MQL by itself; null where marketing says so by hand",
  })
  mqlFrom: number | null;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      "On which day (UTC) the calendar trains the next one, where nothing drifts before; null where it trains none, where another schedule is in force, and while it rests",
  })
  nextOn: string | null;

  @Field(() => String, { description: "Why it is like this" })
  reason: string;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who saved it" })
  setBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { description: "When that was" })
  setAt: Date;

  @Field(() => ScoringScheduleType, {
    nullable: true,
    description: "What was in force before; null where nothing was",
  })
  before: ScoringScheduleType | null;
}
