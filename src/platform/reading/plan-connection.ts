import type { FieldNode, GraphQLObjectType } from "graphql";
import { getNamedType } from "graphql";

import { joinSql, sql, trustedText } from "../database/index.ts";
import type { Sql } from "../database/index.ts";
import { ApiError } from "../graphql/errors.ts";
import type { CursorSeal, PageRequest } from "../graphql/index.ts";
import { apiError, COUNT_LIMIT } from "../graphql/index.ts";

import { always, objectOf } from "./build.ts";
import type { Answering, Build, BuildOf, Cells } from "./build.ts";
import { Frame } from "./frame.ts";
import type { Pages, Slot, Standing } from "./frame.ts";
import { flawed, listText } from "./json-text.ts";
import { keysetClauses } from "./keyset.ts";
import type { Key } from "./keyset.ts";
import { rowsIn } from "./planned.ts";
import type { PlannedPage, Planning } from "./planned.ts";
import { selectedFields } from "./selection.ts";
import type { OrderBy, PageField } from "./source.ts";

/** A page's rows as they were read, in the list's own order. */
export interface PageRead {
  readonly rows: readonly Cells[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly cursorOf: (row: Cells) => string;
  readonly total: number;
}

type BuildPart = BuildOf<PageRead>;

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

function connectionPart(
  planner: Planning,
  frame: Frame,
  connection: GraphQLObjectType,
  nodes: readonly FieldNode[],
): BuildPart {
  const name = nodes[0]?.name.value ?? "";
  switch (name) {
    case "__typename":
      return always(connection.name);
    case "nodes":
      return eachRow(planner.object(frame.root, nodes));
    case "edges":
      return edges(planner, frame, connection, nodes);
    case "pageInfo":
      return pageInfo(planner, nodes);
    case "totalCount":
      return fact(({ total }) => total);
    case "totalCountIsExact":
      return fact(({ total }) => total < COUNT_LIMIT);
    default:
      throw new Error(`nothing says how ${connection.name}.${name} is read`);
  }
}

function eachRow(build: Build): BuildPart {
  return {
    value: ({ rows }, answering) => rows.map((row) => build.value(row, answering)),
    text: ({ rows }, answering) => listText(rows, (row) => build.text(row, answering)),
  };
}

/** What is told of the page itself. */
function fact(tell: (page: PageRead) => unknown): BuildPart {
  return { value: tell, text: (page) => JSON.stringify(tell(page)) };
}

function edges(
  planner: Planning,
  frame: Frame,
  connection: GraphQLObjectType,
  nodes: readonly FieldNode[],
): BuildPart {
  const type = planner.typeNamed(getNamedType(connection.getFields()["edges"]?.type)?.name ?? "");
  const parts = [...selectedFields(planner.selecting, type, nodes)].map(([key, inner]) => ({
    key,
    ...edgePart(planner, frame, type, inner),
  }));
  const edge = objectOf<Edge>(type.name, parts);
  return {
    value: (page, answering) =>
      page.rows.map((row) => edge.value({ row, cursorOf: page.cursorOf }, answering)),
    text: (page, answering) =>
      listText(page.rows, (row) => edge.text({ row, cursorOf: page.cursorOf }, answering)),
  };
}

interface Edge extends Pick<PageRead, "cursorOf"> {
  readonly row: Cells;
}

function edgePart(
  planner: Planning,
  frame: Frame,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
): BuildOf<Edge> {
  const name = nodes[0]?.name.value ?? "";
  switch (name) {
    case "node": {
      const build = planner.object(frame.root, nodes);
      return {
        value: ({ row }, answering) => build.value(row, answering),
        text: ({ row }, answering) => build.text(row, answering),
      };
    }
    case "cursor":
      return {
        value: ({ row, cursorOf }) => cursorOf(row),
        text: ({ row, cursorOf }) => JSON.stringify(cursorOf(row)),
      };
    default:
      return always(type.name);
  }
}

function pageInfo(planner: Planning, nodes: readonly FieldNode[]): BuildPart {
  const type = planner.typeNamed("PageInfo");
  const parts = [...selectedFields(planner.selecting, type, nodes)].map(([key, inner]) => ({
    key,
    ...fact(pageFact(inner[0]?.name.value ?? "")),
  }));
  return objectOf(type.name, parts);
}

function pageFact(name: string): (page: PageRead) => unknown {
  const cursorOf = (page: PageRead, row: Cells | undefined) => (row ? page.cursorOf(row) : null);
  switch (name) {
    case "hasNextPage":
      return (page) => page.hasNextPage;
    case "hasPreviousPage":
      return (page) => page.hasPreviousPage;
    case "startCursor":
      return (page) => cursorOf(page, page.rows[0]);
    case "endCursor":
      return (page) => cursorOf(page, page.rows.at(-1));
    default:
      return () => "PageInfo";
  }
}
