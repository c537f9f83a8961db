import { Field, Int, ObjectType } from "type-graphql";

import { Authenticated, Cost, DecimalScalar } from "../../platform/graphql/index.ts";

@ObjectType("ClawbackStep", {
  description: "How much of a credit is taken back up to a day after its milestone",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
export class ClawbackStepType {
  @Field(() => Int, {
    description: "The last of these days, counted from the day of the milestone",
  })
  untilDay: number;

  @Field(() => DecimalScalar, {
    description: "How much in all, with what was taken back before, in percent of the credit",
  })
  percent: string;
}
