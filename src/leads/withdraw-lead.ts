import { isRefusal, refuse } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { LeadMoved, MoveLead, MoveLeadDeps } from "./move-lead.ts";
import { beginMove, completeMove } from "./move-lead.ts";

/** The partner takes its lead back, before acceptance. The claim ends; nothing is owed. */
export const withdrawLead = (deps: MoveLeadDeps) => (call: Call<MoveLead>) =>
  once<MoveLead, LeadMoved>(deps.database, call, async (tx) => {
    if (call.actor.partnerId === null) {
      return refuse(
        "FORBIDDEN",
        "A lead is withdrawn by its own partner; the vendor rejects or returns it.",
      );
    }
    const movable = await beginMove(deps, tx, call, "withdrawLead");
    if (isRefusal(movable)) return movable;
    return completeMove(deps, tx, call, movable, "LeadWithdrawn", { eventType: "WITHDRAWN" });
  });
