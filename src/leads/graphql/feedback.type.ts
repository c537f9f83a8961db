import { Field, InputType, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import {
  connectionType,
  DateTimeScalar,
  describedEnum,
  ListSize,
} from "../../platform/graphql/index.ts";
import { FEEDBACK_POINTS } from "../domain/feedback.ts";
import type { FeedbackPoint } from "../domain/feedback.ts";

import { LeadEventTypeEnum } from "./lead-enums.ts";

const FeedbackPointEnum = describedEnum(
  "FeedbackPoint",
  "What a lead can be good at, or poor at",
  FEEDBACK_POINTS,
);

@InputType("FeedbackInput", {
  description:
    "What the lead's partner can learn from a decision: one strength, one gap or a comment at least",
})
export class FeedbackInput {
  @Field(() => [FeedbackPointEnum], {
    nullable: true,
    description: "What the lead was good at, each point once",
  })
  strengths?: FeedbackPoint[] | null;

  @Field(() => [FeedbackPointEnum], {
    nullable: true,
    description: "What it was poor at, each point once, and none that is a strength",
  })
  gaps?: FeedbackPoint[] | null;

  @Field(() => String, {
    nullable: true,
    description: "In words, for both sides: 1 to 2,000 characters",
  })
  comment?: string | null;
}

@ObjectType("LeadFeedback", {
  description:
    "What the vendor said of a lead with a decision on it, for its partner to learn from. It stays as it was said",
  simpleResolvers: true,
})
@Needs("LEADS_READ")
export class LeadFeedbackType {
  @Field(() => LeadEventTypeEnum, { description: "With which decision it was said" })
  decision: string;

  @Field(() => DateTimeScalar, { description: "When, by the server's clock" })
  givenAt: Date;

  @Field(() => [FeedbackPointEnum], { description: "What the lead was good at" })
  @ListSize(9)
  strengths: string[];

  @Field(() => [FeedbackPointEnum], { description: "What it was poor at" })
  @ListSize(9)
  gaps: string[];

  @Field(() => String, { nullable: true, description: "In words, up to 2,000 characters" })
  comment: string | null;
}

export const LeadFeedbackConnection = connectionType(() => LeadFeedbackType, "LeadFeedback");
