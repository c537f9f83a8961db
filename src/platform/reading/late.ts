import type { PageRequest } from "../graphql/index.ts";
import { Sql, sql, toStatement, trustedText } from "../database/index.ts";
import type { Statement } from "../database/index.ts";
import { sendable } from "../database/statement.ts";

import type { Viewing } from "./tables.ts";

/** What one request brings to a statement that was made before: who asks, pages, conditions. */
export interface Asked {
  readonly viewing: Viewing;
  /** The request of each page in the statement, in the order of their planning. */
  readonly pages: readonly PageRequest[];
  /** The values in the condition on the outermost rows. */
  readonly conditions: readonly unknown[];
}

/** In the place of a parameter's value that each request brings. */
class Late {
  readonly of: (asked: Asked) => unknown;

  constructor(of: (asked: Asked) => unknown) {
    this.of = of;
  }
}

/** A parameter whose value the request brings. */
export function late(of: (asked: Asked) => unknown, type: string): Sql {
  return sql`${new Late(of)}${trustedText(`::${type}`)}`;
}

/** A statement's text, made once; each request fills in its values. */
export class Prepared {
  readonly #statement: Statement;
  readonly #values: readonly unknown[];

  constructor(piece: Sql) {
    const values: unknown[] = [];
    this.#statement = toStatement(withoutValues(piece, values, (index) => index));
    this.#values = values;
  }

  for(asked: Asked): Statement {
    const { name, text } = this.#statement;
    const values = this.#values.map((value) =>
      sendable(value instanceof Late ? value.of(asked) : value),
    );
    return { name, text, values };
  }
}

/** A condition with its values taken out: statements are told apart by its text, requests bring the values. */
export interface Shape {
  readonly sql: Sql;
  readonly text: string;
  readonly values: readonly unknown[];
}

export function shapeOf(condition: Sql): Shape {
  const values: unknown[] = [];
  const shape = withoutValues(
    condition,
    values,
    (index) => new Late(({ conditions }) => conditions[index]),
  );
  return { sql: shape, text: textOf(shape), values };
}

/** The whole text, whatever it is nested of. */
function textOf({ strings, values }: Sql): string {
  return strings
    .map((text, index) => {
      const value = values[index];
      return value instanceof Sql ? text + textOf(value) : `${text}?`;
    })
    .join("");
}

/** Takes the values out in their order, and puts something else in the place of each. */
function withoutValues(piece: Sql, values: unknown[], instead: (index: number) => unknown): Sql {
  return new Sql(
    piece.strings,
    piece.values.map((value) =>
      value instanceof Sql
        ? withoutValues(value, values, instead)
        : instead(values.push(value) - 1),
    ),
  );
}
