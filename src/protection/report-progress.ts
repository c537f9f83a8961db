import { isRefusal } from "../kernel/index.ts";
import type { LeadMoved, MoveLead, MoveLeadDeps } from "../leads/index.ts";
import { beginMove, completeMove } from "../leads/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { onlyItsPartner } from "./only-its-partner.ts";

/** The partner says in the comment how it goes: a sign of life, without which protection lapses. */
export const reportProgress = (deps: MoveLeadDeps) => (call: Call<MoveLead>) =>
  once<MoveLead, LeadMoved>(deps.database, call, async (tx) => {
    if (call.actor.partnerId === null) return onlyItsPartner("reported");
    const movable = await beginMove(deps, tx, call, "reportProgress");
    if (isRefusal(movable)) return movable;
    return completeMove(deps, tx, call, movable, "ProgressReported", {
      eventType: "PROGRESS_REPORTED",
    });
  });
