import { Field, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { LeadType } from "../../leads/index.ts";
import { PartnerType } from "../../partners/index.ts";
import {
  connectionType,
  DateTimeScalar,
  describedEnum,
  Node,
} from "../../platform/graphql/index.ts";
import { DISPUTE_STATES } from "../domain/dispute.ts";

export const DisputeStateEnum = describedEnum(
  "AttributionDisputeState",
  "Where a dispute over what a lead is owed stands",
  DISPUTE_STATES,
);

@ObjectType("AttributionDispute", {
  description:
    "Somebody disagrees with what was settled of a lead: a partner with a part in it, or the vendor. A partner sees its own alone",
  implements: Node,
  simpleResolvers: true,
})
@Needs("LEADS_READ")
export class AttributionDisputeType extends Node {
  @Field(() => DisputeStateEnum, { description: "Where it stands" })
  state: string;

  @Field(() => PartnerType, {
    nullable: true,
    description: "Whose it is: the vendor's own row where the vendor opened it",
  })
  partner: PartnerType | null;

  @Field(() => LeadType, {
    nullable: true,
    description: "The lead; null for a partner where it is another's",
  })
  lead: LeadType | null;

  @Field(() => String, { description: "What is said against the settlement" })
  statement: string;

  @Field(() => DateTimeScalar, { description: "When it was opened" })
  openedAt: Date;

  @Field(() => DateTimeScalar, { description: "Until when the vendor decides it" })
  dueAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was decided" })
  decidedAt: Date | null;

  @Field(() => String, { nullable: true, description: "What its opener was told of the decision" })
  answer: string | null;
}

export const AttributionDisputeConnection = connectionType(
  () => AttributionDisputeType,
  "AttributionDispute",
);
