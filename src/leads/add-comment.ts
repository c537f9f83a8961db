import { isRefusal } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { LeadMoved, MoveLead, MoveLeadDeps } from "./move-lead.ts";
import { beginMove, completeMove } from "./move-lead.ts";

/** One side says something of a lead, for both to read. It stays as it was said. */
export const addComment = (deps: MoveLeadDeps) => (call: Call<MoveLead>) =>
  once<MoveLead, LeadMoved>(deps.database, call, async (tx) => {
    const movable = await beginMove(deps, tx, call, "addComment");
    if (isRefusal(movable)) return movable;
    return completeMove(deps, tx, call, movable, "CommentAdded", { eventType: "COMMENTED" });
  });
