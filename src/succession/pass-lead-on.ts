import type { LeadId, PartnerId } from "../kernel/index.ts";
import { keepAttribution, moveAttribution } from "../attribution/index.ts";
import type { LeadMoved, LockedLead, MoveLeadDeps, Said } from "../leads/index.ts";
import { queueTerms } from "../leads/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import type { Actor } from "../platform/mutation/index.ts";

import type { OfferRole } from "./domain/offer.ts";
import type { SettledShares } from "./domain/transfer.ts";
import { queueOpening, queueSuccessor } from "./store/successor-store.ts";

/** A lead whose end is queued, and how it goes on. */
export interface PassedOn {
  readonly ending: LockedLead;
  readonly to: PartnerId;
  readonly settledShares: SettledShares;
  /** What its partner is where it took an offer of the vendor's; null where it has the lead as the other had. */
  readonly role: OfferRole | null;
  /** What the lead says in words, with its persons. */
  readonly said: Said;
  readonly actor: Actor;
  readonly at: Date;
  /** Told to the receiving partner. */
  readonly reasonCode: string | null;
  readonly comment: string | null;
}

/**
 * Queues the receiving partner's own lead, which goes on as the other one stood: a row never changes
 * its partner. What was earned stays with the lead that ends; what it had reached is reached, so that
 * nothing is earned again.
 */
export function passLeadOn(deps: MoveLeadDeps, tx: Transaction, passed: PassedOn): LeadMoved {
  const { ending, to: partnerId, at, actor } = passed;
  if (actor.id === null) throw new Error("somebody passes a lead on");
  const leadId: LeadId = deps.newId("lead");
  const successor = {
    id: leadId,
    partnerId,
    origin: passed.role === null ? "TRANSFER" : "OFFER",
    role: passed.role,
    openedBy: actor.id,
    at,
    contacts: passed.said.persons.map(({ id }) => ({
      from: knownUuid(id),
      id: deps.newId("cnt"),
    })),
    opportunityId: deps.newId("opp"),
  } as const;
  queueSuccessor(tx, ending, successor);
  const said = { ...passed.said, externalReference: null, notes: null };
  queueTerms(tx, partnerId, [{ id: leadId, partnerId, said }]);
  if (passed.settledShares === "MOVE") moveAttribution(tx, ending, { id: leadId, partnerId }, at);
  else keepAttribution(tx, ending, { id: leadId }, at);
  const eventId = deps.newId("evt");
  queueOpening(tx, successor, {
    eventId,
    type: passed.role === null ? "TAKEN_OVER" : "OFFER_TAKEN",
    byVendor: passed.role === null,
    stage: ending.stage,
    reasonCode: passed.reasonCode,
    comment: passed.comment,
    actor,
  });
  return { kind: "LeadTakenOver", leadId, eventId, subjects: [leadId, eventId] };
}

function knownUuid(id: string | null): string {
  if (id === null) throw new Error("a person of a lead has an id");
  return id;
}
