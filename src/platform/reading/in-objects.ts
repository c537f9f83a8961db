import type { GraphQLResolveInfo } from "graphql";
import { getNamedType } from "graphql";

import type { Id, Prefix } from "../../kernel/index.ts";
import { PREFIXES, prefixOf, uuidOf } from "../../kernel/index.ts";
import { joinSql, sql } from "../database/index.ts";
import type { RequestContext } from "../graphql/index.ts";

import { settled } from "./answer-object.ts";
import { Frame } from "./frame.ts";
import { keysetClauses } from "./keyset.ts";
import { lastPage, Prepared, shapeOf } from "./late.ts";
import type { Asked } from "./late.ts";
import { PlanCache } from "./plan-cache.ts";
import { countOfRows, planRows } from "./plan-connection.ts";
import type { ConnectionPlan } from "./plan-connection.ts";
import { planKey } from "./plan-key.ts";
import type { Build, PlannedPage } from "./planned.ts";
import { Statements } from "./statements.ts";
import type { Viewing } from "./tables.ts";
import { viewingOf, Way } from "./way.ts";
import type { PageOfRows, RowsAsked } from "./way.ts";

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

/** Reads cells, and makes objects of them that hold the values of the answer under its keys. */
export class InObjects extends Way {
  readonly #rows = new PlanCache<RowsPlan>();
  readonly #pages = new PlanCache<PagePlan>();

  async page(
    context: RequestContext,
    info: GraphQLResolveInfo,
    asked: PageOfRows,
  ): Promise<unknown> {
    const viewing = viewingOf(context);
    const page = this.rootPage(context, asked);
    const plan = this.#pages.get(info, planKey(asked.type, asked.order, viewing), () =>
      this.#planPage(info, asked, viewing),
    );
    const inner = this.innerPages(context, info, plan.pages);
    const { frame, keys, isCounted, build } = plan.connection;
    const condition = shapeOf(asked.where?.(frame.root.own) ?? sql`true`);
    const requests = [...inner.map((each) => each.request), page];
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
    const found = await this.database.rows(
      viewing.session,
      statement.for({ viewing, pages: requests, conditions: condition.values }),
    );
    const [first] = found;
    const total = isCounted ? Number(first?.at(-1) ?? 0) : 0;
    // beside the number stands one row of nulls where the page is empty
    const rows = isCounted && first?.[keyIndex(plan.connection)] === null ? [] : found;
    const answering = this.answering(viewing, inner);
    return settled(build(rows, total, null, page, answering), answering);
  }

  async list(
    context: RequestContext,
    info: GraphQLResolveInfo,
    asked: RowsAsked,
  ): Promise<readonly unknown[]> {
    const { rows, plan, answering } = await this.#read(context, info, asked);
    return rows.map((row) => settled(plan.build(row, answering), answering));
  }

  async byIds(
    context: RequestContext,
    info: GraphQLResolveInfo,
    ids: readonly Id<Prefix>[],
  ): Promise<readonly unknown[]> {
    const [first] = ids;
    const prefix = first === undefined ? null : prefixOf(first);
    if (prefix === null) return [];
    const uuids = ids.map(uuidOf);
    const { rows, plan, answering } = await this.#read(context, info, {
      type: PREFIXES[prefix],
      where: (column) => sql`${column("id")} = any(${uuids}::uuid[])`,
    });
    const byUuid = new Map(rows.map((row) => [row[plan.idIndex ?? -1], row]));
    return uuids.map((uuid) => {
      const row = byUuid.get(uuid);
      return row ? settled(plan.build(row, answering), answering) : null;
    });
  }

  async #read(context: RequestContext, info: GraphQLResolveInfo, asked: RowsAsked) {
    const viewing = viewingOf(context);
    const plan = this.#rows.get(info, planKey(asked.type, [], viewing), () =>
      this.#planRows(info, asked.type, viewing),
    );
    const inner = this.innerPages(context, info, plan.pages);
    const { frame } = plan;
    const condition = shapeOf(asked.where(frame.root.own));
    const requests = inner.map((each) => each.request);
    const statement = plan.statements.for(condition, requests, () => {
      const shown = joinSql([...frame.root.always(), condition.sql], " and ");
      const rows = sql`select ${frame.selectList(requests)} from ${frame.from()} where ${shown}`;
      const order = asked.order?.(frame.root.own);
      return new Prepared(order ? sql`${rows} order by ${order}` : rows);
    });
    const values: Asked = { viewing, pages: requests, conditions: condition.values };
    const rows = await this.database.rows(viewing.session, statement.for(values));
    return { rows, plan, answering: this.answering(viewing, inner) };
  }

  #planPage(info: GraphQLResolveInfo, asked: PageOfRows, viewing: Viewing): PagePlan {
    const planner = this.planner(info, viewing);
    const type = planner.typeNamed(getNamedType(info.returnType).name);
    const connection = planRows(planner, asked.type, asked.order, type, info.fieldNodes);
    return { connection, pages: planner.pages, statements: new Statements() };
  }

  #planRows(info: GraphQLResolveInfo, type: string, viewing: Viewing): RowsPlan {
    const planner = this.planner(info, viewing);
    const frame = new Frame(planner.making, this.catalog.source(type));
    const { table } = frame.root.source;
    const hasId = planner.making.columns.has(table.row, "id");
    const idIndex = hasId ? frame.root.read({ table, from: "id" }).index : null;
    const build = planner.object(frame.root, info.fieldNodes);
    return { frame, build, idIndex, pages: planner.pages, statements: new Statements() };
  }
}

const keyIndex = (connection: ConnectionPlan): number => connection.keyIndexes[0] ?? 0;
