import { Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";

import type { LeadId } from "../../kernel/index.ts";
import { idOf } from "../../kernel/index.ts";
import { Needs } from "../../identity/index.ts";
import { LeadType } from "../../leads/index.ts";
import type { Database } from "../../platform/database/index.ts";
import type { ChildList, CursorSeal, RequestContext } from "../../platform/graphql/index.ts";
import {
  callerOf,
  childConnection,
  DateTimeScalar,
  idArgument,
  inOrderOf,
  PageArgs,
} from "../../platform/graphql/index.ts";
import type { ConflictOfLeadView } from "../store/conflict-queries.ts";
import {
  conflictPagesOfLeads,
  countConflictsOfLeads,
  matchingTimes,
  OLDEST_CONFLICT_FIRST,
} from "../store/conflict-queries.ts";

import type { ConflictType } from "./conflict.type.ts";
import { ConflictConnection, toConflictType } from "./conflict.type.ts";

/** What the vendor knows of a lead's rivals. The guard stands before both fields: a partner's query runs no statement for them. */
@Resolver(() => LeadType)
export class LeadProtectionResolver {
  readonly #database: Database;
  readonly #seal: CursorSeal;
  readonly #conflicts: ChildList<LeadId, ConflictOfLeadView, ConflictType>;

  constructor(database: Database, seal: CursorSeal) {
    this.#database = database;
    this.#seal = seal;
    this.#conflicts = conflictsOf(database);
  }

  @FieldResolver(() => ConflictConnection, {
    nullable: true,
    description: "Its conflicts with leads of other partners, the oldest first",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  conflicts(
    @Root() lead: LeadType,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
  ) {
    return childConnection(this.#conflicts, idArgument("lead", lead.id), args, context, this.#seal);
  }

  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description:
      "When it had been compared with all other leads; null before, and then it cannot be accepted",
  })
  @Needs("LEADS_READ", "INTERNAL_READ")
  matchingFinishedAt(@Root() lead: LeadType, @Ctx() context: RequestContext): Promise<Date | null> {
    return context.loading.over(context, this.#matchingTimes).load(idArgument("lead", lead.id));
  }

  #matchingTimes = async (context: RequestContext, ids: readonly LeadId[]) => {
    const rows = await matchingTimes(this.#database, callerOf(context).session, ids);
    const found = inOrderOf(ids, rows, (row) => idOf("lead", row.lead_id));
    return found.map((row) => row?.finished_at ?? null);
  };
}

function conflictsOf(database: Database): ChildList<LeadId, ConflictOfLeadView, ConflictType> {
  return {
    name: "Lead.conflicts",
    order: OLDEST_CONFLICT_FIRST,
    read: (context, leadIds, page) =>
      conflictPagesOfLeads(database, callerOf(context).session, leadIds, page),
    count: async (context, leadIds) =>
      (await countConflictsOfLeads(database, callerOf(context).session, leadIds)).map((row) => ({
        parent: row.lead_id,
        n: row.n,
      })),
    parentOf: (row) => row.lead_id,
    keysOf: (row) => [row.opened_at.toISOString(), row.id],
    toNode: toConflictType,
  };
}
