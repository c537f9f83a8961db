import type { LeadMoved, MoveLeadDeps, MoveLeadWithReason } from "../leads/index.ts";
import { moveWithReason } from "../leads/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

/** Sales refuses a lead before acceptance, with a reason of which the partner learns its own code. */
export const rejectLead = (deps: MoveLeadDeps) => (call: Call<MoveLeadWithReason>) =>
  once<MoveLeadWithReason, LeadMoved>(deps.database, call, (tx) =>
    moveWithReason(deps, tx, call, {
      verb: "rejectLead",
      list: "REJECTION",
      kind: "LeadRejected",
      eventType: "REJECTED",
    }),
  );
