import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, ID, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs, NeedsOneOf } from "../../identity/index.ts";
import type { InputReader, Refusal } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  idArgument,
  PageArgs,
  payloadOf,
  perform,
  readWith,
  RequiresIdempotency,
} from "../../platform/graphql/index.ts";
import type { Call, Done } from "../../platform/mutation/index.ts";
import { ascending, descending } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { cancelReplay } from "../cancel-replay.ts";
import { MOST_REPLAYS } from "../domain/replay.ts";
import type { ReplayChange } from "../domain/replay.ts";
import { replayCriteria } from "../replay-criteria.ts";
import type { ReplayAsked, ReplayCriteriaDeps } from "../replay-criteria.ts";

import {
  CancelReplayInput,
  readCancelReplay,
  readReplayCriteria,
  ReplayCriteriaInput,
} from "./criteria-replay.input.ts";
import {
  CriteriaReplayConnection,
  CriteriaReplayType,
  ReplayChangeEnum,
  ReplayedLeadConnection,
} from "./criteria-replay.type.ts";

export interface CriteriaReplayResolverDeps extends ReplayCriteriaDeps {
  readonly reading: Reading;
}

const payload = (verb: string) =>
  payloadOf(verb, "criteriaReplay", () => CriteriaReplayType, "replay");
const ReplayPayload = payload("replayCriteria");
const CancelPayload = payload("cancelReplay");

/** Criteria, tried on leads that were decided. */
@Resolver()
export class CriteriaReplayResolver {
  readonly #deps: CriteriaReplayResolverDeps;

  constructor(deps: CriteriaReplayResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => CriteriaReplayConnection, {
    nullable: true,
    description: "Replays of criteria, the newest first",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  criteriaReplays(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const order = [descending("requestedAt"), descending("id")];
    return this.#deps.reading.page(context, info, {
      ...{ name: "criteriaReplays", type: "CriteriaReplay", args, order },
    });
  }

  @Query(() => ReplayedLeadConnection, {
    nullable: true,
    description:
      "The leads that a replay judged again so far, in the order in which they were decided; none where there is no such replay",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  replayedLeads(
    @Arg("criteriaReplayId", () => ID, { description: "The replay, crp_…" }) replayId: string,
    @Arg("change", () => ReplayChangeEnum, {
      nullable: true,
      description: "Those of which the criteria would have made this alone",
    })
    given: ReplayChange | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const uuid = uuidOf(idArgument("crp", replayId, ["criteriaReplayId"]));
    const change = given ?? null;
    return this.#deps.reading.page(context, info, {
      ...{ name: "replayedLeads", type: "ReplayedLead", args, filter: [uuid, change] },
      order: [ascending("decidedAt"), ascending("leadId")],
      where: (column) =>
        change === null
          ? sql`${column("replayId")} = ${uuid}::uuid`
          : sql`${column("replayId")} = ${uuid}::uuid and ${column("change")} = ${change}::text`,
    });
  }

  @Mutation(() => ReplayPayload, {
    nullable: true,
    description: `Asks what criteria, a draft as well, would have made of leads that were decided, however many. A job judges them again; nothing is decided by it. ${MOST_REPLAYS} are under way at once`,
  })
  @NeedsOneOf("CONFIG_WRITE", "CRITERIA_PUBLISH")
  @RequiresIdempotency()
  replayCriteria(
    @Arg("input", () => ReplayCriteriaInput, { description: "Which criteria, on which leads" })
    input: ReplayCriteriaInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#run(context, info, input, readReplayCriteria, replayCriteria(this.#deps));
  }

  @Mutation(() => CancelPayload, {
    nullable: true,
    description: "Tells a replay to end: it does in a moment, and nothing of it is kept",
  })
  @NeedsOneOf("CONFIG_WRITE", "CRITERIA_PUBLISH")
  cancelReplay(
    @Arg("input", () => CancelReplayInput, { description: "Which one" })
    input: CancelReplayInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#run(context, info, input, readCancelReplay, cancelReplay(this.#deps));
  }

  async #run<Input extends object, Command>(
    context: RequestContext,
    info: GraphQLResolveInfo,
    input: Input,
    read: (reader: InputReader, input: Input) => Command,
    verb: (call: Call<Command>) => Promise<Done<ReplayAsked> | Refusal>,
  ) {
    const { database, reading } = this.#deps;
    const command = readWith((reader) => read(reader, input));
    const { outcome, errors } = await perform(database, context, info, input, command, verb);
    return { criteriaReplay: reading.answer(outcome?.replayId ?? null), errors };
  }
}
