import { Field, ID, Int, ObjectType } from "type-graphql";

import { Needs, PartnerMemberType } from "../../identity/index.ts";
import { LeadType } from "../../leads/index.ts";
import {
  Authenticated,
  connectionType,
  Cost,
  DateTimeScalar,
  describedEnum,
  Node,
} from "../../platform/graphql/index.ts";
import { ASSIGNMENT_CAUSES } from "../domain/assignment.ts";
import { CANDIDATE_OUTCOMES, RULE_OUTCOMES } from "../domain/choose-holder.ts";
import { MOMENTS, TARGETS } from "../domain/routing-rule.ts";

import { QueueType } from "./staff.type.ts";

export const RoutingTargetEnum = describedEnum(
  "RoutingTarget",
  "To whom a rule gives a lead",
  TARGETS,
);
export const RoutingMomentEnum = describedEnum("RoutingMoment", "When a rule is asked", MOMENTS);
const AssignmentCauseEnum = describedEnum(
  "AssignmentCause",
  "Why a lead came to its holder",
  ASSIGNMENT_CAUSES,
);
const RuleOutcomeEnum = describedEnum("RuleOutcome", "What a rule said to a lead", RULE_OUTCOMES);
const CandidateOutcomeEnum = describedEnum(
  "CandidateOutcome",
  "Why somebody took a lead, or did not",
  CANDIDATE_OUTCOMES,
);

@ObjectType("RoutingRule", {
  description: "Gives a lead for which its condition holds to its target",
  simpleResolvers: true,
})
@Authenticated()
class RoutingRuleType {
  @Field(() => String, { description: "Its name within the version" })
  name: string;

  @Field(() => RoutingMomentEnum, { description: "When it is asked" })
  moment: string;

  @Field(() => String, {
    nullable: true,
    description:
      "In CEL (cel.dev), over the facts that the guide names; null where it always holds",
  })
  condition: string | null;

  @Field(() => RoutingTargetEnum, { description: "To whom" })
  target: string;

  @Field(() => ID, { nullable: true, description: "Of PERSON, who: mem_…" })
  memberId: string | null;

  @Field(() => ID, { nullable: true, description: "Of QUEUE, which: que_…" })
  queueId: string | null;

  @Field(() => ID, { nullable: true, description: "Of the others, of which team: tem_…" })
  teamId: string | null;

  @Field(() => [ID], { description: "Only those of the team who have all of these, skl_…" })
  @Cost(0)
  skillIds: string[];

  @Field(() => Boolean, { description: "Only those of the team in whose territory the lead lies" })
  inTerritory: boolean;
}

@ObjectType("RoutingVersion", {
  description: "A version of the rules by which leads find their holder; it never changes",
  implements: Node,
  simpleResolvers: true,
})
@Needs("CONFIG_READ")
export class RoutingVersionType extends Node {
  @Field(() => Int, { description: "1, 2, 3 …: the latest is in force" })
  number: number;

  @Field(() => [RoutingRuleType], {
    description: "In order: the first of the moment that holds and finds somebody gives the lead",
  })
  rules: RoutingRuleType[];

  @Field(() => String, { nullable: true, description: "What is said of the change" })
  note: string | null;

  @Field(() => DateTimeScalar, { description: "From when on it is in force" })
  publishedAt: Date;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who published it" })
  publishedBy: PartnerMemberType | null;
}

export const RoutingVersionConnection = connectionType(() => RoutingVersionType, "RoutingVersion");

@ObjectType("RuleExplanation", { description: "What a rule said to a lead", simpleResolvers: true })
@Authenticated()
@Cost(0)
class RuleExplanationType {
  @Field(() => Int, { description: "1 for the first rule" })
  position: number;

  @Field(() => String, { description: "The rule's name" })
  name: string;

  @Field(() => RuleOutcomeEnum, { description: "What came of it" })
  outcome: string;
}

@ObjectType("CandidateExplanation", {
  description: "Somebody among whom a rule chose, as they stood then",
  simpleResolvers: true,
})
@Authenticated()
@Cost(0)
class CandidateExplanationType {
  @Field(() => ID, { description: "Who, mem_…" })
  memberId: string;

  @Field(() => CandidateOutcomeEnum, { description: "What came of it" })
  outcome: string;

  @Field(() => ID, {
    nullable: true,
    description: "Who stands in for the candidate, mem_…; null where nobody does",
  })
  deputyId: string | null;

  @Field(() => Int, { description: "How many leads they, or their deputy, held" })
  openLeads: number;

  @Field(() => Int, { nullable: true, description: "How many they could; null for any number" })
  capacity: number | null;
}

@ObjectType("RoutingExplanation", {
  description: "Why a lead came to its holder: which rule, which candidates, and why this one",
  simpleResolvers: true,
})
@Authenticated()
class RoutingExplanationType {
  @Field(() => [RuleExplanationType], {
    description: "The rules that were asked, in order, to the one that gave the lead",
  })
  rules: RuleExplanationType[];

  @Field(() => [CandidateExplanationType], {
    description: "Those among whom that rule chose; none where it names a queue",
  })
  candidates: CandidateExplanationType[];
}

@ObjectType("Assignment", {
  description: "Who holds a lead, or held it: a person, or a queue. For the vendor alone",
  implements: Node,
  simpleResolvers: true,
})
@Needs("INTERNAL_READ")
export class AssignmentType extends Node {
  @Field(() => LeadType, { nullable: true, description: "The lead" })
  @Needs("LEADS_READ")
  lead: LeadType | null;

  @Field(() => PartnerMemberType, { nullable: true, description: "Who; null for a queue" })
  member: PartnerMemberType | null;

  @Field(() => QueueType, { nullable: true, description: "Which queue; null for a person" })
  queue: QueueType | null;

  @Field(() => AssignmentCauseEnum, { description: "Why" })
  cause: string;

  @Field(() => RoutingExplanationType, {
    nullable: true,
    description: "Which rule, which candidates, and why this one; null where somebody said so",
  })
  explanation: RoutingExplanationType | null;

  @Field(() => RoutingVersionType, {
    nullable: true,
    description: "The version of the rules that gave it; null where no rule did",
  })
  @Needs("CONFIG_READ")
  routing: RoutingVersionType | null;

  @Field(() => Int, { nullable: true, description: "Which of its rules, 1 for the first" })
  rulePosition: number | null;

  @Field(() => String, { nullable: true, description: "What whoever passed it on said" })
  note: string | null;

  @Field(() => DateTimeScalar, { description: "Since when" })
  assignedAt: Date;

  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "Who gave it; null where the rules did, by themselves",
  })
  assignedBy: PartnerMemberType | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "Until when; null while it holds" })
  endedAt: Date | null;
}

export const AssignmentConnection = connectionType(() => AssignmentType, "Assignment");
