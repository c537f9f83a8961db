import { isRefusal } from "../kernel/index.ts";
import type { LeadMoved, MoveLead, MoveLeadDeps } from "../leads/index.ts";
import { beginMove, completeMove } from "../leads/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { refuseRequest } from "./domain/protection.ts";
import { onlyItsPartner } from "./only-its-partner.ts";
import { readProtection } from "./store/protection-facts.ts";

/** The partner asks for more days, and says why in the comment. The days stand still until the answer. */
export const requestExtension = (deps: MoveLeadDeps) => (call: Call<MoveLead>) =>
  once<MoveLead, LeadMoved>(deps.database, call, async (tx) => {
    if (call.actor.partnerId === null) return onlyItsPartner("asked for");
    const [movable, standing] = await Promise.all([
      beginMove(deps, tx, call, "requestExtension"),
      readProtection(tx, call.session, call.command.leadId),
    ]);
    if (isRefusal(movable)) return movable;
    const refusal = refuseRequest(standing);
    if (refusal) return refusal;
    return completeMove(deps, tx, call, movable, "ExtensionRequested", {
      eventType: "EXTENSION_REQUESTED",
    });
  });
