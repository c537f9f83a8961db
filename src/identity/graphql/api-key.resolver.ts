import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, Info, Mutation, Query, Resolver, Root } from "type-graphql";

import type { Database } from "../../platform/database/index.ts";
import type { CursorSeal, RequestContext } from "../../platform/graphql/index.ts";
import {
  callerOf,
  PageArgs,
  pageOf,
  pageRequest,
  RequiresIdempotency,
  toConnection,
} from "../../platform/graphql/index.ts";
import type { Identity } from "../identity.ts";
import { apiKeyPage, countApiKeys, OLDEST_KEY_FIRST } from "../store/api-key-pages.ts";

import type { ApiKeyReader } from "./api-key-reader.ts";
import {
  CreateApiKeyInput,
  readApiKeyRequest,
  readRevocation,
  RevokeApiKeyInput,
} from "./api-key.input.ts";
import { CreateApiKeyPayload, RevokeApiKeyPayload } from "./api-key.payload.ts";
import { ApiKeyConnection, ApiKeyType, toApiKeyType } from "./api-key.type.ts";
import type { IdentityMutations } from "./identity-mutations.ts";
import type { MemberReader } from "./member-reader.ts";
import { PartnerMemberType } from "./member.type.ts";
import { Needs, NeedsOneOf } from "./needs.ts";

export interface ApiKeyResolverDeps {
  readonly database: Database;
  readonly identity: Identity;
  readonly mutations: IdentityMutations;
  readonly members: MemberReader;
  readonly keys: ApiKeyReader;
  readonly seal: CursorSeal;
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
  async apiKeys(@Args(() => PageArgs) args: PageArgs, @Ctx() context: RequestContext) {
    const { database, seal } = this.#deps;
    const { session } = callerOf(context);
    const list = { name: "apiKeys", filter: null, order: OLDEST_KEY_FIRST };
    const page = pageRequest(args, list, context, seal);
    const rows = await apiKeyPage(database, session, page);
    return toConnection(
      pageOf(page, rows, (row) => [row.created_at.toISOString(), row.id], seal),
      toApiKeyType,
      () => countApiKeys(database, session),
    );
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
    const { identity, mutations, keys } = this.#deps;
    const { done, outcome, errors } = await mutations.run(
      context,
      info,
      input,
      readApiKeyRequest,
      identity.createApiKey,
    );
    return {
      key: done?.token ?? null,
      apiKey: async () => (outcome === null ? null : keys.load(context, outcome.keyId)),
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
    const { identity, mutations, keys } = this.#deps;
    const { outcome, errors } = await mutations.run(
      context,
      info,
      input,
      readRevocation,
      identity.revokeApiKey,
    );
    return {
      apiKey: async () => (outcome === null ? null : keys.load(context, outcome.keyId)),
      errors,
    };
  }

  @FieldResolver(() => PartnerMemberType, {
    nullable: true,
    description: "The member whose key it is, and with whom it ends",
  })
  @NeedsOneOf("PARTNERS_READ", "MEMBERS_WRITE")
  owner(@Root() key: ApiKeyType, @Ctx() context: RequestContext) {
    return this.#deps.members.load(context, key.ownerId);
  }
}
