import { Field, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { CountryCodeScalar, DateTimeScalar, Node } from "../../platform/graphql/index.ts";

@ObjectType("Account", {
  description:
    "The vendor's own view of an organisation: one legal entity in one country. Unseen by partners",
  implements: Node,
  simpleResolvers: true,
})
@Needs("INTERNAL_READ")
export class AccountType extends Node {
  @Field(() => String, { description: "The name, as the first accepted lead had it" })
  name: string;

  @Field(() => CountryCodeScalar, { nullable: true, description: "The country" })
  country: string | null;

  @Field(() => DateTimeScalar, { description: "When its first lead was accepted" })
  createdAt: Date;
}
