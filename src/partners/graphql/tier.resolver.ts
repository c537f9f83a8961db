import type { GraphQLResolveInfo } from "graphql";
import { Args, Ctx, Info, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { PageArgs } from "../../platform/graphql/index.ts";
import { descending } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";

import { PartnerTierConnection, PartnerTierType } from "./tier.type.ts";

@Resolver(() => PartnerTierType)
export class TierResolver {
  readonly #reading: Reading;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  @Query(() => PartnerTierConnection, {
    nullable: true,
    description: "The tiers on which partners stand, the best first",
  })
  @Needs("PARTNERS_READ")
  partnerTiers(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    // no two tiers have one rank, so it orders them alone
    const order = [descending("rank")];
    const list = { name: "partnerTiers", type: "PartnerTier", args, order };
    return this.#reading.page(context, info, list);
  }
}
