import { Field, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { MatchKeyEnum } from "../../leads/index.ts";
import {
  connectionType,
  DateTimeScalar,
  describedEnum,
  Node,
} from "../../platform/graphql/index.ts";
import { CLAIM_CONFLICT_STATES, CLAIM_OUTCOMES } from "../domain/claim-decision.ts";

import { DecisionRuleEnum } from "./decision.type.ts";

export const ClaimConflictStateEnum = describedEnum(
  "ClaimConflictState",
  "Where a conflict of a lead with a claim of the vendor's own stands",
  CLAIM_CONFLICT_STATES,
);
export const ClaimOutcomeEnum = describedEnum(
  "ClaimOutcome",
  "How a conflict of a lead with a claim of the vendor's own ends",
  CLAIM_OUTCOMES,
);

@ObjectType("ClaimDecision", {
  description:
    "How a conflict of a lead with a claim of the vendor's own was decided, on what grounds, by whom. Unseen by partners",
  simpleResolvers: true,
})
@Needs("INTERNAL_READ")
export class ClaimDecisionType {
  @Field(() => ClaimOutcomeEnum, { description: "How it ended" })
  outcome: string;

  @Field(() => DecisionRuleEnum, { description: "By what" })
  rule: string;

  @Field(() => Int, { description: "The version of the program under which it was decided" })
  policyVersion: number;

  @Field(() => DateTimeScalar, { description: "Since when the lead had claimed" })
  leadClaimedAt: Date;

  @Field(() => DateTimeScalar, { description: "From when the vendor's claim counted" })
  claimCountsFrom: Date;

  @Field(() => String, { description: "What the decision rests on" })
  evidence: string;

  @Field(() => String, { nullable: true, description: "A note for the vendor alone" })
  note: string | null;

  @Field(() => String, { nullable: true, description: "What the partner was told in words" })
  statement: string | null;

  @Field(() => DateTimeScalar, { description: "When it was decided" })
  decidedAt: Date;

  @Field(() => String, { nullable: true, description: "Who decided" })
  decidedByName: string | null;
}

@ObjectType("ClaimConflict", {
  description:
    "A lead and an earlier claim of the vendor's own that name the same prospect. Unseen by partners",
  implements: Node,
  simpleResolvers: true,
})
@Needs("INTERNAL_READ")
export class ClaimConflictType extends Node {
  @Field(() => ClaimConflictStateEnum, { description: "Where it stands" })
  state: string;

  @Field(() => [MatchKeyEnum], { description: "What lead and claim agree on" })
  matchedOn: string[];

  @Field(() => [String], { description: "The words of the companies' names that agree" })
  agreedWords: string[];

  @Field(() => Int, {
    description: "How sure matching was, in parts per million. It ranks; it is no probability",
  })
  confidencePpm: number;

  @Field(() => DateTimeScalar, { description: "When matching found it" })
  openedAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it ended; null while open" })
  endedAt: Date | null;

  @Field(() => Int, { description: "Grows by one with each change; send as expectedVersion" })
  version: number;
}

export const ClaimConflictConnection = connectionType(() => ClaimConflictType, "ClaimConflict");
