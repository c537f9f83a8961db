import { Arg, Args, Ctx, ID, Query, Resolver } from "type-graphql";

import type { PartnerId } from "../../kernel/index.ts";
import { idOf } from "../../kernel/index.ts";
import { Needs } from "../../identity/index.ts";
import type { Database } from "../../platform/database/index.ts";
import type { CursorSeal, RequestContext } from "../../platform/graphql/index.ts";
import {
  callerOf,
  idArgument,
  inOrderOf,
  PageArgs,
  pageOf,
  pageRequest,
  toConnection,
} from "../../platform/graphql/index.ts";
import {
  countPartners,
  OLDEST_PARTNER_FIRST,
  partnerPage,
  partnersByIds,
} from "../store/partner-queries.ts";

import { PartnerConnection, PartnerType, toPartnerType } from "./partner.type.ts";

/** Reads partners for fields of other modules and for `node`. */
export class PartnerReader {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The partner as the caller may see it; asked for side by side, read in one statement. */
  load = async (context: RequestContext, id: PartnerId): Promise<PartnerType | null> => {
    const view = await context.loading.over(context, this.#batch).load(id);
    return view ? toPartnerType(view) : null;
  };

  #batch = async (context: RequestContext, ids: readonly PartnerId[]) => {
    const rows = await partnersByIds(this.#database, callerOf(context).session, ids);
    return inOrderOf(ids, rows, (row) => idOf("prt", row.id));
  };
}

@Resolver(() => PartnerType)
export class PartnerResolver {
  readonly #database: Database;
  readonly #reader: PartnerReader;
  readonly #seal: CursorSeal;

  constructor(database: Database, reader: PartnerReader, seal: CursorSeal) {
    this.#database = database;
    this.#reader = reader;
    this.#seal = seal;
  }

  @Query(() => PartnerType, {
    nullable: true,
    description: "One partner; null where there is none that the caller may see",
  })
  @Needs("PARTNERS_READ")
  partner(
    @Arg("id", () => ID, { description: "A prt_… id" }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<PartnerType | null> {
    return this.#reader.load(context, idArgument("prt", id));
  }

  @Query(() => PartnerConnection, {
    nullable: true,
    description: "The partners, oldest first; a partner sees itself alone",
  })
  @Needs("PARTNERS_READ")
  async partners(@Args(() => PageArgs) args: PageArgs, @Ctx() context: RequestContext) {
    const { session } = callerOf(context);
    const list = { name: "partners", filter: null, order: OLDEST_PARTNER_FIRST };
    const page = pageRequest(args, list, context, this.#seal);
    const rows = await partnerPage(this.#database, session, page);
    return toConnection(
      pageOf(page, rows, (row) => [row.created_at.toISOString(), row.id], this.#seal),
      toPartnerType,
      () => countPartners(this.#database, session),
    );
  }
}
