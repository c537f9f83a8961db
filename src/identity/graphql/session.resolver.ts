import { Arg, Ctx, Mutation, Resolver } from "type-graphql";

import { isRefusal } from "../../kernel/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { Anyone, Authenticated, toUserError } from "../../platform/graphql/index.ts";
import type { Identity } from "../identity.ts";

import type { IdentityMutations } from "./identity-mutations.ts";
import {
  AcceptInvitationInput,
  LoginInput,
  readAcceptance,
  readLogin,
  readRefresh,
  readSetPassword,
  RefreshSessionInput,
  SetPasswordInput,
} from "./session.input.ts";
import {
  AcceptInvitationPayload,
  LoginPayload,
  LogoutPayload,
  RefreshSessionPayload,
  SetPasswordPayload,
} from "./session.payload.ts";
import { viewerIn } from "./viewer-caller.ts";

/** The way in and out. All but logout are for callers without a token. */
@Resolver()
export class SessionResolver {
  readonly #identity: Identity;
  readonly #mutations: IdentityMutations;

  constructor(identity: Identity, mutations: IdentityMutations) {
    this.#identity = identity;
    this.#mutations = mutations;
  }

  @Mutation(() => LoginPayload, {
    nullable: true,
    description:
      "Opens a session. LOGIN_REFUSED whether the address is unknown, the password wrong or the login locked after five failures; THROTTLED where too many attempts come from one address. Takes no idempotency key",
  })
  @Anyone()
  async login(
    @Arg("input", () => LoginInput, { description: "Who logs in" }) input: LoginInput,
    @Ctx() context: RequestContext,
  ): Promise<LoginPayload> {
    const { result, errors } = await this.#mutations.runForAnyone(
      context,
      input,
      readLogin,
      this.#identity.login,
    );
    return {
      tokens: result,
      memberId: result?.memberId ?? null,
      memberships: result?.memberships ?? null,
      errors,
    };
  }

  @Mutation(() => RefreshSessionPayload, {
    nullable: true,
    description:
      "Exchanges a refresh token for a new pair, once; one that comes back ends its session. TOKEN_REFUSED for all that is not exchanged. Takes no idempotency key",
  })
  @Anyone()
  async refreshSession(
    @Arg("input", () => RefreshSessionInput, { description: "The token" })
    input: RefreshSessionInput,
    @Ctx() context: RequestContext,
  ): Promise<RefreshSessionPayload> {
    const { result, errors } = await this.#mutations.runForAnyone(
      context,
      input,
      readRefresh,
      this.#identity.refreshSession,
    );
    return { tokens: result, errors };
  }

  @Mutation(() => LogoutPayload, {
    nullable: true,
    description:
      "Ends the session of the token it is called with, all its refresh tokens included. Again is as good as once",
  })
  @Authenticated()
  async logout(@Ctx() context: RequestContext): Promise<LogoutPayload> {
    const { at, requestId } = context;
    const done = await this.#identity.logout({ at, requestId }, viewerIn(context));
    return isRefusal(done)
      ? { loggedOut: false, errors: [toUserError(done)] }
      : { loggedOut: true, errors: [] };
  }

  @Mutation(() => SetPasswordPayload, {
    nullable: true,
    description:
      "Sets the password of the login that a link is for, ends all its sessions and lifts its lock. A link works once. Takes no idempotency key",
  })
  @Anyone()
  async setPassword(
    @Arg("input", () => SetPasswordInput, { description: "The link's token and the password" })
    input: SetPasswordInput,
    @Ctx() context: RequestContext,
  ): Promise<SetPasswordPayload> {
    const { result, errors } = await this.#mutations.runForAnyone(
      context,
      input,
      readSetPassword,
      this.#identity.setPassword,
    );
    return { passwordSet: result !== null, errors };
  }

  @Mutation(() => AcceptInvitationPayload, {
    nullable: true,
    description:
      "Makes the invited person a member, with a new password or, where the address has a login already, by that login's own. Takes no idempotency key",
  })
  @Anyone()
  async acceptInvitation(
    @Arg("input", () => AcceptInvitationInput, {
      description: "The link's token and the password",
    })
    input: AcceptInvitationInput,
    @Ctx() context: RequestContext,
  ): Promise<AcceptInvitationPayload> {
    const { result, errors } = await this.#mutations.runForAnyone(
      context,
      input,
      readAcceptance,
      this.#identity.acceptInvitation,
    );
    return { memberId: result?.memberId ?? null, errors };
  }
}
