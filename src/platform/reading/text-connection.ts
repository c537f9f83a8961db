import type { FieldNode, GraphQLObjectType } from "graphql";
import { getNamedType } from "graphql";

import type { Sql } from "../database/index.ts";
import { joinSql, sql } from "../database/index.ts";
import { COUNT_LIMIT } from "../graphql/index.ts";

import { Frame } from "./frame.ts";
import type { Standing } from "./frame.ts";
import type { Writing } from "./holes.ts";
import { keysetClauses } from "./keyset.ts";
import { countOfRows, isCounted, keysOf, strayCursor } from "./plan-connection.ts";
import type { AskedPage } from "./planned.ts";
import { decodersOf, jsonArrayOf } from "./payload.ts";
import type { Expressed } from "./payload.ts";
import { selectedFields } from "./selection.ts";
import type { OrderBy, PageField } from "./source.ts";
import { expressionOf, around } from "./text.ts";
import type { Text, TextPart } from "./text.ts";
import { expressed, inBraces, NotInText } from "./text-plan.ts";
import type { TextPlanner } from "./text-plan.ts";

/** A page of rows while it is written. */
interface PageWriting {
  readonly asked: AskedPage;
  readonly parent: string | null;
  readonly total: number;
  rows: number;
  /** Keys as the database sent them. */
  firstKeys: string | null;
  lastKeys: string | null;
  hasMore: boolean;
  /** What is told of the page before its rows are there, written at their end. */
  readonly waiting: (() => void)[];
  isOver: boolean;
}

/** A connection as text: what stands before its rows, each of them, and what stands behind. */
export interface ConnectionText {
  readonly frame: Frame;
  readonly keys: ReturnType<typeof keysOf>;
  readonly isCounted: boolean;
  readonly before: string;
  /** The text of one row; never null. */
  readonly row: Text;
  readonly after: string;
  begin(writing: Writing, asked: AskedPage, parent: string | null, total: number): void;
}

/** Plans what is selected of a connection of a source's objects. */
export function connectionText(
  text: TextPlanner,
  sourceType: string,
  order: readonly OrderBy[],
  connection: GraphQLObjectType,
  nodes: readonly FieldNode[],
): ConnectionText {
  const { planner, holes } = text;
  const frame = new Frame(planner.making, planner.catalog.source(sourceType));
  const { table } = frame.root.source;
  const keyCells = expressed(
    frame.root,
    order.map((by) => ({ table, from: by.property })),
  );
  const state = new PageState(keyCells);
  const fields = [...selectedFields(planner.selecting, connection, nodes)];
  const lists = fields.filter(([, [node]]) => LISTS.has(node?.name.value ?? ""));
  // rows are written once; where they are asked for twice objects serve
  if (lists.length > 1) throw new NotInText();

  const end = holes.add((_, writing) => {
    writing.skippingTo = null;
    const page = state.of(writing);
    page.isOver = true;
    for (const write of page.waiting) write();
  });
  const begin = holes.add((keys, writing) => {
    const page = state.of(writing);
    page.rows += 1;
    if (page.rows > page.asked.request.limit) {
      page.hasMore = true;
      writing.skippingTo = end.index;
      return;
    }
    page.firstKeys ??= keys;
    page.lastKeys = keys;
    if (page.rows > 1 && lists.length > 0) writing.put(",");
  });
  const fact = (tell: (page: PageWriting, writing: Writing) => unknown): string =>
    holes.add((_, writing) => {
      const page = state.of(writing);
      const put = writing.later();
      const write = (): void => put(JSON.stringify(tell(page, writing)));
      if (page.isOver) write();
      else page.waiting.push(write);
    }).empty;

  let row: Text = [];
  const rowsAt = "\u0002";
  const written = fields.map(([key, inner]): readonly [string, readonly string[]] => {
    const name = inner[0]?.name.value ?? "";
    switch (name) {
      case "__typename":
        return [key, [JSON.stringify(connection.name)]];
      case "nodes":
        row = [text.object(frame.root, inner)];
        return [key, ["[", rowsAt, end.empty, "]"]];
      case "edges":
        row = edgeText(text, frame, connection, inner, () => cursorHole(text, state));
        return [key, ["[", rowsAt, end.empty, "]"]];
      case "pageInfo":
        return [key, pageInfoText(text, inner, fact, state)];
      case "totalCount":
        return [key, [fact(({ total }) => total)]];
      case "totalCountIsExact":
        return [key, [fact(({ total }) => total < COUNT_LIMIT)]];
      default:
        throw new Error(`nothing says how ${connection.name}.${name} is read`);
    }
  });
  const whole = inBraces(written).join("");
  const [before = "", after = end.empty] =
    lists.length === 1 ? whole.split(rowsAt) : ["", `${end.empty}${whole}`];
  return {
    frame,
    keys: keysOf(planner, frame, order),
    isCounted: isCounted(fields.map(([, inner]) => inner)),
    before,
    row: [...around(begin, state.keysPart), ...row],
    after,
    begin: (writing, asked, parent, total) => state.begin(writing, asked, parent, total),
  };
}

const LISTS = new Set(["nodes", "edges"]);

/** Plans a connection that hangs on each row of another list. */
export function connectionInText(
  text: TextPlanner,
  parent: Standing,
  source: PageField,
  nodes: readonly FieldNode[],
  coordinate: string,
): TextPart {
  const { planner } = text;
  const { index, connection } = planner.plannedPage(source, nodes, coordinate);
  const planned = connectionText(text, source.type, source.order, connection, nodes);
  const { frame } = planned;
  const where = [...planner.hanging(frame.root, parent, source.on), ...frame.root.always()];
  const counted = planned.isCounted ? countOfRows(frame, where) : sql`0`;
  const parentId = parent.own("id");
  const begin = text.holes.add((payload, writing) => {
    const asked = writing.answering.pages[index];
    if (!asked) throw new Error(`no page was asked of ${coordinate}`);
    const [id = "", total] = payload.split(" ");
    if (asked.error ?? strayCursor(asked.request, id)) writing.flaw();
    planned.begin(writing, asked, id, Number(total));
  });
  const payload: TextPart = () => sql`(${parentId})::text || ' ' || ${counted}`;
  const rows: TextPart = (pages) => {
    const page = pages[index];
    if (!page) throw new Error("a page is missing");
    const { where: beyond, tail } = keysetClauses(planned.keys, page, ({ pages: asked }) => {
      const request = asked[index];
      if (!request) throw new Error("a page is missing");
      return request;
    });
    const row = expressionOf(planned.row, pages);
    const conditions = joinSql([...where, beyond], " and ");
    return sql`coalesce((select string_agg(page.text, '') from (select ${row} as text from ${frame.from()} where ${conditions} ${tail}) as page), '')`;
  };
  const whole: Text = [...around(begin, payload), planned.before, rows, planned.after];
  return (pages) => expressionOf(whole, pages);
}

/** The pages of one connection under way, one after the other. */
class PageState {
  readonly #decode: (row: unknown) => readonly unknown[];
  readonly #keys: Sql;
  readonly #pages = new WeakMap<Writing, PageWriting>();
  #isAsked = false;

  constructor(cells: readonly Expressed[]) {
    this.#decode = decodersOf(cells);
    this.#keys = sql`${jsonArrayOf(cells)}::text`;
  }

  /** The keys of a row, where any cursor is written. */
  readonly keysPart: TextPart = () => (this.#isAsked ? this.#keys : sql`''`);

  /** Has the keys sent. */
  ask(): void {
    this.#isAsked = true;
  }

  begin(writing: Writing, asked: AskedPage, parent: string | null, total: number): void {
    this.#pages.set(writing, {
      asked,
      parent,
      total,
      rows: 0,
      firstKeys: null,
      lastKeys: null,
      hasMore: false,
      waiting: [],
      isOver: false,
    });
  }

  of(writing: Writing): PageWriting {
    const page = this.#pages.get(writing);
    if (!page) throw new Error("a page is written that was not begun");
    return page;
  }

  cursor({ asked, parent }: PageWriting, keys: string, { answering }: Writing): string {
    const values = this.#decode(JSON.parse(keys)).map(String);
    const named = parent === null ? values : [parent, ...values];
    return answering.seal.write(named, asked.request.belongsTo);
  }
}

type Fact = (tell: (page: PageWriting, writing: Writing) => unknown) => string;

function cursorHole(text: TextPlanner, state: PageState): string {
  state.ask();
  return text.holes.add((_, writing) => {
    const page = state.of(writing);
    writing.put(JSON.stringify(state.cursor(page, page.lastKeys ?? "", writing)));
  }).empty;
}

function edgeText(
  text: TextPlanner,
  frame: Frame,
  connection: GraphQLObjectType,
  nodes: readonly FieldNode[],
  cursor: () => string,
): Text {
  const { planner } = text;
  const edge = planner.typeNamed(getNamedType(connection.getFields()["edges"]?.type)?.name ?? "");
  const fields = [...selectedFields(planner.selecting, edge, nodes)];
  return inBraces(
    fields.map(([key, inner]): readonly [string, Text] => {
      const name = inner[0]?.name.value;
      if (name === "node") return [key, [text.object(frame.root, inner)]];
      return [key, [name === "cursor" ? cursor() : JSON.stringify(edge.name)]];
    }),
  );
}

function pageInfoText(
  { planner }: TextPlanner,
  nodes: readonly FieldNode[],
  fact: Fact,
  state: PageState,
): readonly string[] {
  const type = planner.typeNamed("PageInfo");
  const fields = [...selectedFields(planner.selecting, type, nodes)];
  return inBraces(
    fields.map(([key, inner]): readonly [string, readonly string[]] => [
      key,
      [pageFact(inner[0]?.name.value ?? "", fact, state)],
    ]),
  );
}

function pageFact(name: string, fact: Fact, state: PageState): string {
  switch (name) {
    // pages from the end are made of objects
    case "hasNextPage":
      return fact(({ hasMore }) => hasMore);
    case "hasPreviousPage":
      return fact(({ asked }) => asked.request.after !== null);
    case "startCursor":
    case "endCursor": {
      state.ask();
      return fact((page, writing) => {
        const keys = name === "startCursor" ? page.firstKeys : page.lastKeys;
        return keys === null ? null : state.cursor(page, keys, writing);
      });
    }
    default:
      return JSON.stringify("PageInfo");
  }
}
