import type { GraphQLResolveInfo } from "graphql";

import type { Id, Prefix } from "../../kernel/index.ts";
import { PREFIXES, prefixOf, uuidOf } from "../../kernel/index.ts";
import type { Database } from "../database/index.ts";
import { sql } from "../database/index.ts";
import type { CursorSeal, RequestContext } from "../graphql/index.ts";

import type { Catalog } from "./catalog.ts";
import { InObjects } from "./in-objects.ts";
import { InText } from "./in-text.ts";
import { readable } from "./readable.ts";
import type { PageOfRows, RowsAsked } from "./way.ts";

/**
 * What a resolver gives in the place of an object that is read when it is asked for: the object
 * with an id, as the caller may see it then.
 */
export type Answer = (
  args: unknown,
  context: RequestContext,
  info: GraphQLResolveInfo,
) => Promise<unknown>;

/**
 * Reads what a field selects in one statement: its own columns alone, with all that hangs on its
 * rows, as far as the viewer may have it. What comes back stands under the keys of the answer.
 */
export class Reading {
  readonly #objects: InObjects;
  readonly #texts: InText;

  constructor(database: Database, catalog: Catalog, seal: CursorSeal) {
    this.#objects = new InObjects(database, catalog, seal);
    this.#texts = new InText(database, catalog, seal);
  }

  /** A page of a list, as its connection. */
  page(context: RequestContext, info: GraphQLResolveInfo, asked: PageOfRows): Promise<unknown> {
    return readable(
      info,
      () => this.#texts.page(context, info, asked),
      () => this.#objects.page(context, info, asked),
    );
  }

  /** The objects of a source for which the condition holds, in order. */
  list(context: RequestContext, info: GraphQLResolveInfo, asked: RowsAsked): Promise<unknown> {
    return readable(
      info,
      async () => {
        const texts = await this.#texts.list(context, info, asked);
        return texts && `[${texts.join(",")}]`;
      },
      () => this.#objects.list(context, info, asked),
    );
  }

  /** The first object for which the condition holds; null where there is none to be seen. */
  first(
    context: RequestContext,
    info: GraphQLResolveInfo,
    asked: Pick<RowsAsked, "type" | "where">,
  ): Promise<unknown> {
    return readable(
      info,
      async () => {
        const texts = await this.#texts.list(context, info, asked);
        return texts && (texts[0] ?? "null");
      },
      async () => (await this.#objects.list(context, info, asked))[0] ?? null,
    );
  }

  /** The object with this id, for the payload of a mutation; null where there is no id. */
  answer(id: Id<Prefix> | null): Answer {
    return (_, context, info) => this.byId(context, info, id);
  }

  /** The object with this id, whatever its type; null where there is none to be seen. */
  async byId(
    context: RequestContext,
    info: GraphQLResolveInfo,
    id: Id<Prefix> | null,
  ): Promise<unknown> {
    const prefix = id === null ? null : prefixOf(id);
    if (id === null || prefix === null) return null;
    const uuid = uuidOf(id);
    return this.first(context, info, {
      type: PREFIXES[prefix],
      where: (column) => sql`${column("id")} = ${uuid}::uuid`,
    });
  }

  /** The objects with these ids of one type, in their order; null in the place of what is not seen. */
  byIds(
    context: RequestContext,
    info: GraphQLResolveInfo,
    ids: readonly Id<Prefix>[],
  ): Promise<readonly unknown[]> {
    return this.#objects.byIds(context, info, ids);
  }
}
