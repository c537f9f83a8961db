import { Field, ID, ObjectType } from "type-graphql";

import type { Answer } from "../../platform/reading/index.ts";
import { Payload, UserError } from "../../platform/graphql/index.ts";

import { PartnerMemberType } from "./member.type.ts";

@ObjectType("InviteMemberPayload", { description: "Result of inviteMember", simpleResolvers: true })
@Payload()
export class InviteMemberPayload {
  @Field(() => ID, {
    nullable: true,
    description: "The invitation, inv_…; null where nobody was invited",
  })
  invitationId: string | null;

  @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
  errors: readonly UserError[];
}

@ObjectType("CreateInvitationLinkPayload", {
  description: "Result of createInvitationLink",
  simpleResolvers: true,
})
@Payload()
export class CreateInvitationLinkPayload {
  @Field(() => String, {
    nullable: true,
    description:
      "The link's token, for acceptInvitation within 7 days. In this answer and nowhere else: null in a replay",
  })
  token: string | null;

  @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
  errors: readonly UserError[];
}

@ObjectType("CreatePasswordLinkPayload", {
  description: "Result of createPasswordLink",
  simpleResolvers: true,
})
@Payload()
export class CreatePasswordLinkPayload {
  @Field(() => String, {
    nullable: true,
    description:
      "The link's token, for setPassword within 24 hours. In this answer and nowhere else: null in a replay",
  })
  token: string | null;

  @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
  errors: readonly UserError[];
}

@ObjectType("DeactivateMemberPayload", {
  description: "Result of deactivateMember",
  simpleResolvers: true,
})
@Payload()
export class DeactivateMemberPayload {
  @Field(() => PartnerMemberType, {
    nullable: true,
    description: "The member as it is now; null where nothing was done",
  })
  member: Answer;

  @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
  errors: readonly UserError[];
}
