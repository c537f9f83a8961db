import type { ObjectLiteral } from "typeorm";

import type { RowClass, Session, Sql } from "../database/index.ts";
import type { Caller } from "../graphql/index.ts";

/** For whom and at which instant something is read. */
export interface Viewing {
  readonly caller: Caller;
  readonly session: Session;
  readonly at: Date;
}

/** A column's value as it is read: instants as RFC 3339 text in UTC, the rest as the row has it. */
export type ReadValue<Value> = Value extends Date ? string : Value;

/** A value that one row of a statement brings, by its column. The type parameter says which. */
export interface Cell<Value> {
  readonly table: AnyTable;
  /** A property of the row class, or an expression over the place where the table stands. */
  readonly from: string | Expression;
  /** Not there at run time. */
  readonly holds?: Value;
}

/** SQL over columns of the tables of one source. */
export interface Expression {
  /** The PostgreSQL type of what it gives. */
  readonly type: string;
  readonly sql: (place: Place) => Sql;
}

/** Where tables stand in a statement. */
export interface Place {
  /** `t3."stage"`: a column of a table of the source, joined where it was not yet. */
  readonly column: (table: AnyTable, property: string) => Sql;
  /** The instant of the request, as a parameter. */
  readonly now: Sql;
}

export interface AnyTable {
  readonly row: RowClass<ObjectLiteral>;
  /** Null for the table that a source is about. */
  readonly join: Join | null;
  /** True where a row may lack it: then its cells are null. */
  readonly optional: boolean;
}

export interface Join {
  readonly to: AnyTable;
  /** Own properties and the properties of `to` that they equal. */
  readonly on: Readonly<Record<string, string>>;
  /** Own properties that must be true. */
  readonly only: readonly string[];
}

/** A table whose columns are read: a source's own, or one that is joined to it row by row. */
export class Table<
  Row extends ObjectLiteral,
  Optional extends boolean = false,
> implements AnyTable {
  readonly row: RowClass<Row>;
  readonly join: Join | null;
  readonly optional: boolean;

  constructor(row: RowClass<Row>, join: Join | null, optional: boolean) {
    this.row = row;
    this.join = join;
    this.optional = optional;
  }

  cell<Property extends keyof Row & string>(
    property: Property,
  ): Cell<ReadValue<Row[Property]> | (Optional extends true ? null : never)> {
    return { table: this, from: property };
  }

  /** What SQL makes of the row's columns. */
  expression<Value>(type: string, sql: (place: Place) => Sql): Cell<Value> {
    return { table: this, from: { type, sql } };
  }

  /** Joins a table that has one row for each of these; at most one where it is optional. */
  with<Other extends ObjectLiteral>(
    row: RowClass<Other>,
    on: Readonly<Partial<Record<keyof Other & string, keyof Row & string>>>,
    only: readonly (keyof Other & string)[] = [],
  ): Table<Other> {
    return new Table<Other>(row, { to: this, on: pairsOf(on), only }, false);
  }

  withOptional<Other extends ObjectLiteral>(
    row: RowClass<Other>,
    on: Readonly<Partial<Record<keyof Other & string, keyof Row & string>>>,
    only: readonly (keyof Other & string)[] = [],
  ): Table<Other, true> {
    return new Table<Other, true>(row, { to: this, on: pairsOf(on), only }, true);
  }
}

/** The table that a source is about. */
export function tableOf<Row extends ObjectLiteral>(row: RowClass<Row>): Table<Row> {
  return new Table<Row>(row, null, false);
}

function pairsOf(on: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(on).flatMap(([own, other]) => (other === undefined ? [] : [[own, other]])),
  );
}
