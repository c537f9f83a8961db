import { Field, ID, ObjectType } from "type-graphql";

import { Authenticated, DateTimeScalar, Payload, UserError } from "../../platform/graphql/index.ts";

@ObjectType("SessionTokens", {
  description: "What opens the API for a while, and what is exchanged for the next such pair",
  simpleResolvers: true,
})
@Authenticated()
export class SessionTokensType {
  @Field(() => String, { description: "Send it as Authorization: Bearer …" })
  accessToken: string;

  @Field(() => DateTimeScalar, { description: "When the access token ends" })
  accessTokenExpiresAt: Date;

  @Field(() => String, {
    description:
      "Good for one refreshSession; sent a second time it ends the whole session, since then two have it",
  })
  refreshToken: string;

  @Field(() => DateTimeScalar, { description: "When the refresh token ends" })
  refreshTokenExpiresAt: Date;
}

@ObjectType("MembershipChoice", {
  description: "One of the memberships that a login opens, one at a time",
  simpleResolvers: true,
})
@Authenticated()
export class MembershipChoiceType {
  @Field(() => ID, { description: "The membership, to log in with as memberId" })
  memberId: string;

  @Field(() => ID, { nullable: true, description: "Its partner; null on the vendor's staff" })
  partnerId: string | null;

  @Field(() => String, { nullable: true, description: "The partner's name" })
  partnerName: string | null;
}

@ObjectType("LoginPayload", { description: "Result of login", simpleResolvers: true })
@Payload()
export class LoginPayload {
  @Field(() => SessionTokensType, {
    nullable: true,
    description: "The tokens; null where nobody was logged in",
  })
  tokens: SessionTokensType | null;

  @Field(() => ID, { nullable: true, description: "The membership that the tokens are for" })
  memberId: string | null;

  @Field(() => [MembershipChoiceType], {
    nullable: true,
    description: "All that this login opens, the oldest first; null where nobody was logged in",
  })
  memberships: readonly MembershipChoiceType[] | null;

  @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
  errors: readonly UserError[];
}

@ObjectType("RefreshSessionPayload", {
  description: "Result of refreshSession",
  simpleResolvers: true,
})
@Payload()
export class RefreshSessionPayload {
  @Field(() => SessionTokensType, {
    nullable: true,
    description: "The next pair; null where nothing was exchanged",
  })
  tokens: SessionTokensType | null;

  @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
  errors: readonly UserError[];
}

@ObjectType("LogoutPayload", { description: "Result of logout", simpleResolvers: true })
@Payload()
export class LogoutPayload {
  @Field(() => Boolean, { description: "True where the session has ended" })
  loggedOut: boolean;

  @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
  errors: readonly UserError[];
}

@ObjectType("SetPasswordPayload", { description: "Result of setPassword", simpleResolvers: true })
@Payload()
export class SetPasswordPayload {
  @Field(() => Boolean, { description: "True where the password is the new one now" })
  passwordSet: boolean;

  @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
  errors: readonly UserError[];
}

@ObjectType("AcceptInvitationPayload", {
  description: "Result of acceptInvitation",
  simpleResolvers: true,
})
@Payload()
export class AcceptInvitationPayload {
  @Field(() => ID, {
    nullable: true,
    description: "The new membership, mem_…, to log in with; null where there is none",
  })
  memberId: string | null;

  @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
  errors: readonly UserError[];
}
