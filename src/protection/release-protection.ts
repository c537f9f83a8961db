import { isRefusal } from "../kernel/index.ts";
import type { LeadMoved, MoveLead, MoveLeadDeps } from "../leads/index.ts";
import { beginMove, completeMove } from "../leads/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { refuseUnlessProtected } from "./domain/protection.ts";
import { onlyItsPartner } from "./only-its-partner.ts";
import { readProtection } from "./store/protection-facts.ts";

/** The partner gives a lead's protection up; the lead stays where it stands. */
export const releaseProtection = (deps: MoveLeadDeps) => (call: Call<MoveLead>) =>
  once<MoveLead, LeadMoved>(deps.database, call, async (tx) => {
    if (call.actor.partnerId === null) return onlyItsPartner("released");
    const [movable, standing] = await Promise.all([
      beginMove(deps, tx, call, "releaseProtection"),
      readProtection(tx, call.session, call.command.leadId),
    ]);
    if (isRefusal(movable)) return movable;
    const refusal = refuseUnlessProtected(standing);
    if (refusal) return refusal;
    return completeMove(deps, tx, call, movable, "ProtectionReleased", {
      eventType: "PROTECTION_RELEASED",
    });
  });
