import { createHash } from "node:crypto";

import { ArgsType, Field, Int } from "type-graphql";

import type { Sql } from "../database/index.ts";
import { joinSql, sql, trustedText } from "../database/index.ts";

import type { RequestContext } from "./context.ts";
import type { CursorKeys, CursorSeal } from "./cursor.ts";
import { apiError } from "./errors.ts";

export const DEFAULT_PAGE_SIZE = 20;
export const MAX_PAGE_SIZE = 100;
export const COUNT_LIMIT = 10_000;

@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    description:
      "How many from the start (or after `after`): 1 to 100, 20 if neither first nor last is given",
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: "The cursor after which the page begins" })
  after?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: "How many from the end (or before `before`): 1 to 100; not together with first",
  })
  last?: number | null;

  @Field(() => String, { nullable: true, description: "The cursor before which the page ends" })
  before?: string | null;
}

/** One key of a list's order: a column expression, its cast for the cursor, its direction. */
export interface OrderKey {
  readonly column: string;
  readonly type: "timestamptz" | "uuid" | "bigint" | "integer" | "text";
  readonly descending: boolean;
}

/** A page as it is asked for: sizes checked, cursors opened. */
export interface PageRequest {
  readonly order: readonly OrderKey[];
  readonly limit: number;
  readonly backwards: boolean;
  readonly after: CursorKeys | null;
  readonly before: CursorKeys | null;
  /** What its cursors are signed for. */
  readonly belongsTo: string;
}

/** A page as it was read; the cursors are made of each row's keys. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly cursors: readonly string[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

/**
 * Checks page arguments and opens cursors for one list (`name` and what it is filtered by) of one
 * caller. Sizes out of 1..100 and cursors of another list are refused, never bent.
 */
export function pageRequest(
  args: PageArgs,
  list: { readonly name: string; readonly filter: unknown; readonly order: readonly OrderKey[] },
  context: RequestContext,
  seal: CursorSeal,
): PageRequest {
  const { first, last, after, before } = args;
  if (isGiven(first) && isGiven(last))
    throw badInput("last", "first and last exclude each other: give one of them");
  checkSize("first", first);
  checkSize("last", last);
  const described = JSON.stringify([
    list.name,
    list.filter ?? null,
    list.order.map((key) => [key.column, key.descending]),
  ]);
  const caller = context.caller?.actor.id ?? "anonymous";
  const belongsTo = createHash("sha256").update(`${caller}\n${described}`).digest("base64url");
  return {
    order: list.order,
    limit: last ?? first ?? DEFAULT_PAGE_SIZE,
    backwards: isGiven(last),
    after: openCursor("after", after, belongsTo, seal, list.order.length),
    before: openCursor("before", before, belongsTo, seal, list.order.length),
    belongsTo,
  };
}

/** The conditions, order and limit of a keyset page; one row more than asked tells of a next page. */
export function pageClauses(page: PageRequest): { readonly where: Sql; readonly tail: Sql } {
  const conditions = [sql`true`];
  if (page.after) conditions.push(beyond(page.order, page.after, "after"));
  if (page.before) conditions.push(beyond(page.order, page.before, "before"));
  const order = page.order.map((key) =>
    trustedText(`${key.column} ${key.descending === page.backwards ? "asc" : "desc"}`),
  );
  return {
    where: joinSql(conditions, " and "),
    tail: sql`order by ${joinSql(order, ", ")} limit ${page.limit + 1}::integer`,
  };
}

/** Cuts the extra row off, turns a backward page round and signs a cursor per row. */
export function pageOf<Row>(
  page: PageRequest,
  found: readonly Row[],
  keysOf: (row: Row) => CursorKeys,
  seal: CursorSeal,
): Page<Row> {
  const kept = found.slice(0, page.limit);
  const more = found.length > page.limit;
  const rows = page.backwards ? kept.toReversed() : kept;
  return {
    rows,
    cursors: rows.map((row) => seal.write(keysOf(row), page.belongsTo)),
    hasNextPage: page.backwards ? page.before !== null : more,
    hasPreviousPage: page.backwards ? more : page.after !== null,
  };
}

// One row comparison where all keys run the same way (that form uses the index as one range).
function beyond(order: readonly OrderKey[], keys: CursorKeys, side: "after" | "before"): Sql {
  const columns = order.map((key) => key.column).join(", ");
  const values = order.map((key, index) => sql`${keys[index]}${trustedText(`::${key.type}`)}`);
  const descending = order[0]?.descending ?? false;
  if (order.some((key) => key.descending !== descending)) {
    throw new Error("the keys of a list's order run in one direction");
  }
  const operator = (side === "after") === descending ? "<" : ">";
  return sql`${trustedText(`(${columns}) ${operator} `)}(${joinSql(values, ", ")})`;
}

function openCursor(
  name: string,
  cursor: string | null | undefined,
  belongsTo: string,
  seal: CursorSeal,
  length: number,
): CursorKeys | null {
  if (!isGiven(cursor)) return null;
  const keys = seal.read(cursor, belongsTo);
  if (keys?.length === length) return keys;
  throw badInput(
    name,
    `${name} is not a cursor of this list: cursors hold for the caller, filter and order they were given for`,
  );
}

function checkSize(name: string, size: number | null | undefined): void {
  if (!isGiven(size)) return;
  if (size < 1 || size > MAX_PAGE_SIZE) {
    throw badInput(name, `${name} must be 1 to ${MAX_PAGE_SIZE}, got ${size}`);
  }
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}

const badInput = (argument: string, message: string) =>
  apiError("BAD_USER_INPUT", message, { inputPath: [argument] });
