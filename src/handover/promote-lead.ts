import { isRefusal } from "../kernel/index.ts";
import type { LeadMoved, MoveLead, MoveLeadDeps } from "../leads/index.ts";
import { beginMove, completeMove } from "../leads/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

/** Marketing raises a submitted lead to MQL by hand: it is worth sales' attention. */
export const promoteLead = (deps: MoveLeadDeps) => (call: Call<MoveLead>) =>
  once<MoveLead, LeadMoved>(deps.database, call, async (tx) => {
    const movable = await beginMove(deps, tx, call, "promoteLead");
    if (isRefusal(movable)) return movable;
    return completeMove(deps, tx, call, movable, "LeadPromoted", { eventType: "PROMOTED" });
  });
