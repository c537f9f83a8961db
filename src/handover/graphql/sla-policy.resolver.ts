import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { Performed, RequestContext } from "../../platform/graphql/index.ts";
import { PageArgs, perform, readWith, RequiresIdempotency } from "../../platform/graphql/index.ts";
import type { Done } from "../../platform/mutation/index.ts";
import { ascending } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { createSlaPolicy } from "../create-sla-policy.ts";
import type { SlaPolicyDeps, SlaPolicyTouched } from "../create-sla-policy.ts";
import { updateSlaPolicy } from "../update-sla-policy.ts";

import {
  CreateSlaPolicyInput,
  CreateSlaPolicyPayload,
  readCreateSlaPolicy,
  readUpdateSlaPolicy,
  UpdateSlaPolicyInput,
  UpdateSlaPolicyPayload,
} from "./sla-policy.input.ts";
import type { SlaPolicyPayload } from "./sla-policy.input.ts";
import { SlaPolicyConnection, SlaPolicyType } from "./sla-policy.type.ts";

export interface SlaPolicyResolverDeps extends SlaPolicyDeps {
  readonly reading: Reading;
}

@Resolver(() => SlaPolicyType)
export class SlaPolicyResolver {
  readonly #deps: SlaPolicyResolverDeps;

  constructor(deps: SlaPolicyResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => SlaPolicyConnection, {
    nullable: true,
    description: "In which time the vendor answers and moves leads: all policies, the oldest first",
  })
  @Needs("CONFIG_READ")
  slaPolicies(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const order = [ascending("createdAt"), ascending("id")];
    const list = { name: "slaPolicies", type: "SlaPolicy", args, order };
    return this.#deps.reading.page(context, info, list);
  }

  @Mutation(() => CreateSlaPolicyPayload, {
    nullable: true,
    description:
      "Makes a policy for clocks that begin from now on: of all leads, of a program, of a tier, or of both. One of each is in force",
  })
  @Needs("CONFIG_WRITE")
  @RequiresIdempotency()
  async createSlaPolicy(
    @Arg("input", () => CreateSlaPolicyInput, { description: "The policy" })
    input: CreateSlaPolicyInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<SlaPolicyPayload> {
    const read = readWith((reader) => readCreateSlaPolicy(reader, input));
    const verb = createSlaPolicy(this.#deps);
    return this.#answer(await perform(this.#deps.database, context, info, input, read, verb));
  }

  @Mutation(() => UpdateSlaPolicyPayload, {
    nullable: true,
    description:
      "Changes or retires a policy for clocks that begin from now on; those that run keep what they began with",
  })
  @Needs("CONFIG_WRITE")
  async updateSlaPolicy(
    @Arg("input", () => UpdateSlaPolicyInput, { description: "Which policy, and the changes" })
    input: UpdateSlaPolicyInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<SlaPolicyPayload> {
    const read = readWith((reader) => readUpdateSlaPolicy(reader, input));
    const verb = updateSlaPolicy(this.#deps);
    return this.#answer(await perform(this.#deps.database, context, info, input, read, verb));
  }

  #answer({ outcome, errors }: Performed<Done<SlaPolicyTouched>>): SlaPolicyPayload {
    return { slaPolicy: this.#deps.reading.answer(outcome?.slaPolicyId ?? null), errors };
  }
}
