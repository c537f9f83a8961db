import { Field, ID, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import {
  DateScalar,
  DateTimeScalar,
  describedEnum,
  MoneyType,
} from "../../platform/graphql/index.ts";

const OpportunityState = describedEnum("OpportunityState", "How a deal stands", {
  OPEN: "Not decided.",
  WON: "Won.",
  LOST: "Lost.",
  MOVED: "It goes on with the lead in which its own goes on.",
});

@ObjectType("Opportunity", { description: "The deal that a lead became", simpleResolvers: true })
@Needs("LEADS_READ")
export class OpportunityType {
  @Field(() => ID, { description: "The opportunity's id" })
  id: string;

  @Field(() => OpportunityState, { description: "How it stands" })
  state: string;

  @Field(() => MoneyType, { description: "What it is worth; 0 where it is not known" })
  amount: MoneyType;

  @Field(() => DateScalar, { description: "When it is expected to close, or was closed" })
  closeOn: string;

  @Field(() => DateTimeScalar, { description: "When it was opened here" })
  openedAt: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When its end was recorded; null while it is open",
  })
  closedAt: Date | null;

  @Field(() => Int, { description: "Grows by one with each change" })
  version: number;
}
