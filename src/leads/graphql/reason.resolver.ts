import { Arg, Ctx, Field, ObjectType, Query, Resolver } from "type-graphql";

import { NeedsOneOf } from "../../identity/index.ts";
import type { Database } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { callerOf, describedEnum, ListSize } from "../../platform/graphql/index.ts";
import { REASON_LISTS } from "../domain/reason.ts";
import { activeReasons } from "../store/reason-queries.ts";
import type { ReasonView } from "../store/reason-queries.ts";

const ReasonList = describedEnum("ReasonList", "Which verb a reason is for", REASON_LISTS);

@ObjectType("Reason", {
  description: "Why a lead is refused, returned, disqualified or lost",
  simpleResolvers: true,
})
@NeedsOneOf("LEADS_TRIAGE", "LEADS_QUALIFY", "CONFIG_READ", "AUDIT_READ")
export class ReasonType {
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
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  @Query(() => [ReasonType], {
    nullable: true,
    description: "The reasons that rejectLead, returnLead, disqualifyLead and loseLead take",
  })
  @NeedsOneOf("LEADS_TRIAGE", "LEADS_QUALIFY", "CONFIG_READ", "AUDIT_READ")
  @ListSize(100)
  async reasons(
    @Arg("list", () => ReasonList, { nullable: true, description: "Of this list alone" })
    list: string | null,
    @Ctx() context: RequestContext,
  ): Promise<ReasonType[]> {
    const rows = await activeReasons(this.#database, callerOf(context).session, list);
    return rows.map(toReasonType);
  }
}

function toReasonType(view: ReasonView): ReasonType {
  return {
    list: view.list,
    code: view.code,
    partnerCode: view.partner_code,
    label: view.label,
    needsNote: view.needs_note,
  };
}
