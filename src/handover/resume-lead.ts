import { isRefusal } from "../kernel/index.ts";
import type { LeadMoved, MoveLead, MoveLeadDeps } from "../leads/index.ts";
import { beginMove, completeMove } from "../leads/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

/** The vendor takes a returned lead up again: it is in review as when it was new. */
export const resumeLead = (deps: MoveLeadDeps) => (call: Call<MoveLead>) =>
  once<MoveLead, LeadMoved>(deps.database, call, async (tx) => {
    const movable = await beginMove(deps, tx, call, "resumeLead");
    if (isRefusal(movable)) return movable;
    return completeMove(deps, tx, call, movable, "LeadResumed", {
      eventType: "RESUMED",
      isBack: true,
    });
  });
