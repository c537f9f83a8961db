import { Arg, Ctx, ID, Query, Resolver } from "type-graphql";

import { apiError, Authenticated, ListSizedBy, Node, readNode } from "../platform/graphql/index.ts";
import type { NodeSources, RequestContext } from "../platform/graphql/index.ts";

const MAX_NODES = 100;

/** Any object by its id: through the same readers as the types' own queries. */
@Resolver()
export class NodeResolver {
  readonly #sources: NodeSources;

  constructor(sources: NodeSources) {
    this.#sources = sources;
  }

  @Query(() => Node, {
    nullable: true,
    description: "Any object by its id; null where there is none that the caller may see",
  })
  @Authenticated()
  node(
    @Arg("id", () => ID, { description: "An id with its prefix, for example lead_…" }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<object | null> {
    return readNode(this.#sources, context, id);
  }

  @Query(() => [Node], {
    nullable: "itemsAndList",
    description:
      "Up to 100 objects in the order asked for; null in the place of each that the caller may not see",
  })
  @Authenticated()
  @ListSizedBy("ids")
  nodes(
    @Arg("ids", () => [ID], { description: "Up to 100 ids" }) ids: string[],
    @Ctx() context: RequestContext,
  ): Promise<(object | null)[]> {
    if (ids.length > MAX_NODES)
      throw apiError("BAD_USER_INPUT", `ids may hold ${MAX_NODES}, got ${ids.length}`, {
        inputPath: ["ids"],
      });
    return Promise.all(
      ids.map((id, index) => readNode(this.#sources, context, id, ["ids", index])),
    );
  }
}
