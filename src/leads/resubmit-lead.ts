import { isRefusal, refuse } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { LeadMoved, MoveLead, MoveLeadDeps } from "./move-lead.ts";
import { beginMove, completeMove } from "./move-lead.ts";

/** The partner brings a returned lead back before its day, and says in the comment what is new. */
export const resubmitLead = (deps: MoveLeadDeps) => (call: Call<MoveLead>) =>
  once<MoveLead, LeadMoved>(deps.database, call, async (tx) => {
    if (call.actor.partnerId === null) {
      return refuse(
        "FORBIDDEN",
        "A lead is resubmitted by its own partner; the vendor takes it up again with resumeLead.",
      );
    }
    const movable = await beginMove(deps, tx, call, "resubmitLead");
    if (isRefusal(movable)) return movable;
    return completeMove(deps, tx, call, movable, "LeadResubmitted", {
      eventType: "RESUBMITTED",
      isBack: true,
    });
  });
