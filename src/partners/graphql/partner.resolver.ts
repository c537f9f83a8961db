import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, ID, Info, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { idArgument, PageArgs } from "../../platform/graphql/index.ts";
import { ascending } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";

import { PartnerConnection, PartnerType } from "./partner.type.ts";

@Resolver(() => PartnerType)
export class PartnerResolver {
  readonly #reading: Reading;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  @Query(() => PartnerType, {
    nullable: true,
    description: "One partner; null where there is none that the caller may see",
  })
  @Needs("PARTNERS_READ")
  partner(
    @Arg("id", () => ID, { description: "A prt_… id" }) id: string,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#reading.byId(context, info, idArgument("prt", id));
  }

  @Query(() => PartnerConnection, {
    nullable: true,
    description: "The partners, oldest first; a partner sees itself alone",
  })
  @Needs("PARTNERS_READ")
  partners(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#reading.page(context, info, {
      name: "partners",
      type: "Partner",
      args,
      order: [ascending("createdAt"), ascending("id")],
      // the vendor's own row is no partner of anybody
      where: (column) => sql`not ${column("isVendor")}`,
    });
  }
}
