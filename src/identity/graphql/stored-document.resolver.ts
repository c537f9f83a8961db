import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Info, Mutation, Resolver } from "type-graphql";

import type { RequestContext } from "../../platform/graphql/index.ts";
import { documentProblems } from "../../platform/http/index.ts";
import type { Identity } from "../identity.ts";

import type { IdentityMutations } from "./identity-mutations.ts";
import { Needs } from "./needs.ts";
import { readStoreDocuments, StoreDocumentsInput } from "./stored-document.input.ts";
import { StoreDocumentsPayload } from "./stored-document.payload.ts";

@Resolver()
export class StoredDocumentResolver {
  readonly #identity: Identity;
  readonly #mutations: IdentityMutations;

  constructor(identity: Identity, mutations: IdentityMutations) {
    this.#identity = identity;
    this.#mutations = mutations;
  }

  @Mutation(() => StoreDocumentsPayload, {
    nullable: true,
    description:
      "Stores GraphQL documents, to be run by their hashes: a partner's by itself alone, the vendor's by everybody. All of them or none; one that is stored already stays as it is",
  })
  @Needs("API_KEYS_WRITE")
  async storeDocuments(
    @Arg("input", () => StoreDocumentsInput, { description: "The documents" })
    input: StoreDocumentsInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<StoreDocumentsPayload> {
    const problems = await documentProblems(info.schema, input.documents);
    const { outcome, errors } = await this.#mutations.run(
      context,
      info,
      input,
      readStoreDocuments(problems),
      this.#identity.storeDocuments,
    );
    return { documentIds: outcome?.documentIds ?? null, errors };
  }
}
