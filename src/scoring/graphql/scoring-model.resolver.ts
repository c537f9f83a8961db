import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs, NeedsOneOf } from "../../identity/index.ts";
import type { Performed, RequestContext } from "../../platform/graphql/index.ts";
import { PageArgs, perform, readWith, RequiresIdempotency } from "../../platform/graphql/index.ts";
import type { Done } from "../../platform/mutation/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { descending } from "../../platform/reading/index.ts";
import { publishScoringModel } from "../publish-scoring-model.ts";
import { saveScoringModel } from "../save-scoring-model.ts";
import type { ScoringModelDeps, ScoringModelTouched } from "../save-scoring-model.ts";

import {
  PublishScoringModelInput,
  PublishScoringModelPayload,
  readPublishScoringModel,
  readSaveScoringModel,
  SaveScoringModelInput,
  SaveScoringModelPayload,
} from "./scoring-model.input.ts";
import type { ScoringModelPayload } from "./scoring-model.input.ts";
import { ScoringModelConnection, ScoringModelType } from "./scoring-model.type.ts";

export interface ScoringModelResolverDeps extends ScoringModelDeps {
  readonly reading: Reading;
}

/** By what leads are scored. */
@Resolver(() => ScoringModelType)
export class ScoringModelResolver {
  readonly #deps: ScoringModelResolverDeps;

  constructor(deps: ScoringModelResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => ScoringModelConnection, {
    nullable: true,
    description:
      "The models by which leads are and were scored, and drafts, the latest first; the one that was published last is in force",
  })
  @Needs("SCORES_READ")
  scoringModels(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const order = [descending("number")];
    const list = { name: "scoringModels", type: "ScoringModel", args, order };
    return this.#deps.reading.page(context, info, list);
  }

  @Mutation(() => SaveScoringModelPayload, {
    nullable: true,
    description:
      "Drafts the next model. It never changes, and no lead is scored by it until somebody else publishes it",
  })
  @NeedsOneOf("MODELS_TRAIN", "MODELS_PUBLISH")
  @RequiresIdempotency()
  async saveScoringModel(
    @Arg("input", () => SaveScoringModelInput, { description: "The model" })
    input: SaveScoringModelInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ScoringModelPayload> {
    const read = readWith((reader) => readSaveScoringModel(reader, input));
    const verb = saveScoringModel(this.#deps);
    return this.#answer(await perform(this.#deps.database, context, info, input, read, verb));
  }

  @Mutation(() => PublishScoringModelPayload, {
    nullable: true,
    description:
      "Publishes a model that somebody else has drafted: leads are scored by it from now on, and all open ones anew, which `rescoring` tells of",
  })
  @Needs("MODELS_PUBLISH")
  @RequiresIdempotency()
  async publishScoringModel(
    @Arg("input", () => PublishScoringModelInput, { description: "Which model" })
    input: PublishScoringModelInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ScoringModelPayload> {
    const read = readWith((reader) => readPublishScoringModel(reader, input));
    const verb = publishScoringModel(this.#deps);
    return this.#answer(await perform(this.#deps.database, context, info, input, read, verb));
  }

  #answer({ outcome, errors }: Performed<Done<ScoringModelTouched>>): ScoringModelPayload {
    const id = outcome?.scoringModelId ?? null;
    return { scoringModel: this.#deps.reading.answer(id), errors };
  }
}
