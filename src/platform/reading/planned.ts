import type { FieldNode, GraphQLField } from "graphql";

import type { ApiError } from "../graphql/errors.ts";
import type { CursorSeal, PageRequest } from "../graphql/index.ts";

import type { Building } from "./complete.ts";
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
