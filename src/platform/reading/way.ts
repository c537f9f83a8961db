import type { GraphQLResolveInfo } from "graphql";
import { getArgumentValues } from "graphql";

import type { Database, Sql } from "../database/index.ts";
import { ApiError } from "../graphql/errors.ts";
import type { CursorSeal, PageArgs, PageRequest, RequestContext } from "../graphql/index.ts";
import { callerOf, pageRequest } from "../graphql/index.ts";

import type { Catalog } from "./catalog.ts";
import { Making } from "./frame.ts";
import { Planner } from "./plan.ts";
import type { Answering, AskedPage, PlannedPage } from "./planned.ts";
import type { ColumnOf, OrderBy } from "./source.ts";
import type { Viewing } from "./tables.ts";

/** A condition on the rows of a list, over the columns of its table. */
export type Condition = (column: ColumnOf) => Sql;

/** A connection at the root of what is read. */
export interface PageOfRows {
  /** The list's name: cursors of another list are refused. */
  readonly name: string;
  readonly type: string;
  readonly args: PageArgs;
  readonly order: readonly OrderBy[];
  readonly where?: Condition;
  /** What the list is narrowed by: a cursor holds for the same filter alone. */
  readonly filter?: unknown;
}

/** Objects of a source, few by their nature. */
export interface RowsAsked {
  readonly type: string;
  readonly where: Condition;
  readonly order?: Condition;
}

/** What the ways of reading have in common. */
export abstract class Way {
  protected readonly database: Database;
  protected readonly catalog: Catalog;
  readonly #seal: CursorSeal;

  constructor(database: Database, catalog: Catalog, seal: CursorSeal) {
    this.database = database;
    this.catalog = catalog;
    this.#seal = seal;
  }

  protected planner(info: GraphQLResolveInfo, viewing: Viewing): Planner {
    const making = new Making(this.database.columns, viewing.session.partnerId !== null);
    return new Planner(this.catalog, making, info, viewing.caller.scopes);
  }

  /** The page that is asked for at the root. */
  protected rootPage(context: RequestContext, asked: PageOfRows): PageRequest {
    const order = asked.order.map((by) => ({ column: by.property, descending: by.descending }));
    const list = { name: asked.name, filter: asked.filter ?? null, order };
    return pageRequest(asked.args, list, context, this.#seal);
  }

  /** The pages that are asked for inside. */
  protected innerPages(
    context: RequestContext,
    info: GraphQLResolveInfo,
    planned: readonly PlannedPage[],
  ): readonly AskedPage[] {
    return planned.map(({ name, field, node, order }) => {
      const list = { name, filter: null, order, keysBefore: 1 };
      const args: PageArgs = getArgumentValues(field, node, info.variableValues);
      try {
        return { request: pageRequest(args, list, context, this.#seal), error: null };
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        return { request: pageRequest({}, list, context, this.#seal), error };
      }
    });
  }

  protected answering(viewing: Viewing, pages: readonly AskedPage[]): Answering {
    return { viewing, seal: this.#seal, pages, isWhole: true };
  }
}

export function viewingOf(context: RequestContext): Viewing {
  const caller = callerOf(context);
  return { caller, session: caller.session, at: context.at };
}
