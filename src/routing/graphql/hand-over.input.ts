import { Field, ID, InputType } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { LeadStage } from "../../leads/index.ts";
import type { Stage } from "../../leads/index.ts";
import type { HandOverLead } from "../hand-over-lead.ts";
import type { ReassignLeadsOf } from "../reassign-leads-of.ts";
import type { SendBackLead } from "../send-back-lead.ts";

const TEXT_LENGTH = 2_000;

@InputType("HandOverLeadInput", {
  description: "An SQL that whoever qualified it gives to whoever closes it: to one of the two",
})
export class HandOverLeadInput {
  @Field(() => ID, { description: "The lead, lead_…" })
  leadId: string;

  @Field(() => ID, { nullable: true, description: "To somebody in sales, mem_…" })
  memberId?: string | null;

  @Field(() => ID, { nullable: true, description: "To whoever of a team is the least busy, tem_…" })
  teamId?: string | null;

  @Field(() => String, {
    description: "What the receiver has to know, for the vendor alone: 1 to 2,000 characters",
  })
  note: string;
}

@InputType("SendBackLeadInput", {
  description: "A lead that goes back to whoever handed it over",
})
export class SendBackLeadInput {
  @Field(() => ID, { description: "The lead, lead_…" })
  leadId: string;

  @Field(() => String, {
    description: "What was missing, for the vendor alone: 1 to 2,000 characters",
  })
  reason: string;
}

@InputType("ReassignLeadsOfInput", {
  description: "What somebody holds, and to whom it goes: to one of the two",
})
export class ReassignLeadsOfInput {
  @Field(() => ID, { description: "Who holds the leads, mem_…" })
  memberId: string;

  @Field(() => [LeadStage], {
    nullable: true,
    description: "Those in these stages; all if left out",
  })
  stages?: Stage[] | null;

  @Field(() => ID, { nullable: true, description: "To somebody in sales, mem_…" })
  toMemberId?: string | null;

  @Field(() => ID, { nullable: true, description: "Into a queue, que_…" })
  queueId?: string | null;

  @Field(() => String, { description: "Why, for the vendor alone: 1 to 2,000 characters" })
  reason: string;
}

const isGiven = (text: string | null | undefined): text is string => typeof text === "string";

export function readHandOverLead(reader: InputReader, input: HandOverLeadInput): HandOverLead {
  const { memberId, teamId } = input;
  if (isGiven(memberId) && isGiven(teamId))
    reader.report(["teamId"], "is one of two: name a person or a team");
  return {
    leadId: reader.id(["leadId"], "lead", input.leadId),
    receiver: isGiven(teamId)
      ? { kind: "TEAM", teamId: reader.id(["teamId"], "tem", teamId) }
      : { kind: "MEMBER", memberId: reader.id(["memberId"], "mem", memberId ?? "") },
    note: reader.text(["note"], input.note, TEXT_LENGTH, "many"),
  };
}

export const readSendBackLead = (reader: InputReader, input: SendBackLeadInput): SendBackLead => ({
  leadId: reader.id(["leadId"], "lead", input.leadId),
  reason: reader.text(["reason"], input.reason, TEXT_LENGTH, "many"),
});

export function readReassignLeadsOf(
  reader: InputReader,
  input: ReassignLeadsOfInput,
): ReassignLeadsOf {
  const { toMemberId, queueId } = input;
  if (isGiven(toMemberId) && isGiven(queueId))
    reader.report(["toMemberId"], "is one of two: name a person or a queue");
  return {
    memberId: reader.id(["memberId"], "mem", input.memberId),
    receiver: isGiven(queueId)
      ? { kind: "QUEUE", queueId: reader.id(["queueId"], "que", queueId) }
      : { kind: "MEMBER", memberId: reader.id(["toMemberId"], "mem", toMemberId ?? "") },
    stages: input.stages ?? null,
    reason: reader.text(["reason"], input.reason, TEXT_LENGTH, "many"),
  };
}
