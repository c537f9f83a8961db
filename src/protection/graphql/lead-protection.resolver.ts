import { Args, FieldResolver, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { LeadType } from "../../leads/index.ts";
import { DateTimeScalar, PageArgs } from "../../platform/graphql/index.ts";
import { readWithItsObject } from "../../platform/reading/index.ts";

import { ConflictConnection } from "./conflict.type.ts";
import { LikenessConnection } from "./likeness.type.ts";

/** What the vendor knows of a lead's rivals. */
@Resolver(() => LeadType)
export class LeadProtectionResolver {
  @FieldResolver(() => ConflictConnection, {
    nullable: true,
    description: "Its conflicts with leads of other partners, the oldest first",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  conflicts(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }

  @FieldResolver(() => LikenessConnection, {
    nullable: true,
    description:
      "Leads of other partners that may name the same prospect, the surest first; they stop nothing",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  likenesses(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }

  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description:
      "When it had been compared with all other leads; null before, and then it cannot be accepted",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  matchingFinishedAt(): never {
    return readWithItsObject();
  }
}
