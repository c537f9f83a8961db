import { FieldResolver, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { LeadType } from "../../leads/index.ts";
import { readWithItsObject } from "../../platform/reading/index.ts";

import { AcceptanceChecklistType } from "./acceptance-checklist.type.ts";

@Resolver(() => LeadType)
export class AcceptanceChecklistResolver {
  @FieldResolver(() => AcceptanceChecklistType, {
    nullable: true,
    description:
      "What was confirmed with its last acceptance for which its program asked for something; it stays where that move was undone",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  acceptanceChecklist(): never {
    return readWithItsObject();
  }
}
