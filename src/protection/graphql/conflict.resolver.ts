import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, Info, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { LeadLookConnection, LeadType } from "../../leads/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { Live, PageArgs, watched } from "../../platform/graphql/index.ts";
import { ascending, readWithItsObject } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";

import { ConflictDecisionType } from "./decision.type.ts";
import { ConflictConnection, ConflictStateEnum, ConflictType } from "./conflict.type.ts";

@Resolver(() => ConflictType)
export class ConflictResolver {
  readonly #reading: Reading;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  @Query(() => ConflictConnection, {
    nullable: true,
    description: "The conflicts between leads of different partners, the oldest first",
  })
  @Needs("INTERNAL_READ")
  conflicts(
    @Arg("state", () => ConflictStateEnum, {
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
      name: "conflicts",
      type: "Conflict",
      args,
      // the one that has waited longest first
      order: [ascending("openedAt"), ascending("id")],
      filter: state,
      where: (column) => (state === null ? sql`true` : sql`${column("state")} = ${state}::text`),
    });
  }

  @Live(
    () => ConflictType,
    "Conflicts between leads of different partners that open, lapse or are decided, as it happens",
  )
  @Needs("INTERNAL_READ")
  conflictChanged(@Ctx() context: RequestContext, @Info() info: GraphQLResolveInfo) {
    const uuid = watched(context, "CONFLICT")?.objectId ?? null;
    if (uuid === null) return null;
    return this.#reading.first(context, info, {
      type: "Conflict",
      where: (column) => sql`${column("id")} = ${uuid}::uuid`,
    });
  }

  @FieldResolver(() => ConflictDecisionType, {
    nullable: true,
    description: "How it was decided, the last time if it came back; null where it was not",
  })
  decision(): never {
    return readWithItsObject();
  }

  @FieldResolver(() => LeadType, {
    nullable: true,
    description: "The lead that claimed the prospect first; of one instant, the lower id",
  })
  incumbent(): never {
    return readWithItsObject();
  }

  @FieldResolver(() => LeadType, { nullable: true, description: "The lead that claimed it later" })
  challenger(): never {
    return readWithItsObject();
  }

  @FieldResolver(() => LeadLookConnection, {
    nullable: true,
    description:
      "Who of the vendor's people had opened one of the two leads before it was accepted, oldest first",
  })
  looks(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}
