import { Field, ID, Int, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { Authenticated, connectionType, DateTimeScalar } from "../../platform/graphql/index.ts";

import { LeadFeedbackType } from "./feedback.type.ts";
import { LeadEventTypeEnum, LeadFieldEnum, LeadStage } from "./lead-enums.ts";

@ObjectType("EventActor", { description: "Who did it", simpleResolvers: true })
@Authenticated()
export class EventActorType {
  @Field(() => String, { description: "The person's name; for the other side simply the side" })
  displayName: string;

  @Field(() => Boolean, { description: "True for the vendor's side" })
  isVendor: boolean;
}

@ObjectType("LeadEvent", { description: "An entry of a lead's history", simpleResolvers: true })
@Needs("LEADS_READ")
export class LeadEventType {
  @Field(() => ID, { description: "The event's id" })
  id: string;

  @Field(() => Int, { description: "The lead's version after it: 1, 2, 3 … without gaps" })
  seq: number;

  @Field(() => LeadEventTypeEnum, { description: "What happened" })
  type: string;

  @Field(() => LeadStage, {
    nullable: true,
    description: "The stage before; null for the registration",
  })
  fromStage: string | null;

  @Field(() => LeadStage, { description: "The stage after" })
  toStage: string;

  @Field(() => [LeadStage], { description: "Stages reached on the way, in the same instant" })
  passedStages: string[];

  @Field(() => DateTimeScalar, { description: "When, by the server's clock" })
  occurredAt: Date;

  @Field(() => EventActorType, { description: "Who did it" })
  actor: EventActorType;

  @Field(() => String, { nullable: true, description: "Why: the code that both sides may know" })
  reasonCode: string | null;

  @Field(() => String, { nullable: true, description: "What was written for both sides" })
  comment: string | null;

  @Field(() => LeadFeedbackType, {
    nullable: true,
    description: "What the vendor said with a decision for the lead's partner to learn from",
  })
  feedback: LeadFeedbackType | null;

  @Field(() => [LeadFieldEnum], {
    description: "Which fields were corrected, or are proposed or asked to be",
  })
  fields: string[];

  @Field(() => String, { nullable: true, description: "The vendor's own reason code" })
  @Needs("LEADS_READ", "INTERNAL_READ")
  internalReasonCode: string | null;

  @Field(() => String, { nullable: true, description: "The vendor's own note" })
  @Needs("LEADS_READ", "INTERNAL_READ")
  internalNote: string | null;
}

export const LeadEventConnection = connectionType(() => LeadEventType, "LeadEvent");
