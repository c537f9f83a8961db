import { Field, ID, InputType } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import type { AcceptInvitation } from "../accept-invitation.ts";
import type { Login } from "../login.ts";
import type { RefreshSession } from "../refresh-session.ts";
import type { SetPassword } from "../set-password.ts";

@InputType("LoginInput", { description: "Who logs in, and as which member" })
export class LoginInput {
  @Field(() => String, { description: "The login's e-mail address" })
  email: string;

  @Field(() => String, { description: "The login's password" })
  password: string;

  @Field(() => ID, {
    nullable: true,
    description: "Which membership the tokens are for, mem_…; the oldest if left out",
  })
  memberId?: string | null;
}

@InputType("RefreshSessionInput", { description: "A refresh token to exchange" })
export class RefreshSessionInput {
  @Field(() => String, { description: "The refresh token that was given out last" })
  refreshToken: string;
}

@InputType("SetPasswordInput", { description: "A new password, by the token of a link" })
export class SetPasswordInput {
  @Field(() => String, { description: "The token that createPasswordLink gave out" })
  token: string;

  @Field(() => String, {
    description: "The new password: 12 to 128 characters of any kind, none of the first guesses",
  })
  password: string;
}

@InputType("AcceptInvitationInput", { description: "An invitation, by the token of its link" })
export class AcceptInvitationInput {
  @Field(() => String, { description: "The token that createInvitationLink gave out" })
  token: string;

  @Field(() => String, {
    description:
      "A new password, or the password of the login that the invited address has already",
  })
  password: string;
}

// Passwords and tokens go to the verbs as they were sent: trimming one would change it.

export function readLogin(reader: InputReader, input: LoginInput): Login {
  return {
    email: input.email,
    password: input.password,
    memberId: reader.optionalId(["memberId"], "mem", input.memberId),
  };
}

export function readRefresh(_reader: InputReader, input: RefreshSessionInput): RefreshSession {
  return { refreshToken: input.refreshToken };
}

export function readSetPassword(_reader: InputReader, input: SetPasswordInput): SetPassword {
  return { token: input.token, password: input.password };
}

export function readAcceptance(
  _reader: InputReader,
  input: AcceptInvitationInput,
): AcceptInvitation {
  return { token: input.token, password: input.password };
}
