import { hash } from "node:crypto";

import { ArgsType, Field, Int } from "type-graphql";

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

/** A page as it is asked for: sizes checked, cursors opened. */
export interface PageRequest {
  readonly limit: number;
  readonly backwards: boolean;
  readonly after: CursorKeys | null;
  readonly before: CursorKeys | null;
  /** What its cursors are signed for. */
  readonly belongsTo: string;
}

/**
 * Checks page arguments and opens cursors for one list (`name` and what it is filtered by) of one
 * caller. Sizes out of 1..100 and cursors of another list are refused, never bent.
 */
export function pageRequest(
  args: PageArgs,
  list: {
    readonly name: string;
    readonly filter: unknown;
    readonly order: readonly { readonly column: string; readonly descending: boolean }[];
    /** How many values stand in a cursor before those of the order. */
    readonly keysBefore?: number;
  },
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
  const belongsTo = hash("sha256", `${caller}\n${described}`, "base64url");
  const length = list.order.length + (list.keysBefore ?? 0);
  return {
    limit: last ?? first ?? DEFAULT_PAGE_SIZE,
    backwards: isGiven(last),
    after: openCursor("after", after, belongsTo, seal, length),
    before: openCursor("before", before, belongsTo, seal, length),
    belongsTo,
  };
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
