import type { GraphQLResolveInfo } from "graphql";
import { isInterfaceType, isObjectType } from "graphql";
import { Arg, Ctx, ID, Info, Query, Resolver } from "type-graphql";

import type { Id, Prefix } from "../kernel/index.ts";
import { excerpt, PREFIXES, prefixOf } from "../kernel/index.ts";
import type { LookNotes } from "../leads/index.ts";
import {
  apiError,
  Authenticated,
  callerOf,
  forbidden,
  idArgument,
  isGranted,
  ListSizedBy,
  Node,
  typeNeeds,
} from "../platform/graphql/index.ts";
import type { RequestContext } from "../platform/graphql/index.ts";
import type { Reading } from "../platform/reading/index.ts";

const MAX_NODES = 100;

/** Any object by its id: read as the types' own queries read it. */
@Resolver()
export class NodeResolver {
  readonly #reading: Reading;
  readonly #looks: LookNotes;

  constructor(reading: Reading, looks: LookNotes) {
    this.#reading = reading;
    this.#looks = looks;
  }

  @Query(() => Node, {
    nullable: true,
    description: "Any object by its id; null where there is none that the caller may see",
  })
  @Authenticated()
  node(
    @Arg("id", () => ID, { description: "An id with its prefix, for example lead_…" }) id: string,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<unknown> {
    const read = nodeId(context, info, id, ["id"]);
    this.#looks.note(callerOf(context), [read], context.at);
    return this.#reading.byId(context, info, read);
  }

  @Query(() => [Node], {
    nullable: "itemsAndList",
    description:
      "Up to 100 objects in the order asked for; null in the place of each that the caller may not see",
  })
  @Authenticated()
  @ListSizedBy("ids")
  async nodes(
    @Arg("ids", () => [ID], { description: "Up to 100 ids" }) ids: string[],
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<unknown[]> {
    if (ids.length > MAX_NODES)
      throw apiError("BAD_USER_INPUT", `ids may hold ${MAX_NODES}, got ${ids.length}`, {
        inputPath: ["ids"],
      });
    const read = ids.map((id, index) => nodeId(context, info, id, ["ids", index]));
    this.#looks.note(callerOf(context), read, context.at);
    const byPrefix = Map.groupBy(read, (id) => prefixOf(id));
    const found = await Promise.all(
      [...byPrefix.values()].map(async (same) => {
        const objects = await this.#reading.byIds(context, info, same);
        return same.map((id, index) => [id, objects[index] ?? null] as const);
      }),
    );
    const byId = new Map(found.flat());
    return read.map((id) => byId.get(id) ?? null);
  }
}

/**
 * The id of something that can be read by its id. Without the scope that its type takes nothing is
 * looked for, and nothing told.
 */
function nodeId(
  context: RequestContext,
  info: GraphQLResolveInfo,
  text: string,
  inputPath: readonly (string | number)[],
): Id<Prefix> {
  const prefix = prefixOf(text);
  const type = prefix === null ? undefined : info.schema.getType(PREFIXES[prefix]);
  const isNode = isObjectType(type) && type.getInterfaces().some((each) => each.name === "Node");
  if (prefix === null || !isNode) {
    const known = info.schema
      .getPossibleTypes(nodeInterface(info))
      .flatMap((each) => Object.entries(PREFIXES).filter(([, name]) => name === each.name))
      .map(([each]) => `${each}_…`)
      .join(", ");
    throw apiError(
      "BAD_USER_INPUT",
      `"${excerpt(text)}" is not an id of this API: expected one of ${known}`,
      { inputPath },
    );
  }
  const id = idArgument(prefix, text, inputPath);
  const needs = typeNeeds(type);
  if (!isGranted(needs, callerOf(context).scopes)) throw forbidden(type.name, needs);
  return id;
}

function nodeInterface(info: GraphQLResolveInfo) {
  const type = info.schema.getType("Node");
  if (!isInterfaceType(type)) throw new Error("the schema has no interface Node");
  return type;
}
