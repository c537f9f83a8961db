import type { LeadId, QueueId } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import type { MoveLeadDeps } from "../leads/index.ts";
import { leadNotThere, lockLead, readIsManager } from "../leads/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { giveLead, refuseUnlessHeld } from "./give-lead.ts";
import type { LeadGiven } from "./give-lead.ts";
import { QUEUES } from "./named-things.ts";
import { refuseUnlessTheirs } from "./reassign-lead.ts";
import { refuseMissing } from "./set-rep-profile.ts";
import { readHolding } from "./store/assignment-store.ts";
import { readMissing } from "./store/staff-queries.ts";

export interface ReleaseLead {
  readonly leadId: LeadId;
  /** Null for the one that the lead came from. */
  readonly queueId: QueueId | null;
  /** For the vendor alone. */
  readonly reason: string;
}

/** Whoever holds a lead puts it back into a queue, and says why; the rules do not give it back to them. */
export const releaseLead = (deps: MoveLeadDeps) => (call: Call<ReleaseLead>) =>
  once<ReleaseLead, LeadGiven>(deps.database, call, async (tx) => {
    const { leadId, queueId: named, reason } = call.command;
    const [lead, holding, isManager, missing] = await Promise.all([
      lockLead(tx, call.session, leadId),
      readHolding(tx, leadId, call.actor.id),
      readIsManager(tx, call.actor.id),
      readMissing(tx, QUEUES, named === null ? [] : [named]),
    ]);
    if (!lead) return leadNotThere(leadId);
    const refusal =
      refuseUnlessHeld(lead) ??
      refuseUnlessTheirs(holding, call.actor, isManager) ??
      refuseMissing(QUEUES, missing, "queueId");
    if (refusal) return refusal;
    if (holding.queueId !== null)
      return refuse("ALREADY_DONE", `The lead waits in ${holding.queueName ?? "a queue"} already.`);
    const queueId = named ?? holding.lastQueueId;
    if (queueId === null)
      return refuse("VALIDATION_FAILED", "The lead came from no queue: name one.", {
        path: ["queueId"],
      });
    const holder = { kind: "QUEUE", queueId } as const;
    return giveLead(
      deps,
      tx,
      lead,
      { holder, cause: "RELEASED", note: reason, chosen: null },
      call,
    );
  });
