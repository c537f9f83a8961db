import type { PageRequest } from "../graphql/index.ts";
import type { Sql } from "../database/index.ts";
import { joinSql, sql, trustedText } from "../database/index.ts";

import { late } from "./late.ts";
import type { Asked } from "./late.ts";

/** One key of a list's order: its column, its type, its direction. All run the same way. */
export interface Key {
  readonly column: Sql;
  readonly type: string;
  readonly descending: boolean;
}

/** What of a page changes the statement's text; the rest are values. */
export function shapeOfPage(page: PageRequest): string {
  const cursors = `${page.after ? "a" : ""}${page.before ? "b" : ""}`;
  return `${page.backwards ? "-" : ""}${page.limit}${cursors}`;
}

const SIZES = [1, 5, 20, 50, 100];

/**
 * A page inside a row, as it is read: some sizes serve all, since each makes a statement of its own
 * with each of every other list. What is read too much is cut off when the page is made.
 */
export function roundedUp(page: PageRequest): PageRequest {
  return { ...page, limit: SIZES.find((size) => size >= page.limit) ?? page.limit };
}

/**
 * The conditions, order and limit of a keyset page; one row more than asked tells of a next page.
 * The limit stands in the text: PostgreSQL plans a parameter in its place anew at each execution.
 */
export function keysetClauses(
  keys: readonly Key[],
  page: PageRequest,
  pageOf: (asked: Asked) => PageRequest,
): { readonly where: Sql; readonly tail: Sql } {
  const conditions: Sql[] = [];
  for (const side of ["after", "before"] as const) {
    if (page[side]) conditions.push(beyond(keys, side, (asked) => pageOf(asked)[side]));
  }
  const order = keys.map(
    (key) => sql`${key.column}${trustedText(key.descending === page.backwards ? " asc" : " desc")}`,
  );
  return {
    where: conditions.length === 0 ? sql`true` : joinSql(conditions, " and "),
    tail: sql`order by ${joinSql(order, ", ")} limit ${trustedText(String(page.limit + 1))}`,
  };
}

// One row comparison, since all keys run the same way: that form uses the index as one range.
function beyond(
  keys: readonly Key[],
  side: "after" | "before",
  cursorOf: (asked: Asked) => PageRequest["after"],
): Sql {
  const descending = keys[0]?.descending ?? false;
  if (keys.some((key) => key.descending !== descending))
    throw new Error("the keys of a list's order run in one direction");
  const columns = joinSql(
    keys.map((key) => key.column),
    ", ",
  );
  const values = keys.map((key, index) =>
    late((asked) => cursorOf(asked)?.at(index - keys.length), key.type),
  );
  const operator = trustedText((side === "after") === descending ? "<" : ">");
  return sql`(${columns}) ${operator} (${joinSql(values, ", ")})`;
}
