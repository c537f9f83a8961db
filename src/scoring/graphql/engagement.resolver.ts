import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, Info, Mutation, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { isRefusal } from "../../kernel/index.ts";
import { LeadType } from "../../leads/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  connectionType,
  PageArgs,
  perform,
  readWith,
  RequiresIdempotency,
  toUserError,
} from "../../platform/graphql/index.ts";
import type { Call } from "../../platform/mutation/index.ts";
import { readWithItsObject } from "../../platform/reading/index.ts";
import { recordEngagement } from "../record-engagement.ts";
import type {
  DoneWithEngagement,
  EngagementRefusals,
  RecordEngagement,
} from "../record-engagement.ts";
import type { ScoringModelDeps } from "../save-scoring-model.ts";

import {
  EngagementDayType,
  readRecordEngagement,
  RecordEngagementInput,
  RecordEngagementPayload,
} from "./engagement.type.ts";

const EngagementDayConnection = connectionType(() => EngagementDayType, "EngagementDay");

/** What prospects do. */
@Resolver(() => LeadType)
export class EngagementResolver {
  readonly #deps: ScoringModelDeps;

  constructor(deps: ScoringModelDeps) {
    this.#deps = deps;
  }

  @Mutation(() => RecordEngagementPayload, {
    nullable: true,
    description:
      "Records up to 100 things that prospects did, as the vendor's systems tell them; each once under its reference, and where some are refused, the others",
  })
  @Needs("ATTRIBUTION_WRITE")
  @RequiresIdempotency()
  async recordEngagement(
    @Arg("input", () => RecordEngagementInput, { description: "What they did" })
    input: RecordEngagementInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const read = readWith((reader) => readRecordEngagement(reader, input, context.at));
    let refusals: EngagementRefusals = [];
    const verb = async (call: Call<RecordEngagement>) => {
      const done = await recordEngagement(this.#deps)(call);
      refusals = isRefusal(done) ? done.items : done.refusals;
      return done;
    };
    const { database } = this.#deps;
    const { outcome, errors } = await perform<RecordEngagement, DoneWithEngagement>(
      database,
      context,
      info,
      input,
      read,
      verb,
    );
    const results = refusals.map((refused, index) => ({
      index,
      isRecorded: outcome?.items[index]?.isRecorded ?? false,
      errors: refused.map((refusal) =>
        toUserError({ ...refusal, path: ["items", index, ...(refusal.path ?? [])] }),
      ),
    }));
    return { results, errors };
  }

  @FieldResolver(() => EngagementDayConnection, {
    nullable: true,
    description: "What its prospect did, by day and kind, the latest day first; for the vendor",
  })
  @Needs("SCORES_READ")
  engagement(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}
