import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";

import type { CreditId, LeadId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import { Needs } from "../../identity/index.ts";
import { LeadType } from "../../leads/index.ts";
import type { Database } from "../../platform/database/index.ts";
import type { ChildList, CursorSeal, RequestContext } from "../../platform/graphql/index.ts";
import {
  callerOf,
  childConnection,
  idArgument,
  inOrderOf,
  PageArgs,
  pageOf,
  pageRequest,
  toConnection,
} from "../../platform/graphql/index.ts";
import type { CreditFilter, CreditView } from "../store/credit-queries.ts";
import {
  countCredits,
  countCreditsOfLeads,
  creditPage,
  creditPagesOfLeads,
  creditsByIds,
  NEWEST_CREDIT_FIRST,
} from "../store/credit-queries.ts";

import {
  CreditConnection,
  CreditFilterInput,
  type CreditType,
  toCreditType,
} from "./credit.type.ts";

/** Reads credits for `node`. */
export class CreditReader {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  load = async (context: RequestContext, id: CreditId): Promise<CreditType | null> => {
    const view = await context.loading.over(context, this.#batch).load(id);
    return view ? toCreditType(view) : null;
  };

  #batch = async (context: RequestContext, ids: readonly CreditId[]) => {
    const rows = await creditsByIds(this.#database, callerOf(context).session, ids);
    return inOrderOf(ids, rows, (row) => idOf("crd", row.id));
  };
}

const keysOf = (row: CreditView): readonly string[] => [row.earned_at.toISOString(), row.id];

@Resolver()
export class CreditResolver {
  readonly #database: Database;
  readonly #seal: CursorSeal;

  constructor(database: Database, seal: CursorSeal) {
    this.#database = database;
    this.#seal = seal;
  }

  @Query(() => CreditConnection, {
    nullable: true,
    description: "Credits, newest first: a partner's own, or all of them",
  })
  @Needs("CREDITS_READ")
  async credits(
    @Args(() => PageArgs) args: PageArgs,
    @Arg("filter", () => CreditFilterInput, { nullable: true, description: "Which credits" })
    input: CreditFilterInput | null,
    @Ctx() context: RequestContext,
  ) {
    const { session } = callerOf(context);
    const filter = readFilter(input);
    const list = { name: "credits", filter, order: NEWEST_CREDIT_FIRST };
    const page = pageRequest(args, list, context, this.#seal);
    const rows = await creditPage(this.#database, session, filter, page);
    return toConnection(pageOf(page, rows, keysOf, this.#seal), toCreditType, () =>
      countCredits(this.#database, session, filter),
    );
  }
}

/** What a lead earned. */
@Resolver(() => LeadType)
export class CreditedLeadResolver {
  readonly #seal: CursorSeal;
  readonly #credits: ChildList<LeadId, CreditView, CreditType>;

  constructor(database: Database, seal: CursorSeal) {
    this.#seal = seal;
    this.#credits = creditsOf(database);
  }

  @FieldResolver(() => CreditConnection, {
    nullable: true,
    description: "What it earned, newest first; a partner sees its own share alone",
  })
  @Needs("CREDITS_READ")
  credits(
    @Root() lead: LeadType,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
  ) {
    return childConnection(this.#credits, idArgument("lead", lead.id), args, context, this.#seal);
  }
}

function creditsOf(database: Database): ChildList<LeadId, CreditView, CreditType> {
  return {
    name: "Lead.credits",
    order: NEWEST_CREDIT_FIRST,
    read: (context, leadIds, page) =>
      creditPagesOfLeads(database, callerOf(context).session, leadIds, page),
    count: async (context, leadIds) => {
      const rows = await countCreditsOfLeads(database, callerOf(context).session, leadIds);
      return rows.map((row) => ({ parent: row.lead_id, n: row.n }));
    },
    parentOf: (row) => row.lead_id,
    keysOf,
    toNode: toCreditType,
  };
}

function readFilter(input: CreditFilterInput | null): CreditFilter {
  const partnerId = input?.partnerId ?? null;
  return {
    partnerUuid:
      partnerId === null ? null : uuidOf(idArgument("prt", partnerId, ["filter", "partnerId"])),
    earnedFrom: input?.earnedFrom ?? null,
    earnedUntil: input?.earnedUntil ?? null,
  };
}
