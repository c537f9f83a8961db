import { Field, Int, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import { LeadType } from "../../leads/index.ts";
import {
  connectionType,
  Cost,
  DateTimeScalar,
  describedEnum,
  ListSize,
  Node,
} from "../../platform/graphql/index.ts";

export const ProposalStateEnum = describedEnum(
  "AttributionProposalState",
  "Where a proposal of a settlement by hand stands",
  {
    OPEN: "Another person than who proposed it has to decide it.",
    APPROVED: "The lead is owed so since.",
    DECLINED: "It counts for nothing.",
  },
);

@ObjectType("AttributionPart", {
  description: "What a settlement by hand gives a partner",
  simpleResolvers: true,
})
@Needs("ATTRIBUTION_READ")
@Cost(0)
class AttributionPartType {
  @Field(() => String, { description: "The partner, prt_…" })
  partnerId: string;

  @Field(() => Int, { description: "Parts per million of the SOURCED book" })
  sharePpm: number;
}

@ObjectType("AttributionProposal", {
  description:
    "To whom a lead shall be owed, by hand and with a reason: counts once another person approves it. For the vendor alone",
  implements: Node,
  simpleResolvers: true,
})
@Needs("ATTRIBUTION_READ")
export class AttributionProposalType extends Node {
  @Field(() => ProposalStateEnum, { description: "Where it stands" })
  state: string;

  @Field(() => LeadType, { nullable: true, description: "The lead" })
  lead: LeadType | null;

  @Field(() => [AttributionPartType], {
    description: "Who has what; the odd cent goes to whoever stands first",
  })
  @ListSize(20)
  shares: AttributionPartType[];

  @Field(() => String, { description: "Why" })
  reason: string;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who proposed it" })
  proposedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { description: "When it was proposed" })
  proposedAt: Date;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who decided it" })
  decidedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was decided" })
  decidedAt: Date | null;
}

export const AttributionProposalConnection = connectionType(
  () => AttributionProposalType,
  "AttributionProposal",
);
