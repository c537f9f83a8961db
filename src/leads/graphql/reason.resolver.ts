import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, Field, Info, ObjectType, Query, Resolver } from "type-graphql";

import { NeedsOneOf } from "../../identity/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { describedEnum, ListSize } from "../../platform/graphql/index.ts";
import type { Reading } from "../../platform/reading/index.ts";
import { REASON_LISTS } from "../domain/reason.ts";

const ReasonList = describedEnum("ReasonList", "Which verb a reason is for", REASON_LISTS);

@ObjectType("Reason", {
  description: "Why a lead is refused, returned, disqualified or lost",
  simpleResolvers: true,
})
@NeedsOneOf("LEADS_TRIAGE", "LEADS_QUALIFY", "CONFIG_READ", "AUDIT_READ")
class ReasonType {
  @Field(() => ReasonList, { description: "The list it belongs to" })
  list: string;

  @Field(() => String, { description: "The code that mutations take" })
  code: string;

  @Field(() => String, { description: "The code that the lead's partner is told" })
  partnerCode: string;

  @Field(() => String, { description: "What it says, in words" })
  label: string;

  @Field(() => Boolean, { description: "True where it takes a note that says which" })
  needsNote: boolean;
}

/** The reasons there are, for the vendor's side. */
@Resolver()
export class ReasonResolver {
  readonly #reading: Reading;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  @Query(() => [ReasonType], {
    nullable: true,
    description: "The reasons that rejectLead, returnLead, disqualifyLead and loseLead take",
  })
  @NeedsOneOf("LEADS_TRIAGE", "LEADS_QUALIFY", "CONFIG_READ", "AUDIT_READ")
  @ListSize(100)
  reasons(
    @Arg("list", () => ReasonList, { nullable: true, description: "Of this list alone" })
    list: string | null,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    return this.#reading.list(context, info, {
      type: "Reason",
      where: (column) =>
        list ? sql`${column("active")} and ${column("list")} = ${list}::text` : column("active"),
      order: (column) => sql`${column("list")}, ${column("code")}`,
    });
  }
}
