import type { GraphQLResolveInfo } from "graphql";
import {
  Arg,
  Args,
  Ctx,
  Field,
  ID,
  Info,
  Mutation,
  ObjectType,
  Query,
  Resolver,
} from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  PageArgs,
  Payload,
  perform,
  readWith,
  RequiresIdempotency,
  UserError,
} from "../../platform/graphql/index.ts";
import { descending } from "../../platform/reading/index.ts";
import type { Answer, Reading } from "../../platform/reading/index.ts";
import type { RegisterLeadDeps } from "../register-lead.ts";
import { deleteDraft, saveDraft } from "../save-draft.ts";
import { submitDraft } from "../submit-draft.ts";

import {
  DeleteDraftInput,
  readDeleteDraft,
  readSaveDraft,
  readSubmitDraft,
  SaveDraftInput,
  SubmitDraftInput,
} from "./draft.input.ts";
import { LeadDraftConnection, LeadDraftType } from "./draft.type.ts";
import type { LeadMutations } from "./lead.payload.ts";
import { leadPayloadType } from "./lead.payload.ts";

@ObjectType("SaveDraftPayload", { description: "Result of saveDraft", simpleResolvers: true })
@Payload()
class SaveDraftPayload {
  @Field(() => LeadDraftType, {
    nullable: true,
    description: "The draft as it is now; null where nothing was kept",
  })
  draft: Answer;

  @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
  errors: readonly UserError[];
}

@ObjectType("DeleteDraftPayload", { description: "Result of deleteDraft", simpleResolvers: true })
@Payload()
class DeleteDraftPayload {
  @Field(() => ID, { nullable: true, description: "The draft that is gone" })
  draftId: string | null;

  @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
  errors: readonly UserError[];
}

const SubmitDraftPayload = leadPayloadType("SubmitDraftPayload", "submitDraft");

export interface DraftResolverDeps extends RegisterLeadDeps {
  readonly mutations: LeadMutations;
  readonly reading: Reading;
}

@Resolver(() => LeadDraftType)
export class DraftResolver {
  readonly #deps: DraftResolverDeps;

  constructor(deps: DraftResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => LeadDraftConnection, {
    nullable: true,
    description: "The caller's partner's drafts, the last changed first; the vendor sees none",
  })
  @Needs("LEADS_READ")
  drafts(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#deps.reading.page(context, info, {
      name: "drafts",
      type: "LeadDraft",
      args,
      order: [descending("updatedAt"), descending("id")],
    });
  }

  @Mutation(() => SaveDraftPayload, {
    nullable: true,
    description:
      "Keeps what the caller's partner has written so far: a new draft, or all of one that is there. Nobody else sees it",
  })
  @Needs("LEADS_WRITE")
  @RequiresIdempotency()
  async saveDraft(
    @Arg("input", () => SaveDraftInput, { description: "What was written" })
    input: SaveDraftInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<SaveDraftPayload> {
    const { database, reading } = this.#deps;
    const read = readWith((reader) => readSaveDraft(reader, input));
    const verb = saveDraft(this.#deps);
    const { outcome, errors } = await perform(database, context, info, input, read, verb);
    return { draft: reading.answer(outcome?.draftId ?? null), errors };
  }

  @Mutation(() => SubmitDraftPayload, {
    nullable: true,
    description:
      "Registers a draft by all the rules of registerLead; the claim counts from now. Sent again, it answers with the lead that it became",
  })
  @Needs("LEADS_WRITE")
  @RequiresIdempotency()
  submitDraft(
    @Arg("input", () => SubmitDraftInput, { description: "Which draft" })
    input: SubmitDraftInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const verb = submitDraft(this.#deps);
    return this.#deps.mutations.run(context, info, input, readSubmitDraft, verb);
  }

  @Mutation(() => DeleteDraftPayload, {
    nullable: true,
    description: "Throws a draft away; not one that became a lead",
  })
  @Needs("LEADS_WRITE")
  async deleteDraft(
    @Arg("input", () => DeleteDraftInput, { description: "Which draft" })
    input: DeleteDraftInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DeleteDraftPayload> {
    const read = readWith((reader) => readDeleteDraft(reader, input));
    const verb = deleteDraft(this.#deps);
    const { database } = this.#deps;
    const { outcome, errors } = await perform(database, context, info, input, read, verb);
    return { draftId: outcome?.draftId ?? null, errors };
  }
}
