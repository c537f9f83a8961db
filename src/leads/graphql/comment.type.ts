import { Field, ID, ObjectType } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { connectionType, DateTimeScalar } from "../../platform/graphql/index.ts";

import { LeadEventTypeEnum } from "./lead-enums.ts";
import { EventActorType } from "./lead-event.type.ts";

@ObjectType("Comment", {
  description:
    "What one side said of a lead, for both to read: by itself, or with something it did. It stays as it was said",
  simpleResolvers: true,
})
@Needs("LEADS_READ")
class CommentType {
  @Field(() => ID, { description: "The id of the event that it was said with" })
  id: string;

  @Field(() => String, { description: "What was said: plain text, up to 2,000 characters" })
  text: string;

  @Field(() => LeadEventTypeEnum, {
    description: "With what it was said; COMMENTED where by itself",
  })
  saidWith: string;

  @Field(() => DateTimeScalar, { description: "When, by the server's clock" })
  writtenAt: Date;

  @Field(() => EventActorType, { description: "Who said it" })
  writtenBy: EventActorType;
}

@ObjectType("InternalComment", {
  description: "What the vendor's people say of a lead among themselves. Unseen by partners",
  simpleResolvers: true,
})
@Needs("INTERNAL_READ")
class InternalCommentType {
  @Field(() => ID, { description: "The comment's id, icm_…" })
  id: string;

  @Field(() => String, { description: "What was said: plain text, up to 2,000 characters" })
  text: string;

  @Field(() => DateTimeScalar, { description: "When, by the server's clock" })
  writtenAt: Date;

  @Field(() => EventActorType, { description: "Who said it" })
  writtenBy: EventActorType;
}

export const CommentConnection = connectionType(() => CommentType, "Comment");
export const InternalCommentConnection = connectionType(
  () => InternalCommentType,
  "InternalComment",
);
