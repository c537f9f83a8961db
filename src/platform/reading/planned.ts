import type { FieldNode, GraphQLField, GraphQLObjectType } from "graphql";

import type { Sql } from "../database/index.ts";

import type { Build, Cells } from "./build.ts";
import type { Catalog } from "./catalog.ts";
import type { Making, Slot, Standing } from "./frame.ts";
import type { Selecting } from "./selection.ts";
import type { Hanging } from "./source.ts";

/** A connection inside a statement, of which each request asks another page. */
export interface PlannedPage {
  /** `Lead.credits` */
  readonly name: string;
  readonly field: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
  /** How its cursors are told from those of other orders. */
  readonly order: readonly { readonly column: string; readonly descending: boolean }[];
}

/** What the parts of a plan have in common while it is made. */
export interface Planning {
  readonly catalog: Catalog;
  readonly making: Making;
  readonly selecting: Selecting;
  readonly pages: PlannedPage[];
  typeNamed(name: string): GraphQLObjectType;
  object(standing: Standing, nodes: readonly FieldNode[]): Build;
  hanging(child: Standing, parent: Standing, on: Hanging): readonly Sql[];
}

/** The rows of a list inside a row; none where there are none. */
export function rowsIn(row: Cells, slot: Slot): readonly unknown[] {
  const cell = row[slot.index];
  if (cell === null) return [];
  if (!Array.isArray(cell)) throw new Error("a list inside a row is no list");
  return cell;
}
