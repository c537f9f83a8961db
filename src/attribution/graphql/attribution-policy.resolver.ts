import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, Info, Mutation, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { ProgramType } from "../../partners/index.ts";
import type { Performed, RequestContext } from "../../platform/graphql/index.ts";
import { PageArgs, perform, readWith, RequiresIdempotency } from "../../platform/graphql/index.ts";
import type { Done } from "../../platform/mutation/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { readWithItsObject } from "../../platform/reading/index.ts";
import { putAttributionPolicyInForce } from "../put-attribution-policy-in-force.ts";
import { saveAttributionPolicy } from "../save-attribution-policy.ts";
import type {
  AttributionPolicyDeps,
  AttributionPolicyTouched,
} from "../save-attribution-policy.ts";

import {
  PutAttributionPolicyInForceInput,
  PutAttributionPolicyInForcePayload,
  readPutInForce,
  readSaveAttributionPolicy,
  SaveAttributionPolicyInput,
  SaveAttributionPolicyPayload,
} from "./attribution-policy.input.ts";
import type { AttributionPolicyPayload } from "./attribution-policy.input.ts";
import { AttributionPolicyConnection, AttributionPolicyType } from "./attribution-policy.type.ts";

export interface AttributionPolicyResolverDeps extends AttributionPolicyDeps {
  readonly reading: Reading;
}

@Resolver(() => AttributionPolicyType)
export class AttributionPolicyResolver {
  readonly #deps: AttributionPolicyResolverDeps;

  constructor(deps: AttributionPolicyResolverDeps) {
    this.#deps = deps;
  }

  @Mutation(() => SaveAttributionPolicyPayload, {
    nullable: true,
    description:
      "Drafts the next policy of a program. It never changes, and counts for nothing until somebody else puts it in force",
  })
  @Needs("ATTRIBUTION_WRITE")
  @RequiresIdempotency()
  async saveAttributionPolicy(
    @Arg("input", () => SaveAttributionPolicyInput, { description: "The policy" })
    input: SaveAttributionPolicyInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<AttributionPolicyPayload> {
    const read = readWith((reader) => readSaveAttributionPolicy(reader, input));
    const verb = saveAttributionPolicy(this.#deps);
    return this.#answer(await perform(this.#deps.database, context, info, input, read, verb));
  }

  @Mutation(() => PutAttributionPolicyInForcePayload, {
    nullable: true,
    description:
      "Puts a policy in force that somebody else has drafted: leads that become SQLs from now on are owed by it. What is settled stays",
  })
  @Needs("ATTRIBUTION_WRITE")
  @RequiresIdempotency()
  async putAttributionPolicyInForce(
    @Arg("input", () => PutAttributionPolicyInForceInput, { description: "Which policy" })
    input: PutAttributionPolicyInForceInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<AttributionPolicyPayload> {
    const read = readWith((reader) => readPutInForce(reader, input));
    const verb = putAttributionPolicyInForce(this.#deps);
    return this.#answer(await perform(this.#deps.database, context, info, input, read, verb));
  }

  #answer({
    outcome,
    errors,
  }: Performed<Done<AttributionPolicyTouched>>): AttributionPolicyPayload {
    const id = outcome?.attributionPolicyId ?? null;
    return { attributionPolicy: this.#deps.reading.answer(id), errors };
  }
}

/** By what the leads of a program are owed. */
@Resolver(() => ProgramType)
export class ProgramAttributionResolver {
  @FieldResolver(() => AttributionPolicyType, {
    nullable: true,
    description:
      "By what its leads are owed that become SQLs now; null where whoever registered a lead has all of it",
  })
  attributionPolicy(): never {
    return readWithItsObject();
  }

  @FieldResolver(() => AttributionPolicyConnection, {
    nullable: true,
    description: "All policies that it has or had, the latest first; for the vendor its drafts too",
  })
  attributionPolicies(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}
