import type { Prefix } from "../../kernel/index.ts";
import { idOf } from "../../kernel/index.ts";
import type { Sql } from "../database/index.ts";

import type { AnyTable, Cell, Place, Viewing } from "./tables.ts";

/** How the objects of one GraphQL type are read: out of which table, and each field out of what. */
export interface Source {
  /** The GraphQL type's name. */
  readonly type: string;
  readonly table: AnyTable;
  /** True where each row is some partner's own (column partner_id), whose people see it alone. */
  readonly isPartners: boolean;
  /** What always holds of rows that are shown. */
  readonly where?: (place: Place) => Sql;
  /** What holds besides for viewers who lack a scope. */
  readonly without?: { readonly scope: string; readonly where: (place: Place) => Sql };
  readonly fields: Fields;
  /** Where an id stands for another row by now, for the vendor's side: that row's; else null. */
  readonly survivor?: (uuid: Sql) => Sql;
}

export type Fields = Readonly<Record<string, FieldSource>>;

export type FieldSource =
  | CellField
  | ValueField
  | ExpressionField
  | PartField
  | OneField
  | ListField
  | PageField
  | SumField;

/** A value made of cells: of a scalar's type, or plain objects with a property for each field. */
export interface ValueField {
  readonly kind: "value";
  readonly cells: readonly Cell<unknown>[];
  make(values: readonly unknown[], viewing: Viewing): unknown;
}

/** A value made of one cell alone. */
export interface CellField {
  readonly kind: "cell";
  readonly cell: Cell<unknown>;
  readonly make: (value: unknown) => unknown;
}

/** A value that SQL makes of the row's columns; for modules that know the row by its source alone. */
export interface ExpressionField {
  readonly kind: "expression";
  readonly type: string;
  readonly sql: (column: ColumnOf) => Sql;
}

/** An object whose fields come of the same row. */
export interface PartField {
  readonly kind: "part";
  /** The part is null where this says so. */
  readonly cells: readonly Cell<unknown>[];
  isThere(values: readonly unknown[], viewing: Viewing): boolean;
  readonly fields: Fields;
}

/** Where rows of another source hang: its properties and the properties here that they equal. */
export type Hanging =
  Readonly<Record<string, string>> | ((child: ColumnOf, parent: ColumnOf) => Sql);

/** `t3."stage"` of a property. */
export type ColumnOf = (property: string) => Sql;

/** The one object of another source that belongs to the row, or null. */
export interface OneField {
  readonly kind: "one";
  readonly type: string;
  readonly on: Hanging;
  /** Which one, where there are several: the first in this order. */
  readonly first: readonly OrderBy[];
}

export interface OrderBy {
  readonly property: string;
  readonly descending: boolean;
}

/** All objects of another source that belong to the row; few by their nature. */
export interface ListField {
  readonly kind: "list";
  readonly type: string;
  readonly on: Hanging;
  readonly order: readonly OrderBy[];
}

/** A connection of the objects of another source that belong to the row. */
export interface PageField {
  readonly kind: "page";
  readonly type: string;
  readonly on: Hanging;
  readonly order: readonly OrderBy[];
}

/** An object that tells of a list: the list itself in one field, and what it comes to in others. */
export interface SumField {
  readonly kind: "sum";
  readonly list: ListField;
  /** The field that shows the list. */
  readonly shownAs: string;
  /** Read of each row, whether the list is shown or not. */
  readonly cells: readonly Cell<unknown>[];
  /** The other fields; null where there is nothing to tell of. */
  make(rows: readonly (readonly unknown[])[]): Readonly<Record<string, unknown>> | null;
}

type ValuesOf<Cells extends readonly Cell<unknown>[]> = {
  readonly [Index in keyof Cells]: Cells[Index] extends Cell<infer Value> ? Value : never;
};

/** A column as it is. */
export function column(cell: Cell<unknown>): CellField {
  return { kind: "cell", cell, make: (value) => value };
}

/** A row's uuid as the public id of its type; null where it is null. */
export function id(prefix: Prefix, cell: Cell<string | null>): CellField {
  return {
    kind: "cell",
    cell,
    make: (uuid) => (typeof uuid === "string" ? idOf(prefix, uuid) : null),
  };
}

/** A value made of cells, and of who looks at it. */
export function value<const Cells extends readonly Cell<unknown>[]>(
  cells: Cells,
  make: (values: ValuesOf<Cells>, viewing: Viewing) => unknown,
): ValueField {
  return { kind: "value", cells, make };
}

export function expression(type: string, sql: (column: ColumnOf) => Sql): ExpressionField {
  return { kind: "expression", type, sql };
}

/** An object of the same row. */
export function part(fields: Fields): PartField {
  return { kind: "part", cells: [], isThere: () => true, fields };
}

/** An object of the same row that is not always there, or not for everybody. */
export function partWhere<const Cells extends readonly Cell<unknown>[]>(
  cells: Cells,
  isThere: (values: ValuesOf<Cells>, viewing: Viewing) => boolean,
  fields: Fields,
): PartField {
  return { kind: "part", cells, isThere, fields };
}

/** The object of another source whose properties equal columns of this row, or that the SQL says. */
export function one(type: string, on: Hanging, first: readonly OrderBy[] = []): OneField {
  return { kind: "one", type, on, first };
}

export function list(type: string, on: Hanging, order: readonly OrderBy[]): ListField {
  return { kind: "list", type, on, order };
}

export function page(type: string, on: Hanging, order: readonly OrderBy[]): PageField {
  return { kind: "page", type, on, order };
}

export function sum<const Cells extends readonly Cell<unknown>[]>(
  listed: ListField,
  shownAs: string,
  cells: Cells,
  make: (rows: readonly ValuesOf<Cells>[]) => Readonly<Record<string, unknown>> | null,
): SumField {
  return { kind: "sum", list: listed, shownAs, cells, make };
}

export const ascending = (property: string): OrderBy => ({ property, descending: false });
export const descending = (property: string): OrderBy => ({ property, descending: true });
