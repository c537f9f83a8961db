import { Args, FieldResolver, Resolver } from "type-graphql";

import { PageArgs } from "../../platform/graphql/index.ts";
import { readWithItsObject } from "../../platform/reading/index.ts";

import { LeadFeedbackConnection } from "./feedback.type.ts";
import { LeadType } from "./lead.type.ts";

@Resolver(() => LeadType)
export class LeadFeedbackResolver {
  @FieldResolver(() => LeadFeedbackConnection, {
    nullable: true,
    description:
      "What the vendor said of it with its decisions, the latest first; it stays where the move was undone, which is an event of the timeline",
  })
  feedback(@Args(() => PageArgs) _args: PageArgs): never {
    return readWithItsObject();
  }
}
