import type { GraphQLResolveInfo } from "graphql";
import { getNamedType } from "graphql";

import { joinSql, sql } from "../database/index.ts";
import type { RequestContext } from "../graphql/index.ts";

import { Frame } from "./frame.ts";
import { Writing } from "./holes.ts";
import { keysetClauses } from "./keyset.ts";
import { lastPage, Prepared, shapeOf } from "./late.ts";
import { PlanCache } from "./plan-cache.ts";
import { countOfRows } from "./plan-connection.ts";
import { planKey } from "./plan-key.ts";
import { Statements } from "./statements.ts";
import type { Viewing } from "./tables.ts";
import { connectionText } from "./text-connection.ts";
import type { ConnectionText } from "./text-connection.ts";
import { NotInText, TextPlanner } from "./text-plan.ts";
import { expressionOf } from "./text.ts";
import type { TextPart } from "./text.ts";
import { viewingOf, Way } from "./way.ts";
import type { PageOfRows, RowsAsked } from "./way.ts";

interface RowsPlan {
  readonly text: TextPlanner;
  readonly frame: Frame;
  readonly object: TextPart;
  readonly statements: Statements;
}

interface PagePlan {
  readonly text: TextPlanner;
  readonly connection: ConnectionText;
  readonly statements: Statements;
}

/**
 * Has the database write the answer's text. Null where a text cannot tell all: an error, a null
 * where none may be, a page from the end. Objects tell it then.
 */
export class InText extends Way {
  readonly #rows = new PlanCache<RowsPlan | null>();
  readonly #pages = new PlanCache<PagePlan | null>();

  async page(
    context: RequestContext,
    info: GraphQLResolveInfo,
    asked: PageOfRows,
  ): Promise<string | null> {
    const viewing = viewingOf(context);
    const page = this.rootPage(context, asked);
    const plan = this.#pages.get(info, planKey(asked.type, asked.order, viewing), () =>
      this.#planPage(info, asked, viewing),
    );
    if (plan === null) return null;
    const { text, connection, statements } = plan;
    const inner = this.innerPages(context, info, text.planner.pages);
    const requests = [...inner.map((each) => each.request), page];
    if (requests.some(({ backwards }) => backwards) || inner.some(({ error }) => error))
      return null;
    const { frame, keys, isCounted } = connection;
    const condition = shapeOf(asked.where?.(frame.root.own) ?? sql`true`);
    const statement = statements.for(condition, requests, () => {
      const { where: beyond, tail } = keysetClauses(keys, page, lastPage);
      const shown = [...frame.root.always(), condition.sql];
      const rows = sql`select ${expressionOf(connection.row, requests)} as text from ${frame.from()} where ${joinSql([...shown, beyond], " and ")} ${tail}`;
      return new Prepared(
        isCounted
          ? sql`select page.text, counted.n from (select ${countOfRows(frame, shown)} as n) as counted left join lateral (${rows}) as page on true`
          : rows,
      );
    });
    const found = await this.database.rows(
      viewing.session,
      statement.for({ viewing, pages: requests, conditions: condition.values }),
    );
    const writing = new Writing(this.answering(viewing, inner));
    const total = isCounted ? Number(found[0]?.[1] ?? 0) : 0;
    connection.begin(writing, { request: page, error: null }, null, total);
    text.holes.write(
      `${connection.before}${found.map(([row]) => textOf(row)).join("")}${connection.after}`,
      writing,
    );
    return writing.whole();
  }

  async list(
    context: RequestContext,
    info: GraphQLResolveInfo,
    asked: RowsAsked,
  ): Promise<readonly string[] | null> {
    const viewing = viewingOf(context);
    const plan = this.#rows.get(info, planKey(asked.type, [], viewing), () =>
      this.#planRows(info, asked.type, viewing),
    );
    if (plan === null) return null;
    const { text, frame, object, statements } = plan;
    const inner = this.innerPages(context, info, text.planner.pages);
    const requests = inner.map((each) => each.request);
    if (requests.some(({ backwards }) => backwards) || inner.some(({ error }) => error))
      return null;
    const condition = shapeOf(asked.where(frame.root.own));
    const statement = statements.for(condition, requests, () => {
      const shown = joinSql([...frame.root.always(), condition.sql], " and ");
      const rows = sql`select ${expressionOf([object], requests)} from ${frame.from()} where ${shown}`;
      const order = asked.order?.(frame.root.own);
      return new Prepared(order ? sql`${rows} order by ${order}` : rows);
    });
    const found = await this.database.rows(
      viewing.session,
      statement.for({ viewing, pages: requests, conditions: condition.values }),
    );
    const texts: string[] = [];
    for (const [row] of found) {
      const writing = new Writing(this.answering(viewing, inner));
      text.holes.write(textOf(row), writing);
      const whole = writing.whole();
      if (whole === null) return null;
      texts.push(whole);
    }
    return texts;
  }

  #planPage(info: GraphQLResolveInfo, asked: PageOfRows, viewing: Viewing): PagePlan | null {
    return unlessNotInText(() => {
      const text = new TextPlanner(this.planner(info, viewing));
      const type = text.planner.typeNamed(getNamedType(info.returnType).name);
      const connection = connectionText(text, asked.type, asked.order, type, info.fieldNodes);
      return { text, connection, statements: new Statements() };
    });
  }

  #planRows(info: GraphQLResolveInfo, type: string, viewing: Viewing): RowsPlan | null {
    return unlessNotInText(() => {
      const text = new TextPlanner(this.planner(info, viewing));
      const frame = new Frame(text.planner.making, this.catalog.source(type));
      const object = text.object(frame.root, info.fieldNodes);
      return { text, frame, object, statements: new Statements() };
    });
  }
}

function unlessNotInText<Plan>(plan: () => Plan): Plan | null {
  try {
    return plan();
  } catch (error) {
    if (error instanceof NotInText) return null;
    throw error;
  }
}

/** Beside a number stands no text where the page is empty. */
const textOf = (cell: unknown): string => (typeof cell === "string" ? cell : "");
