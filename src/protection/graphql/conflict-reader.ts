import type { ConflictId } from "../../kernel/index.ts";
import { idOf } from "../../kernel/index.ts";
import type { Database } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { callerOf, inOrderOf } from "../../platform/graphql/index.ts";
import { conflictsByIds } from "../store/conflict-queries.ts";

import type { ConflictType } from "./conflict.type.ts";
import { toConflictType } from "./conflict.type.ts";

/** Reads conflicts for `node`. */
export class ConflictReader {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The conflict; null where there is none. Partners have no right to the table: ask for the scope first. */
  load = async (context: RequestContext, id: ConflictId): Promise<ConflictType | null> => {
    const view = await context.loading.over(context, this.#batch).load(id);
    return view ? toConflictType(view) : null;
  };

  #batch = async (context: RequestContext, ids: readonly ConflictId[]) => {
    const rows = await conflictsByIds(this.#database, callerOf(context).session, ids);
    return inOrderOf(ids, rows, (row) => idOf("cfl", row.id));
  };
}
