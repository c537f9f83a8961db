import { isRefusal } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { beginDecision } from "./decide-proposal.ts";
import type { LeadMoved, MoveLead, MoveLeadDeps } from "./move-lead.ts";
import { completeMove } from "./move-lead.ts";
import { queueDecision } from "./store/proposal-store.ts";

/** Declines what the partner proposes; the comment says why, and the partner reads it. */
export interface DeclineCorrection extends MoveLead {
  readonly comment: string;
}

/** Whoever works on the lead declines what its partner proposes: the lead stays as it is. */
export const declineCorrection = (deps: MoveLeadDeps) => (call: Call<DeclineCorrection>) =>
  once<DeclineCorrection, LeadMoved>(deps.database, call, async (tx) => {
    const begun = await beginDecision(deps, tx, call, "declineCorrection");
    if (isRefusal(begun)) return begun;
    const { movable, proposal } = begun;
    queueDecision(tx, proposal, { at: movable.at, declineReason: call.command.comment });
    return completeMove(deps, tx, call, movable, "CorrectionDeclined", {
      eventType: "CORRECTION_DECLINED",
      fields: proposal.fields,
    });
  });
