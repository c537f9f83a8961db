import { Args, FieldResolver, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { LeadConnection, LeadType } from "../../leads/index.ts";
import { PageArgs } from "../../platform/graphql/index.ts";
import { readWithItsObject } from "../../platform/reading/index.ts";

/** From which leads one goes on. */
@Resolver(() => LeadType)
export class SuccessionResolver {
  @FieldResolver(() => LeadType, {
    nullable: true,
    description:
      "The lead of the same partner in which it goes on; null where it does not, or in one of another partner's",
  })
  continuesIn(): never {
    return readWithItsObject();
  }

  @FieldResolver(() => LeadConnection, {
    nullable: true,
    description:
      "The leads that ended and go on in this one, each with all that it has, the earliest claim first. Their ids stand for this one",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  mergedFrom(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}
