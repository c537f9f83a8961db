import { Args, Ctx, Query, Resolver } from "type-graphql";

import type { PartnerTierId } from "../../kernel/index.ts";
import { idOf } from "../../kernel/index.ts";
import { Needs } from "../../identity/index.ts";
import type { Database } from "../../platform/database/index.ts";
import type { CursorSeal, RequestContext } from "../../platform/graphql/index.ts";
import {
  callerOf,
  inOrderOf,
  PageArgs,
  pageOf,
  pageRequest,
  toConnection,
} from "../../platform/graphql/index.ts";
import { BEST_TIER_FIRST, countTiers, tierPage, tiersByIds } from "../store/tier-queries.ts";

import { PartnerTierConnection, PartnerTierType, toTierType } from "./tier.type.ts";

/** Reads tiers for payloads and `node`. */
export class TierReader {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  load = async (context: RequestContext, id: PartnerTierId): Promise<PartnerTierType | null> => {
    const view = await context.loading.over(context, this.#batch).load(id);
    return view ? toTierType(view) : null;
  };

  #batch = async (context: RequestContext, ids: readonly PartnerTierId[]) => {
    const rows = await tiersByIds(this.#database, callerOf(context).session, ids);
    return inOrderOf(ids, rows, (row) => idOf("tir", row.id));
  };
}

@Resolver(() => PartnerTierType)
export class TierResolver {
  readonly #database: Database;
  readonly #seal: CursorSeal;

  constructor(database: Database, seal: CursorSeal) {
    this.#database = database;
    this.#seal = seal;
  }

  @Query(() => PartnerTierConnection, {
    nullable: true,
    description: "The tiers on which partners stand, the best first",
  })
  @Needs("PARTNERS_READ")
  async partnerTiers(@Args(() => PageArgs) args: PageArgs, @Ctx() context: RequestContext) {
    const { session } = callerOf(context);
    const list = { name: "partnerTiers", filter: null, order: BEST_TIER_FIRST };
    const page = pageRequest(args, list, context, this.#seal);
    const rows = await tierPage(this.#database, session, page);
    return toConnection(
      pageOf(page, rows, (row) => [String(row.rank)], this.#seal),
      toTierType,
      () => countTiers(this.#database, session),
    );
  }
}
