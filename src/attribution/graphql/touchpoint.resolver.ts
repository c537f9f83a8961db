import type { GraphQLResolveInfo } from "graphql";
import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Info,
  Int,
  Mutation,
  ObjectType,
  Resolver,
} from "type-graphql";

import { NeedsOneOf } from "../../identity/index.ts";
import { isRefusal } from "../../kernel/index.ts";
import type { LeadMutations } from "../../leads/index.ts";
import { leadPayloadType, LeadType } from "../../leads/index.ts";
import { PartnerType } from "../../partners/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  Authenticated,
  ListSize,
  PageArgs,
  Payload,
  perform,
  readWith,
  RequiresIdempotency,
  toUserError,
  UserError,
} from "../../platform/graphql/index.ts";
import type { Call } from "../../platform/mutation/index.ts";
import { readWithItsObject } from "../../platform/reading/index.ts";
import { recordTouchpoints } from "../record-touchpoints.ts";
import type {
  DoneWithTouches,
  RecordTouchpoints,
  RecordTouchpointsDeps,
  TouchRefusals,
} from "../record-touchpoints.ts";
import { retractTouchpoint } from "../retract-touchpoint.ts";

import {
  MOST_TOUCHES,
  readRetraction,
  readTouches,
  RecordTouchpointsInput,
  RetractTouchpointInput,
} from "./touchpoint.input.ts";
import { TouchpointConnection, TouchpointType } from "./touchpoint.type.ts";

@ObjectType("RecordTouchpointsResult", {
  description: "What became of one touch",
  simpleResolvers: true,
})
@Authenticated()
class RecordTouchpointsResult {
  @Field(() => Int, { description: "The touch's place in the input, from 0" })
  index: number;

  @Field(() => ID, {
    nullable: true,
    description: "The touch, tch_…, new or known before; null where it was not recorded",
  })
  touchpointId: string | null;

  @Field(() => [UserError], { description: "What stood in the way; paths begin at the input" })
  errors: UserError[];
}

@ObjectType("RecordTouchpointsPayload", {
  description: "Result of recordTouchpoints",
  simpleResolvers: true,
})
@Payload()
class RecordTouchpointsPayload {
  @Field(() => [RecordTouchpointsResult], {
    description: "One result for each touch, in their order; empty where the call was refused",
  })
  @ListSize(MOST_TOUCHES)
  results: RecordTouchpointsResult[];

  @Field(() => Int, { description: "How many touches are recorded now, new or known before" })
  recordedCount: number;

  @Field(() => [UserError], {
    description: "What stood in the way of the call; results say what stood in the way of touches",
  })
  errors: UserError[];
}

const RetractTouchpointPayload = leadPayloadType("RetractTouchpointPayload", "retractTouchpoint");

@Resolver(() => LeadType)
export class TouchpointResolver {
  readonly #deps: RecordTouchpointsDeps;
  readonly #mutations: LeadMutations;

  constructor(deps: RecordTouchpointsDeps, mutations: LeadMutations) {
    this.#deps = deps;
    this.#mutations = mutations;
  }

  @Mutation(() => RecordTouchpointsPayload, {
    nullable: true,
    description: `Records up to ${MOST_TOUCHES} touches: the vendor those of any partner, and its own, on any lead; a partner its own on its own leads`,
  })
  @NeedsOneOf("LEADS_WRITE", "LEADS_QUALIFY", "ATTRIBUTION_WRITE")
  @RequiresIdempotency()
  async recordTouchpoints(
    @Arg("input", () => RecordTouchpointsInput, { description: "The touches" })
    input: RecordTouchpointsInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const read = readWith((reader) => readTouches(reader, input, context.at));
    let refusals: TouchRefusals = [];
    const verb = async (call: Call<RecordTouchpoints>) => {
      const done = await recordTouchpoints(this.#deps)(call);
      refusals = isRefusal(done) ? done.items : done.refusals;
      return done;
    };
    const { outcome, errors } = await perform<RecordTouchpoints, DoneWithTouches>(
      this.#deps.database,
      context,
      info,
      input,
      read,
      verb,
    );
    const results = refusals.map((refused, index) => ({
      index,
      touchpointId: outcome?.items[index]?.touchpointId ?? null,
      errors: refused.map((refusal) =>
        toUserError({ ...refusal, path: ["items", index, ...(refusal.path ?? [])] }),
      ),
    }));
    const recordedCount = results.filter(({ touchpointId }) => touchpointId !== null).length;
    return { results, recordedCount, errors };
  }

  @Mutation(() => RetractTouchpointPayload, {
    nullable: true,
    description:
      "Takes a touch back that was recorded wrongly: who recorded it, or a sales manager; until its lead is an SQL",
  })
  @NeedsOneOf("LEADS_WRITE", "LEADS_QUALIFY", "ATTRIBUTION_WRITE")
  @RequiresIdempotency()
  retractTouchpoint(
    @Arg("input", () => RetractTouchpointInput, { description: "Which touch, and why" })
    input: RetractTouchpointInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const verb = retractTouchpoint(this.#deps);
    return this.#mutations.run(context, info, input, readRetraction, verb);
  }

  @FieldResolver(() => TouchpointConnection, {
    nullable: true,
    description:
      "Who had to do with its prospect, as it was recorded, the earliest first: for a partner its own",
  })
  touchpoints(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}

/** The partner of a touch. */
@Resolver(() => TouchpointType)
export class TouchpointPartnerResolver {
  @FieldResolver(() => PartnerType, { nullable: true, description: "Whose touch it is" })
  partner(): never {
    return readWithItsObject();
  }
}
