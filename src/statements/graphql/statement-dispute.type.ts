import { Field, ID, Int, ObjectType } from "type-graphql";

import { CreditHoldType } from "../../approval/index.ts";
import { Needs, PartnerMemberType } from "../../identity/index.ts";
import { CreditType } from "../../incentives/index.ts";
import { LeadType } from "../../leads/index.ts";
import { PartnerType } from "../../partners/index.ts";
import {
  connectionType,
  DateTimeScalar,
  describedEnum,
  ListSize,
  Node,
} from "../../platform/graphql/index.ts";
import {
  DISPUTE_OUTCOMES,
  DISPUTE_REASONS,
  OUTCOME_STATES,
  STATEMENT_DISPUTE_STATES,
} from "../domain/dispute.ts";

import { StatementType } from "./statement.type.ts";

export const DisputeReasonEnum = describedEnum(
  "StatementDisputeReason",
  "What a partner says against its statement",
  DISPUTE_REASONS,
);

export const StatementDisputeStateEnum = describedEnum(
  "StatementDisputeState",
  "Where a dispute of a statement stands",
  STATEMENT_DISPUTE_STATES,
);

export const DisputeOutcomeEnum = describedEnum(
  "StatementDisputeDecision",
  "What becomes of a dispute of a statement",
  DISPUTE_OUTCOMES,
);

const OutcomeStateEnum = describedEnum(
  "StatementDisputeOutcomeState",
  "What becomes of a proposal how to answer a dispute",
  OUTCOME_STATES,
);

@ObjectType("StatementDisputeOutcome", {
  description: "How somebody proposes to answer a dispute, and what another person says to that",
  simpleResolvers: true,
})
@Needs("LEDGER_READ")
class DisputeOutcomeType {
  @Field(() => OutcomeStateEnum, { description: "What became of it" })
  state: string;

  @Field(() => DisputeOutcomeEnum, { description: "What is proposed" })
  outcome: string;

  @Field(() => String, { description: "What the partner is to be told" })
  answer: string;

  @Field(() => CreditType, {
    nullable: true,
    description: "Of UPHELD: the credit that was made, changed or taken back since",
  })
  correctingCredit: CreditType | null;

  @Field(() => ID, {
    nullable: true,
    description: "Of UPHELD: the posting that came of it, jrn_…, where it is no credit",
  })
  correctingPostingId: string | null;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who proposed it" })
  proposedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { description: "When that was" })
  proposedAt: Date;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who decided; null while it waits, and where it lapsed",
  })
  decidedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was decided, or lapsed; null while it waits",
  })
  decidedAt: Date | null;

  @Field(() => String, { nullable: true, description: "What whoever decided said" })
  note: string | null;
}

@ObjectType("StatementDispute", {
  description:
    "A partner disagrees with a line of its statement, or misses a credit or a lead there. What is not paid of a line's credit is held until it ends",
  implements: Node,
  simpleResolvers: true,
})
@Needs("CREDITS_READ")
export class StatementDisputeType extends Node {
  @Field(() => StatementDisputeStateEnum, { description: "Where it stands" })
  state: string;

  @Field(() => PartnerType, { nullable: true, description: "Whose it is" })
  @Needs("CREDITS_READ", "PARTNERS_READ")
  partner: PartnerType | null;

  @Field(() => StatementType, { nullable: true, description: "Of which statement" })
  statement: StatementType | null;

  @Field(() => Int, {
    nullable: true,
    description: "The number of the line; null where something is missed",
  })
  lineNumber: number | null;

  @Field(() => CreditType, {
    nullable: true,
    description:
      "Of a line the credit that it is of, with its explanation; else the one that is missed",
  })
  credit: CreditType | null;

  @Field(() => LeadType, {
    nullable: true,
    description: "The lead that is missed; null where it is a line or a credit",
  })
  @Needs("CREDITS_READ", "LEADS_READ")
  lead: LeadType | null;

  @Field(() => DisputeReasonEnum, { description: "What is said against the statement" })
  reason: string;

  @Field(() => String, { description: "The same in the partner's words" })
  grounds: string;

  @Field(() => String, { nullable: true, description: "What shows it, in the partner's words" })
  evidence: string | null;

  @Field(() => CreditHoldType, {
    nullable: true,
    description:
      "What holds the line's credit meanwhile; null where it is paid, taken back, or nothing is to be held",
  })
  hold: CreditHoldType | null;

  @Field(() => DateTimeScalar, { description: "When it was opened" })
  openedAt: Date;

  @Field(() => DateTimeScalar, { description: "Until when the vendor decides it" })
  dueAt: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "When it was decided or withdrawn; null while it is open",
  })
  endedAt: Date | null;

  @Field(() => String, { nullable: true, description: "What its partner was told" })
  answer: string | null;

  @Field(() => CreditType, {
    nullable: true,
    description: "Of UPHELD: the credit that was made, changed or taken back",
  })
  correctingCredit: CreditType | null;

  @Field(() => ID, {
    nullable: true,
    description: "Of UPHELD: the posting that came of it, jrn_…, where it is no credit",
  })
  @Needs("LEDGER_READ")
  correctingPostingId: string | null;

  @Field(() => [DisputeOutcomeType], {
    nullable: true,
    description:
      "How it was proposed to be answered, the latest first, up to 20; for the vendor alone",
  })
  @Needs("LEDGER_READ")
  @ListSize(20)
  outcomes: DisputeOutcomeType[] | null;
}

export const StatementDisputeConnection = connectionType(
  () => StatementDisputeType,
  "StatementDispute",
);
