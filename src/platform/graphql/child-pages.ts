import { uuidOf } from "../../kernel/index.ts";
import type { Id, Prefix } from "../../kernel/index.ts";

import type { ConnectionOf } from "./connection.ts";
import { toConnection } from "./connection.ts";
import type { RequestContext } from "./context.ts";
import type { CursorKeys, CursorSeal } from "./cursor.ts";
import { groupedBy } from "./loading.ts";
import type { OrderKey, PageArgs, PageRequest } from "./page.ts";
import { pageOf, pageRequest } from "./page.ts";

/** A list that hangs on each of many parents, such as the events of leads. */
export interface ChildList<ParentId extends Id<Prefix>, Row, Node> {
  readonly name: string;
  readonly order: readonly OrderKey[];
  /** Reads one page for each parent in one statement. */
  readonly read: (
    context: RequestContext,
    parents: readonly ParentId[],
    page: PageRequest,
  ) => Promise<Row[]>;
  /** Counts for each parent in one statement. */
  readonly count: (
    context: RequestContext,
    parents: readonly ParentId[],
  ) => Promise<readonly { readonly parent: string; readonly n: number }[]>;
  /** The uuid of the row's parent. */
  readonly parentOf: (row: Row) => string;
  readonly keysOf: (row: Row) => CursorKeys;
  readonly toNode: (row: Row, context: RequestContext) => Node;
}

/**
 * The connection of one parent; those of its siblings are read in the same statement, so a list
 * of lists costs two statements whatever their sizes.
 */
export async function childConnection<ParentId extends Id<Prefix>, Row, Node>(
  list: ChildList<ParentId, Row, Node>,
  parent: ParentId,
  args: PageArgs,
  context: RequestContext,
  seal: CursorSeal,
): Promise<ConnectionOf<Node>> {
  const page = pageRequest(
    args,
    { name: list.name, filter: parent, order: list.order },
    context,
    seal,
  );
  const arguments_ = JSON.stringify([args.first, args.after, args.last, args.before]);
  const rowsOf = context.loading.over<RequestContext, ParentId, readonly Row[]>(
    context,
    async (_, parents) => {
      const rows = await list.read(context, parents, page);
      return groupedBy(parents.map(uuidOf), rows, list.parentOf);
    },
    `${list.name} ${arguments_}`,
  );
  const countOf = context.loading.over<RequestContext, ParentId, number>(
    context,
    async (_, parents) => {
      const counts = new Map(
        (await list.count(context, parents)).map((each) => [each.parent, each.n]),
      );
      return parents.map((each) => counts.get(uuidOf(each)) ?? 0);
    },
    `${list.name} count`,
  );
  const found = (await rowsOf.load(parent)) ?? [];
  // the statement's rows come in the list's own order; a backward page was cut from the end
  const inReadOrder = page.backwards ? found.toReversed() : found;
  return toConnection(
    pageOf(page, inReadOrder, list.keysOf, seal),
    (row) => list.toNode(row, context),
    async () => (await countOf.load(parent)) ?? 0,
  );
}
