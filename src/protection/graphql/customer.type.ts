import { Field, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { DateTimeScalar, describedEnum, Node } from "../../platform/graphql/index.ts";

const CustomerSourceEnum = describedEnum("CustomerSource", "How it is known who is a customer", {
  BY_HAND: "Somebody said so.",
  WON: "A deal was won here.",
});

@ObjectType("Customer", {
  description:
    "Since when, and until when, an account is a customer of a product line. Unseen by partners",
  implements: Node,
  simpleResolvers: true,
})
@Needs("INTERNAL_READ")
export class CustomerType extends Node {
  @Field(() => CustomerSourceEnum, { description: "How that is known" })
  source: string;

  @Field(() => DateTimeScalar, { description: "Since when" })
  customerFrom: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "Until when; null while it is one" })
  customerUntil: Date | null;
}
