import { Args, FieldResolver, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { LeadType } from "../../leads/index.ts";
import { DateTimeScalar, PageArgs } from "../../platform/graphql/index.ts";
import { readWithItsObject } from "../../platform/reading/index.ts";

import { AccountType } from "./account.type.ts";
import { ConflictConnection } from "./conflict.type.ts";
import { LeadDecisionType } from "./decision.type.ts";
import { LikenessConnection } from "./likeness.type.ts";
import { ProtectionWindowType } from "./protection.type.ts";

/** A lead's protection, and what the vendor alone knows of it: its rivals and its account. */
@Resolver(() => LeadType)
export class LeadProtectionResolver {
  @FieldResolver(() => ProtectionWindowType, {
    nullable: true,
    description: "Its protection, the latest if it had several; null before acceptance",
  })
  protection(): never {
    return readWithItsObject();
  }

  @FieldResolver(() => LeadDecisionType, {
    nullable: true,
    description:
      "What was decided over its claim, as far as its partner may know; null where nothing was, or where it holds",
  })
  decision(): never {
    return readWithItsObject();
  }

  @FieldResolver(() => AccountType, {
    nullable: true,
    description: "The organisation that its company is, for the vendor; null before acceptance",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  account(): never {
    return readWithItsObject();
  }

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
