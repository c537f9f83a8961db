import type { LeadId, OfferId, PartnerId, Refusal } from "../kernel/index.ts";
import { isRefusal, refuse } from "../kernel/index.ts";
import { leadNotThere, lockLead } from "../leads/index.ts";
import type { MoveLeadDeps } from "../leads/index.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { expiryOf, refuseEnd, refuseOffer } from "./domain/offer.ts";
import type { OfferRole } from "./domain/offer.ts";
import { lockOffer, queueOffer, queueOfferDeclined, queueOfferEnded } from "./store/offer-store.ts";
import { readTransferFacts } from "./store/transfer-facts.ts";

export interface OfferLead {
  readonly leadId: LeadId;
  readonly partnerId: PartnerId;
  readonly role: OfferRole;
  /** What the company needs; for the partner. */
  readonly need: string;
  readonly message: string | null;
  /** Null for 14 days from now. */
  readonly expiresAt: Date | null;
}

/** An offer as it was read. */
export interface TouchOffer {
  readonly offerId: OfferId;
  readonly expectedVersion: number;
}

export interface DeclineOffer extends TouchOffer {
  readonly reason: string;
}

export interface OfferTouched extends Outcome {
  readonly offerId: OfferId;
}

/** The vendor offers an accepted lead of its own to a partner, one at a time. The lead stays as it is. */
export const offerLead = (deps: MoveLeadDeps) => (call: Call<OfferLead>) =>
  once<OfferLead, OfferTouched>(deps.database, call, async (tx) => {
    const { leadId, partnerId } = call.command;
    if (call.actor.id === null) throw new Error("somebody offers a lead");
    const expiresAt = expiryOf(call.command.expiresAt, call.at);
    if (isRefusal(expiresAt)) return expiresAt;
    const [lead, facts] = await Promise.all([
      lockLead(tx, call.session, leadId),
      readTransferFacts(tx, leadId, partnerId),
    ]);
    if (!lead) return leadNotThere(leadId);
    const refusal = refuseOffer(leadId, lead.stage, facts);
    if (refusal) return refusal;
    const id = deps.newId("off");
    queueOffer(tx, { ...call.command, id, at: call.at, by: call.actor.id, expiresAt });
    return { kind: "LeadOffered", offerId: id, subjects: [id, leadId] };
  });

/** The vendor offers the lead no more. */
export const withdrawOffer = (deps: MoveLeadDeps) => (call: Call<TouchOffer>) =>
  once<TouchOffer, OfferTouched>(deps.database, call, async (tx) => {
    const { offerId, expectedVersion } = call.command;
    const offer = await lockOffer(tx, call.session, offerId);
    if (!offer) return noSuchOffer(offerId);
    const refusal = refuseEnd(offer, expectedVersion, call.at);
    if (refusal) return refusal;
    queueOfferEnded(tx, offerId, { state: "WITHDRAWN", at: call.at });
    return { kind: "OfferWithdrawn", offerId, subjects: [offerId] };
  });

/** The partner does not want the lead, and says why. */
export const declineOffer = (deps: MoveLeadDeps) => (call: Call<DeclineOffer>) =>
  once<DeclineOffer, OfferTouched>(deps.database, call, async (tx) => {
    const { offerId, expectedVersion, reason } = call.command;
    if (call.actor.partnerId === null) return onlyItsPartner();
    const offer = await lockOffer(tx, call.session, offerId);
    if (!offer) return noSuchOffer(offerId);
    const refusal = refuseEnd(offer, expectedVersion, call.at);
    if (refusal) return refusal;
    queueOfferDeclined(tx, offer, { reason, at: call.at });
    return { kind: "OfferDeclined", offerId, subjects: [offerId] };
  });

export const onlyItsPartner = (): Refusal =>
  refuse("FORBIDDEN", "An offer is answered by the partner that it was made to.");

export function noSuchOffer(offerId: OfferId): Refusal {
  return refuse("NOT_FOUND", `There is no offer ${offerId} that you can see.`, {
    path: ["offerId"],
  });
}
