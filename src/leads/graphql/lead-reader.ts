import type { LeadId } from "../../kernel/index.ts";
import { idOf } from "../../kernel/index.ts";
import type { Database } from "../../platform/database/index.ts";
import type { RequestContext } from "../../platform/graphql/index.ts";
import { callerOf, inOrderOf } from "../../platform/graphql/index.ts";
import type { StageMove } from "../domain/stage-move.ts";
import type { LeadView } from "../store/lead-queries.ts";
import { leadsByIds } from "../store/lead-queries.ts";

import type { LeadType } from "./lead.type.ts";
import { toLeadType } from "./to-lead-type.ts";

/** Reads leads for payloads, fields of other modules and `node`: one way in, one set of rights. */
export class LeadReader {
  readonly #database: Database;
  readonly #moves: readonly StageMove[];

  constructor(database: Database, moves: readonly StageMove[]) {
    this.#database = database;
    this.#moves = moves;
  }

  /** The lead as the caller may see it; null where absent or another partner's, which is the same. */
  load = async (context: RequestContext, id: LeadId): Promise<LeadType | null> => {
    const view = await context.loading.over(context, this.#batch).load(id);
    return view ? this.toType(context, view) : null;
  };

  toType(context: RequestContext, view: LeadView): LeadType {
    return toLeadType(view, callerOf(context), this.#moves);
  }

  #batch = async (context: RequestContext, ids: readonly LeadId[]) => {
    const rows = await leadsByIds(this.#database, callerOf(context).session, ids);
    return inOrderOf(ids, rows, (row) => idOf("lead", row.id));
  };
}
