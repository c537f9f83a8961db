import type { LeadMoved, MoveLeadDeps, MoveLeadWithReason } from "../leads/index.ts";
import { moveWithReason } from "../leads/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

export interface ReturnLead extends MoveLeadWithReason {
  /** When the lead is looked at again: a day in its program's zone, after today. */
  readonly revisitOn: string;
}

/** Sales returns a lead for now; credit that it earned stays. */
export const returnLead = (deps: MoveLeadDeps) => (call: Call<ReturnLead>) =>
  once<ReturnLead, LeadMoved>(deps.database, call, (tx) =>
    moveWithReason(deps, tx, call, {
      verb: "returnLead",
      list: "RECYCLE",
      kind: "LeadReturned",
      eventType: "RETURNED",
      revisitOn: call.command.revisitOn,
    }),
  );
