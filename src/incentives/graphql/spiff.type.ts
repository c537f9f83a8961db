import { Field, ObjectType } from "type-graphql";

import { Authenticated, Cost, DateTimeScalar } from "../../platform/graphql/index.ts";

@ObjectType("Spiff", {
  description: "What is paid on top of the other rules of a milestone, for a time",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
export class SpiffType {
  @Field(() => String, { description: "What it is earned once under, in all versions" })
  key: string;

  @Field(() => String, { description: "What it is called" })
  name: string;

  @Field(() => DateTimeScalar, {
    description: "Milestones count from this instant on, while the version pays",
  })
  startsAt: Date;

  @Field(() => DateTimeScalar, { description: "Milestones count until right before this instant" })
  endsAt: Date;
}
