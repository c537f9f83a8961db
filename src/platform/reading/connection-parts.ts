import type { FieldNode, GraphQLObjectType } from "graphql";
import { getNamedType } from "graphql";

import { COUNT_LIMIT } from "../graphql/index.ts";

import { always, objectOf } from "./build.ts";
import type { Build, BuildOf, Cells } from "./build.ts";
import type { Frame } from "./frame.ts";
import { listText } from "./json-text.ts";
import type { Planning } from "./planned.ts";
import { selectedFields } from "./selection.ts";

/** A page's rows as they were read, in the list's own order. */
export interface PageRead {
  readonly rows: readonly Cells[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly cursorOf: (row: Cells) => string;
  readonly total: number;
}

type BuildPart = BuildOf<PageRead>;

/** What a field of a connection tells of the page. */
export function connectionPart(
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
