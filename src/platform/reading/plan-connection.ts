import type { FieldNode, GraphQLObjectType } from "graphql";
import { getNamedType } from "graphql";

import { joinSql, sql, trustedText } from "../database/index.ts";
import type { Sql } from "../database/index.ts";
import { ApiError } from "../graphql/errors.ts";
import type { CursorSeal, PageRequest } from "../graphql/index.ts";
import { apiError, COUNT_LIMIT } from "../graphql/index.ts";

import { objectOf } from "./build.ts";
import type { Answering, Build, BuildOf, Cells } from "./build.ts";
import { connectionPart } from "./connection-parts.ts";
import type { PageRead } from "./connection-parts.ts";
import { Frame } from "./frame.ts";
import type { Pages, Slot, Standing } from "./frame.ts";
import { flawed } from "./json-text.ts";
import { keysetClauses } from "./keyset.ts";
import type { Key } from "./keyset.ts";
import { rowsIn } from "./planned.ts";
import type { PlannedPage, Planning } from "./planned.ts";
import { selectedFields } from "./selection.ts";
import type { OrderBy, PageField } from "./source.ts";

/** The rows of a connection, and what is selected of it. */
export interface ConnectionPlan {
  readonly frame: Frame;
  readonly keys: readonly Key[];
  /** Where the keys stand in a row; they are never null. */
  readonly keyIndexes: readonly number[];
  /** True where the answer tells how many there are in all. */
  readonly isCounted: boolean;
  /** The page of the rows (one more than asked, if there is one) and their number. */
  readonly pageOf: (
    found: readonly Cells[],
    total: number,
    parent: string | null,
    page: PageRequest,
    seal: CursorSeal,
  ) => PageRead;
  readonly build: BuildOf<PageRead>;
}

/** Plans what is selected of a connection of a source's objects. */
export function planRows(
  planner: Planning,
  sourceType: string,
  order: readonly OrderBy[],
  connection: GraphQLObjectType,
  nodes: readonly FieldNode[],
): ConnectionPlan {
  const frame = new Frame(planner.making, planner.catalog.source(sourceType));
  const keys = order.map((by) => {
    const { type } = planner.making.columns.of(frame.root.source.table.row, by.property);
    return { column: frame.root.own(by.property), type, descending: by.descending };
  });
  const slots = order.map((by) =>
    frame.root.read({ table: frame.root.source.table, from: by.property }),
  );
  const selected = selectedFields(planner.selecting, connection, nodes);
  const parts = [...selected].map(([key, inner]) => ({
    key,
    ...connectionPart(planner, frame, connection, inner),
  }));
  return {
    frame,
    keys,
    keyIndexes: slots.map((slot) => slot.index),
    isCounted: [...selected.values()].some(([node]) => COUNTS.has(node?.name.value ?? "")),
    pageOf: (found, total, parent, page, seal) => ({
      ...cut(found, page),
      total,
      cursorOf: cursors(slots, parent, page, seal),
    }),
    build: objectOf(connection.name, parts),
  };
}

const COUNTS = new Set(["totalCount", "totalCountIsExact"]);

/** Plans a connection that hangs on each row of another list. */
export function planConnection(
  planner: Planning,
  parent: Standing,
  source: PageField,
  nodes: readonly FieldNode[],
  coordinate: string,
): Build {
  const [typeName = "", fieldName = ""] = coordinate.split(".");
  const field = planner.typeNamed(typeName).getFields()[fieldName];
  const [node] = nodes;
  if (!field || !node) throw new Error(`${coordinate} is no field`);
  const connection = planner.typeNamed(getNamedType(field.type).name);
  const index = planner.pages.length;
  const planned: PlannedPage = {
    name: coordinate,
    field,
    node,
    order: source.order.map((by) => ({ column: by.property, descending: by.descending })),
  };
  planner.pages.push(planned);
  const plan = planRows(planner, source.type, source.order, connection, nodes);
  const { frame } = plan;
  const where = [...planner.hanging(frame.root, parent, source.on), ...frame.root.always()];
  const ofParent = parent.read({ table: parent.source.table, from: "id" });
  const rows = parent.frame.add("json", (pages) => pageOfRows(plan, where, index, pages));
  const count = plan.isCounted
    ? parent.frame.add("integer", () => countOfRows(frame, where))
    : null;
  const readPage = (row: Cells, { pages, seal }: Answering): PageRead | ApiError => {
    const asked = pages[index];
    if (!asked) throw new Error(`no page was asked of ${coordinate}`);
    const parentId = String(row[ofParent.index]);
    const error = asked.error ?? strayCursor(asked.request, parentId);
    if (error) return error;
    const found = rowsIn(row, rows).map((inner) => frame.cellsOf(inner));
    const total = count ? Number(row[count.index]) : 0;
    return plan.pageOf(found, total, parentId, asked.request, seal);
  };
  return {
    value: (row, answering) => {
      const read = readPage(row, answering);
      return read instanceof ApiError ? read : plan.build.value(read, answering);
    },
    text: (row, answering) => {
      const read = readPage(row, answering);
      return read instanceof ApiError ? flawed(answering) : plan.build.text(read, answering);
    },
  };
}

function pageOfRows(plan: ConnectionPlan, where: readonly Sql[], index: number, pages: Pages): Sql {
  const page = pages[index];
  if (!page) throw new Error("a page is missing");
  const { where: beyond, tail } = keysetClauses(plan.keys, page, ({ pages: asked }) => {
    const request = asked[index];
    if (!request) throw new Error("a page is missing");
    return request;
  });
  const row = plan.frame.jsonRow(pages);
  const conditions = joinSql([...where, beyond], " and ");
  return sql`(select json_agg(page.row) from (select ${row} as row from ${plan.frame.from()} where ${conditions} ${tail}) as page)`;
}

/** How many rows there are, counted to the limit at most. */
export function countOfRows(frame: Frame, where: readonly Sql[]): Sql {
  const { source, alias } = frame.root;
  const table = sql`${frame.making.nameOf(source.table)} as ${trustedText(alias)}`;
  const conditions = where.length === 0 ? sql`true` : joinSql(where, " and ");
  return sql`(select count(*)::integer from (select from ${table} where ${conditions} limit ${trustedText(String(COUNT_LIMIT))}) as counted)`;
}

/** A cursor of a list inside a row names the row: another row's is refused. */
function strayCursor(page: PageRequest, parent: string): ApiError | null {
  for (const side of ["after", "before"] as const) {
    const keys = page[side];
    if (keys && keys[0] !== parent) {
      return apiError(
        "BAD_USER_INPUT",
        `${side} is not a cursor of this list: cursors hold for the caller, filter and order they were given for`,
        { inputPath: [side] },
      );
    }
  }
  return null;
}

function cut(found: readonly Cells[], page: PageRequest) {
  const kept = found.slice(0, page.limit);
  const more = found.length > page.limit;
  return {
    rows: page.backwards ? kept.toReversed() : kept,
    hasNextPage: page.backwards ? page.before !== null : more,
    hasPreviousPage: page.backwards ? more : page.after !== null,
  };
}

function cursors(
  slots: readonly Slot[],
  parent: string | null,
  page: PageRequest,
  seal: CursorSeal,
): (row: Cells) => string {
  return (row) => {
    const keys = slots.map((slot) => String(slot.decode(row[slot.index])));
    return seal.write(parent === null ? keys : [parent, ...keys], page.belongsTo);
  };
}
