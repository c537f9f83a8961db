import { Field, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { DateTimeScalar, describedEnum } from "../../platform/graphql/index.ts";
import {
  CONFLICT_OUTCOMES,
  DECISION_RULES,
  LEAD_DECISION_OUTCOMES,
} from "../domain/conflict-decision.ts";

export const ConflictOutcomeEnum = describedEnum(
  "ConflictOutcome",
  "How a conflict ends",
  CONFLICT_OUTCOMES,
);
export const DecisionRuleEnum = describedEnum(
  "DecisionRule",
  "By what it is decided whose a prospect is",
  DECISION_RULES,
);
const LeadDecisionOutcomeEnum = describedEnum(
  "LeadDecisionOutcome",
  "What was decided over a lead's claim",
  LEAD_DECISION_OUTCOMES,
);

@ObjectType("ConflictDecision", {
  description: "How a conflict was decided, on what grounds, by whom. Unseen by partners",
  simpleResolvers: true,
})
@Needs("INTERNAL_READ")
export class ConflictDecisionType {
  @Field(() => ConflictOutcomeEnum, { description: "How it ended" })
  outcome: string;

  @Field(() => DecisionRuleEnum, { description: "By what; both sides are told" })
  rule: string;

  @Field(() => Int, { description: "The version of the program under which it was decided" })
  policyVersion: number;

  @Field(() => DateTimeScalar, { description: "Since when the incumbent had claimed" })
  incumbentClaimedAt: Date;

  @Field(() => DateTimeScalar, { description: "Since when the challenger had claimed" })
  challengerClaimedAt: Date;

  @Field(() => Int, {
    nullable: true,
    description: "The incumbent's part, in parts per million; null where nothing is shared",
  })
  incumbentSharePpm: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "The challenger's part, in parts per million; null where nothing is shared",
  })
  challengerSharePpm: number | null;

  @Field(() => String, { description: "What the decision rests on" })
  evidence: string;

  @Field(() => String, { nullable: true, description: "A note for the vendor alone" })
  note: string | null;

  @Field(() => String, { nullable: true, description: "What the partners were told in words" })
  statement: string | null;

  @Field(() => DateTimeScalar, { description: "When it was decided" })
  decidedAt: Date;

  @Field(() => String, { nullable: true, description: "Who decided" })
  decidedByName: string | null;
}

@ObjectType("LeadDecision", {
  description:
    "What a partner is told of a decision over its lead's claim: the rule, its own times and part, and what would have been needed. Nothing in it is of anybody else",
  simpleResolvers: true,
})
@Needs("LEADS_READ")
export class LeadDecisionType {
  @Field(() => LeadDecisionOutcomeEnum, { description: "What was decided" })
  outcome: string;

  @Field(() => DecisionRuleEnum, { description: "By what" })
  rule: string;

  @Field(() => String, {
    nullable: true,
    description: "What would have been needed; null where the lead goes on",
  })
  needed: string | null;

  @Field(() => DateTimeScalar, { description: "Since when this lead claimed" })
  claimedAt: Date;

  @Field(() => Int, {
    nullable: true,
    description: "This lead's part in parts per million; null where nothing is shared",
  })
  sharePpm: number | null;

  @Field(() => String, { nullable: true, description: "In the vendor's words" })
  statement: string | null;

  @Field(() => DateTimeScalar, { description: "When it was decided" })
  decidedAt: Date;
}
