import { Field, ID, Int, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import { CreditType } from "../../incentives/index.ts";
import {
  connectionType,
  DateTimeScalar,
  describedEnum,
  ListSize,
  MoneyType,
  Node,
} from "../../platform/graphql/index.ts";
import { APPROVAL_PROPOSAL_STATES } from "../domain/approval.ts";

export const ApprovalProposalStateEnum = describedEnum(
  "ApprovalProposalState",
  "What becomes of credits that were proposed to be approved",
  APPROVAL_PROPOSAL_STATES,
);

@ObjectType("ApprovalItem", {
  description: "A credit of a proposal, as it was shown",
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
class ApprovalItemType {
  @Field(() => CreditType, { nullable: true, description: "The credit, as it is now" })
  credit: CreditType | null;

  @Field(() => MoneyType, { description: "What counted of it, with all that had changed it" })
  amount: MoneyType;
}

export const ApprovalItemConnection = connectionType(() => ApprovalItemType, "ApprovalItem");

@ObjectType("ApprovalProposal", {
  description:
    "Credits that somebody proposes to approve. Another person approves all of them as they were shown, or none; for the vendor alone",
  implements: Node,
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
export class ApprovalProposalType extends Node {
  @Field(() => ApprovalProposalStateEnum, { description: "What became of it" })
  state: string;

  @Field(() => String, {
    description:
      "SHA-256 of its credits with their amounts, in hexadecimal digits: whoever approves sends it, and approves what they saw",
  })
  selectionHash: string;

  @Field(() => Int, { description: "How many credits it holds" })
  creditCount: number;

  @Field(() => [MoneyType], { description: "What they come to, for each currency" })
  @ListSize(20)
  sums: MoneyType[];

  @Field(() => String, { nullable: true, description: "What whoever proposed it said" })
  comment: string | null;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who proposed it" })
  proposedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { description: "When that was" })
  proposedAt: Date;

  @Field(() => DateTimeScalar, { description: "It can be approved before this instant" })
  expiresAt: Date;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who approved or declined it; null while it is open",
  })
  decidedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "When; null while it is open" })
  decidedAt: Date | null;

  @Field(() => String, { nullable: true, description: "What whoever decided said" })
  note: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      "The policy by which it was proposed and approved, pol_…; null where persons did that",
  })
  approvalPolicyId: string | null;
}

export const ApprovalProposalConnection = connectionType(
  () => ApprovalProposalType,
  "ApprovalProposal",
);
