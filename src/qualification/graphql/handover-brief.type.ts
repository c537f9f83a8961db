import { Field, Int, ObjectType } from "type-graphql";

import { Needs, NeedsOneOf } from "../../identity/index.ts";
import { ContactType } from "../../leads/index.ts";
import { PartnerType } from "../../partners/index.ts";
import { Authenticated, Cost, DateTimeScalar, ListSize } from "../../platform/graphql/index.ts";
import { ProductLineType } from "../../products/index.ts";

import { CriterionAnswerType } from "./assessment.type.ts";

@ObjectType("SideTouches", {
  description: "How often one side's people did something about a lead",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
class SideTouchesType {
  @Field(() => Int, { description: "How many of the lead's events are theirs" })
  events: number;

  @Field(() => DateTimeScalar, { nullable: true, description: "When the last of them was" })
  lastAt: Date | null;
}

@ObjectType("HandoverBrief", {
  description:
    "What whoever closes a lead has to know of it, in one place. For the vendor alone; put together as it is read",
  simpleResolvers: true,
})
@Needs("LEADS_READ", "INTERNAL_READ")
export class HandoverBriefType {
  @Field(() => ContactType, {
    nullable: true,
    description: "Whom to speak to first; masked as all persons are",
  })
  @NeedsOneOf("CONTACTS_READ", "AUDIT_READ")
  contact: ContactType | null;

  @Field(() => [ProductLineType], { description: "What the lead is about" })
  @ListSize(20)
  productLines: ProductLineType[];

  @Field(() => [CriterionAnswerType], {
    description: "What sales found on each criterion, when it made the lead an SQL",
  })
  @ListSize(20)
  answers: CriterionAnswerType[];

  @Field(() => SideTouchesType, {
    description: "What its partner's people did about it, and when last",
  })
  ofPartner: SideTouchesType;

  @Field(() => SideTouchesType, {
    description: "What the vendor's people did about it, and when last",
  })
  ofVendor: SideTouchesType;

  @Field(() => Int, { description: "How many touches count, whoever's; Lead.touchpoints has them" })
  touchpoints: number;

  @Field(() => DateTimeScalar, { nullable: true, description: "When the last of them was" })
  lastTouchAt: Date | null;

  @Field(() => PartnerType, { nullable: true, description: "Who brought it" })
  @Needs("PARTNERS_READ")
  partner: PartnerType | null;

  @Field(() => DateTimeScalar, { description: "Since when the partner is one" })
  partnerJoinedAt: Date;

  @Field(() => Int, { description: "How many leads the partner has brought: 10,000 at most" })
  @Cost(10)
  partnerLeads: number;

  @Field(() => Int, { description: "How many of those are won: 10,000 at most" })
  @Cost(10)
  partnerLeadsWon: number;

  @Field(() => String, {
    nullable: true,
    description: "What was said as it was handed over last; null where nobody did, or rules did",
  })
  note: string | null;
}
