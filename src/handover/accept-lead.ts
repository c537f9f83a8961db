import type { PartnerMemberId } from "../kernel/index.ts";
import { isRefusal, refuse, uuidOf } from "../kernel/index.ts";
import type { LeadMoved, MoveLead, MoveLeadDeps } from "../leads/index.ts";
import { beginMove, completeMove, readRegistrants, refuseOwnRegistration } from "../leads/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";
import {
  acceptProspect,
  readAcceptanceFacts,
  refuseUnlessCustomer,
  refuseUnlessFree,
} from "../protection/index.ts";
import { readOwner } from "../routing/index.ts";

import { refuseUnlessConfirmed } from "./domain/checklist.ts";
import { queueChecklist, readChecklist } from "./store/checklist-store.ts";

export interface AcceptLead extends MoveLead {
  /** Who will work on it; null for whoever accepts. */
  readonly ownerId: PartnerMemberId | null;
  /** The points of the program's checklist that were confirmed, by their keys; none where left out. */
  readonly checklist?: readonly string[];
}

export interface AcceptLeadDeps extends MoveLeadDeps {
  /** Where leads of an older system are told: nobody can confirm anything any more. */
  readonly isPast?: true;
}

/**
 * Sales accepts a lead and names its owner. Refused until matching has finished and while a
 * conflict over it is open, or while the prospect is protected for another lead; of a kind that is for
 * customers, where its company is none; to whoever registered it; and while anything that its program
 * asks for is not confirmed. From here on the
 * owner sees the contact, and the prospect is protected for this lead from its claim on.
 */
export const acceptLead = (deps: AcceptLeadDeps) => (call: Call<AcceptLead>) =>
  once<AcceptLead, LeadMoved>(deps.database, call, async (tx) => {
    const { leadId, ownerId, checklist = [] } = call.command;
    const ownerUuid = ownerId === null ? call.actor.id : uuidOf(ownerId);
    if (ownerUuid === null) throw new Error("somebody accepts a lead");
    const [movable, facts, owner, registrants, points] = await Promise.all([
      beginMove(deps, tx, call, "acceptLead"),
      readAcceptanceFacts(tx, leadId, call.at),
      readOwner(tx, ownerUuid),
      readRegistrants(tx, [leadId]),
      readChecklist(tx, leadId),
    ]);
    if (isRefusal(movable)) return movable;
    const own = refuseOwnRegistration(registrants, call.actor.id, "acceptLead");
    if (own) return own;
    const unfree = refuseUnlessFree(facts) ?? refuseUnlessCustomer(facts);
    if (unfree) return unfree;
    const waived = deps.isPast === true;
    const unconfirmed = waived ? null : refuseUnlessConfirmed(points, checklist);
    if (unconfirmed) return unconfirmed;
    if (!owner) return noSuchOwner(ownerId);
    acceptProspect(deps, tx, movable.lead, facts, movable.at);
    const accepted = completeMove(deps, tx, call, movable, "LeadAccepted", {
      eventType: "ACCEPTED",
      owner,
    });
    const { lead } = movable;
    queueChecklist(deps.database, tx, { lead, eventId: accepted.eventId, points, waived });
    return accepted;
  });

function noSuchOwner(ownerId: PartnerMemberId | null) {
  if (ownerId === null) {
    return refuse(
      "VALIDATION_FAILED",
      "You have no role in sales: name the owner who will work on the lead.",
      {
        path: ["ownerId"],
      },
    );
  }
  return refuse("NOT_FOUND", `There is no active member ${ownerId} in sales.`, {
    path: ["ownerId"],
  });
}
