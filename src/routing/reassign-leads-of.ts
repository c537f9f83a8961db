import type { LeadId, PartnerMemberId, QueueId, Refusal } from "../kernel/index.ts";
import { isRefusal, refuse, uuidOf } from "../kernel/index.ts";
import type { MoveLeadDeps, Stage } from "../leads/index.ts";
import { lockLead, readIsManager } from "../leads/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { giveLead } from "./give-lead.ts";
import type { Gift } from "./give-lead.ts";
import { QUEUES } from "./named-things.ts";
import { notInSales } from "./save-team.ts";
import { refuseMissing } from "./set-rep-profile.ts";
import { countHeldBy, lockHeldBy } from "./store/assignment-store.ts";
import { readOwner } from "./store/owner-queries.ts";
import { readMissing } from "./store/staff-queries.ts";

export interface ReassignLeadsOf {
  readonly memberId: PartnerMemberId;
  readonly receiver:
    | { readonly kind: "MEMBER"; readonly memberId: PartnerMemberId }
    | { readonly kind: "QUEUE"; readonly queueId: QueueId };
  /** Null for all stages. */
  readonly stages: readonly Stage[] | null;
  /** For the vendor alone. */
  readonly reason: string;
}

export interface LeadsGiven extends Outcome {
  readonly reassigned: number;
  /** What the person still holds of what was asked for: call again. */
  readonly remaining: number;
}

/** Leads that are passed on in one transaction. */
const MOST_AT_ONCE = 100;

/** A manager passes on what somebody holds, each lead as reassignLead does: all of a call's or none. */
export const reassignLeadsOf = (deps: MoveLeadDeps) => (call: Call<ReassignLeadsOf>) =>
  once<ReassignLeadsOf, LeadsGiven>(deps.database, call, async (tx) => {
    const { memberId, receiver, stages, reason } = call.command;
    if (!(await readIsManager(tx, call.actor.id)))
      return refuse("FORBIDDEN", "The leads of others are passed on by a manager.");
    const holder = await receiverOf(tx, receiver);
    if (isRefusal(holder)) return holder;
    if (holder.kind === "MEMBER" && holder.memberId === memberId)
      return refuse("ALREADY_DONE", "The leads are theirs already: nothing was passed on.");
    const held = { memberId, stages };
    const leadIds = await lockHeldBy(tx, held, MOST_AT_ONCE);
    const gift: Gift = { holder, cause: "REASSIGNED", note: reason, chosen: null };
    const subjects: string[] = [];
    for (const leadId of leadIds) {
      const given = await give(deps, tx, leadId, gift, call);
      subjects.push(...given);
    }
    const remaining = (await countHeldBy(tx, held)) - leadIds.length;
    return { kind: "LeadsGiven", subjects, reassigned: leadIds.length, remaining };
  });

async function give(
  deps: MoveLeadDeps,
  tx: Transaction,
  leadId: LeadId,
  gift: Gift,
  call: Call<ReassignLeadsOf>,
): Promise<readonly string[]> {
  const lead = await lockLead(tx, call.session, leadId);
  // its row is locked already
  if (!lead) throw new Error(`${leadId} went away behind its lock`);
  return giveLead(deps, tx, lead, gift, call).subjects;
}

async function receiverOf(
  tx: Transaction,
  receiver: ReassignLeadsOf["receiver"],
): Promise<Gift["holder"] | Refusal> {
  if (receiver.kind === "QUEUE") {
    const missing = await readMissing(tx, QUEUES, [receiver.queueId]);
    return refuseMissing(QUEUES, missing, "queueId") ?? receiver;
  }
  const owner = await readOwner(tx, uuidOf(receiver.memberId));
  if (!owner) return notInSales(receiver.memberId, ["toMemberId"]);
  return { kind: "MEMBER", memberId: owner.id, displayName: owner.displayName, turn: null };
}
