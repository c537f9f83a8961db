import type { GraphQLResolveInfo } from "graphql";
import { getArgumentValues, getNamedType } from "graphql";

import type { Prefix } from "../../kernel/index.ts";
import { PREFIXES, prefixOf, uuidOf } from "../../kernel/index.ts";
import type { Id } from "../../kernel/index.ts";
import type { Database, Session, Sql } from "../database/index.ts";
import { joinSql, sql } from "../database/index.ts";
import { ApiError } from "../graphql/errors.ts";
import type { CursorSeal, PageArgs, RequestContext } from "../graphql/index.ts";
import { callerOf, pageRequest } from "../graphql/index.ts";

import type { Answering, AskedPage, Build } from "./build.ts";
import type { Catalog } from "./catalog.ts";
import { Frame, Making } from "./frame.ts";
import { keysetClauses, roundedUp } from "./keyset.ts";
import { Prepared, shapeOf } from "./late.ts";
import type { Asked } from "./late.ts";
import { PlanCache, placeOf } from "./plan-cache.ts";
import { countOfRows, planRows } from "./plan-connection.ts";
import type { ConnectionPlan } from "./plan-connection.ts";
import { planKey } from "./plan-key.ts";
import { Planner } from "./plan.ts";
import type { PlannedPage } from "./planned.ts";
import { made } from "./readable.ts";
import type { ColumnOf, OrderBy, Source } from "./source.ts";
import { Statements } from "./statements.ts";
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

/**
 * What a resolver gives in the place of an object that is read when it is asked for: the object
 * with an id, as the caller may see it then.
 */
export type Answer = (
  args: unknown,
  context: RequestContext,
  info: GraphQLResolveInfo,
) => Promise<unknown>;

interface RowsPlan {
  readonly frame: Frame;
  readonly build: Build;
  readonly idIndex: number | null;
  readonly pages: readonly PlannedPage[];
  readonly statements: Statements;
}

interface PagePlan {
  readonly connection: ConnectionPlan;
  readonly pages: readonly PlannedPage[];
  readonly statements: Statements;
}

/**
 * Reads what a field selects in one statement: its own columns alone, with all that hangs on its
 * rows, as far as the viewer may have it. What comes back stands under the keys of the answer.
 */
export class Reading {
  readonly #database: Database;
  readonly #catalog: Catalog;
  readonly #seal: CursorSeal;
  readonly #rows = new PlanCache<RowsPlan>();
  readonly #pages = new PlanCache<PagePlan>();

  constructor(database: Database, catalog: Catalog, seal: CursorSeal) {
    this.#database = database;
    this.#catalog = catalog;
    this.#seal = seal;
  }

  /** A page of a list, as its connection. */
  async page(
    context: RequestContext,
    info: GraphQLResolveInfo,
    asked: PageOfRows,
  ): Promise<unknown> {
    const viewing = viewingOf(context);
    const order = asked.order.map((by) => ({ column: by.property, descending: by.descending }));
    const list = { name: asked.name, filter: asked.filter ?? null, order };
    const page = pageRequest(asked.args, list, context, this.#seal);
    const plan = this.#pages.get(info, planKey(asked.type, asked.order, viewing), () =>
      this.#planPage(info, asked, viewing),
    );
    const inner = this.#askedPages(context, info, plan.pages);
    const { frame, keys, isCounted, pageOf, build } = plan.connection;
    const condition = shapeOf(asked.where?.(frame.root.own) ?? sql`true`);
    const requests = [...inner.map((each) => roundedUp(each.request)), page];
    const statement = plan.statements.for(condition, requests, () => {
      const { where: beyond, tail } = keysetClauses(keys, page, lastPage);
      const shown = [...frame.root.always(), condition.sql];
      const rows = sql`select ${frame.selectList(requests)} from ${frame.from()} where ${joinSql([...shown, beyond], " and ")} ${tail}`;
      return new Prepared(
        isCounted
          ? sql`select page.*, counted.n from (select ${countOfRows(frame, shown)} as n) as counted left join lateral (${rows}) as page on true`
          : rows,
      );
    });
    const found = await this.#database.rows(
      viewing.session,
      statement.for({ viewing, pages: requests, conditions: condition.values }),
    );
    const [first] = found;
    const total = isCounted ? Number(first?.at(-1) ?? 0) : 0;
    // beside the number stands one row of nulls where the page is empty
    const rows = isCounted && first?.[keyIndex(plan.connection)] === null ? [] : found;
    const read = pageOf(rows, total, null, page, this.#seal);
    return made(info, build, read, () => this.#answering(viewing, inner));
  }

  /** The objects of a source for which the condition holds, in order. */
  async list(
    context: RequestContext,
    info: GraphQLResolveInfo,
    asked: RowsAsked,
  ): Promise<readonly unknown[]> {
    const { rows, plan, answering } = await this.#read(context, info, asked);
    return rows.map((row) => made(info, plan.build, row, answering));
  }

  /** The first object for which the condition holds; null where there is none to be seen. */
  async first(
    context: RequestContext,
    info: GraphQLResolveInfo,
    asked: { readonly type: string; readonly where: Condition },
  ): Promise<unknown> {
    const [found] = await this.list(context, info, asked);
    return found ?? null;
  }

  /** The object with this id, for the payload of a mutation; null where there is no id. */
  answer(id: Id<Prefix> | null): Answer {
    return (_, context, info) => this.byId(context, info, id);
  }

  /**
   * The objects with these ids of one type, each for a payload of its own within one list: all are
   * read together, once for each key under which they are asked for.
   */
  answers(ids: readonly (Id<Prefix> | null)[]): readonly (Answer | null)[] {
    const known = [...new Set(ids.filter((id) => id !== null))];
    const read = new Map<string, Promise<readonly unknown[]>>();
    return ids.map((id) => {
      if (id === null) return null;
      const index = known.indexOf(id);
      return async (_, context, info) => {
        const key = placeOf(info);
        const objects = read.get(key) ?? this.byIds(context, info, known);
        read.set(key, objects);
        return (await objects)[index] ?? null;
      };
    });
  }

  /** The object with this id, whatever its type; null where there is none to be seen. */
  async byId(
    context: RequestContext,
    info: GraphQLResolveInfo,
    id: Id<Prefix> | null,
  ): Promise<unknown> {
    if (id === null) return null;
    const [found] = await this.byIds(context, info, [id]);
    return found ?? null;
  }

  /** The objects with these ids of one type, in their order; null in the place of what is not seen. */
  async byIds(
    context: RequestContext,
    info: GraphQLResolveInfo,
    ids: readonly Id<Prefix>[],
  ): Promise<readonly unknown[]> {
    const [first] = ids;
    const prefix = first === undefined ? null : prefixOf(first);
    if (prefix === null) return [];
    const uuids = ids.map(uuidOf);
    const { session } = callerOf(context);
    const { survivor = null } =
      session.role === "vendor" ? this.#catalog.source(PREFIXES[prefix]) : {};
    const { rows, plan, answering } = await this.#read(context, info, {
      type: PREFIXES[prefix],
      where: (column) => sql`${column("id")} = any(${standingFor(uuids, survivor)})`,
    });
    const byUuid = new Map(rows.map((row) => [row[plan.idIndex ?? -1], row]));
    const stand = await this.#whatStandsFor(
      session,
      rows.length === 0 ? [] : uuids.filter((uuid) => !byUuid.has(uuid)),
      survivor,
    );
    return uuids.map((uuid) => {
      const row = byUuid.get(uuid) ?? byUuid.get(stand.get(uuid));
      return row ? made(info, plan.build, row, answering) : null;
    });
  }

  /** Of ids that were not found among rows: for which of those each stands. Mostly there are none. */
  async #whatStandsFor(
    session: Session,
    uuids: readonly string[],
    survivor: Survivor | null,
  ): Promise<ReadonlyMap<string, string>> {
    if (survivor === null || uuids.length === 0) return new Map();
    const found = await this.#database.read<{ id: string; stands_for: string | null }>(
      session,
      sql`select asked.id, ${survivor(sql`asked.id`)} as stands_for from unnest(${uuids}::uuid[]) as asked (id)`,
    );
    return new Map(found.flatMap((row) => (row.stands_for ? [[row.id, row.stands_for]] : [])));
  }

  async #read(context: RequestContext, info: GraphQLResolveInfo, asked: RowsAsked) {
    const viewing = viewingOf(context);
    const plan = this.#rows.get(info, planKey(asked.type, [], viewing), () =>
      this.#planRows(info, asked.type, viewing),
    );
    const inner = this.#askedPages(context, info, plan.pages);
    const { frame } = plan;
    const condition = shapeOf(asked.where(frame.root.own));
    const requests = inner.map((each) => roundedUp(each.request));
    const statement = plan.statements.for(condition, requests, () => {
      const shown = joinSql([...frame.root.always(), condition.sql], " and ");
      const rows = sql`select ${frame.selectList(requests)} from ${frame.from()} where ${shown}`;
      const order = asked.order?.(frame.root.own);
      return new Prepared(order ? sql`${rows} order by ${order}` : rows);
    });
    const values: Asked = { viewing, pages: requests, conditions: condition.values };
    const rows = await this.#database.rows(viewing.session, statement.for(values));
    return { rows, plan, answering: () => this.#answering(viewing, inner) };
  }

  #planner(info: GraphQLResolveInfo, viewing: Viewing): Planner {
    const { scopes } = viewing.caller;
    const isForPartner = viewing.session.partnerId !== null;
    const making = new Making(this.#database.columns, isForPartner, scopes);
    return new Planner(this.#catalog, making, info, scopes);
  }

  #planPage(info: GraphQLResolveInfo, asked: PageOfRows, viewing: Viewing): PagePlan {
    const planner = this.#planner(info, viewing);
    const type = planner.typeNamed(getNamedType(info.returnType).name);
    const connection = planRows(planner, asked.type, asked.order, type, info.fieldNodes);
    return { connection, pages: planner.pages, statements: new Statements() };
  }

  #planRows(info: GraphQLResolveInfo, type: string, viewing: Viewing): RowsPlan {
    const planner = this.#planner(info, viewing);
    const frame = new Frame(planner.making, this.#catalog.source(type));
    const { table } = frame.root.source;
    const hasId = planner.making.columns.has(table.row, "id");
    const idIndex = hasId ? frame.root.read({ table, from: "id" }).index : null;
    const build = planner.object(frame.root, info.fieldNodes);
    return { frame, build, idIndex, pages: planner.pages, statements: new Statements() };
  }

  #askedPages(
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

  #answering(viewing: Viewing, pages: readonly AskedPage[]): Answering {
    return { viewing, seal: this.#seal, pages, isWhole: true };
  }
}

function viewingOf(context: RequestContext): Viewing {
  const caller = callerOf(context);
  return { caller, session: caller.session, at: context.at };
}

const lastPage = ({ pages }: Asked) => {
  const page = pages.at(-1);
  if (!page) throw new Error("no page was asked for");
  return page;
};

type Survivor = NonNullable<Source["survivor"]>;

/** The uuids, each replaced by the one for which it stands by now. */
const standingFor = (uuids: readonly string[], survivor: Survivor | null): Sql =>
  survivor === null
    ? sql`${uuids}::uuid[]`
    : sql`array(select coalesce(${survivor(sql`asked.id`)}, asked.id) from unnest(${uuids}::uuid[]) as asked (id))`;

const keyIndex = (connection: ConnectionPlan): number => connection.keyIndexes[0] ?? 0;
