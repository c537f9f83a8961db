import { Field, Int, ObjectType } from "type-graphql";

import { Authenticated, DecimalScalar } from "../../platform/graphql/index.ts";

@ObjectType("IncentiveQuality", {
  description:
    "How much more or less a version pays by how a partner's leads fare: the part of them that was won, with leads at the target added, of the target",
  simpleResolvers: true,
})
@Authenticated()
export class IncentiveQualityType {
  @Field(() => DecimalScalar, {
    description: "The part of a partner's leads that is won where it is paid once, in percent",
  })
  targetPercent: string;

  @Field(() => Int, { description: "How many leads at the target are added to a partner's own" })
  prior: number;

  @Field(() => Int, {
    description:
      "Over how many days before the milestone leads count by when they were won or lost",
  })
  windowDays: number;

  @Field(() => DecimalScalar, { description: "The least factor" })
  floor: string;

  @Field(() => DecimalScalar, { description: "The highest factor" })
  ceiling: string;
}
