import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { PageArgs, perform, readWith, RequiresIdempotency } from "../../platform/graphql/index.ts";
import { readWithItsObject } from "../../platform/reading/index.ts";
import { saveScoringSchedule } from "../save-scoring-schedule.ts";

import { ScoringCheckConnection } from "./scoring-check.type.ts";
import type { ScoringModelResolverDeps } from "./scoring-model.resolver.ts";
import {
  readSaveScoringSchedule,
  SaveScoringScheduleInput,
  SaveScoringSchedulePayload,
} from "./scoring-schedule.input.ts";
import { ScoringScheduleType } from "./scoring-schedule.type.ts";
import { ScoringTrainingType } from "./scoring-training.type.ts";

/** When models are trained by themselves. */
@Resolver()
export class ScoringScheduleResolver {
  readonly #deps: ScoringModelResolverDeps;

  constructor(deps: ScoringModelResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => ScoringScheduleType, {
    nullable: true,
    description: "When models are trained by themselves, and from what; null where nobody said so",
  })
  @Needs("SCORES_READ")
  scoringSchedule(@Ctx() context: RequestContext, @Info() info: GraphQLResolveInfo) {
    return this.#deps.reading.first(context, info, {
      type: "ScoringSchedule",
      where: (column) => sql`${column("replacedAt")} is null`,
    });
  }

  @Mutation(() => SaveScoringSchedulePayload, {
    nullable: true,
    description:
      "Says when models are trained by themselves from now on, and from what, in the place of what was said before. What is trained is a draft of yours: another person publishes it",
  })
  @Needs("MODELS_TRAIN")
  @RequiresIdempotency()
  async saveScoringSchedule(
    @Arg("input", () => SaveScoringScheduleInput, { description: "The schedule" })
    input: SaveScoringScheduleInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const { database, reading } = this.#deps;
    const read = readWith((reader) => readSaveScoringSchedule(reader, input));
    const verb = saveScoringSchedule(this.#deps);
    const { outcome, errors } = await perform(database, context, info, input, read, verb);
    return { scoringSchedule: reading.answer(outcome?.scoringScheduleId ?? null), errors };
  }
}

/** How what was learned fares since. */
@Resolver(() => ScoringTrainingType)
export class ScoringCheckResolver {
  @FieldResolver(() => ScoringCheckConnection, {
    nullable: true,
    description:
      "How it fares on the leads of each month since, while it is in force: the months behind the decisions that it learned from, up to twelve back as it is published, the latest first",
  })
  @Needs("SCORES_READ")
  checks(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}
