import type { LeadId, PartnerMemberId, QueueId, Refusal, TeamId } from "../kernel/index.ts";
import { isRefusal, refuse, uuidOf } from "../kernel/index.ts";
import type { LockedLead, MoveLeadDeps } from "../leads/index.ts";
import { leadNotThere, lockLead, readIsManager } from "../leads/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import type { Actor, Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { giveLead, isHeldBy, refuseUnlessHeld } from "./give-lead.ts";
import type { Gift, LeadGiven } from "./give-lead.ts";
import { QUEUES } from "./named-things.ts";
import { choose, routeLead } from "./route-lead.ts";
import { notInSales } from "./save-team.ts";
import { refuseMissing } from "./set-rep-profile.ts";
import type { Holding } from "./store/assignment-store.ts";
import { readHolding } from "./store/assignment-store.ts";
import { readOwner } from "./store/owner-queries.ts";
import { readMissing } from "./store/staff-queries.ts";
import { readRoutedLead } from "./store/subject-store.ts";

/** To whom: somebody, a queue, whoever of a team is the least busy, or whom the rules say. */
export type Receiver =
  | { readonly kind: "MEMBER"; readonly memberId: PartnerMemberId }
  | { readonly kind: "QUEUE"; readonly queueId: QueueId }
  | { readonly kind: "TEAM"; readonly teamId: TeamId }
  | { readonly kind: "RULES" };

export interface ReassignLead {
  readonly leadId: LeadId;
  readonly receiver: Receiver;
  /** For the vendor alone. */
  readonly reason: string;
}

/**
 * Passes a lead on: whoever holds it, who says why it is not theirs, or a manager. No clock starts
 * anew, and the stage stays. Before acceptance its partner learns nothing of it; from then on, who works
 * on it now.
 */
export const reassignLead = (deps: MoveLeadDeps) => (call: Call<ReassignLead>) =>
  once<ReassignLead, LeadGiven>(deps.database, call, async (tx) => {
    const { leadId, receiver, reason } = call.command;
    const [lead, holding, isManager] = await Promise.all([
      lockLead(tx, call.session, leadId),
      readHolding(tx, leadId, call.actor.id),
      readIsManager(tx, call.actor.id),
    ]);
    if (!lead) return leadNotThere(leadId);
    const refusal = refuseUnlessHeld(lead) ?? refuseUnlessTheirs(holding, call.actor, isManager);
    if (refusal) return refusal;
    const why = { cause: "REASSIGNED", note: reason } as const;
    if (receiver.kind === "RULES") return routeLead(deps, tx, lead, why, { ...call, holding });
    const to = await receiverOf(tx, lead, holding, receiver, call);
    if (isRefusal(to)) return to;
    if (isHeldBy(holding, to))
      return refuse("ALREADY_DONE", "The lead is there already: nothing was passed on.");
    return giveLead(deps, tx, lead, { ...why, ...to }, call);
  });

/** A lead is passed on by whoever holds it, and by managers. */
export function refuseUnlessTheirs(
  holding: Holding,
  actor: Actor,
  isManager: boolean,
): Refusal | null {
  const isTheirs = holding.memberId !== null && uuidOf(holding.memberId) === actor.id;
  if (isTheirs || isManager) return null;
  const holder = holding.displayName ?? holding.queueName;
  return refuse(
    "FORBIDDEN",
    `A lead is passed on by whoever holds it, or by a manager; ${holder ?? "nobody"} holds this one.`,
  );
}

/** Who that is, if it can be. */
export async function receiverOf(
  tx: Transaction,
  lead: LockedLead,
  holding: Holding,
  receiver: Exclude<Receiver, { kind: "RULES" }>,
  call: Call<unknown>,
): Promise<Pick<Gift, "holder" | "chosen"> | Refusal> {
  if (receiver.kind === "MEMBER") {
    const owner = await readOwner(tx, uuidOf(receiver.memberId));
    if (!owner) return notInSales(receiver.memberId, ["memberId"]);
    const { id: memberId, displayName } = owner;
    return { holder: { kind: "MEMBER", memberId, displayName, turn: null }, chosen: null };
  }
  if (receiver.kind === "QUEUE") {
    const missing = await readMissing(tx, QUEUES, [receiver.queueId]);
    return (
      refuseMissing(QUEUES, missing, "queueId") ?? {
        holder: { kind: "QUEUE", queueId: receiver.queueId },
        chosen: null,
      }
    );
  }
  const { teamId } = receiver;
  const target = { kind: "LEAST_BUSY", teamId, skillIds: [], inTerritory: false } as const;
  const rule = { name: "By hand", condition: null, target };
  const routed = await readRoutedLead(tx, lead);
  const considered = [{ position: 1, rule, holds: true }];
  const chosen = await choose(tx, considered, { routed, holding, giving: call });
  if (!chosen)
    return refuse(
      "BUSINESS_RULE",
      "There is no such team, or nobody of it can take the lead now.",
      {
        path: ["teamId"],
      },
    );
  return { holder: chosen.holder, chosen: { ...chosen, routingNumber: null } };
}
