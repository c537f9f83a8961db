import { Field, ID, Int, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import {
  connectionType,
  DateScalar,
  DateTimeScalar,
  describedEnum,
  Node,
} from "../../platform/graphql/index.ts";
import { REVIEW_OUTCOMES, WAIVED_RULES, WAIVER_STATES } from "../domain/waiver.ts";

const SecondPersonWaiverStateEnum = describedEnum(
  "SecondPersonWaiverState",
  "Whether a waiver of the second person stands",
  WAIVER_STATES,
);

const WaivedRuleEnum = describedEnum(
  "WaivedRule",
  "A rule of finance that asks for two persons, where a waiver may let one decide",
  WAIVED_RULES,
);

const ReviewOutcomeEnum = describedEnum(
  "ReviewOutcome",
  "What another person finds of what one person decided alone",
  REVIEW_OUTCOMES,
);

@ObjectType("SecondPersonWaiver", {
  description:
    "Until when, and why, one person may decide what they prepared where a rule of finance asks for two; for the vendor alone",
  implements: Node,
  simpleResolvers: true,
})
@Needs("WAIVERS_READ")
export class SecondPersonWaiverType extends Node {
  @Field(() => SecondPersonWaiverStateEnum, { description: "Whether it stands" })
  state: string;

  @Field(() => String, { description: "Why there is no second person" })
  reason: string;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who waived the second person" })
  waivedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { description: "Since when" })
  waivedAt: Date;

  @Field(() => DateTimeScalar, {
    description: "Until when, unless it is ended before; 90 days at most",
  })
  standsUntil: Date;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who ended it; null where nobody did",
  })
  endedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When; null where nobody did" })
  endedAt: Date | null;

  @Field(() => String, { nullable: true, description: "Why; null where nobody ended it" })
  endReason: string | null;

  @Field(() => Int, { description: "How many decisions one person made alone under it" })
  decisionCount: number;

  @Field(() => Int, { description: "How many of them nobody has reviewed" })
  unreviewedCount: number;
}

export const SecondPersonWaiverConnection = connectionType(
  () => SecondPersonWaiverType,
  "SecondPersonWaiver",
);

@ObjectType("WaivedDecision", {
  description:
    "What one person decided that they had prepared, under a waiver, and what another person says to that; for the vendor alone",
  implements: Node,
  simpleResolvers: true,
})
@Needs("WAIVERS_READ")
export class WaivedDecisionType extends Node {
  @Field(() => SecondPersonWaiverType, { nullable: true, description: "The waiver that stood" })
  waiver: SecondPersonWaiverType | null;

  @Field(() => WaivedRuleEnum, { description: "The rule that asks for two persons" })
  rule: string;

  @Field(() => ID, {
    description:
      "What was decided: a proposal, a batch, a month ..., by its own id, of which type its rule says",
  })
  subjectId: string;

  @Field(() => PartnerMemberType, { nullable: true, description: "As whom it was prepared" })
  preparedBy: PartnerMemberType | null;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "As whom it was decided: the same person",
  })
  decidedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { description: "When" })
  decidedAt: Date;

  @Field(() => ReviewOutcomeEnum, {
    nullable: true,
    description: "What another person finds; null while nobody has reviewed it",
  })
  outcome: string | null;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who reviewed it" })
  reviewedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was reviewed" })
  reviewedAt: Date | null;

  @Field(() => String, { nullable: true, description: "What whoever reviewed it said" })
  note: string | null;
}

export const WaivedDecisionConnection = connectionType(() => WaivedDecisionType, "WaivedDecision");

@ObjectType("WaivedDecisionMonth", {
  description: "How often one person decided alone in a month of UTC",
  simpleResolvers: true,
})
@Needs("WAIVERS_READ")
export class WaivedDecisionMonthType {
  @Field(() => DateScalar, { description: "Its first day" })
  startsOn: string;

  @Field(() => Int, { description: "How many decisions one person made alone" })
  decisionCount: number;

  @Field(() => Int, { description: "How many of them nobody has reviewed" })
  unreviewedCount: number;

  @Field(() => Int, { description: "To how many of them another person objected" })
  objectedCount: number;
}
