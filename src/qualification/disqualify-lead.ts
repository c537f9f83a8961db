import type { LeadMoved, MoveLeadDeps, MoveLeadWithReason } from "../leads/index.ts";
import { moveWithReason } from "../leads/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

/**
 * Sales ends an accepted lead, with a reason. Posts nothing: credit is touched only by a reversal,
 * which is an act of its own.
 */
export const disqualifyLead = (deps: MoveLeadDeps) => (call: Call<MoveLeadWithReason>) =>
  once<MoveLeadWithReason, LeadMoved>(deps.database, call, (tx) =>
    moveWithReason(deps, tx, call, {
      verb: "disqualifyLead",
      list: "DISQUALIFICATION",
      kind: "LeadDisqualified",
      eventType: "DISQUALIFIED",
    }),
  );
