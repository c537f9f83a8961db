import type { FieldNode, GraphQLField, GraphQLObjectType } from "graphql";

import type { Sql } from "../database/index.ts";

import type { ApiError } from "../graphql/errors.ts";
import type { CursorSeal, PageRequest } from "../graphql/index.ts";

import type { Catalog } from "./catalog.ts";
import type { Building } from "./complete.ts";
import type { Making, Slot, Standing } from "./frame.ts";
import type { Selecting } from "./selection.ts";
import type { Hanging, PageField } from "./source.ts";
import type { Viewing } from "./tables.ts";

/** A connection inside a statement, of which each request asks another page. */
export interface PlannedPage {
  /** `Lead.credits` */
  readonly name: string;
  readonly field: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
  /** How its cursors are told from those of other orders. */
  readonly order: readonly { readonly column: string; readonly descending: boolean }[];
}

/** A page as a request asks for it; where it asks for none that there is, the error that says so. */
export interface AskedPage {
  readonly request: PageRequest;
  readonly error: ApiError | null;
}

/** An answer while it is made. */
export interface Answering extends Building {
  readonly viewing: Viewing;
  readonly seal: CursorSeal;
  /** In the order of their planning. */
  readonly pages: readonly AskedPage[];
}

/** Makes a value of the answer out of a row's cells. */
export type Build = (cells: readonly unknown[], answering: Answering) => unknown;

/** What the parts of a plan have in common while it is made. */
export interface Planning {
  readonly catalog: Catalog;
  readonly making: Making;
  readonly selecting: Selecting;
  readonly pages: PlannedPage[];
  typeNamed(name: string): GraphQLObjectType;
  object(standing: Standing, nodes: readonly FieldNode[]): Build;
  plannedPage(
    source: PageField,
    nodes: readonly FieldNode[],
    coordinate: string,
  ): { readonly index: number; readonly connection: GraphQLObjectType };
  hanging(child: Standing, parent: Standing, on: Hanging): readonly Sql[];
}

/** The rows of a list inside a row; none where there are none. */
export function rowsIn(row: readonly unknown[], slot: Slot): readonly unknown[] {
  const cell = row[slot.index];
  if (cell === null) return [];
  if (!Array.isArray(cell)) throw new Error("a list inside a row is no list");
  return cell;
}
