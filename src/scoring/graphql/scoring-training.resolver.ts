import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Info, Mutation, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { Performed, RequestContext } from "../../platform/graphql/index.ts";
import { payloadOf, perform, readWith, RequiresIdempotency } from "../../platform/graphql/index.ts";
import type { Done } from "../../platform/mutation/index.ts";
import { restoreScoringModel } from "../restore-scoring-model.ts";
import type { ScoringModelTouched } from "../save-scoring-model.ts";
import { trainScoringModel } from "../train-scoring-model.ts";

import type { ScoringModelPayload } from "./scoring-model.input.ts";
import type { ScoringModelResolverDeps } from "./scoring-model.resolver.ts";
import { ScoringModelType } from "./scoring-model.type.ts";
import {
  readRestoreScoringModel,
  readTrainScoringModel,
  RestoreScoringModelInput,
  TrainScoringModelInput,
} from "./scoring-training.input.ts";

const payload = (verb: string) => payloadOf(verb, "scoringModel", () => ScoringModelType, "model");
const TrainScoringModelPayload = payload("trainScoringModel");
const RestoreScoringModelPayload = payload("restoreScoringModel");

/** Models that are learned, and models that are taken up again. */
@Resolver()
export class ScoringTrainingResolver {
  readonly #deps: ScoringModelResolverDeps;

  constructor(deps: ScoringModelResolverDeps) {
    this.#deps = deps;
  }

  @Mutation(() => TrainScoringModelPayload, {
    nullable: true,
    description:
      "Drafts the next model, which a job learns from what became of leads; `training` tells how that stands. No lead is scored by it until somebody else publishes it",
  })
  @Needs("MODELS_TRAIN")
  @RequiresIdempotency()
  async trainScoringModel(
    @Arg("input", () => TrainScoringModelInput, { description: "What it is learned from" })
    input: TrainScoringModelInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ScoringModelPayload> {
    const read = readWith((reader) => readTrainScoringModel(reader, input));
    const verb = trainScoringModel(this.#deps);
    return this.#answer(await perform(this.#deps.database, context, info, input, read, verb));
  }

  @Mutation(() => RestoreScoringModelPayload, {
    nullable: true,
    description:
      "Takes up a model again that was published before: under the next number, word for word, and all open leads are scored anew",
  })
  @Needs("MODELS_PUBLISH")
  @RequiresIdempotency()
  async restoreScoringModel(
    @Arg("input", () => RestoreScoringModelInput, { description: "Which model, and why" })
    input: RestoreScoringModelInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ScoringModelPayload> {
    const read = readWith((reader) => readRestoreScoringModel(reader, input));
    const verb = restoreScoringModel(this.#deps);
    return this.#answer(await perform(this.#deps.database, context, info, input, read, verb));
  }

  #answer({ outcome, errors }: Performed<Done<ScoringModelTouched>>): ScoringModelPayload {
    const id = outcome?.scoringModelId ?? null;
    return { scoringModel: this.#deps.reading.answer(id), errors };
  }
}
