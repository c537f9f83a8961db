import { isRefusal } from "../kernel/index.ts";
import type { LeadMoved, MoveLead, MoveLeadDeps } from "../leads/index.ts";
import { beginMove, completeMove } from "../leads/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { refuseDecision } from "./domain/protection.ts";
import { queueExtensionDecided, readProtection } from "./store/protection-facts.ts";

export interface DecideExtension extends MoveLead {
  readonly isGranted: boolean;
  /** For the vendor alone. */
  readonly note: string | null;
}

/** The vendor answers a partner that asked for more days. The time that it waited is added either way. */
export const decideExtension = (deps: MoveLeadDeps) => (call: Call<DecideExtension>) =>
  once<DecideExtension, LeadMoved>(deps.database, call, async (tx) => {
    const { leadId, isGranted, note } = call.command;
    const [movable, standing] = await Promise.all([
      beginMove(deps, tx, call, "decideExtension"),
      readProtection(tx, call.session, leadId),
    ]);
    if (isRefusal(movable)) return movable;
    const refusal = refuseDecision(standing);
    if (refusal) return refusal;
    queueExtensionDecided(tx, movable.lead, { isGranted, at: movable.at });
    return completeMove(deps, tx, call, movable, "ExtensionDecided", {
      eventType: "EXTENSION_DECIDED",
      note,
    });
  });
