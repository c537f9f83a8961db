import { Field, ID, InputType, Int } from "type-graphql";

import { LONGEST_CONDITION } from "../../kernel/index.ts";
import type { InputReader, LeadId, PartnerMemberId, QueueId } from "../../kernel/index.ts";
import { readCondition } from "../domain/condition.ts";
import { MOST_RULES, problemOf } from "../domain/routing-rule.ts";
import type { Moment, RoutingRule, Target, TargetKind } from "../domain/routing-rule.ts";
import type { PublishRouting } from "../publish-routing.ts";
import type { ReassignLead, Receiver } from "../reassign-lead.ts";
import type { ReleaseLead } from "../release-lead.ts";

import { RoutingMomentEnum, RoutingTargetEnum } from "./routing.type.ts";

const REASON_LENGTH = 2_000;
const MOST_SKILLS = 20;

@InputType("RoutingRuleInput", {
  description: "Gives a lead for which its condition holds to its target",
})
class RoutingRuleInput {
  @Field(() => String, { description: "Its name, up to 100 characters, of its own" })
  name: string;

  @Field(() => String, {
    nullable: true,
    description:
      'In CEL (cel.dev), up to 1,000 characters, for example `country == "DE" && value >= 50000`; it always holds if left out',
  })
  condition?: string | null;

  @Field(() => RoutingMomentEnum, {
    nullable: true,
    description: "When it is asked; REVIEW if left out",
  })
  moment?: Moment | null;

  @Field(() => RoutingTargetEnum, { description: "To whom" })
  target: TargetKind;

  @Field(() => ID, { nullable: true, description: "Of PERSON, who in sales: mem_…" })
  memberId?: string | null;

  @Field(() => ID, { nullable: true, description: "Of QUEUE, which: que_…" })
  queueId?: string | null;

  @Field(() => ID, { nullable: true, description: "Of the others, of which team: tem_…" })
  teamId?: string | null;

  @Field(() => [ID], {
    nullable: true,
    description: "Only those of the team who have all of these, skl_…: 20 at most",
  })
  skillIds?: string[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: "True for only those of the team in whose territory the lead lies",
  })
  inTerritory?: boolean | null;
}

@InputType("PublishRoutingInput", { description: "The rules that are in force from now on" })
export class PublishRoutingInput {
  @Field(() => Int, { description: "The number of the version as it was read; 0 for the first" })
  expectedNumber: number;

  @Field(() => [RoutingRuleInput], {
    description:
      "1 to 100, in order; the last has no condition, REVIEW for its moment, and a queue where leads wait that nobody else takes",
  })
  rules: RoutingRuleInput[];

  @Field(() => String, {
    nullable: true,
    description: "What is said of the change, up to 2,000 characters",
  })
  note?: string | null;
}

@InputType("ClaimLeadInput", { description: "A lead that somebody takes out of a queue" })
export class ClaimLeadInput {
  @Field(() => ID, { description: "The lead, lead_…" })
  leadId: string;
}

@InputType("ReleaseLeadInput", { description: "A lead that its holder puts back into a queue" })
export class ReleaseLeadInput {
  @Field(() => ID, { description: "The lead, lead_…" })
  leadId: string;

  @Field(() => ID, {
    nullable: true,
    description: "Which queue, que_…; the one that it came from if left out",
  })
  queueId?: string | null;

  @Field(() => String, { description: "Why, for the vendor alone: 1 to 2,000 characters" })
  reason: string;
}

@InputType("ReassignLeadInput", {
  description:
    "A lead that is passed on: to one of the three, or to whom the rules say if none is named",
})
export class ReassignLeadInput {
  @Field(() => ID, { description: "The lead, lead_…" })
  leadId: string;

  @Field(() => ID, { nullable: true, description: "To somebody in sales, mem_…" })
  memberId?: string | null;

  @Field(() => ID, { nullable: true, description: "Into a queue, que_…" })
  queueId?: string | null;

  @Field(() => ID, { nullable: true, description: "To whoever of a team is the least busy, tem_…" })
  teamId?: string | null;

  @Field(() => String, { description: "Why, for the vendor alone: 1 to 2,000 characters" })
  reason: string;
}

/** Which leads are held by whom. */
@InputType("AssignmentFilter", { description: "Which holders; what is left out does not matter" })
export class AssignmentFilterInput {
  @Field(() => ID, { nullable: true, description: "What this person holds, mem_…" })
  memberId?: string | null;

  @Field(() => ID, { nullable: true, description: "What waits in this queue, que_…" })
  queueId?: string | null;
}

export function readPublishRouting(
  reader: InputReader,
  input: PublishRoutingInput,
): PublishRouting {
  const rules = input.rules
    .slice(0, MOST_RULES + 1)
    .map((rule, index) => readRule(reader, rule, ["rules", String(index)]));
  const problem = problemOf(rules);
  if (problem !== null) reader.report(["rules"], problem);
  return {
    expectedNumber: input.expectedNumber,
    rules,
    note: reader.optionalText(["note"], input.note, REASON_LENGTH, "many"),
  };
}

function readRule(
  reader: InputReader,
  input: RoutingRuleInput,
  path: readonly string[],
): RoutingRule {
  const condition = [...path, "condition"];
  const text = reader.optionalText(condition, input.condition, LONGEST_CONDITION, "many");
  return {
    name: reader.text([...path, "name"], input.name, 100),
    moment: input.moment ?? "REVIEW",
    condition: reader.optional(condition, text, readCondition),
    target: readTarget(reader, input, path),
  };
}

function readTarget(reader: InputReader, input: RoutingRuleInput, path: readonly string[]): Target {
  const { target: kind } = input;
  const asked = kind === "PERSON" ? "memberId" : kind === "QUEUE" ? "queueId" : "teamId";
  for (const field of ["memberId", "queueId", "teamId"] as const) {
    const isGiven = typeof input[field] === "string";
    if (field === asked && !isGiven) reader.report([...path, field], `is what ${kind} names`);
    if (field !== asked && isGiven) reader.report([...path, field], `is not for ${kind}`);
  }
  const skillIds = reader.ids([...path, "skillIds"], "skl", input.skillIds, MOST_SKILLS);
  const inTerritory = input.inTerritory ?? false;
  if (asked !== "teamId") {
    if (skillIds.length > 0) reader.report([...path, "skillIds"], `are not for ${kind}`);
    if (inTerritory) reader.report([...path, "inTerritory"], `is not for ${kind}`);
  }
  const named = input[asked] ?? "";
  if (kind === "PERSON") return { kind, memberId: reader.id([...path, "memberId"], "mem", named) };
  if (kind === "QUEUE") return { kind, queueId: reader.id([...path, "queueId"], "que", named) };
  return { kind, teamId: reader.id([...path, "teamId"], "tem", named), skillIds, inTerritory };
}

const readLeadId = (reader: InputReader, { leadId }: { readonly leadId: string }): LeadId =>
  reader.id(["leadId"], "lead", leadId);

export const readClaimLead = (reader: InputReader, input: ClaimLeadInput) => ({
  leadId: readLeadId(reader, input),
});

export function readReleaseLead(reader: InputReader, input: ReleaseLeadInput): ReleaseLead {
  return {
    leadId: readLeadId(reader, input),
    queueId: reader.optionalId(["queueId"], "que", input.queueId),
    reason: reader.text(["reason"], input.reason, REASON_LENGTH, "many"),
  };
}

export function readReassignLead(reader: InputReader, input: ReassignLeadInput): ReassignLead {
  return {
    leadId: readLeadId(reader, input),
    receiver: readReceiver(reader, input),
    reason: reader.text(["reason"], input.reason, REASON_LENGTH, "many"),
  };
}

function readReceiver(reader: InputReader, input: ReassignLeadInput): Receiver {
  const memberId: PartnerMemberId | null = reader.optionalId(["memberId"], "mem", input.memberId);
  const queueId: QueueId | null = reader.optionalId(["queueId"], "que", input.queueId);
  const teamId = reader.optionalId(["teamId"], "tem", input.teamId);
  if ([memberId, queueId, teamId].filter((each) => each !== null).length > 1)
    reader.report(["memberId"], "is one of three: name a person, a queue or a team");
  if (memberId !== null) return { kind: "MEMBER", memberId };
  if (queueId !== null) return { kind: "QUEUE", queueId };
  return teamId === null ? { kind: "RULES" } : { kind: "TEAM", teamId };
}
