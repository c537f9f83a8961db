import type { GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, FieldResolver, Info, Resolver } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import type { Database } from "../../platform/database/index.ts";
import { sql, trustedText } from "../../platform/database/index.ts";
import { Live, watched } from "../../platform/graphql/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { composedCondition, readWithItsObject } from "../../platform/reading/index.ts";
import type { ColumnOf, Reading } from "../../platform/reading/index.ts";
import { LeadRow } from "../store/lead.row.ts";

import { LeadEventType } from "./lead-event.type.ts";
import { leadConditions } from "./lead-filter.ts";
import { LeadFilterInput } from "./lead.input.ts";
import { LeadType } from "./lead.type.ts";

@Resolver(() => LeadEventType)
export class LeadChangedResolver {
  readonly #database: Database;
  readonly #reading: Reading;

  constructor(database: Database, reading: Reading) {
    this.#database = database;
    this.#reading = reading;
  }

  @Live(() => LeadEventType, "What happens to leads that the caller may see, as it happens")
  @Needs("LEADS_READ")
  async leadChanged(
    @Arg("filter", () => LeadFilterInput, {
      nullable: true,
      description: "Of which leads, as they are when it is told",
    })
    input: LeadFilterInput | null,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ) {
    const uuid = watched(context, "LEAD")?.objectId ?? null;
    const lead: ColumnOf = (property) =>
      trustedText(`changed."${this.#database.columns.of(LeadRow, property).name}"`);
    // what is wrong with a filter is told before anything has happened
    const filtered = composedCondition(input, (part, path) => leadConditions(part, path, lead));
    if (uuid === null) return null;
    return this.#reading.first(context, info, {
      type: "LeadEvent",
      where: (column) => sql`${column("id")} = ${uuid}::uuid and exists (
        select
        from lead as changed
        where changed.partner_id = ${column("partnerId")} and changed.id = ${column("leadId")} and ${filtered})`,
    });
  }

  @FieldResolver(() => LeadType, {
    nullable: true,
    description: "The lead that it happened to, as it is now",
  })
  lead(): never {
    return readWithItsObject();
  }
}
