import type { LeadId, Refusal } from "../kernel/index.ts";
import { isRefusal } from "../kernel/index.ts";
import type { LeadMoved, MoveLeadDeps } from "../leads/index.ts";
import { beginMove, completeMove, readSaid } from "../leads/index.ts";
import type { Session, Transaction } from "../platform/database/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { refuseEnd, refuseTaking } from "./domain/offer.ts";
import { noSuchOffer, onlyItsPartner } from "./offer-lead.ts";
import type { OfferTouched, TouchOffer } from "./offer-lead.ts";
import { passLeadOn } from "./pass-lead-on.ts";
import { lockOffer, queueOfferTaken, readOfferedLead } from "./store/offer-store.ts";
import type { LockedOffer } from "./store/offer-store.ts";
import { readTransferFacts } from "./store/transfer-facts.ts";

export interface OfferAccepted extends OfferTouched, Pick<LeadMoved, "leadId"> {
  /** What happened to the two leads, each by an event of its own. */
  readonly moved: readonly (Pick<LeadMoved, "leadId" | "eventId"> & {
    readonly verb: "acceptOffer";
  })[];
}

/**
 * The partner takes an offer. It has a lead of its own from now on, accepted as the vendor's was and with
 * its persons, and the vendor's goes on in it. What is written and read of the vendor's lead is done in
 * the vendor's role, and begins with the offer being this partner's: a partner's own reaches none of it.
 */
export const acceptOffer = (deps: MoveLeadDeps) => (call: Call<TouchOffer>) =>
  once<TouchOffer, OfferAccepted>(
    deps.database,
    { ...call, session: inTheVendorsRole(call.session) },
    async (tx) => accept(deps, tx, { ...call, session: inTheVendorsRole(call.session) }),
  );

const inTheVendorsRole = (session: Session): Session => ({
  ...session,
  role: "vendor",
  partnerId: null,
});

async function accept(
  deps: MoveLeadDeps,
  tx: Transaction,
  call: Call<TouchOffer>,
): Promise<OfferAccepted | Refusal> {
  const { actor, at, session } = call;
  const { offerId, expectedVersion } = call.command;
  if (actor.partnerId === null) return onlyItsPartner();
  const leadId = await readOfferedLead(tx, offerId, actor.partnerId);
  if (leadId === null) return noSuchOffer(offerId);
  const command = { leadId, expectedVersion: null, comment: null };
  // the lead before its offer, as whatever else ends one locks them
  const [movable, offer, facts, said] = await Promise.all([
    beginMove(deps, tx, { ...call, command }, "acceptOffer", () => "MERGED"),
    lockOffer(tx, session, offerId),
    readTransferFacts(tx, leadId, actor.partnerId),
    readSaid(tx, session, leadId),
  ]);
  if (!offer || !said) throw new Error(`the offer ${offerId} is of nothing`);
  const refusal = refuseEnd(offer, expectedVersion, at) ?? refuseTaking(facts);
  if (refusal) return refusal;
  // an offer stands only while its lead is where it can be taken
  if (isRefusal(movable)) throw new Error(`the lead of ${offerId} cannot be taken`);

  // of the vendor's own lead nothing is told to anybody else
  const asVendor = { command, actor: { ...actor, partnerId: null } };
  const ended = completeMove(deps, tx, asVendor, movable, "LeadTaken", { eventType: "MERGED" });
  const taken = passLeadOn(deps, tx, {
    ...{ ending: movable.lead, to: actor.partnerId, role: offer.role, said, actor },
    ...{ at: movable.at, settledShares: "KEEP", reasonCode: null, comment: null },
  });
  queueOfferTaken(tx, offer, { leadId: taken.leadId, at: movable.at });
  return outcomeOf(offer, taken.leadId, [ended, taken]);
}

function outcomeOf(
  { id }: LockedOffer,
  leadId: LeadId,
  events: readonly LeadMoved[],
): OfferAccepted {
  return {
    kind: "OfferAccepted",
    offerId: id,
    leadId,
    moved: events.map((each) => ({
      leadId: each.leadId,
      eventId: each.eventId,
      verb: "acceptOffer",
    })),
    subjects: [id, ...events.flatMap(({ subjects }) => subjects)],
  };
}
