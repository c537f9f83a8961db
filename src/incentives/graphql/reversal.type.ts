import { Field, ObjectType } from "type-graphql";

import { NeedsOneOf, PartnerMemberType } from "../../identity/index.ts";
import { LeadType } from "../../leads/index.ts";
import {
  connectionType,
  DateScalar,
  DateTimeScalar,
  DecimalScalar,
  describedEnum,
  Node,
} from "../../platform/graphql/index.ts";
import { REVERSAL_REASONS, REVERSAL_STATES } from "../domain/reversal.ts";

import { MilestoneEnum } from "./incentive-rule.type.ts";

export const ReversalReasonEnum = describedEnum(
  "ReversalReason",
  "Why credit is taken back; for the vendor alone",
  REVERSAL_REASONS,
);

export const ReversalStateEnum = describedEnum(
  "ReversalState",
  "Whether credit was taken back",
  REVERSAL_STATES,
);

@ObjectType("CreditReversal", {
  description:
    "What a lead earned at a milestone is taken back, of all who share it. For the vendor alone: what its partners may know is with their credits",
  implements: Node,
  simpleResolvers: true,
})
@NeedsOneOf("CREDITS_ADJUST", "CREDITS_APPROVE", "LEADS_REOPEN", "CONFLICTS_RESOLVE", "AUDIT_READ")
export class CreditReversalType extends Node {
  @Field(() => ReversalStateEnum, { description: "How it stands" })
  state: string;

  @Field(() => ReversalReasonEnum, { description: "Why" })
  reason: string;

  @Field(() => MilestoneEnum, { description: "What had been earned" })
  milestone: string;

  @Field(() => LeadType, { nullable: true, description: "The lead that had earned it" })
  lead: LeadType | null;

  @Field(() => String, { description: "What shows it" })
  evidence: string;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      "Since which day what the reason says was so; null where the reason is about no such thing",
  })
  trueOn: string | null;

  @Field(() => String, { nullable: true, description: "What the partners are told besides" })
  statement: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description:
      "How much of each credit is taken back in all, in percent, where the schedule of its version takes a part; null: all of it",
  })
  takenPercent: string | null;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who took it back or reported it",
  })
  requestedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { description: "When that was" })
  requestedAt: Date;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Of fraud, who decided over it; null before, and where one person is enough",
  })
  decidedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When that was" })
  decidedAt: Date | null;

  @Field(() => String, { nullable: true, description: "What whoever decided said of it" })
  note: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When the credit was taken back; null where it was not",
  })
  effectiveAt: Date | null;
}

export const CreditReversalConnection = connectionType(() => CreditReversalType, "CreditReversal");
