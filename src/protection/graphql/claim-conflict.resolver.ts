import type { GraphQLResolveInfo } from "graphql";
import { Arg, Args, Ctx, FieldResolver, Info, Query, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { LeadLookConnection, LeadType } from "../../leads/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { Live, PageArgs, watched } from "../../platform/graphql/index.ts";
import { ascending, readWithItsObject } from "../../platform/reading/index.ts";
import type { Reading } from "../../platform/reading/index.ts";

import {
  ClaimConflictConnection,
  ClaimConflictStateEnum,
  ClaimConflictType,
  ClaimDecisionType,
} from "./claim-conflict.type.ts";
import { DirectClaimType } from "./direct-claim.type.ts";

@Resolver(() => ClaimConflictType)
export class ClaimConflictResolver {
  readonly #reading: Reading;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  @Query(() => ClaimConflictConnection, {
    nullable: true,
    description: "The conflicts of leads with earlier claims of the vendor's own, the oldest first",
  })
  @Needs("INTERNAL_READ")
  claimConflicts(
    @Arg("state", () => ClaimConflictStateEnum, {
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
      name: "claimConflicts",
      type: "ClaimConflict",
      args,
      order: [ascending("openedAt"), ascending("id")],
      filter: state,
      where: (column) => (state === null ? sql`true` : sql`${column("state")} = ${state}::text`),
    });
  }

  @Live(
    () => ClaimConflictType,
    "Conflicts of leads with earlier claims of the vendor's own that open, lapse or are decided, as it happens",
  )
  @Needs("INTERNAL_READ")
  claimConflictChanged(@Ctx() context: RequestContext, @Info() info: GraphQLResolveInfo) {
    const uuid = watched(context, "CLAIM_CONFLICT")?.objectId ?? null;
    if (uuid === null) return null;
    return this.#reading.first(context, info, {
      type: "ClaimConflict",
      where: (column) => sql`${column("id")} = ${uuid}::uuid`,
    });
  }

  @FieldResolver(() => LeadType, { nullable: true, description: "The lead" })
  lead(): never {
    return readWithItsObject();
  }

  @FieldResolver(() => DirectClaimType, { nullable: true, description: "The vendor's claim" })
  directClaim(): never {
    return readWithItsObject();
  }

  @FieldResolver(() => ClaimDecisionType, {
    nullable: true,
    description: "How it was decided; null where it was not",
  })
  decision(): never {
    return readWithItsObject();
  }

  @FieldResolver(() => LeadLookConnection, {
    nullable: true,
    description:
      "Who of the vendor's people had opened the lead before it was accepted, oldest first",
  })
  looks(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}

@Resolver(() => LeadType)
export class LeadClaimConflictsResolver {
  @FieldResolver(() => ClaimConflictConnection, {
    nullable: true,
    description: "Its conflicts with earlier claims of the vendor's own, the oldest first",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  claimConflicts(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}
