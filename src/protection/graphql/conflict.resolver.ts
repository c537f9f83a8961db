import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";

import { Needs } from "../../identity/index.ts";
import { LeadType } from "../../leads/index.ts";
import type { LeadReader } from "../../leads/index.ts";
import type { Database } from "../../platform/database/index.ts";
import type { CursorSeal, RequestContext } from "../../platform/graphql/index.ts";
import {
  callerOf,
  idArgument,
  PageArgs,
  pageOf,
  pageRequest,
  toConnection,
} from "../../platform/graphql/index.ts";
import { conflictPage, countConflicts, OLDEST_CONFLICT_FIRST } from "../store/conflict-queries.ts";

import {
  ConflictConnection,
  ConflictStateEnum,
  ConflictType,
  toConflictType,
} from "./conflict.type.ts";

@Resolver(() => ConflictType)
export class ConflictResolver {
  readonly #database: Database;
  readonly #leads: LeadReader;
  readonly #seal: CursorSeal;

  constructor(database: Database, leads: LeadReader, seal: CursorSeal) {
    this.#database = database;
    this.#leads = leads;
    this.#seal = seal;
  }

  @Query(() => ConflictConnection, {
    nullable: true,
    description: "The conflicts between leads of different partners, the oldest first",
  })
  @Needs("INTERNAL_READ")
  async conflicts(
    @Arg("state", () => ConflictStateEnum, {
      nullable: true,
      description: "Only those that stand here; all where left out",
    })
    given: string | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
  ) {
    const { session } = callerOf(context);
    const state = given ?? null;
    const list = { name: "conflicts", filter: state, order: OLDEST_CONFLICT_FIRST };
    const page = pageRequest(args, list, context, this.#seal);
    const rows = await conflictPage(this.#database, session, state, page);
    return toConnection(
      pageOf(page, rows, (row) => [row.opened_at.toISOString(), row.id], this.#seal),
      toConflictType,
      () => countConflicts(this.#database, session, state),
    );
  }

  @FieldResolver(() => LeadType, {
    nullable: true,
    description: "The lead that claimed the prospect first; of one instant, the lower id",
  })
  incumbent(
    @Root() conflict: ConflictType,
    @Ctx() context: RequestContext,
  ): Promise<LeadType | null> {
    return this.#leads.load(context, idArgument("lead", conflict.incumbentLeadId));
  }

  @FieldResolver(() => LeadType, { nullable: true, description: "The lead that claimed it later" })
  challenger(
    @Root() conflict: ConflictType,
    @Ctx() context: RequestContext,
  ): Promise<LeadType | null> {
    return this.#leads.load(context, idArgument("lead", conflict.challengerLeadId));
  }
}
