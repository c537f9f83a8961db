import { Args, FieldResolver, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { LeadType } from "../../leads/index.ts";
import { PageArgs } from "../../platform/graphql/index.ts";
import { readWithItsObject } from "../../platform/reading/index.ts";

import { AssignmentConnection, AssignmentType } from "./routing.type.ts";

/** Who holds a lead, and held it. */
@Resolver(() => LeadType)
export class LeadAssignmentResolver {
  @FieldResolver(() => AssignmentType, {
    nullable: true,
    description: "Who of the vendor's holds it now; null while nobody does",
  })
  @Needs("INTERNAL_READ")
  assignment(): never {
    return readWithItsObject();
  }

  @FieldResolver(() => AssignmentConnection, {
    nullable: true,
    description: "Who of the vendor's held it, the latest first",
  })
  @Needs("INTERNAL_READ")
  assignments(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}
