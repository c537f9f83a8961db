import type { FieldNode, GraphQLObjectType } from "graphql";
import { getNamedType } from "graphql";

import { joinSql, sql, trustedText } from "../database/index.ts";
import type { Sql } from "../database/index.ts";
import type { ApiError } from "../graphql/errors.ts";
import type { PageRequest } from "../graphql/index.ts";
import { apiError, COUNT_LIMIT } from "../graphql/index.ts";

import { answerObjects } from "./answer-object.ts";
import type { AnswerObject } from "./answer-object.ts";
import { Frame } from "./frame.ts";
import type { Pages, Slot, Standing } from "./frame.ts";
import { keysetClauses } from "./keyset.ts";
import type { Key } from "./keyset.ts";
import { rowsIn } from "./planned.ts";
import type { Answering, Build, Planning } from "./planned.ts";
import { selectedFields } from "./selection.ts";
import type { OrderBy, PageField } from "./source.ts";

/** A page's rows as they were read, in the list's own order. */
interface PageRead {
  readonly rows: readonly (readonly unknown[])[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly cursorOf: (row: readonly unknown[]) => string;
  readonly total: number;
}

type BuildPart = (page: PageRead, answering: Answering) => unknown;

/** The rows of a connection, and what is selected of it. */
export interface ConnectionPlan {
  readonly frame: Frame;
  readonly keys: readonly Key[];
  /** Where the keys stand in a row; they are never null. */
  readonly keyIndexes: readonly number[];
  /** True where the answer tells how many there are in all. */
  readonly isCounted: boolean;
  /** Makes the connection of the rows (one more than asked, if there is one) and their number. */
  readonly build: (
    found: readonly (readonly unknown[])[],
    total: number,
    parent: string | null,
    page: PageRequest,
    answering: Answering,
  ) => unknown;
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
  const keys = keysOf(planner, frame, order);
  const slots = order.map((by) =>
    frame.root.read({ table: frame.root.source.table, from: by.property }),
  );
  const selected = selectedFields(planner.selecting, connection, nodes);
  const parts = [...selected].map(
    ([key, inner]) => [key, connectionPart(planner, frame, connection, inner)] as const,
  );
  const newObject = answerObjects(connection.name);
  return {
    frame,
    keys,
    keyIndexes: slots.map((slot) => slot.index),
    isCounted: isCounted([...selected.values()]),
    build: (found, total, parent, page, answering) => {
      const read = {
        ...cut(found, page),
        total,
        cursorOf: cursors(slots, parent, page, answering),
      };
      const made: AnswerObject = newObject();
      for (const [key, build] of parts) made[key] = build(read, answering);
      return made;
    },
  };
}

/** The columns of an order, as pages are cut by them. */
export function keysOf(
  { making }: Planning,
  { root }: Frame,
  order: readonly OrderBy[],
): readonly Key[] {
  return order.map(({ property, descending }) => {
    const { type } = making.columns.of(root.source.table.row, property);
    return { column: root.own(property), type, descending };
  });
}

const COUNTS = new Set(["totalCount", "totalCountIsExact"]);

export function isCounted(selected: readonly (readonly FieldNode[])[]): boolean {
  return selected.some(([node]) => COUNTS.has(node?.name.value ?? ""));
}

/** Plans a connection that hangs on each row of another list. */
export function planConnection(
  planner: Planning,
  parent: Standing,
  source: PageField,
  nodes: readonly FieldNode[],
  coordinate: string,
): Build {
  const { index, connection } = planner.plannedPage(source, nodes, coordinate);
  const plan = planRows(planner, source.type, source.order, connection, nodes);
  const { frame } = plan;
  const where = [...planner.hanging(frame.root, parent, source.on), ...frame.root.always()];
  const ofParent = parent.read({ table: parent.source.table, from: "id" });
  const rows = parent.frame.add("json", (pages) => pageOfRows(plan, where, index, pages));
  const count = plan.isCounted
    ? parent.frame.add("integer", () => countOfRows(frame, where))
    : null;
  return (row, answering) => {
    const asked = answering.pages[index];
    if (!asked) throw new Error(`no page was asked of ${coordinate}`);
    const parentId = String(row[ofParent.index]);
    const error = asked.error ?? strayCursor(asked.request, parentId);
    if (error) {
      answering.isWhole = false;
      return error;
    }
    const found = rowsIn(row, rows).map((inner) => frame.cellsOf(inner));
    const total = count ? Number(row[count.index]) : 0;
    return plan.build(found, total, parentId, asked.request, answering);
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
export function strayCursor(page: PageRequest, parent: string): ApiError | null {
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

function cut(found: readonly (readonly unknown[])[], page: PageRequest) {
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
  answering: Answering,
): (row: readonly unknown[]) => string {
  return (row) => {
    const keys = slots.map((slot) => String(slot.decode(row[slot.index])));
    return answering.seal.write(parent === null ? keys : [parent, ...keys], page.belongsTo);
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
      return () => connection.name;
    case "nodes": {
      const build = planner.object(frame.root, nodes);
      return (page, answering) => page.rows.map((row) => build(row, answering));
    }
    case "edges":
      return edges(planner, frame, connection, nodes);
    case "pageInfo":
      return pageInfo(planner, nodes);
    case "totalCount":
      return (page) => page.total;
    case "totalCountIsExact":
      return (page) => page.total < COUNT_LIMIT;
    default:
      throw new Error(`nothing says how ${connection.name}.${name} is read`);
  }
}

function edges(
  planner: Planning,
  frame: Frame,
  connection: GraphQLObjectType,
  nodes: readonly FieldNode[],
): BuildPart {
  const edge = planner.typeNamed(getNamedType(connection.getFields()["edges"]?.type)?.name ?? "");
  const newObject = answerObjects(edge.name);
  const parts = [...selectedFields(planner.selecting, edge, nodes)].map(([key, inner]) => {
    const name = inner[0]?.name.value;
    const node = name === "node" ? planner.object(frame.root, inner) : null;
    return { key, node, isCursor: name === "cursor" };
  });
  return (page, answering) =>
    page.rows.map((row) => {
      const made: AnswerObject = newObject();
      for (const { key, node, isCursor } of parts) {
        made[key] = node ? node(row, answering) : isCursor ? page.cursorOf(row) : edge.name;
      }
      return made;
    });
}

function pageInfo(planner: Planning, nodes: readonly FieldNode[]): BuildPart {
  const type = planner.typeNamed("PageInfo");
  const newObject = answerObjects(type.name);
  const parts = [...selectedFields(planner.selecting, type, nodes)].map(
    ([key, inner]) => [key, pageFact(inner[0]?.name.value ?? "")] as const,
  );
  return (page) => {
    const made: AnswerObject = newObject();
    for (const [key, fact] of parts) made[key] = fact(page);
    return made;
  };
}

function pageFact(name: string): (page: PageRead) => unknown {
  const cursorOf = (page: PageRead, row: readonly unknown[] | undefined) =>
    row ? page.cursorOf(row) : null;
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
