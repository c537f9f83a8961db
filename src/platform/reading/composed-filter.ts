import type { Sql } from "../database/index.ts";
import { joinSql, sql } from "../database/index.ts";
import { apiError } from "../graphql/index.ts";
import type { ArgumentPath } from "../graphql/index.ts";

/** A filter that may be made of filters of its own kind. */
export interface Composed<Filter> {
  readonly and?: readonly Filter[] | null;
  readonly or?: readonly Filter[] | null;
  readonly not?: Filter | null;
}

const DEEPEST = 5;
const MOST_PARTS = 40;

/**
 * The condition that a composed filter comes to. `conditions` gives those of one part, besides what
 * it is composed of; `path` is where the part stands in the arguments. What is null does not matter.
 */
export function composedCondition<Filter extends Composed<Filter>>(
  filter: Filter | null | undefined,
  conditions: (part: Filter, path: ArgumentPath) => readonly Sql[],
): Sql {
  let parts = 0;
  const of = (part: Filter, path: ArgumentPath, depth: number): Sql => {
    parts += 1;
    if (depth > DEEPEST || parts > MOST_PARTS) {
      throw apiError(
        "LIMIT_EXCEEDED",
        `A filter may be ${DEEPEST} deep and have ${MOST_PARTS} parts`,
        { inputPath: path },
      );
    }
    const given = [...conditions(part, path)];
    for (const joint of ["and", "or"] as const) {
      const list = part[joint] ?? null;
      if (list === null) continue;
      if (list.length === 0)
        throw apiError(
          "BAD_USER_INPUT",
          `${joint} needs one filter or more: leave it out instead`,
          {
            inputPath: [...path, joint],
          },
        );
      const inner = list.map((each, index) => of(each, [...path, joint, index], depth + 1));
      given.push(sql`(${joinSql(inner, joint === "and" ? " and " : " or ")})`);
    }
    const not = part.not ?? null;
    // what is unknown of a row does not hold of it, and so its opposite does
    if (not !== null) given.push(sql`(${of(not, [...path, "not"], depth + 1)}) is not true`);
    return given.length === 0 ? sql`true` : sql`(${joinSql(given, " and ")})`;
  };
  return filter === null || filter === undefined ? sql`true` : of(filter, ["filter"], 0);
}
