import { Field, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { Authenticated } from "../../platform/graphql/index.ts";

@ObjectType("IncentiveCondition", {
  description: "What must hold of a lead for a rule to pay",
  simpleResolvers: true,
})
@Authenticated()
export class IncentiveConditionType {
  @Field(() => String, { description: "What it is called, once in a rule" })
  key: string;

  @Field(() => String, { description: "What it asks, in words" })
  label: string;

  @Field(() => String, {
    nullable: true,
    description: "The same in CEL; for the vendor alone",
  })
  @Needs("BUDGETS_READ")
  expression: string | null;
}
