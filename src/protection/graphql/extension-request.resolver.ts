import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, Info, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { LeadType } from "../../leads/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { PageArgs } from "../../platform/graphql/index.ts";
import { ascending, readWithItsObject } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";

import {
  ExtensionRequestConnection,
  ExtensionRequestType,
  ExtensionStateEnum,
} from "./extension-request.type.ts";

@Resolver(() => ExtensionRequestType)
export class ExtensionRequestResolver {
  readonly #reading: Reading;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  @Query(() => ExtensionRequestConnection, {
    nullable: true,
    description:
      "The requests for more days of protection, the oldest first; a partner sees its own",
  })
  @Needs("LEADS_READ")
  extensionRequests(
    @Arg("state", () => ExtensionStateEnum, {
      nullable: true,
      description: "Only those that stand here; all where left out",
    })
    given: string | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const state = given ?? null;
    return this.#reading.page(context, info, {
      name: "extensionRequests",
      type: "ExtensionRequest",
      args,
      order: [ascending("requestedAt"), ascending("id")],
      filter: state,
      where: (column) => (state === null ? sql`true` : sql`${column("state")} = ${state}::text`),
    });
  }

  @FieldResolver(() => LeadType, { nullable: true, description: "The lead that is protected" })
  lead(): never {
    return readWithItsObject();
  }
}
