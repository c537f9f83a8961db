import { Args, FieldResolver, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { LeadType } from "../../leads/index.ts";
import { PageArgs } from "../../platform/graphql/index.ts";
import { readWithItsObject } from "../../platform/reading/index.ts";

import { AwardConnection } from "./award.type.ts";

/** What a lead earned in all, and why. */
@Resolver(() => LeadType)
export class AwardedLeadResolver {
  @FieldResolver(() => AwardConnection, {
    nullable: true,
    description: "What it earned in all and why, newest first; for the vendor alone",
  })
  @Needs("CREDITS_READ", "BUDGETS_READ")
  awards(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}
