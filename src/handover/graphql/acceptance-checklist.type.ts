import { Field, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { ChecklistPointType } from "../../partners/index.ts";
import { DateTimeScalar, ListSize } from "../../platform/graphql/index.ts";

@ObjectType("AcceptanceChecklist", {
  description:
    "What whoever accepted a lead confirmed, as the program asked for it then. Unseen by partners",
  simpleResolvers: true,
})
@Needs("INTERNAL_READ")
export class AcceptanceChecklistType {
  @Field(() => DateTimeScalar, { description: "When the lead was accepted" })
  acceptedAt: Date;

  @Field(() => Boolean, {
    description: "True where a clock accepted the lead, so that nobody confirmed any of it",
  })
  waived: boolean;

  @Field(() => [ChecklistPointType], { description: "The points, by their labels of then" })
  @ListSize(20)
  points: ChecklistPointType[];
}
