import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, Info, Mutation, Query, Resolver } from "type-graphql";

import type { RequestContext } from "../../platform/graphql/index.ts";
import { PageArgs, RequiresIdempotency } from "../../platform/graphql/index.ts";
import { ascending, readWithItsObject } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import type { Identity } from "../identity.ts";

import {
  CreateApiKeyInput,
  readApiKeyRequest,
  readRevocation,
  RevokeApiKeyInput,
} from "./api-key.input.ts";
import { CreateApiKeyPayload, RevokeApiKeyPayload } from "./api-key.payload.ts";
import { ApiKeyConnection, ApiKeyType } from "./api-key.type.ts";
import type { IdentityMutations } from "./identity-mutations.ts";
import { PartnerMemberType } from "./member.type.ts";
import { Needs, NeedsOneOf } from "./needs.ts";

export interface ApiKeyResolverDeps {
  readonly identity: Identity;
  readonly mutations: IdentityMutations;
  readonly reading: Reading;
}

@Resolver(() => ApiKeyType)
export class ApiKeyResolver {
  readonly #deps: ApiKeyResolverDeps;

  constructor(deps: ApiKeyResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => ApiKeyConnection, {
    nullable: true,
    description:
      "The API keys that the caller may see, the oldest first, ended ones included: a partner its own alone",
  })
  @Needs("API_KEYS_WRITE")
  apiKeys(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const order = [ascending("createdAt"), ascending("id")];
    return this.#deps.reading.page(context, info, { name: "apiKeys", type: "ApiKey", args, order });
  }

  @Mutation(() => CreateApiKeyPayload, {
    nullable: true,
    description:
      "Makes an API key of the caller's own membership, with no more than its scopes. The key is shown once: a replay answers with null in its place",
  })
  @Needs("API_KEYS_WRITE")
  @RequiresIdempotency()
  async createApiKey(
    @Arg("input", () => CreateApiKeyInput, { description: "What the key is for and may do" })
    input: CreateApiKeyInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CreateApiKeyPayload> {
    const { identity, mutations, reading } = this.#deps;
    const { done, outcome, errors } = await mutations.run(
      context,
      info,
      input,
      readApiKeyRequest,
      identity.createApiKey,
    );
    return {
      key: done?.token ?? null,
      apiKey: reading.answer(outcome?.keyId ?? null),
      errors,
    };
  }

  @Mutation(() => RevokeApiKeyPayload, {
    nullable: true,
    description: "Ends an API key: everywhere within a minute",
  })
  @Needs("API_KEYS_WRITE")
  async revokeApiKey(
    @Arg("input", () => RevokeApiKeyInput, { description: "Which key" }) input: RevokeApiKeyInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<RevokeApiKeyPayload> {
    const { identity, mutations, reading } = this.#deps;
    const { outcome, errors } = await mutations.run(
      context,
      info,
      input,
      readRevocation,
      identity.revokeApiKey,
    );
    return {
      apiKey: reading.answer(outcome?.keyId ?? null),
      errors,
    };
  }

  @FieldResolver(() => PartnerMemberType, {
    nullable: true,
    description: "The member whose key it is, and with whom it ends",
  })
  @NeedsOneOf("PARTNERS_READ", "MEMBERS_WRITE")
  owner(): never {
    return readWithItsObject();
  }
}
