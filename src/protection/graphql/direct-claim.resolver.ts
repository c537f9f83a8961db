import type { GraphQLResolveInfo } from "graphql";
import { Args, Arg, Ctx, FieldResolver, Info, Mutation, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import {
  ListSize,
  PageArgs,
  perform,
  readWith,
  RequiresIdempotency,
} from "../../platform/graphql/index.ts";
import type { Performed } from "../../platform/graphql/index.ts";
import type { Done } from "../../platform/mutation/index.ts";
import { ascending, readWithItsObject } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { LeadLookConnection } from "../../leads/index.ts";
import { ProductLineType } from "../../products/index.ts";
import { confirmDirectClaim, endDirectClaim } from "../confirm-direct-claim.ts";
import { recordDirectClaim } from "../record-direct-claim.ts";
import type { DirectClaimTouched, RecordDirectClaimDeps } from "../record-direct-claim.ts";

import {
  ConfirmDirectClaimInput,
  ConfirmDirectClaimPayload,
  EndDirectClaimInput,
  EndDirectClaimPayload,
  readRecordDirectClaim,
  readTouchDirectClaim,
  RecordDirectClaimInput,
  RecordDirectClaimPayload,
} from "./direct-claim.input.ts";
import type { DirectClaimPayload } from "./direct-claim.input.ts";
import { DirectClaimConnection, DirectClaimType } from "./direct-claim.type.ts";

export interface DirectClaimResolverDeps extends RecordDirectClaimDeps {
  readonly reading: Reading;
}

/** The vendor's own claims of prospects. */
@Resolver(() => DirectClaimType)
export class DirectClaimResolver {
  readonly #deps: DirectClaimResolverDeps;

  constructor(deps: DirectClaimResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => DirectClaimConnection, {
    nullable: true,
    description: "The prospects that the vendor claims for itself, the oldest record first",
  })
  @Needs("INTERNAL_READ")
  directClaims(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#deps.reading.page(context, info, {
      name: "directClaims",
      type: "DirectClaim",
      args,
      order: [ascending("recordedAt"), ascending("id")],
    });
  }

  @Mutation(() => RecordDirectClaimPayload, {
    nullable: true,
    description:
      "The vendor claims a prospect for itself. It counts from now, or from an earlier contact once somebody else has confirmed it, and expires",
  })
  @Needs("LEADS_TRIAGE")
  @RequiresIdempotency()
  async recordDirectClaim(
    @Arg("input", () => RecordDirectClaimInput, { description: "The prospect, and what shows it" })
    input: RecordDirectClaimInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DirectClaimPayload> {
    const read = readWith((reader) => readRecordDirectClaim(reader, input));
    const verb = recordDirectClaim(this.#deps);
    return this.#answer(await perform(this.#deps.database, context, info, input, read, verb));
  }

  @Mutation(() => ConfirmDirectClaimPayload, {
    nullable: true,
    description:
      "Confirms the earlier contact of a claim: it counts from then. Not by whoever recorded it",
  })
  @Needs("CONFLICTS_RESOLVE")
  async confirmDirectClaim(
    @Arg("input", () => ConfirmDirectClaimInput, { description: "Which claim" })
    input: ConfirmDirectClaimInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DirectClaimPayload> {
    const read = readWith((reader) => readTouchDirectClaim(reader, input));
    const verb = confirmDirectClaim(this.#deps);
    return this.#answer(await perform(this.#deps.database, context, info, input, read, verb));
  }

  @Mutation(() => EndDirectClaimPayload, {
    nullable: true,
    description: "The vendor claims a prospect no more; leads are accepted as if it never had",
  })
  @Needs("LEADS_TRIAGE")
  async endDirectClaim(
    @Arg("input", () => EndDirectClaimInput, { description: "Which claim" })
    input: EndDirectClaimInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DirectClaimPayload> {
    const read = readWith((reader) => readTouchDirectClaim(reader, input));
    const verb = endDirectClaim(this.#deps);
    return this.#answer(await perform(this.#deps.database, context, info, input, read, verb));
  }

  @FieldResolver(() => [ProductLineType], {
    nullable: true,
    description: "The product lines for which it is claimed, each with all beneath it",
  })
  @ListSize(20)
  productLines(): never {
    return readWithItsObject();
  }

  @FieldResolver(() => LeadLookConnection, {
    nullable: true,
    description: "Who had opened leads for the company before it was recorded, oldest first",
  })
  looks(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }

  #answer({ outcome, errors }: Performed<Done<DirectClaimTouched>>): DirectClaimPayload {
    return { directClaim: this.#deps.reading.answer(outcome?.directClaimId ?? null), errors };
  }
}
