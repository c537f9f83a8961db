import { isRefusal } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { decideOwnCorrection } from "./correct-lead.ts";
import type { CorrectLeadDeps } from "./correct-lead.ts";
import { beginDecision } from "./decide-proposal.ts";
import type { LeadMoved, MoveLead } from "./move-lead.ts";
import { completeMove } from "./move-lead.ts";
import { leadChanges, queueCorrection } from "./store/correction-store.ts";
import { queueDecision } from "./store/proposal-store.ts";

/** Whoever works on the lead takes what its partner proposes; the lead is matched anew. */
export const takeCorrection = (deps: CorrectLeadDeps) => (call: Call<MoveLead>) =>
  once<MoveLead, LeadMoved>(deps.database, call, async (tx) => {
    const begun = await beginDecision(deps, tx, call, "takeCorrection");
    if (isRefusal(begun)) return begun;
    const { movable, proposal, before } = begun;
    const { lead, at } = movable;
    const correction = await decideOwnCorrection(deps, tx, lead, before, proposal.patch);
    if (isRefusal(correction)) return correction;
    queueCorrection(tx, lead, before, correction);
    queueDecision(tx, proposal, { at, declineReason: null });
    return completeMove(deps, tx, call, movable, "CorrectionTaken", {
      eventType: "CORRECTION_TAKEN",
      fields: proposal.fields,
      sets: leadChanges(correction),
    });
  });
